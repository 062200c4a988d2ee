"""What must hold of every order book: it is the sum of its quotes, and nothing else."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.book import Book
from rules.order_book import OrderBook, PremiumRate, Priced, what_if
from rules.premium import Quote, quote
from tests.rules.conftest import DAY
from tests.rules.test_trace import replay

BOOK = Book.load().on(DAY)
SCOPES = {scope: BOOK.with_reading("X07", scope) for scope in ("all", "base", "none")}

amounts = st.lists(
    st.one_of(st.integers(1, 20_000), st.sampled_from([6000, 6100, 10_000, 11_500, 15_000]), st.integers(1, 10**14)),
    min_size=1,
    max_size=30,
)
scopes = st.sampled_from(sorted(SCOPES))
fulfilments = st.one_of(
    st.decimals("0", "1", places=5), st.sampled_from([Decimal(text) for text in ("0.95", "0.98", "0.94999", "0.97999")])
)
rates = st.integers(1, 100_000).map(lambda hundred_thousandths: PremiumRate(Decimal(hundred_thousandths).scaleb(-5)))
sides = st.one_of(fulfilments, rates)
quick = settings(deadline=None, max_examples=100)


def quotes(scope: str, fen: list[int], side: Decimal | PremiumRate) -> list[Quote]:
    inputs = {"rate": side.value} if isinstance(side, PremiumRate) else {"fulfilment": side}
    return [quote(SCOPES[scope], Decimal(paid).scaleb(-2), **inputs) for paid in fen]


def same(priced: Priced, singly: list[Quote]) -> None:
    assert priced.premium == sum(one.premium for one in singly)
    assert priced.at_floor == sum(one.floor_applied for one in singly)
    assert (priced.rate, priced.band, priced.fulfilment) == (singly[0].rate, singly[0].band, singly[0].fulfilment)
    assert priced.effective_rate == priced.premium / sum(one.paid for one in singly)


@quick
@given(scopes, amounts, sides, sides)
def test_a_what_if_is_the_sum_of_its_quotes_under_every_reading(
    scope: str, fen: list[int], before: Decimal | PremiumRate, after: Decimal | PremiumRate
) -> None:
    found = what_if(SCOPES[scope], OrderBook.of_fen(fen), before, after)
    premiums = {}
    for option in SCOPES:
        old, new = quotes(option, fen, before), quotes(option, fen, after)
        premiums[option] = (sum(one.premium for one in old), sum(one.premium for one in new))
        for scenario in (found.chosen, *found.alternatives):
            if scenario.option == option:
                same(scenario.before, old)
                same(scenario.after, new)
    assert found.chosen.option == scope
    assert {scenario.option for scenario in found.alternatives} == {
        option for option, pair in premiums.items() if pair != premiums[scope]
    }


@quick
@given(scopes, amounts, sides, sides)
def test_going_back_saves_what_going_there_cost(
    scope: str, fen: list[int], before: Decimal | PremiumRate, after: Decimal | PremiumRate
) -> None:
    book = OrderBook.of_fen(fen)
    there, back = (what_if(SCOPES[scope], book, *pair).chosen for pair in ((before, after), (after, before)))
    assert there.saving == -back.saving == there.before.premium - there.after.premium
    assert (there.before, there.after) == (back.after, back.before)


@quick
@given(scopes, amounts, sides, sides)
def test_replaying_a_what_ifs_trace_gives_the_share_it_saves(
    scope: str, fen: list[int], before: Decimal | PremiumRate, after: Decimal | PremiumRate
) -> None:
    found = what_if(SCOPES[scope], OrderBook.of_fen(fen), before, after)
    share = found.chosen.saving_share
    assert replay(found.trace) == (found.chosen.saving if share is None else share)
    assert (share is None) == (found.chosen.before.premium == 0)


@quick
@given(scopes, amounts, fulfilments)
def test_the_share_at_the_floor_lies_between_nothing_and_all(scope: str, fen: list[int], fulfilment: Decimal) -> None:
    side = what_if(SCOPES[scope], OrderBook.of_fen(fen), fulfilment, fulfilment).chosen.before
    share = side.share_at_floor(len(fen))
    assert share == Decimal(sum(one.floor_applied for one in quotes(scope, fen, fulfilment))) / len(fen)
    assert 0 <= share <= 1


@quick
@given(amounts, amounts, fulfilments, fulfilments)
def test_two_books_save_together_what_they_save_apart(
    one: list[int], other: list[int], before: Decimal, after: Decimal
) -> None:
    apart = [what_if(BOOK, OrderBook.of_fen(fen), before, after).chosen.saving for fen in (one, other)]
    assert what_if(BOOK, OrderBook.of_fen(one + other), before, after).chosen.saving == sum(apart)
