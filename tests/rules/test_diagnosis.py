"""Why would a payout fail, what can still be done about it, and where?"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rules import coverage
from rules.book import Book, NotInForce
from rules.diagnosis import ClaimFacts, Remedy, diagnose
from rules.facts import Entity, Registration
from rules.order_facts import Peril, ReturnReason, RulingCause
from rules.remedies import CONSOLE
from rules.shipping import Channel, Line
from rules.verdict import Outcome
from tests.rules.claims import BOOK, HOUR, SHOP, SOUND, D, told, with_order, with_shop
from tests.rules.conftest import DAY
from tests.rules.test_trace import replay

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


def test_a_claim_in_which_every_rule_holds_has_no_points_and_promises_nothing() -> None:
    found = diagnose(BOOK, SOUND)
    assert (found.outcome, found.points, found.missing, found.clash) == (YES, (), (), False)
    assert " ".join(found.passed) == ("C01 C02 C03 C04 C05 C06 C15 D01 D03 D04 D05 E01 E02 E03 E04 E05 E06 E07 E08 O06")
    assert found.causes == 3  # an open list (D06)
    assert (found.day, found.fingerprint) == (DAY, BOOK.fingerprint)


def test_of_a_claim_nobody_knows_anything_about_every_rule_is_to_be_proved() -> None:
    found = diagnose(BOOK, ClaimFacts(peril=Peril.LOGISTICS))
    assert (found.outcome, found.passed) == (UNKNOWN, ())
    assert {remedy for _, remedy in told(found)} == {"prove"}
    assert " ".join(rule for rule, _ in told(found)) == (
        "C01 C02 C03 C04 C05 C15 D01 D03 D04 D05 E01 E02 E03 E04 E05 E06 E08 O06"
    )
    assert found.missing == (
        *coverage.inputs(Peril.LOGISTICS),
        "first_leg_scanned",
        "phone_clean",
        "phone_prefixed",
        "contains_battery",
        "battery_declared",
        "entity",
        "registration",
        "positive_feedback_rate",
        "dispute_rate",
        "serious_violation",
    )


@pytest.mark.parametrize(
    ("overdue", "idle", "left"),
    [(5 * D, 5 * D, {"C04": 2 * D}), (7 * D, 3 * D, {"C05": 2 * D}), (-D, 0 * D, {"C04": 8 * D, "C05": 5 * D})],
)
def test_what_time_alone_may_meet_is_waited_for(overdue: timedelta, idle: timedelta, left: dict[str, Any]) -> None:
    found = diagnose(BOOK, with_order(overdue=overdue, idle=idle))
    assert found.outcome is UNKNOWN
    assert {point.finding.rule: point.left for point in found.points} == left
    assert {point.remedy for point in found.points} == {Remedy.WAIT}
    assert found.missing == ()


def test_a_delivered_parcel_waits_for_nothing() -> None:
    found = diagnose(BOOK, with_order(delivered=True, overdue=5 * D, idle=3 * D))
    assert found.outcome is NO
    assert told(found) == [("C04", "next_time"), ("C05", "next_time")]
    assert [point.left for point in found.points] == [None, None]


def test_a_lost_parcel_stays_open_beside_what_it_waits_for() -> None:
    found = diagnose(BOOK, with_order(lost=True, overdue=5 * D))
    assert (found.outcome, told(found)) == (UNKNOWN, [("C04", "wait"), ("C06", "open")])
    (lost,) = [use for use in found.readings if use.id == "X04"]
    assert (lost.chosen, lost.alternative, lost.changes) == ("needs_both", "by_itself", True)


def test_a_loss_that_is_enough_by_itself_leaves_no_point_of_time() -> None:
    found = diagnose(BOOK.with_reading("X04", "by_itself"), with_order(lost=True, overdue=5 * D))
    assert (found.outcome, found.points) == (YES, ())
    assert "C04" not in found.passed


def test_whether_the_parcel_is_lost_is_asked_while_lateness_and_silence_do_not_hold() -> None:
    found = diagnose(BOOK, with_order(lost=None, overdue=5 * D))
    assert (told(found), found.missing) == ([("C04", "wait"), ("C06", "prove")], ("lost",))


@pytest.mark.parametrize(
    ("changed", "rules"),
    [
        ({"channel": Channel.OFFLINE}, ["C02", "C03", "E08"]),
        ({"channel": Channel.VIRTUAL_NUMBER}, ["C02", "C03", "E08"]),
        ({"channel": Channel.COMMERCIAL_EXPRESS}, ["C03", "C15", "E08"]),
        ({"line": Line.SIMPLE}, ["C03"]),
        ({"cainiao_waybill": False}, ["C01"]),
        ({"handed_in": False}, ["C01"]),
        ({"tracked_end_to_end": False}, ["C01"]),
    ],
)
def test_a_channel_and_its_conditions_are_changed_before_pickup_or_next_time(
    changed: dict[str, Any], rules: list[str]
) -> None:
    early = replace(with_order(picked_up=None, **changed), first_leg_scanned=None, first_leg_after=None)
    now = [one for one in told(diagnose(BOOK, early)) if one[1] == "now"]
    assert now == [(rule, "now") for rule in rules]
    late = diagnose(BOOK, with_order(**changed))
    assert (late.outcome, told(late)) == (NO, [(rule, "next_time") for rule in rules])
    assert {point.console for point in late.points} == {"console.order_flags"}


def test_a_parcel_that_is_not_picked_up_yet_waits_for_it() -> None:
    facts = replace(with_order(picked_up=False), first_leg_scanned=None, first_leg_after=None)
    found = diagnose(BOOK, facts)
    assert (found.outcome, told(found), found.missing) == (UNKNOWN, [("D01", "wait"), ("O06", "wait")], ())


@pytest.mark.parametrize(
    ("changed", "rules", "console"),
    [
        ({"entity": Entity.INDIVIDUAL}, ["E01", "E02"], "console.certification"),
        ({"registration": Registration.HONG_KONG}, ["E03"], "console.certification"),
        ({"positive_feedback_rate": Decimal("0.9499")}, ["E04"], ""),
        ({"dispute_rate": Decimal("0.0211")}, ["E05"], ""),
        ({"serious_violation": True}, ["E06"], ""),
    ],
)
def test_what_the_shop_lacks_is_mended_for_the_next_orders(
    changed: dict[str, Any], rules: list[str], console: str
) -> None:
    found = diagnose(BOOK, with_shop(**changed))
    assert (found.outcome, told(found)) == (NO, [(rule, "next_time") for rule in rules])
    assert {point.console for point in found.points} == {console}


def test_the_three_shop_figures_are_told_by_themselves_and_not_again_together() -> None:
    found = diagnose(BOOK, with_shop(positive_feedback_rate=Decimal("0.9"), dispute_rate=None))
    assert told(found) == [("E05", "prove"), ("E04", "next_time")]
    assert "E07" not in found.passed


def test_every_failure_is_told_and_not_the_first_only_the_mendable_ones_first() -> None:
    facts = replace(
        with_order(picked_up=None, channel=Channel.OFFLINE, overdue=5 * D, tracked_end_to_end=None),
        seller=replace(SHOP, serious_violation=True),
        first_leg_scanned=None,
        first_leg_after=None,
        phone_clean=False,
        contains_battery=True,
        battery_declared=False,
    )
    found = diagnose(BOOK, facts)
    assert told(found) == [
        ("C02", "now"),
        ("C03", "now"),
        ("D03", "now"),
        ("D05", "now"),
        ("E08", "now"),
        ("C04", "wait"),
        ("C01", "prove"),
        ("D01", "prove"),
        ("O06", "prove"),
        ("E06", "next_time"),
    ]
    assert (found.outcome, found.missing) == (NO, ())


REFUSED = with_order(
    signed=True,
    return_after=72 * HOUR,
    return_reason=ReturnReason.UNWANTED,
    undamaged=True,
    packaging_complete=True,
)


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, []),
        ({"return_after": 72 * HOUR + timedelta(minutes=1)}, [("C07", "next_time")]),
        ({"return_after": None}, [("C07", "prove")]),
        ({"signed": False, "return_after": None}, [("C07", "open")]),
        ({"return_reason": ReturnReason.OTHER}, [("C08", "next_time")]),
        ({"undamaged": False, "packaging_complete": None}, [("C10", "prove"), ("C09", "next_time")]),
    ],
)
def test_a_refused_order_is_diagnosed_by_its_return(changed: dict[str, Any], points: list[tuple[str, str]]) -> None:
    found = diagnose(BOOK, replace(with_order(REFUSED, **changed), peril=Peril.REFUSAL))
    assert told(found) == points
    assert {point.console for point in found.points} <= {""}


def test_a_text_that_excludes_and_one_that_covers_leave_the_ruling_open() -> None:
    facts = with_order(
        channel=Channel.VIRTUAL_NUMBER,
        ruling_cause=RulingCause.FALSE_SHIPMENT,
        ruling=Decimal(100),
        deposit=Decimal(10),
        balance=Decimal(10),
    )
    found = diagnose(BOOK, replace(facts, peril=Peril.RULING))
    assert (found.outcome, found.clash) == (UNKNOWN, True)
    assert {remedy for _, remedy in told(found)} == {"open"}
    assert {"C02", "C11", "E08"} <= {rule for rule, _ in told(found)}
    assert "X02" in [use.id for use in found.readings]


def test_without_a_peril_only_what_all_perils_share_is_asked() -> None:
    found = diagnose(BOOK, ClaimFacts())
    asked = {rule for rule, _ in told(found)}
    assert {rule for rule in asked if rule[0] in "CO"} == {"C01", "C02", "C15", "O06"}
    assert not {"signed", "overdue", "ruling"} & set(found.missing)
    sound = diagnose(BOOK, replace(SOUND, peril=None))
    assert (sound.outcome, sound.points) == (YES, ())
    assert "C03" not in sound.passed


def test_a_line_the_source_does_not_name_is_open_and_says_which_reading_would_change_that() -> None:
    found = diagnose(BOOK, with_order(line=Line.PRIORITY))
    assert (found.outcome, told(found)) == (UNKNOWN, [("C03", "open"), ("E08", "open")])
    (use,) = [use for use in found.readings if use.id == "X03"]
    assert (use.chosen, use.changes) == ("unknown", True)


def test_a_reading_changes_nothing_where_another_rule_fails_for_good() -> None:
    found = diagnose(BOOK, replace(with_order(line=Line.PRIORITY), first_leg_after=72 * HOUR))
    assert found.outcome is NO
    assert [use.changes for use in found.readings if use.id == "X03"] == [False]


def test_every_other_option_of_a_reading_is_tried_whichever_is_chosen() -> None:
    ruled = replace(
        SOUND,
        peril=Peril.RULING,
        order=replace(
            SOUND.order,
            ruling_cause=RulingCause.NOT_AS_DESCRIBED,
            ruling=Decimal(100),
            deposit=Decimal(60),
            balance=None,
        ),
    )
    (use,) = [use for use in diagnose(BOOK, ruled).readings if use.id == "X06"]
    assert (use.chosen, use.alternative, use.changes) == ("combined", "either", True)


def test_only_a_failure_that_may_still_be_mended_is_carried_on_as_open() -> None:
    steps = diagnose(BOOK, with_order(tracked_end_to_end=None)).trace.steps
    assert [step.label for step in steps if step.label.startswith("remedy.")] == []


def test_the_orders_own_channel_counts_and_the_shops_stands_in_for_it() -> None:
    offline = replace(SHOP, channel=Channel.OFFLINE)
    assert diagnose(BOOK, replace(SOUND, seller=offline)).outcome is YES
    unknown = with_order(channel=None, line=None, goods=None)
    found = diagnose(BOOK, replace(unknown, seller=offline))
    assert told(found) == [("C02", "next_time"), ("C03", "next_time"), ("E08", "next_time")]


def test_the_trace_joins_all_rules_and_carries_what_may_still_hold_as_open() -> None:
    facts = replace(with_order(overdue=5 * D), first_leg_after=48 * HOUR)
    trace = diagnose(BOOK, facts).trace
    assert replay(trace) == UNKNOWN
    *_, softened, last = trace.steps
    assert (softened.rule, softened.label, softened.operation, softened.result) == (
        "C06",
        "remedy.wait",
        "any",
        UNKNOWN,
    )
    assert [(operand.name, operand.value) for operand in softened.operands] == [("C06", NO), ("remedy", UNKNOWN)]
    assert (last.label, last.operation, last.rule, last.source) == ("verdict", "all", "", "")
    named = [operand.name for operand in last.operands]
    assert named == sorted({step.rule for step in trace.steps} - {"", "C04", "C05"})
    first_leg = [step for step in trace.steps if step.rule == "D01"]
    assert [(step.operation, step.operands[0].value, step.operands[1].value) for step in first_leg] == [
        ("le", 48 * HOUR, 48 * HOUR)
    ]


def test_what_may_be_advanced_of_a_ruling_is_worked_out_in_the_trace() -> None:
    ruled = with_order(
        replace(SOUND, peril=Peril.RULING),
        ruling_cause=RulingCause.NOT_AS_DESCRIBED,
        ruling=Decimal("100.00"),
        deposit=Decimal("20.00"),
        balance=Decimal("30.00"),
    )
    found = diagnose(BOOK, ruled)
    advance = {step.label: str(step.result) for step in found.trace.steps if step.label.startswith("advance")}
    assert advance == {"advance_low": "50.00", "advance_high": "100.00"}
    assert replay(found.trace) == found.outcome


def test_a_rule_asked_of_the_shop_and_of_the_order_is_worked_out_once() -> None:
    steps = diagnose(BOOK, SOUND).trace.steps
    assert [sum(step.rule == rule for step in steps) for rule in ("E08", "C02", "C15")] == [1, 1, 1]


def test_before_the_plan_nothing_can_be_diagnosed(book: Book) -> None:
    with pytest.raises(NotInForce):
        diagnose(book.on(date(2023, 9, 30)), SOUND)


def test_every_console_path_stands_in_the_book(book: Book) -> None:
    assert {BOOK.parameter(key).kind for key in CONSOLE.values()} == {"path"}
