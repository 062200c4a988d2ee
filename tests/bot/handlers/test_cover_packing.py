"""All answers of a verdict fit into a button and come back as they were."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import unpack as unpack_button
from bot.handlers.cover_answers import (
    AMOUNTS,
    CHOICES,
    MOMENTS,
    PARCEL,
    PERIL,
    STEPS,
    UNKNOWN,
    facts,
    fields_of,
    is_answer,
    merged,
    skipped,
)
from bot.handlers.cover_buttons import CoverReview, CoverWhy
from bot.handlers.cover_packing import pack, unpack
from rules.book import Book
from rules.coverage import inputs
from rules.order_facts import OrderFacts, Peril

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
BOOK = Book.load().on(AT.date())
SECONDS = st.integers(0, 4_000_000_000)


def values_of(field: str) -> st.SearchStrategy[str]:
    words = st.sampled_from([*CHOICES.get(field, ()), UNKNOWN])
    if field in MOMENTS:
        return words | SECONDS.map(lambda second: f"@{second}")
    if field == "return_after":
        return words | st.integers(0, 86_400_000).map(str)
    if field in AMOUNTS:
        return words | st.integers(0, 100_000_000).map(lambda fen: f"{fen // 100}.{fen % 100:02}")
    return words


@st.composite
def answers(draw: st.DrawFn) -> dict[str, str]:
    peril = draw(st.sampled_from(list(Peril))).value
    said = {PERIL: peril}
    for field in fields_of(peril):
        if field != PERIL and draw(st.booleans()):
            said[field] = draw(values_of(field))
    if draw(st.booleans()):
        said[PARCEL] = str(draw(st.integers(1, 99_999)))
    return said


@given(said=answers(), at=SECONDS, owner=st.integers(1, 9_999_999_999))
def test_answers_come_back_from_a_button_as_they_were(said: dict[str, str], at: int, owner: int) -> None:
    moment = datetime.fromtimestamp(at, UTC)
    packed = pack(said, moment)
    assert len(packed) <= 46
    assert unpack(packed) == (said, moment)
    for button in (CoverReview(packed), CoverWhy(packed)):
        assert unpack_button(button.pack(owner)) == (button, owner)


@given(text=st.text(alphabet="0123456789abcdefgz-_.", max_size=50))
def test_a_made_up_button_holds_nothing_that_is_no_answer(text: str) -> None:
    unpacked = unpack(text)
    if unpacked is not None:
        said, _ = unpacked
        assert all(is_answer(field, value) for field, value in said.items())


@given(said=answers(), at=SECONDS)
def test_whatever_a_button_can_carry_the_rules_can_take(said: dict[str, str], at: int) -> None:
    assert isinstance(facts(said, BOOK, datetime.fromtimestamp(at, UTC)), OrderFacts)


@pytest.mark.parametrize("peril", list(Peril))
def test_every_input_of_the_rules_is_asked_for_by_one_question(peril: Peril) -> None:
    asked = {field for fields in STEPS.values() for field in fields}
    assert {"line" if name == "channel" else name for name in inputs(peril)} <= asked
    assert set(fields_of(peril)) <= asked


def test_what_is_said_wins_and_what_follows_from_it_does_not() -> None:
    known = {"delivered": "yes", "line": "standard", "taken": "line,state"}
    assert merged(known, {"overdue": "enough"}, {"delivered": "no"})["delivered"] == "yes"
    assert merged(known, {"line": "worry_free"}, {})["line"] == "standard"
    assert merged(known, {"line": "offline"}, {})["taken"] == "state"


def test_leaving_a_question_open_keeps_what_was_said_to_part_of_it() -> None:
    left = skipped({"handed_in": "yes", "line": "worry_free"}, "ready")
    assert left["handed_in"] == "yes"
    assert left["picked_up"] == UNKNOWN
    assert skipped({"line": "worry_free"}, "line") == {"line": "some"}
