"""The day of the order: whose figures it is quoted by, and what is asked when it cannot be quoted by any."""

from __future__ import annotations

from datetime import date, timedelta

from bot.buttons import Press, Rows
from bot.handlers.ask_buttons import QuoteRate, QuoteToday
from bot.handlers.quote_draft import Draft
from bot.reading.date_forms import DateProblem
from bot.reading.money_words import Money, money
from bot.reading.order_day import OrderDay
from bot.reading.rates import RateKind, RateReader, rate_reader
from bot.turn import Place, Reply, Turn
from rules.book import Book, DatedBook, NotInForce
from rules.premium_terms import Terms

_NOT_SAID = "not_said"


def book_of(turn: Turn, day: date | None) -> DatedBook:
    """The book of a day that `trouble` found nothing wrong with; None is today."""
    return turn.book if day is None else turn.services.book.on(day)


def reader_of(turn: Turn, day: date | None) -> RateReader:
    """Reads rates by a day's bands, or by today's where that day has none."""
    try:
        return book_of(turn, day).derived(rate_reader)
    except NotInForce:
        return turn.book.derived(rate_reader)


def out_of_force(book: Book, day: date) -> NotInForce | None:
    """Why no premium can be quoted by the figures of a day, or None when one can.

    Its ``since`` is the first day that has them all, unless they have ended.
    """
    error = _lacking(book.on(day))
    if error is None or error.ended is not None:
        return error
    since = error.since
    while (further := _lacking(book.on(since))) is not None and further.since > since:
        since = further.since
    return NotInForce(error.key or "", day, since)


def _lacking(book: DatedBook) -> NotInForce | None:
    try:
        book.derived(Terms)
        book.derived(rate_reader)
        book.parameter("premium.rate_as_of")
    except NotInForce as error:
        return error
    return None


async def ask_day(turn: Turn, kind: str, draft: Draft, wrong: DateProblem | NotInForce | None, place: Place) -> Reply:
    """Ask for the day of the order, everything else kept; a press takes today's figures instead.

    ``wrong`` is what is the matter with the day that was named, None where an answer named none.
    """
    draft = draft.with_day(None)
    await turn.ask(kind, "day", draft.dump())
    rate = draft.rate
    band = turn.book.bands("premium.bands").at(rate.value) if rate and rate.kind is RateKind.BAND else None
    facts = {
        "code": _NOT_SAID,
        "seen": "",
        "day": None,
        "since": None,
        "ended": None,
        "example": turn.today - timedelta(days=1),
        "amount": draft.amount,
        "rate": rate,
        "band": band,
    }
    if isinstance(wrong, NotInForce):
        ended = wrong.ended is not None
        example = wrong.since if wrong.ended is None else wrong.ended - timedelta(days=1)
        facts |= {"code": "ended" if ended else "too_early", "day": wrong.day, "since": wrong.since}
        facts |= {"ended": wrong.ended, "example": example}
    elif wrong is not None:
        facts |= {"code": wrong.code, "seen": wrong.seen}
    return Reply("quote/ask_day", facts, _today_instead(draft), place)


def chosen_day(turn: Turn, taken: OrderDay) -> date | None:
    """The day a text names, None where that is today."""
    return None if taken.day == turn.book.day else taken.day


def trouble(turn: Turn, taken: OrderDay) -> DateProblem | NotInForce | None:
    """What is the matter with the day a text names; None when nothing is, or none is named."""
    if taken.day is None:
        return taken.problem
    return out_of_force(turn.services.book, taken.day)


def _today_instead(draft: Draft) -> Rows:
    """A button that works on an old message too where the draft has all it needs; else one of the open question."""
    paid, rate = draft.paid, draft.rate
    if paid is not None and rate is not None and isinstance(money(paid), Money):
        return ((Press("quote.today", QuoteRate(int(paid * 100), rate.kind, format(rate.value, "f"))),),)
    return ((Press("quote.today", QuoteToday()),),)
