"""The quoted premium as facts and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.buttons import Press, Rows
from bot.handlers.ask_buttons import FaqEntry, QuoteAgain, QuoteRate, QuoteType, QuoteWhy
from bot.handlers.quote_day import book_of
from bot.handlers.quote_draft import Draft, pack_day
from bot.reading.rates import Rate, RateKind
from bot.turn import Place, Reply, Turn
from rules.book import Band, Book, DatedBook, NotInForce
from rules.premium import Quote, quote

TEMPLATE = "quote/result"
_OWN_SOURCE = "M0"
_HAIR = Decimal("1E-12")


@dataclass(frozen=True, slots=True)
class Coming:
    """The first later day in the book on which the same order costs something else; ``premium`` None where the rate
    is known too roughly to say what, or where the figures end."""

    day: date
    premium: Decimal | None


def result(turn: Turn, draft: Draft, paid: Decimal, rate: Rate, place: Place) -> Reply:
    """The answer: ``paid`` yuan at ``rate``; the draft says from which currency they were converted, and which day."""
    book = book_of(turn, draft.day)
    quoted = price(book, paid, rate)
    facts = facts_of(turn.services.book, turn.book, turn.today, draft, quoted, rate)
    return Reply(TEMPLATE, facts, _buttons(book, rate, quoted, draft.day), place)


def facts_of(book: Book, current: DatedBook, today: date, draft: Draft, quoted: Quote, rate: Rate) -> dict[str, object]:
    """What the template of a quote says; ``current`` is the book of the programme's day, ``today`` the reader's day."""
    return {
        "book": current if draft.day is None else book.on(draft.day),
        "today": current.day,
        "quote": quoted,
        "exact": _written(quoted.exact),
        "rounded": quoted.exact != quoted.premium,
        "rate": rate,
        "band": quoted.band,
        "converted": draft.amount if draft.converted else None,
        "exchange": draft.exchange,
        "alternatives": _alternatives(quoted),
        "rate_changes_nothing": quoted.paid < quoted.floor_hides_rate_below,
        "source_keys": [found.key for found in quoted.parameters if found.source.id != _OWN_SOURCE],
        "day": draft.day,
        "not_yet": draft.day is not None and draft.day > today,
        "coming": coming(book, quoted, rate) if draft.day is None else None,
    }


def rate_buttons(book: DatedBook, paid: Decimal, day: date | None) -> Rows:
    """The bands, best first, and "I know my rate"."""
    rows = [(_band_button(band, paid, day),) for band in reversed(book.bands("premium.bands").steps)]
    return (*rows, (Press("quote.know_rate", QuoteType(_fen(paid), pack_day(day))),))


def rate_choices(book: DatedBook, paid: Decimal, choices: tuple[Rate, ...], day: date | None) -> Rows:
    """The meanings that an unclear rate may have, one button each."""
    return tuple((_choice_button(book, rate, paid, day),) for rate in choices)


def rate_label(rate: Rate, band: Band | None) -> tuple[str, tuple[tuple[str, object], ...]]:
    """The label that names a rate, with its facts; ``band`` is the one it lies in, if it is a rate of fulfilment."""
    if rate.kind is RateKind.BAND and band is not None:
        return _band_label(band), (("low", band.low), ("high", band.high))
    label = "quote.premium_rate" if rate.kind is RateKind.PREMIUM else "quote.fulfilment"
    return label, (("value", rate.value),)


def price(book: DatedBook, paid: Decimal, rate: Rate) -> Quote:
    """The premium by a day's book. A band is quoted at its low edge: every rate inside it costs the same."""
    if rate.kind is RateKind.PREMIUM:
        return quote(book, paid, rate=rate.value)
    return quote(book, paid, fulfilment=rate.value)


def coming(book: Book, quoted: Quote, rate: Rate) -> Coming | None:
    """What the book already knows of a later day's premium for this order, where it is another."""
    for day in book.days_of_change():
        if day > quoted.day:
            try:
                later = {found.premium for found in _priced(book.on(day), quoted, rate)}
            except NotInForce:
                return Coming(day, None)
            if later != {quoted.premium}:
                return Coming(day, later.pop() if len(later) == 1 else None)
    return None


def _priced(book: DatedBook, quoted: Quote, rate: Rate) -> list[Quote]:
    """The same order by another day's book; of a band, at both of its ends, which may lie in two bands there."""
    found = [price(book, quoted.paid, rate)]
    if rate.kind is RateKind.BAND and quoted.band is not None:
        top = Decimal(1) if quoted.band.high is None else quoted.band.high - _HAIR
        found.append(quote(book, quoted.paid, fulfilment=top))
    return found


def _written(exact: Decimal) -> str:
    """With every decimal it has, at least two: a rounded one would hide where the premium comes from."""
    plain = format(exact.normalize(), "f")
    whole, _, places = plain.partition(".")
    return f"{whole}.{places:0<2}"


def _alternatives(quoted: Quote) -> list[dict[str, object]]:
    """The other figures, each once, with the options of X07 that lead to it."""
    found: dict[Decimal, list[str]] = {}
    for other in quoted.alternatives:
        found.setdefault(other.premium, []).append(other.option)
    return [{"premium": premium, "options": options} for premium, options in found.items()]


def _buttons(book: DatedBook, rate: Rate, quoted: Quote, day: date | None) -> Rows:
    others = tuple(
        _band_button(band, quoted.paid, day)
        for band in reversed(book.bands("premium.bands").steps)
        if band != quoted.band
    )
    value = format(rate.value, "f")
    again = Press("quote.again", QuoteAgain(rate.kind, value, pack_day(day)))
    topic = "fee-minimum" if quoted.floor_applied else "lower-fee"
    related = Press(f"quote.about_{topic.replace('-', '_')}", FaqEntry(topic, in_place=False))
    why = Press("why.open", QuoteWhy(_fen(quoted.paid), rate.kind, value, pack_day(quoted.day)))
    return (*((button,) for button in others), (again, related), (why,))


def _band_button(band: Band, paid: Decimal, day: date | None) -> Press:
    edge = band.low if band.low is not None else Decimal(0)
    data = QuoteRate(_fen(paid), RateKind.BAND, format(edge, "f"), pack_day(day))
    return Press(_band_label(band), data, (("low", band.low), ("high", band.high)))


def _choice_button(book: DatedBook, rate: Rate, paid: Decimal, day: date | None) -> Press:
    if rate.kind is RateKind.BAND:
        return _band_button(book.bands("premium.bands").at(rate.value), paid, day)
    label, facts = rate_label(rate, None)
    return Press(label, QuoteRate(_fen(paid), rate.kind, format(rate.value, "f"), pack_day(day)), facts)


def _band_label(band: Band) -> str:
    if band.low is None:
        return "quote.band_below"
    return "quote.band_from" if band.high is None else "quote.band_between"


def _fen(paid: Decimal) -> int:
    return int(paid * 100)
