"""The answers of a diagnosis as facts, as open questions and in a button."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.cover_answers import CHOICES as ORDER_CHOICES
from bot.handlers.cover_answers import PARCEL, PERIL, UNKNOWN, fields_of
from bot.handlers.diagnose_answers import (
    CHOICES,
    LONGEST,
    OWN,
    checked,
    diagnosed,
    facts,
    is_answer,
    next_step,
    of_first_leg,
    of_since_pickup,
    open_steps,
    settled,
)
from bot.handlers.diagnose_buttons import DiagnoseMore, DiagnoseReview, DiagnoseWhy
from bot.handlers.diagnose_packing import MOST, pack, unpack
from rules.book import Book, DatedBook
from rules.order_facts import Peril
from rules.verdict import Outcome

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
BOOK = Book.load().on(NOW.date())
OWNER = 9_999_999_999


def outcome(book: DatedBook, rule: str, **answers: str) -> Outcome:
    """What one rule comes to."""
    diagnosis = diagnosed(settled(answers), book, NOW)
    if rule in diagnosis.passed:
        return Outcome.YES
    return next(point.finding.outcome for point in diagnosis.points if point.finding.rule == rule)


@pytest.mark.parametrize(
    ("first_leg", "expected"),
    [
        ("in_time", Outcome.YES),
        ("late", Outcome.NO),
        (of_first_leg(timedelta(hours=48)), Outcome.YES),
        (of_first_leg(timedelta(hours=48, minutes=1)), Outcome.NO),
        ("none", Outcome.UNKNOWN),
        (UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_the_first_scan_is_in_time_up_to_48_hours_exactly(first_leg: str, expected: Outcome) -> None:
    assert outcome(BOOK, "D01", first_leg=first_leg) is expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (of_since_pickup(timedelta(hours=48), NOW), Outcome.UNKNOWN),
        (of_since_pickup(timedelta(hours=48, minutes=1), NOW), Outcome.NO),
        ("over", Outcome.NO),
        ("not_yet", Outcome.UNKNOWN),
    ],
)
def test_a_scan_that_has_not_come_fails_once_its_hours_are_over(since: str, expected: Outcome) -> None:
    assert outcome(BOOK, "D01", first_leg="none", since_pickup=since) is expected


@pytest.mark.parametrize(
    ("phone", "form", "code"),
    [
        ("ok", Outcome.YES, Outcome.YES),
        ("no_code", Outcome.UNKNOWN, Outcome.NO),
        ("unclean", Outcome.NO, Outcome.UNKNOWN),
        ("both", Outcome.NO, Outcome.NO),
        (UNKNOWN, Outcome.UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_the_phone_is_two_rules(phone: str, form: Outcome, code: Outcome) -> None:
    assert outcome(BOOK, "D03", phone=phone) is form
    assert outcome(BOOK, "D04", phone=phone) is code


@pytest.mark.parametrize(
    ("battery", "expected"),
    [
        ("none", Outcome.YES),
        ("declared", Outcome.YES),
        ("undeclared", Outcome.NO),
        ("contained", Outcome.UNKNOWN),
        (UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_a_battery_has_to_be_declared(battery: str, expected: Outcome) -> None:
    assert outcome(BOOK, "D05", battery=battery) is expected


def test_an_order_booked_for_battery_goods_has_one() -> None:
    assert facts(settled({"goods": "battery"}), BOOK, NOW).contains_battery is True
    assert facts(settled({"goods": "battery", "battery": "none"}), BOOK, NOW).contains_battery is False


@pytest.mark.parametrize(
    ("seller", "rule"),
    [("entity", "E02"), ("registration", "E03"), ("feedback", "E04"), ("dispute", "E05"), ("violation", "E06")],
)
def test_the_shop_is_one_question_for_all_its_rules(seller: str, rule: str) -> None:
    assert outcome(BOOK, rule, seller="all") is Outcome.YES
    assert outcome(BOOK, rule, seller=seller) is Outcome.NO
    assert outcome(BOOK, rule, seller=UNKNOWN) is Outcome.UNKNOWN


def test_a_parcel_with_a_first_scan_was_picked_up_and_handed_in() -> None:
    order = facts(settled({"first_leg": "late"}), BOOK, NOW).order
    assert (order.picked_up, order.handed_in) == (True, True)
    assert facts(settled({"first_leg": "none", "since_pickup": "not_yet"}), BOOK, NOW).order.picked_up is False


def test_the_main_causes_are_asked_first_and_the_shop_last() -> None:
    answers = settled({})
    assert open_steps(answers, BOOK, NOW)[:3] == ("first_leg", "phone", "battery")
    assert open_steps(answers, BOOK, NOW)[-1] == "seller"


def test_how_long_ago_it_was_picked_up_is_asked_only_while_there_is_no_scan() -> None:
    assert "since_pickup" not in open_steps(settled({"first_leg": "in_time"}), BOOK, NOW)
    assert next_step(settled({"first_leg": "none"}), BOOK, NOW) == "since_pickup"
    assert settled({"first_leg": "late", "since_pickup": "over"}).keys() == {PERIL, "first_leg"}


def test_a_point_that_fails_for_good_does_not_end_the_questions() -> None:
    assert "battery" in open_steps(settled({"first_leg": "late"}), BOOK, NOW)
    assert "line" in open_steps(settled({"first_leg": "late"}), BOOK, NOW)


def test_what_was_skipped_is_not_asked_again() -> None:
    answers = settled({name: UNKNOWN for name in (*OWN, *fields_of(Peril.LOGISTICS)) if name != PERIL})
    assert open_steps(answers, BOOK, NOW) == ()


def test_what_an_older_version_stored_otherwise_is_dropped() -> None:
    stored = {"first_leg": "sometime", "phone": "ok", "made_up": "yes", "country": "ES", "since_pickup": "@x"}
    assert checked(stored) == {PERIL: "logistics", "phone": "ok", "country": "ES"}
    assert not is_answer("country", "Spain")
    assert not is_answer("first_leg", "9" * 7)


@st.composite
def answers_of(draw: st.DrawFn) -> dict[str, str]:
    peril = draw(st.sampled_from([each.value for each in Peril]))
    said = {PERIL: peril}
    for name in (*OWN, *fields_of(peril)[1:]):
        choices = [*CHOICES.get(name, ()), *ORDER_CHOICES.get(name, ()), UNKNOWN]
        value = draw(st.none() | st.sampled_from(choices))
        if value is not None:
            said[name] = value
    spans = st.integers(0, LONGEST // timedelta(minutes=1)).map(lambda minutes: timedelta(minutes=minutes))
    if draw(st.booleans()):
        said["first_leg"] = of_first_leg(draw(spans))
    elif draw(st.booleans()):
        said |= {"first_leg": "none", "since_pickup": of_since_pickup(draw(spans), NOW)}
    if peril == Peril.RULING:
        for name in ("ruling", "deposit", "balance"):
            if draw(st.booleans()):
                said[name] = f"{draw(st.integers(0, 10**8)) / 100:.2f}"
    elif peril == Peril.LOGISTICS and draw(st.booleans()):
        said["overdue"] = f"@{draw(st.integers(1_500_000_000, 2_000_000_000))}"
        said["idle"] = f"@{draw(st.integers(1_500_000_000, 2_000_000_000))}"
    elif peril == Peril.REFUSAL and draw(st.booleans()):
        said["return_after"] = str(draw(st.integers(0, 60 * 86_400)))
    if draw(st.booleans()):
        said[PARCEL] = str(draw(st.integers(1, 99_999)))
    return settled(said)


@given(answers_of())
def test_every_answer_fits_a_groups_button_and_comes_out_of_it_as_it_went_in(answers: dict[str, str]) -> None:
    packed = pack(answers, NOW)
    assert len(packed) <= MOST
    for button in (DiagnoseWhy, DiagnoseReview, DiagnoseMore):
        assert len(button(packed).pack(OWNER).encode()) <= 64
    unpacked = unpack(packed)
    assert unpacked is not None
    back, at = unpacked
    assert at == NOW
    without_parcel = {name: value for name, value in answers.items() if name != PARCEL}
    assert back in (answers, without_parcel)
    one, other = diagnosed(answers, BOOK, NOW), diagnosed(back, BOOK, at)
    assert (one.outcome, one.points, one.passed) == (other.outcome, other.points, other.passed)


@pytest.mark.parametrize(
    "packed", ["", ".", "-----..", "-----", "9----..0", "f----..0--------....tn8", "-----.zzzz.0", "x" * 50, "....."]
)
def test_what_no_button_of_today_carries_is_refused(packed: str) -> None:
    assert unpack(packed) is None


@given(st.text("0123456789abcdefxyz-_.f", max_size=48))
def test_forged_data_is_refused_or_read_and_never_an_error(packed: str) -> None:
    unpacked = unpack(packed)
    assert unpacked is None or all(is_answer(name, value) for name, value in unpacked[0].items())
