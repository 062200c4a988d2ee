"""Orders as whole fen: what is refused, and what comes back from few bytes."""

import random
import tracemalloc
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.orders import MOST_ORDERS, OrderBook, OrderBookError
from rules.premium import LARGEST_PAID

LARGEST_FEN = int(LARGEST_PAID) * 100
quick = settings(deadline=None, max_examples=150)


def packed_of(plain: bytes) -> bytes:
    """What `pack` would make of these differences."""
    return OrderBook.of_fen([1]).pack()[:1] + zlib.compress(plain)


def code_of(make: Callable[[Any], OrderBook], amounts: Any) -> str:
    with pytest.raises(OrderBookError) as refused:
        make(amounts)
    return refused.value.code


def unpacked(packed: bytes) -> OrderBook | str:
    """The book, or the code of the refusal."""
    try:
        return OrderBook.unpack(packed)
    except OrderBookError as refused:
        return refused.code


def test_orders_stand_in_ascending_order_and_equal_ones_stay() -> None:
    book = OrderBook.of_fen(iter([300, 100, 200, 100]))
    assert book.fen == (100, 100, 200, 300)
    assert len(book) == 4
    assert str(book.paid) == "7.00"


def test_yuan_and_fen_make_the_same_book() -> None:
    yuan = [Decimal("61.00"), Decimal("115"), Decimal("1.2E+2"), Decimal("0.010")]
    assert OrderBook.of_yuan(yuan) == OrderBook.of_fen([6100, 11_500, 12_000, 1])


def test_the_largest_amount_is_taken() -> None:
    assert OrderBook.of_yuan([LARGEST_PAID]).paid == LARGEST_PAID


@pytest.mark.parametrize(
    ("code", "amounts"),
    [
        ("empty", []),
        ("not_whole_fen", [100, 61.0]),
        ("not_whole_fen", [100, "61"]),
        ("not_whole_fen", [100, None]),
        ("not_whole_fen", [True]),
        ("not_whole_fen", [Decimal("61")]),
        ("not_positive", [100, 0]),
        ("not_positive", [-1, 100]),
        ("too_large", [100, LARGEST_FEN + 1]),
    ],
)
def test_fen_that_are_no_amounts_are_refused_by_code(code: str, amounts: list[Any]) -> None:
    assert code_of(OrderBook.of_fen, amounts) == code


@pytest.mark.parametrize(
    ("code", "amounts"),
    [
        ("empty", []),
        ("not_whole_fen", [Decimal("61.005")]),
        ("not_whole_fen", [Decimal("1E-999999")]),
        ("not_whole_fen", [61.0]),
        ("not_whole_fen", [61]),
        ("not_whole_fen", [Decimal("NaN")]),
        ("not_whole_fen", [Decimal("sNaN")]),
        ("not_whole_fen", [Decimal("Infinity")]),
        ("not_positive", [Decimal("0.00")]),
        ("not_positive", [Decimal("-1")]),
        ("too_large", [LARGEST_PAID + Decimal("0.01")]),
        ("too_large", [Decimal("1E+999999")]),
    ],
)
def test_yuan_that_are_no_amounts_are_refused_by_code(code: str, amounts: list[Any]) -> None:
    assert code_of(OrderBook.of_yuan, amounts) == code


def test_a_refusal_names_the_amount() -> None:
    with pytest.raises(OrderBookError, match=r"not whole fen: Decimal\('61.005'\)"):
        OrderBook.of_yuan([Decimal("61"), Decimal("61.005")])


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "-0.01", "1000000000000.01", "61.005"])
def test_a_refusal_of_yuan_tells_them_in_yuan(amount: str) -> None:
    with pytest.raises(OrderBookError) as refused:
        OrderBook.of_yuan([Decimal("61"), Decimal(amount)])
    assert repr(refused.value.value) == repr(Decimal(amount))


def test_more_orders_than_any_sheet_holds_are_refused() -> None:
    assert len(OrderBook.of_fen([1] * MOST_ORDERS)) == MOST_ORDERS
    assert code_of(OrderBook.of_fen, [1] * (MOST_ORDERS + 1)) == "too_many"


@quick
@given(st.lists(st.one_of(st.integers(1, 300), st.integers(1, LARGEST_FEN)), min_size=1, max_size=60))
def test_what_was_packed_comes_back(fen: list[int]) -> None:
    book = OrderBook.of_fen(fen)
    assert OrderBook.unpack(book.pack()) == book


@pytest.mark.parametrize(("fen", "plain"), [(127, b"\x7f"), (128, b"\x80\x01"), (16_383, b"\xff\x7f")])
def test_a_difference_takes_one_byte_for_every_seven_bits(fen: int, plain: bytes) -> None:
    assert OrderBook.of_fen([fen]).pack() == packed_of(plain)


def test_two_hundred_thousand_orders_fit_in_two_hundred_thousand_bytes() -> None:
    chance = random.Random(3)
    book = OrderBook.of_fen(int(chance.lognormvariate(9, 1)) + 1 for _ in range(200_000))
    packed = book.pack()
    assert OrderBook.unpack(packed) == book
    assert len(packed) < 200_000
    assert len(OrderBook.of_fen([6100] * 200_000).pack()) < 1_000


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x01",
        b"\x02" + OrderBook.of_fen([1]).pack()[1:],
        b"\x00" + OrderBook.of_fen([1]).pack()[1:],
        OrderBook.of_fen([1, 2]).pack()[:-1],
        OrderBook.of_fen([1, 2]).pack() + b"\0",
        packed_of(b""),
        packed_of(b"\x00"),
        packed_of(b"\x01\x80"),
        packed_of(b"\x80\x80\x80\x80\x80\x80\x80\x01"),
        packed_of(b"\x81\x80\x80\x80\x80\x80\x80\x00"),
        packed_of(b"\xff\xff\xff\xff\xff\xff\x7f"),
        b'{"fen": [6100]}',
    ],
    ids=lambda packed: packed.hex(),
)
def test_bytes_that_are_no_packed_orders_are_refused(packed: bytes) -> None:
    assert code_of(OrderBook.unpack, packed) == "unreadable"


@quick
@given(st.one_of(st.binary(max_size=60), st.binary(max_size=60).map(packed_of)))
def test_any_bytes_are_a_book_or_refused(packed: bytes) -> None:
    found = unpacked(packed)
    assert found == "unreadable" if isinstance(found, str) else OrderBook.of_fen(found.fen) == found


@pytest.mark.parametrize("times", [7, 50])
@pytest.mark.parametrize("byte", [b"\x00", b"\x01", b"\x80"])
def test_a_bomb_is_refused_before_it_takes_much_memory(byte: bytes, times: int) -> None:
    bomb = packed_of(byte * (times * MOST_ORDERS))
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        assert code_of(OrderBook.unpack, bomb) == "unreadable"
        assert tracemalloc.get_traced_memory()[1] < 40 * MOST_ORDERS
    finally:
        tracemalloc.stop()


def test_a_book_of_one_order_too_many_is_refused_as_unreadable() -> None:
    assert OrderBook.unpack(packed_of(b"\x01" * MOST_ORDERS)).fen[-1] == MOST_ORDERS
    assert code_of(OrderBook.unpack, packed_of(b"\x01" * (MOST_ORDERS + 1))) == "unreadable"
