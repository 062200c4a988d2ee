"""The answer to "why would a payout fail": every point by what can be done about it, what holds, what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.buttons import Button, Press, Rows
from bot.handlers.ask_buttons import Destination, Go
from bot.handlers.cover_answers import LINE, PARCEL, PERIL, STEP_OF, STEPS, Answers, second_of, signs, taken_steps
from bot.handlers.cover_said import span
from bot.handlers.diagnose_answers import (
    BATTERY,
    FIRST_LEG,
    FIRST_LEG_KEY,
    LOSS,
    ORDER,
    PHONE,
    SELLER,
    SINCE,
    diagnosed,
    open_steps,
)
from bot.handlers.diagnose_buttons import DiagnoseMore, DiagnoseReview, DiagnoseWhy
from bot.handlers.diagnose_packing import pack
from bot.handlers.diagnose_said import all_said, said_of
from bot.handlers.parcel_buttons import ParcelShow
from bot.turn import Place, Reply, Turn
from rules.diagnosis import Diagnosis, Point
from rules.order_facts import Peril
from rules.remedies import Remedy
from rules.verdict import Outcome
from storage.parcels import Parcel

_OWN_SOURCE = "M0"
_SAID_BY_ANOTHER = {
    "E01": ("E02",),
    "E08": ("C02", "C15"),
    "C03": ("C02", "C15", "E08"),
    "C01": ("C02", "C15"),
}
"""A rule that says nothing new beside one of these: it fails, or stays open, for the same reason."""
_CLASHING = frozenset({"E08", "C01", "C02", "C11"})
_PICKUP = "O06"
_HOUR = timedelta(hours=1)
_HOLDS: Mapping[str, tuple[str, ...]] = {
    "first_leg": ("D01",),
    "phone": ("D03", "D04"),
    "battery": ("D05",),
    "channel": ("C02", "C15"),
    "line": ("E08", "C03"),
    "ready": ("C01",),
    "pickup": (_PICKUP,),
    "overdue": ("C04",),
    "idle": ("C05",),
    "return": ("C07",),
    "reason": ("C08",),
    "condition": ("C09", "C10"),
    "cause": ("C11",),
    "amounts": ("C12",),
    "shop": ("E01", "E02", "E03", "E04", "E05", "E06"),
}
"""What is told to hold once each of its rules that was applied does."""
_STEP_OF_INPUT = {
    "first_leg_scanned": FIRST_LEG,
    "first_leg_after": FIRST_LEG,
    "since_pickup": SINCE,
    "phone_clean": PHONE,
    "phone_prefixed": PHONE,
    "contains_battery": BATTERY,
    "battery_declared": BATTERY,
    "channel": LINE,
    **STEP_OF,
}
"""The question behind an input of the rules; the shop's inputs are asked for in one."""
_CLAIMS = ("diagnosis.first_leg_share", "diagnosis.causes_count")


@dataclass(frozen=True, slots=True)
class PointView:
    """One rule that fails or is open. `left` is the time to act or to wait in words, "" where none is known."""

    rule: str
    fails: bool
    left: str
    console: str


@dataclass(frozen=True, slots=True)
class Group:
    """The points of one remedy; for what nobody has said, the questions in `steps` instead."""

    remedy: str
    points: tuple[PointView, ...]
    steps: tuple[str, ...] = ()


def result(
    turn: Turn, answers: Answers, parcel: Parcel | None, place: Place = Place.NEW, unread: Sequence[str] = ()
) -> Reply:
    """What the answers come to as of now; `parcel` is the watched one it is about, `unread` what was not understood."""
    now, taken = second_of(turn.now), taken_steps(answers)
    diagnosis = diagnosed(answers, turn.book, now)
    groups = grouped(turn, diagnosis)
    counts = dict.fromkeys((remedy.value for remedy in Remedy), 0)
    counts |= {group.remedy: len(group.points) or len(group.steps) for group in groups}
    failing = [point for point in _in(groups, Remedy.NOW, Remedy.NEXT_TIME) if point.fails]
    more = open_steps(answers, turn.book, now)
    shown = {
        "book": turn.book,
        "sign": signs(turn.book),
        "peril": answers[PERIL],
        "outcome": diagnosis.outcome.value,
        "groups": groups,
        "counts": counts,
        "fatal": len(failing),
        "fixable": len([point for point in failing if point in _in(groups, Remedy.NOW)]),
        "hurry": len([point for point in _in(groups, Remedy.NOW) if not point.fails]),
        "clash": diagnosis.clash,
        "passed": _passed(diagnosis),
        "silences": "D01" not in diagnosis.passed or answers[PERIL] == Peril.LOGISTICS,
        "values": answers,
        "answered": {step: said_of(turn, answers, step, now) for step in (*STEPS, *ORDER)},
        "shop": _shop(turn),
        "said": all_said(turn, answers, now, but=taken),
        "taken": [said for step in taken if (said := said_of(turn, answers, step, now))],
        "parcel": parcel,
        "unread": list(unread),
        "more": len(more),
        "causes": diagnosis.causes,
        "keys": cited_keys(diagnosis),
    }
    return Reply("diagnose/result", shown, _rows(answers, turn, more=bool(more)), place)


def grouped(turn: Turn, diagnosis: Diagnosis) -> tuple[Group, ...]:
    """The points by remedy, the most urgent first, without those that only repeat another."""
    groups = []
    shown = [point for point in diagnosis.points if not _repeats(point, diagnosis.points)]
    for remedy in Remedy:
        points = [point for point in shown if point.remedy is remedy and point.finding.missing != (LOSS,)]
        if diagnosis.clash and remedy is Remedy.OPEN:
            points = [point for point in points if point.finding.rule not in _CLASHING]
        if not points:
            continue
        if remedy is Remedy.PROVE:
            groups.append(Group(remedy.value, (), _unproved(points)))
        else:
            groups.append(Group(remedy.value, tuple(_view(turn, point) for point in points)))
    return tuple(groups)


def cited_keys(diagnosis: Diagnosis) -> tuple[str, ...]:
    """The book's keys of every point that fails, or else of those that are open, and of the claims that are quoted."""
    findings = [point.finding for point in diagnosis.points]
    failing = [finding for finding in findings if finding.outcome is Outcome.NO]
    keys = [finding.key for finding in failing or findings if finding.source.id != _OWN_SOURCE]
    return tuple(dict.fromkeys((*(keys or (FIRST_LEG_KEY,)), *_CLAIMS)))


def _repeats(point: Point, points: Sequence[Point]) -> bool:
    """Whether a rule beside it, which came out the same way, already says it."""
    others = _SAID_BY_ANOTHER.get(point.finding.rule, ())
    return any(
        other.finding.rule in others
        and other.finding.outcome is point.finding.outcome
        and bool(other.finding.missing) is bool(point.finding.missing)
        for other in points
    )


def _unproved(points: Sequence[Point]) -> tuple[str, ...]:
    """The questions that would settle these points, in the order in which they are asked."""
    steps = {_STEP_OF_INPUT.get(name, SELLER) for point in points for name in point.finding.missing if name != LOSS}
    return tuple(step for step in ORDER if step in steps)


def _view(turn: Turn, point: Point) -> PointView:
    finding = point.finding
    left = "" if point.left is None else _left(turn, point.left, waiting=point.remedy is Remedy.WAIT)
    return PointView(finding.rule, finding.outcome is Outcome.NO, left, point.console)


def _left(turn: Turn, left: timedelta, *, waiting: bool) -> str:
    """The time that remains, in whole hours: rarely too long to wait, never too long to act."""
    if waiting:
        return span(turn, -(-left // _HOUR) * _HOUR)
    return span(turn, left // _HOUR * _HOUR if left >= _HOUR else left, in_hours=True)


def _passed(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What holds, by topic; nothing of a topic is told as long as one of its rules fails or is open."""
    told = {point.finding.rule for point in diagnosis.points}
    holding = set(diagnosis.passed)
    return tuple(topic for topic, rules in _HOLDS.items() if holding & set(rules) and not told & set(rules))


def _in(groups: Sequence[Group], *remedies: Remedy) -> list[PointView]:
    return [point for group in groups if group.remedy in remedies for point in group.points]


def _shop(turn: Turn) -> Mapping[str, str]:
    """The shop's two figures as the buttons of ``/eligible`` name their bad side."""
    label, book = turn.services.renderer.label, turn.book
    return {
        "feedback": label("eligible.feedback.low", turn.locale, {"limit": book.decimal("eligibility.feedback_min")}),
        "dispute": label("eligible.dispute.high", turn.locale, {"limit": book.decimal("eligibility.dispute_max")}),
    }


def _rows(answers: Answers, turn: Turn, *, more: bool) -> Rows:
    now = second_of(turn.now)
    packed = pack(answers, now)
    rows: list[tuple[Button, ...]] = []
    if more:
        rows.append((Press("diagnose.more", DiagnoseMore(packed)),))
    rows.append((Press("why.open", DiagnoseWhy(packed)), Press("diagnose.review", DiagnoseReview(packed))))
    rows.append((Press("diagnose.label", Go(Destination.LABEL)), Press("diagnose.cover", Go(Destination.COVER))))
    parcel = answers.get(PARCEL)
    again = Press("diagnose.again", Go(Destination.DIAGNOSE))
    if parcel is not None:
        rows.append((Press("parcels.show", ParcelShow(int(parcel)), (("seq", int(parcel)),)), again))
    else:
        rows.append((again,))
    return tuple(rows)
