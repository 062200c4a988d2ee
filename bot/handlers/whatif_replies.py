"""What the answers of ``/whatif`` share: the limits, what was read, and that orders are gone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from bot.handlers.whatif_report import Report
from bot.sheets.limits import LIMITS
from bot.turn import Place, Reply
from bot.upload import LARGEST_BYTES
from storage.order_books import KEPT

MEGABYTE = 1_000_000
_DIGITS = 3
"""Significant digits of a share that is a quotient."""


def limits() -> dict[str, int]:
    """What a sheet may have, for the templates."""
    return {
        "megabytes": LARGEST_BYTES // MEGABYTE,
        "rows": LIMITS.rows,
        "columns": LIMITS.columns,
        "seconds": int(LIMITS.seconds),
        "days": KEPT.days,
    }


def reading_facts(report: Report | None, currency: str, names: Sequence[str] = ()) -> dict[str, object]:
    """What was read and what was left out. ``names`` are the column's and the worksheet's, and are only shown."""
    return {
        "report": report,
        "skips": report.summary() if report is not None else (),
        "currency": currency,
        "names": tuple(names),
        "limits": limits(),
    }


def gone() -> Reply:
    """The orders of a button are not there any more: replaced, erased, or too old."""
    return Reply("whatif/gone", {"days": KEPT.days}, place=Place.TOAST)


def worthless(currency: str, exchange: Decimal | None) -> Reply:
    """At this exchange rate no order is worth a fen; the question for it stays open."""
    return Reply("whatif/worthless", {"currency": currency, "exchange": exchange})


def significant(share: Decimal) -> Decimal:
    """A share to three significant digits: 0.0033333 is 0.00333."""
    return share.quantize(Decimal(1).scaleb(share.adjusted() - _DIGITS + 1), ROUND_HALF_UP) if share else Decimal(0)
