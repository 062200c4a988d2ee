"""What the record of a watched parcel already answers of the questions of ``/cover``."""

from __future__ import annotations

import re
from datetime import datetime

from bot.alerts.moments import idle_since
from bot.handlers.cover_answers import (
    LINE,
    PARCEL,
    PERIL,
    STEP_OF,
    TAKEN,
    UNKNOWN,
    Answers,
    Way,
    limit,
    merged,
    taken_steps,
)
from bot.reading.cover_values import moment
from bot.reading.parcels import find_number
from rules.book import DatedBook
from rules.order_facts import Peril
from rules.shipping import Channel, Service
from storage.parcels import Parcel


def named_parcel(args: str) -> tuple[str | None, str]:
    """The parcel that words behind the command begin with, and the rest: ``3``, ``#3 refusal``, a tracking number."""
    first, _, rest = args.partition(" ")
    if re.fullmatch(r"#?[0-9]{1,9}", args):
        return args.removeprefix("#"), ""
    if re.fullmatch(r"#[0-9]{1,9}", first) or find_number(first) == first.upper():
        return first.removeprefix("#"), rest.strip()
    return None, args


def number_before(args: str) -> str:
    """The number that stands before other words and may be a parcel's: ``3`` of ``3 lost``; "" when none does."""
    found = re.match(r"([0-9]{1,9})\s+\S", args)
    return found[1] if found else ""


def of_parcel(parcel: Parcel, book: DatedBook, now: datetime) -> dict[str, str]:
    """The line, the promise, the last news and whether it has arrived; about a parcel it is lateness that is asked.

    News from a carrier says that it was picked up. Without any it is silent at least since the watch began, which tells
    something once that is long enough ago.
    """
    answers = {PERIL: Peril.LOGISTICS.value, PARCEL: str(parcel.seq)}
    if parcel.line is not None and parcel.line in tuple(Service):
        shipment = Service(parcel.line).shipment
        answers[LINE] = Way(shipment.line or shipment.channel or Channel.WORRY_FREE).value
        if shipment.goods is not None:
            answers["goods"] = shipment.goods.value
    if parcel.last_event_at is not None:
        answers["picked_up"] = "yes"
    answers["delivered"] = "no" if parcel.delivered_at is None else "yes"
    if parcel.promised_at is not None:
        answers["overdue"] = moment(parcel.promised_at)
    silent_since = idle_since(parcel)
    if parcel.last_event_at is not None or now - silent_since >= limit(book, "idle"):
        answers["idle"] = moment(min(silent_since, now))
    taken = dict.fromkeys(STEP_OF[name] for name in answers if name not in (PERIL, PARCEL))
    return {**answers, TAKEN: ",".join(taken)}


def with_parcel(answers: Answers, known: Answers) -> dict[str, str]:
    """The answers about an order once it is known which parcel it is in, whose record is ``known``.

    What was said wins; what was skipped, or came from the record of another parcel, does not.
    """
    taken = taken_steps(answers)
    said = {
        name: value
        for name, value in answers.items()
        if name not in (PARCEL, TAKEN) and STEP_OF.get(name) not in taken and not (value == UNKNOWN and name in known)
    }
    return merged(known, said, {})


def watched_only(parcel: Parcel | None, answers: Answers) -> bool:
    """Whether the silence that was taken from the record counts from the beginning of the watch, not from an event."""
    return parcel is not None and parcel.last_event_at is None and "idle" in taken_steps(answers)
