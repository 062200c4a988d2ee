"""The causes of failure the source names: the first leg, the phone on the label, the battery."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.book import Book
from rules.diagnosis import ClaimFacts, Point, Remedy, diagnose
from rules.facts import FactError
from rules.order_facts import Peril, RulingCause
from rules.phone import check_phone
from rules.verdict import Outcome
from tests.rules.cases_file import cases, label, span
from tests.rules.claims import BOOK, HOUR, ORDER, SOUND, D, point, told, with_order
from tests.rules.conftest import DAY
from tests.rules.test_trace import replay
from tests.support.books import copy_book

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


def changed_book(directory: Path, file: str, old: str, new: str) -> Book:
    copied = copy_book(directory)
    path = copied / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return Book.load(copied)


@pytest.mark.parametrize("row", cases("diagnosis"), ids=label)
def test_the_first_leg_is_judged_by_when_the_update_came_or_could_still_come(row: dict[str, Any]) -> None:
    known = {"yes": True, "no": False}
    facts = replace(
        with_order(picked_up=known.get(row.get("picked", ""))),
        first_leg_scanned=known.get(row.get("scanned", "")),
        first_leg_after=span(row["after"]) if "after" in row else None,
        since_pickup=span(row["since"]) if "since" in row else None,
    )
    found = diagnose(BOOK, facts)
    assert replay(found.trace) == found.outcome
    if row["outcome"] == "yes":
        assert "D01" in found.passed
        return
    one = point(found, "D01")
    assert (one.finding.outcome.value, one.remedy.value) == (row["outcome"], row["remedy"])
    assert one.left == (span(row["left"]) if "left" in row else None)
    assert one.finding.missing == ((row["missing"],) if "missing" in row else ())
    assert one.console == "console.diagnosis"


def test_an_early_silence_and_a_late_one_are_two_points_with_a_clock_each() -> None:
    facts = replace(with_order(idle=3 * D), first_leg_after=72 * HOUR)
    found = diagnose(BOOK, facts)
    assert told(found) == [("C05", "wait"), ("D01", "next_time")]
    assert (point(found, "C05").left, point(found, "D01").left) == (2 * D, None)
    assert (point(found, "C05").finding.observed, point(found, "D01").finding.observed) == (3 * D, 72 * HOUR)
    assert [use.id for use in found.readings] == ["X09"]


def test_only_the_logistics_claim_has_two_silences_to_tell_apart() -> None:
    assert diagnose(BOOK, replace(SOUND, peril=None)).readings == ()


BAD_LABEL: list[tuple[str, dict[str, Any]]] = [
    ("D03", {"phone_clean": False}),
    ("D04", {"phone_prefixed": False}),
    ("D05", {"contains_battery": True, "battery_declared": False}),
]


@pytest.mark.parametrize(("rule", "changed"), BAD_LABEL)
@pytest.mark.parametrize(
    ("picked_up", "outcome", "remedy"),
    [(True, NO, "next_time"), (False, UNKNOWN, "now"), (None, UNKNOWN, "now")],
)
def test_a_label_is_mended_until_the_parcel_is_picked_up(
    rule: str, changed: dict[str, Any], picked_up: bool | None, outcome: Outcome, remedy: str
) -> None:
    facts = replace(with_order(picked_up=picked_up), first_leg_scanned=None, first_leg_after=None, **changed)
    found = diagnose(BOOK, facts)
    one = point(found, rule)
    assert (found.outcome, one.finding.outcome, one.remedy.value) == (outcome, NO, remedy)
    assert one.console == "console.order_flags"


@pytest.mark.parametrize(
    ("contains", "declared", "outcome", "missing"),
    [
        (False, None, YES, ()),
        (False, False, YES, ()),
        (False, True, YES, ()),  # the source speaks of undeclared batteries only
        (True, True, YES, ()),
        (None, True, YES, ()),
        (True, False, NO, ()),
        (True, None, UNKNOWN, ("battery_declared",)),
        (None, False, UNKNOWN, ("contains_battery",)),
        (None, None, UNKNOWN, ("contains_battery", "battery_declared")),
    ],
)
def test_a_battery_must_be_declared(
    contains: bool | None, declared: bool | None, outcome: Outcome, missing: tuple[str, ...]
) -> None:
    found = diagnose(BOOK, replace(SOUND, contains_battery=contains, battery_declared=declared))
    assert found.outcome is outcome
    assert found.missing == missing
    assert ("D05" in found.passed) == (outcome is YES)


def test_goods_not_as_declared_and_goods_not_as_described_are_two_matters() -> None:
    ruling = with_order(ruling_cause=RulingCause.NOT_AS_DESCRIBED, ruling=Decimal(100), deposit=Decimal(0))
    facts = replace(ruling, peril=Peril.RULING, contains_battery=True, battery_declared=False)
    found = diagnose(BOOK, replace(facts, order=replace(facts.order, balance=Decimal(0))))
    assert told(found) == [("D05", "next_time")]
    assert "C11" in found.passed


@pytest.mark.parametrize(
    ("raw", "points"),
    [
        ("+34612345678", []),
        ("+34 612 345 678", ["D03"]),
        ("612345678", ["D04"]),
        ("612 345 678", ["D03", "D04"]),
        ("+3461234567", ["D03"]),
        ("", ["D03", "D04"]),
    ],
)
def test_a_checked_phone_counts_before_what_the_seller_says_of_it(raw: str, points: list[str]) -> None:
    phone = check_phone(BOOK, raw, "ES")
    for said in (True, False, None):
        found = diagnose(BOOK, replace(SOUND, phone=phone, phone_clean=said, phone_prefixed=said))
        assert [rule for rule, _ in told(found)] == points
        assert [use.id for use in found.readings] == ["X09", "X10"]
    assert found.points == tuple(
        Point(finding, Remedy.NEXT_TIME, "console.order_flags", None)
        for finding in phone.findings
        if finding.outcome is NO
    )
    assert not raw or raw not in repr(diagnose(BOOK, replace(SOUND, phone=phone)))


@pytest.mark.parametrize(
    "known",
    [{"since_pickup": HOUR}, {"first_leg_scanned": True}, {"first_leg_after": HOUR}],
    ids=lambda known: str(known),
)
def test_a_pickup_is_known_from_what_happened_after_it(known: dict[str, Any]) -> None:
    facts = replace(with_order(picked_up=None), first_leg_scanned=None, first_leg_after=None, phone_clean=False)
    assert point(diagnose(BOOK, facts), "D03").remedy is Remedy.NOW
    found = diagnose(BOOK, replace(facts, **known))
    assert "O06" in found.passed
    assert point(found, "D03").remedy is Remedy.NEXT_TIME


def test_another_book_has_other_hours_and_other_rules(tmp_path: Path) -> None:
    shorter = changed_book(tmp_path, "diagnosis/first_leg_hours.yaml", "value: 48", "value: 10").on(DAY)
    assert told(diagnose(shorter, SOUND)) == [("D01", "next_time")]
    waiting = replace(SOUND, first_leg_scanned=False, first_leg_after=None, since_pickup=4 * HOUR)
    assert point(diagnose(shorter, waiting), "D01").left == 6 * HOUR


@pytest.mark.parametrize(("file", "rule"), [("battery_declared", "D05"), ("country_code_required", "D04")])
def test_a_book_that_requires_no_declaration_or_code_has_no_rule_for_it(tmp_path: Path, file: str, rule: str) -> None:
    book = changed_book(tmp_path, f"diagnosis/{file}.yaml", "value: true", "value: false").on(DAY)
    found = diagnose(book, ClaimFacts())
    assert rule not in [one for one, _ in told(found)]
    assert rule in [one for one, _ in told(diagnose(BOOK, ClaimFacts()))]
    assert replay(found.trace) == UNKNOWN


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("order", None, "wrong_kind"),
        ("seller", ORDER, "wrong_kind"),
        ("peril", "logistics", "wrong_kind"),
        ("phone", "+34612345678", "wrong_kind"),
        ("first_leg_scanned", "yes", "wrong_kind"),
        ("first_leg_after", 48, "wrong_kind"),
        ("since_pickup", -HOUR, "out_of_range"),
        ("first_leg_after", -HOUR, "out_of_range"),
        ("contains_battery", 1, "wrong_kind"),
    ],
)
def test_a_fact_that_cannot_be_one_is_refused(field: str, value: Any, code: str) -> None:
    with pytest.raises(FactError) as refused:
        replace(SOUND, **{field: value})
    assert (refused.value.field, refused.value.code) == (field, code)
    # Of a phone not even what was given is told.
    assert (repr(value) in str(refused.value)) == (field != "phone")
