"""The questions of ``/diagnose``: the three main causes, those of ``/cover`` about the order, and the shop in one.

The answers about the order stand under the names that `bot.handlers.cover_answers` gives them; here are the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.handlers import cover_answers, eligible_answers
from bot.handlers.cover_answers import LINE, PERIL, UNKNOWN, Answers, Way, moment_in
from rules.book import DatedBook
from rules.claim_facts import ClaimFacts
from rules.diagnosis import Diagnosis, diagnose
from rules.facts import SellerFacts
from rules.order_facts import Peril
from rules.shipping import GoodsClass

FIRST_LEG, SINCE, PHONE, BATTERY, SELLER = "first_leg", "since_pickup", "phone", "battery", "seller"
COUNTRY = "country"
"""Where the parcel goes, while the phone is asked for; it answers no question of the rules."""
OWN = (FIRST_LEG, SINCE, PHONE, BATTERY, SELLER)
CAUSES = (FIRST_LEG, SINCE, PHONE, BATTERY)
ORDER = (*CAUSES, *(step for step in cover_answers.STEPS if step != PERIL), SELLER)
"""In the order in which they are asked. What went wrong is taken to be a logistics anomaly until it is said."""

SHOPS = ("all", "entity", "registration", "feedback", "dispute", "violation")
CHOICES: Mapping[str, tuple[str, ...]] = {
    FIRST_LEG: ("in_time", "late", "none"),
    SINCE: ("not_yet", "over"),
    PHONE: ("ok", "no_code", "unclean", "both"),
    BATTERY: ("none", "declared", "undeclared", "contained"),
    SELLER: SHOPS,
}
"""The answers that are a word; ``contained`` has a battery, and nobody remembers whether it was declared. The shop
meets everything, or the first point is named that it does not meet."""
FIRST_LEG_KEY = "diagnosis.first_leg_hours"
LONGEST = timedelta(minutes=36**3 - 1)
"""Of a time since pickup that is kept as a figure; it is far beyond every limit, and fits a button."""
MINUTE = timedelta(minutes=1)
_COLLECTED = ("picked_up", "handed_in")
"""What goes without saying of a parcel that the carrier has."""
_GIVEN_UP = (UNKNOWN, Way.SOME.value)
LOSS = "lost"
"""Nobody is asked whether a parcel is lost by itself: it settles nothing that the source does not leave open (X04)."""
_GOOD_SHOP = {
    "entity": "enterprise",
    "registration": "mainland",
    "feedback": "enough",
    "dispute": "enough",
    "violation": "no",
}
_BAD_SHOP = {
    "entity": "individual",
    "registration": "overseas",
    "feedback": "low",
    "dispute": "high",
    "violation": "yes",
}


def limit(book: DatedBook) -> timedelta:
    """How long after pickup the first-leg update may come (D01)."""
    return book.whole(FIRST_LEG_KEY) * timedelta(hours=1)


def is_answer(name: str, value: str) -> bool:
    """Whether a question can be answered so; buttons and stored rows are checked with it."""
    if name == COUNTRY:
        return len(value) == 2 and value.isascii() and value.isupper()
    if name not in OWN:
        return cover_answers.is_answer(name, value)
    if value == UNKNOWN or value in CHOICES[name]:
        return True
    if name == SINCE:
        return moment_in(value) is not None
    return name == FIRST_LEG and _seconds(value) is not None


def checked(stored: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a dialogue's row, with a peril; what an older version may have stored otherwise is asked again."""
    answers = {name: str(value) for name, value in stored.items() if is_answer(name, str(value))}
    return settled(answers)


def settled(answers: Answers) -> dict[str, str]:
    """The answers, about a logistics anomaly where nothing else was said: most payouts are.

    Once there was a first-leg update, the time since pickup is nobody's question any more.
    """
    kept = {PERIL: Peril.LOGISTICS.value, **answers}
    if kept.get(FIRST_LEG, "none") not in ("none", UNKNOWN):
        kept.pop(SINCE, None)
    return kept


_PHONE_CLEAN = {"ok": True, "unclean": False, "both": False}
_PHONE_PREFIXED = {"ok": True, "no_code": False, "both": False}
"""Whoever names one fault of the phone has said nothing of the other."""


def facts(answers: Answers, book: DatedBook, now: datetime) -> ClaimFacts:
    """The answers as the rules take them; a skipped or missing one is not known."""
    known = {name: value for name, value in answers.items() if value != UNKNOWN}
    of_order = {name: value for name, value in known.items() if name not in OWN}
    if known.get(SINCE) == "not_yet":
        of_order["picked_up"] = "no"
    elif SINCE in known or known.get(FIRST_LEG, "none") != "none":
        of_order |= {name: of_order.get(name, "yes") for name in _COLLECTED}
    order = cover_answers.facts(of_order, book, now)
    leg, phone, battery = known.get(FIRST_LEG), known.get(PHONE), known.get(BATTERY)
    contained = None if battery is None else battery != "none"
    return ClaimFacts(
        order=order,
        seller=_seller(known.get(SELLER), book),
        peril=Peril(answers[PERIL]),
        first_leg_scanned=None if leg is None else leg != "none",
        first_leg_after=_first_leg_after(leg, book),
        since_pickup=_since_pickup(known.get(SINCE), book, now),
        phone_clean=_PHONE_CLEAN.get(phone or ""),
        phone_prefixed=_PHONE_PREFIXED.get(phone or ""),
        contains_battery=True if contained is None and order.goods is GoodsClass.BATTERY else contained,
        battery_declared={"declared": True, "undeclared": False}.get(battery or ""),
    )


def diagnosed(answers: Answers, book: DatedBook, now: datetime) -> Diagnosis:
    """What the rules make of the answers."""
    return diagnose(book, facts(answers, book, now))


def open_steps(answers: Answers, book: DatedBook, now: datetime) -> tuple[str, ...]:
    """The questions that are still to be asked: every one that some rule still depends on and that was not skipped.

    A point that fails for good does not end it: the others are worth knowing too.
    """
    lacking = lacking_inputs(diagnosed(answers, book, now))
    return tuple(step for step in ORDER if _is_open(step, answers, lacking))


def next_step(answers: Answers, book: DatedBook, now: datetime) -> str | None:
    """The first question that is still to be asked, or None."""
    return next(iter(open_steps(answers, book, now)), None)


def wanted_fields(answers: Answers, step: str, book: DatedBook, now: datetime) -> tuple[str, ...]:
    """Of a question about the order, the answers that some rule still depends on; all when it is asked again."""
    lacking = lacking_inputs(diagnosed(answers, book, now))
    return tuple(name for name in cover_answers.STEPS[step] if name in lacking) or cover_answers.STEPS[step]


def lacking_inputs(diagnosis: Diagnosis) -> frozenset[str]:
    """The inputs that any rule still waits for, and that are worth asking."""
    return frozenset(name for point in diagnosis.points for name in point.finding.missing) - {LOSS}


def skipped(answers: Answers, step: str) -> dict[str, str]:
    """The answers once a question is left open."""
    return {**answers, step: UNKNOWN} if step in OWN else cover_answers.skipped(answers, step)


def of_first_leg(after: timedelta) -> str:
    """The time from pickup to the first-leg update as an answer."""
    return str(after // MINUTE * 60) if after <= LONGEST else "late"


def of_since_pickup(since: timedelta, now: datetime) -> str:
    """The time since pickup as an answer: the moment of pickup, so that the clock runs on."""
    return f"@{int((now - since).timestamp())}" if since <= LONGEST else "over"


def _is_open(step: str, answers: Answers, lacking: frozenset[str]) -> bool:
    if step == SINCE:
        return answers.get(FIRST_LEG) == "none" and SINCE not in answers
    if step in OWN:
        return step not in answers
    names = {LINE if name == "channel" else name for name in lacking}
    return any(name in names and answers.get(name) not in _GIVEN_UP for name in cover_answers.STEPS[step])


def _first_leg_after(answer: str | None, book: DatedBook) -> timedelta | None:
    """A side of the limit names no figure: the nearest one on that side stands for it."""
    if answer in (None, "none"):
        return None
    strict = book.boundary(FIRST_LEG_KEY) == "lt"
    if answer == "in_time":
        return limit(book) - MINUTE if strict else limit(book)
    if answer == "late":
        return limit(book) if strict else limit(book) + MINUTE
    seconds = _seconds(answer or "")
    return None if seconds is None else timedelta(seconds=seconds)


def _since_pickup(answer: str | None, book: DatedBook, now: datetime) -> timedelta | None:
    """In whole minutes, which is what a button carries."""
    if answer == "over":
        return limit(book) + MINUTE
    at = moment_in(answer or "")
    return None if at is None else max((now - at) // MINUTE * MINUTE, timedelta(0))


def _seller(answer: str | None, book: DatedBook) -> SellerFacts:
    if answer is None:
        return SellerFacts()
    known = _GOOD_SHOP if answer == "all" else {answer: _BAD_SHOP[answer]}
    return eligible_answers.facts(known, book)


def _seconds(value: str) -> int | None:
    if not (value.isascii() and value.isdigit() and len(value) <= 7):
        return None
    return int(value) if timedelta(seconds=int(value)) <= LONGEST else None
