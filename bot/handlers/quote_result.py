"""The quoted premium as facts and buttons."""

from __future__ import annotations

from decimal import Decimal

from bot.buttons import Press, Rows
from bot.handlers.ask_buttons import FaqEntry, QuoteAgain, QuoteRate, QuoteType
from bot.handlers.quote_draft import Draft
from bot.reading.rates import Rate, RateKind
from bot.turn import Place, Reply
from rules.book import Band, DatedBook
from rules.premium import Quote, quote

_OWN_SOURCE = "M0"


def result(book: DatedBook, draft: Draft, paid: Decimal, rate: Rate, place: Place) -> Reply:
    """The answer: ``paid`` yuan at ``rate``; the draft says from which currency they were converted."""
    quoted = _quoted(book, paid, rate)
    facts = {
        "book": book,
        "quote": quoted,
        "exact": _written(quoted.exact),
        "rounded": quoted.exact != quoted.premium,
        "rate": rate,
        "band": quoted.band,
        "converted": draft.amount if draft.converted else None,
        "exchange": draft.exchange,
        "alternatives": _alternatives(quoted),
        "rate_changes_nothing": paid < quoted.floor_hides_rate_below,
        "source_keys": [found.key for found in quoted.parameters if found.source.id != _OWN_SOURCE],
    }
    return Reply("quote/result", facts, _buttons(book, rate, quoted), place)


def rate_buttons(book: DatedBook, paid: Decimal) -> Rows:
    """The bands, best first, and "I know my rate"."""
    rows = [(_band_button(band, paid),) for band in reversed(book.bands("premium.bands").steps)]
    return (*rows, (Press("quote.know_rate", QuoteType(_fen(paid))),))


def rate_choices(book: DatedBook, paid: Decimal, choices: tuple[Rate, ...]) -> Rows:
    """The meanings that an unclear rate may have, one button each."""
    return tuple((_choice_button(book, rate, paid),) for rate in choices)


def _quoted(book: DatedBook, paid: Decimal, rate: Rate) -> Quote:
    # A band is quoted at its low edge: every fulfilment rate inside it costs the same.
    if rate.kind is RateKind.PREMIUM:
        return quote(book, paid, rate=rate.value)
    return quote(book, paid, fulfilment=rate.value)


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


def _buttons(book: DatedBook, rate: Rate, quoted: Quote) -> Rows:
    others = tuple(
        _band_button(band, quoted.paid) for band in reversed(book.bands("premium.bands").steps) if band != quoted.band
    )
    again = Press("quote.again", QuoteAgain(rate.kind, format(rate.value, "f")))
    topic = "fee-minimum" if quoted.floor_applied else "lower-fee"
    related = Press(f"quote.about_{topic.replace('-', '_')}", FaqEntry(topic, in_place=False))
    return (*((button,) for button in others), (again, related))


def _band_button(band: Band, paid: Decimal) -> Press:
    edge = band.low if band.low is not None else Decimal(0)
    data = QuoteRate(_fen(paid), RateKind.BAND, format(edge, "f"))
    return Press(_band_label(band), data, (("low", band.low), ("high", band.high)))


def _choice_button(book: DatedBook, rate: Rate, paid: Decimal) -> Press:
    if rate.kind is RateKind.BAND:
        return _band_button(book.bands("premium.bands").at(rate.value), paid)
    label = "quote.fulfilment" if rate.kind is RateKind.FULFILMENT else "quote.premium_rate"
    return Press(label, QuoteRate(_fen(paid), rate.kind, format(rate.value, "f")), (("value", rate.value),))


def _band_label(band: Band) -> str:
    if band.low is None:
        return "quote.band_below"
    return "quote.band_from" if band.high is None else "quote.band_between"


def _fen(paid: Decimal) -> int:
    return int(paid * 100)
