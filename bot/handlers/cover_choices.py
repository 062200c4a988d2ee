"""The choices under each question of ``/cover``, and the answers that each of them gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.buttons import Press, Rows
from bot.handlers.cover_answers import LINE, PERIL, Way, limit, signs
from bot.handlers.cover_buttons import CoverBack, CoverPick, CoverSkip
from bot.reading.cover_values import moment
from rules.book import DatedBook
from rules.order_facts import Peril, ReturnReason, RulingCause
from rules.shipping import GoodsClass

ALL = "all"
"""Everything the question asks for is as it should be."""
MOST_DAYS = 9
"""So many days are offered one by one; any other number can be typed."""
_DAYS_ACROSS = 5
_TODAY = "today"
_ARRIVED = "arrived"
_TWO_ACROSS = (LINE, "signed")

_GIVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    PERIL: {peril.value: {PERIL: peril.value} for peril in Peril},
    LINE: {way.value: {LINE: way.value} for way in Way if way not in (Way.WORRY_FREE, Way.SOME)},
    "goods": {goods.value: {"goods": goods.value} for goods in GoodsClass},
    "state": {
        "moving": {"delivered": "no", "lost": "no"},
        "lost": {"delivered": "no", "lost": "yes"},
        _ARRIVED: {"delivered": "yes"},
    },
    "signed": {
        "enough": {"signed": "yes", "return_after": "enough"},
        "late": {"signed": "yes", "return_after": "late"},
        "never": {"signed": "no"},
    },
    "reason": {reason.value: {"return_reason": reason.value} for reason in ReturnReason},
    "condition": {
        "both": {"undamaged": "yes", "packaging_complete": "yes"},
        "packaging": {"undamaged": "yes", "packaging_complete": "no"},
        "damaged": {"undamaged": "no"},
    },
    "cause": {cause.value: {"ruling_cause": cause.value} for cause in RulingCause},
}


def gives(step: str, code: str, wanted: Sequence[str], book: DatedBook, now: datetime) -> dict[str, str] | None:
    """The answers a choice stands for; None for one that the question does not have.

    ``wanted`` are the fields asked for. A choice of days is that long before ``now``.
    """
    if step == "ready":
        if code == ALL:
            return dict.fromkeys(wanted, "yes")
        return {**dict.fromkeys(wanted, "yes"), code: "no"} if code in wanted else None
    if step in ("overdue", "idle"):
        if code == _TODAY and step == "idle":
            return {step: moment(now)}
        if code in _sides(step):
            return {step: code}
        days = int(code) if code.isascii() and code.isdigit() and len(code) == 1 else 0
        return {step: moment(now - timedelta(days=days))} if days in _days(step, book) else None
    found = _GIVES.get(step, {}).get(code)
    return None if found is None else dict(found)


def keyboard(step: str, wanted: Sequence[str], before: str | None, book: DatedBook, *, of_parcel: bool = False) -> Rows:
    """The choices of a question, the way back to ``before`` and the way past it; of a parcel, to another trouble."""
    rows = _choices(step, wanted, book)
    if step == PERIL:
        return rows
    skip = Press("cover.skip", CoverSkip(step))
    rows = (*rows, (skip,) if before is None else (Press("cover.back", CoverBack(before)), skip))
    return (*rows, (Press("cover.other_peril", CoverBack(PERIL)),)) if of_parcel else rows


def _choices(step: str, wanted: Sequence[str], book: DatedBook) -> Rows:
    if step == "ready":
        return ((_press(step, ALL),), *((_press(step, field),) for field in wanted))
    if step in ("overdue", "idle"):
        days = [Press("cover.days", CoverPick(step, str(count)), (("count", count),)) for count in _days(step, book)]
        rows = [tuple(days[at : at + _DAYS_ACROSS]) for at in range(0, len(days), _DAYS_ACROSS)]
        shown = (("book", book), ("sign", signs(book)[step]))
        return (*rows, *((Press(f"cover.{step}.{side}", CoverPick(step, side), shown),) for side in _sides(step)))
    if step == "signed":
        shown = (("book", book), ("sign", signs(book)["return_after"]))
        return tuple((Press(f"cover.{step}.{code}", CoverPick(step, code), shown),) for code in _GIVES[step])
    known = {_ARRIVED} if step == "state" and "delivered" not in wanted else set()
    presses = [_press(step, code) for code in _GIVES.get(step, {}) if code not in known]
    across = 2 if step in _TWO_ACROSS else 1
    return tuple(tuple(presses[at : at + across]) for at in range(0, len(presses), across))


def _press(step: str, code: str) -> Press:
    return Press(f"cover.{step}.{code}", CoverPick(step, code))


def _days(step: str, book: DatedBook) -> range:
    """The days below the threshold that are offered one by one."""
    days = limit(book, step) // timedelta(days=1)
    return range(1, min(days, MOST_DAYS + 1))


def _sides(step: str) -> tuple[str, ...]:
    return ("enough", "not_due") if step == "overdue" else ("enough", _TODAY)
