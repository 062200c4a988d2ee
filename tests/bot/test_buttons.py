"""Typed callback data: round trips, the 64 bytes, and what an old or made-up button says."""

from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import MAX_BYTES, ButtonData, ButtonTooLong, StaleButton, unpack


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Painted(ButtonData, prefix="test-painted"):
    colour: Colour
    layers: int
    dry: bool
    note: str


@dataclass(frozen=True, slots=True)
class Framed(ButtonData, prefix="test-framed"):
    colour: Colour
    frame: str = "oak"


def test_a_button_from_before_a_field_was_added_reads_with_its_default():
    assert unpack("test-framed:red") == (Framed(Colour.RED), None)
    assert unpack("test-framed:red:elm") == (Framed(Colour.RED, "elm"), None)
    assert Framed(Colour.RED, "").pack() == "test-framed:red:"
    for packed in ("test-framed", "test-framed:red:elm:1"):
        with pytest.raises(StaleButton):
            unpack(packed)


@given(st.sampled_from(Colour), st.integers(-(10**6), 10**6), st.booleans(), st.text("abcä中0-_. ", max_size=8))
def test_what_a_button_carries_comes_back_as_it_went(colour, layers, dry, note):
    button = Painted(colour, layers, dry, note)
    assert unpack(button.pack()) == (button, None)
    assert unpack(button.pack(owner=2**52)) == (button, 2**52)


@pytest.mark.parametrize("packed", ["", "unknown:1", "test-painted", "test-painted:red:1:1"])
def test_a_button_nobody_makes_today_is_stale(packed):
    with pytest.raises(StaleButton):
        unpack(packed)


@pytest.mark.parametrize(
    "packed",
    [
        "test-painted:green:1:1:x",
        "test-painted:red:one:1:x",
        "test-painted:red:1:2:x",
        f"test-painted:red:{2**63}:1:x",
        f"test-painted:red:{-(2**63) - 1}:1:x",
    ],
)
def test_values_that_do_not_fit_the_fields_are_stale_too(packed):
    with pytest.raises(StaleButton):
        unpack(packed)


def test_a_made_up_owner_is_stale():
    with pytest.raises(StaleButton):
        unpack("test-painted:red:1:1:x@somebody")


def test_chinese_text_is_measured_in_bytes_when_the_button_is_built():
    fits = MAX_BYTES - len("test-painted:red:1:1:")
    assert len(Painted(Colour.RED, 1, True, "x" * fits).pack().encode()) == MAX_BYTES
    with pytest.raises(ButtonTooLong):
        Painted(Colour.RED, 1, True, "x" * fits).pack(owner=7)
    with pytest.raises(ButtonTooLong):
        Painted(Colour.RED, 1, True, "单" * (fits // 3 + 1)).pack()


def test_a_separator_inside_a_field_is_refused_where_the_button_is_built():
    with pytest.raises(ValueError, match="cannot hold"):
        Painted(Colour.RED, 1, True, "12:30").pack()


def test_two_kinds_of_button_cannot_share_a_prefix():
    with pytest.raises(TypeError, match="taken"):

        @dataclass(frozen=True, slots=True)
        class Other(ButtonData, prefix="test-painted"):
            pass
