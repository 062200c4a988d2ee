"""Which channels, lines and goods the programme takes in (E08, C02, C15) and covers against a logistics anomaly (C03).

Of a shipment known in part, every shipment it may still turn out to be is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rules.applied import Part, Sheet
from rules.book import DatedBook
from rules.prospects import OPEN, Prospect, settled
from rules.shipping import Channel, GoodsClass, Line, Service, Shipment, words
from rules.verdict import Operand, Outcome

UNNAMED = (Line.PRIORITY, Line.OTHER)
"""Worry-free lines the source does not name (X03)."""

_LINES, _LOGISTICS_LINES = "eligibility.lines", "coverage.logistics_lines"


def enrolled(sheet: Sheet, shipment: Shipment, *, special_counts: bool = True) -> Part:
    """E08: a worry-free line the source names, special goods by their own word; an unnamed line as X03 is read.

    `special_counts` is False beside C03, which is no better for special goods on an unnamed line: then they are not
    worth asking about as long as the line is not known.
    Relies on X01 wherever the simple line comes up, which is in whatever X01 says of the logistics peril.
    """
    said = words(shipment)
    completions = _completions(shipment, special_on_any=special_counts)
    part = _judged(sheet, _LINES, shipment, completions, _enrolled, said)
    listed = any(word in sheet.book.names(_LINES) for word in said)
    if shipment.line is Line.SIMPLE:
        sheet.rely("X01")
    if shipment.line in UNNAMED or (part.prospect.outcome is Outcome.YES and not listed):
        sheet.rely("X03")
    return part


def covered(sheet: Sheet, shipment: Shipment) -> Part:
    """C03: a line the source names for the logistics peril; the simple one as X01 is read, an unnamed one as X03 is.

    The source names special goods, which are no line: on a line it does not name they stay open.
    """
    if shipment.line is Line.SIMPLE and shipment.goods is GoodsClass.SPECIAL:
        sheet.rely("X03")
    by_line = tuple(word for word in words(shipment) if word.shipment.line is not None or shipment.line is None)
    return _judged(sheet, _LOGISTICS_LINES, shipment, _completions(shipment), _covered, by_line)


def not_among(sheet: Sheet, key: str, channel: Channel | None) -> Part:
    """C02 or C15: none of the channels that a list of the book leaves out."""
    return sheet.among(key, "channel", channel, "not_in", sheet.book.names(key))


def observed(shipment: Shipment) -> str | None:
    """What a shipment is called, in the word that says the most; None while nothing that has a word is known."""
    return next((word.value for word in reversed(words(shipment))), None)


def _enrolled(book: DatedBook, shipment: Shipment) -> Outcome:
    if shipment.channel is not Channel.WORRY_FREE:
        return Outcome.NO
    if any(word in book.names(_LINES) for word in words(shipment)):
        return Outcome.YES
    if shipment.line in UNNAMED:
        return _UNNAMED_ENROLLED[book.text("eligibility.other_lines")]
    return Outcome.NO


_UNNAMED_ENROLLED = {"unknown": Outcome.UNKNOWN, "enrolled": Outcome.YES, "not_enrolled": Outcome.NO}


def _covered(book: DatedBook, shipment: Shipment) -> Outcome:
    named = book.names(_LOGISTICS_LINES)
    if shipment.channel is not Channel.WORRY_FREE:
        return Outcome.NO
    if any(word in named for word in words(shipment) if word is not Service.SPECIAL):
        return Outcome.YES
    if shipment.line is Line.SIMPLE and book.text("coverage.simple_line") == "every_peril":
        return Outcome.YES
    if shipment.line in UNNAMED:
        return Outcome.NO if book.text("eligibility.other_lines") == "not_enrolled" else Outcome.UNKNOWN
    return Outcome.UNKNOWN if shipment.goods is GoodsClass.SPECIAL and Service.SPECIAL in named else Outcome.NO


class _Judged(NamedTuple):
    shipment: Shipment
    outcome: Outcome


def _judged(
    sheet: Sheet,
    key: str,
    shipment: Shipment,
    completions: Iterator[Shipment],
    rule: Callable[[DatedBook, Shipment], Outcome],
    by_words: Sequence[Service],
) -> Part:
    """A rule over a shipment, shown as a word among the names of a list."""
    prospect = _over([_Judged(each, rule(sheet.book, each)) for each in completions], shipment)
    names = sheet.book.names(key)
    word = next((word.value for word in by_words if word in names), None)
    word = word or next((word.value for word in by_words), shipment.channel or shipment.line)
    if prospect.outcome is Outcome.UNKNOWN:
        word = None
    elif prospect.outcome is Outcome.YES and word is not None and word not in names:
        names = (*names, str(word))  # in by a reading, not by the source's list
    return sheet.compare(key, key, "in", (Operand("service", word, "text"), Operand(key, names, "list")), prospect)


def _completions(shipment: Shipment, *, special_on_any: bool = True) -> Iterator[Shipment]:
    """Every shipment that a partly known one may be. A line that is known for no special goods is not asked for any."""
    channels = [shipment.channel] if shipment.channel is not None else list(Channel)
    lines = [shipment.line] if shipment.line is not None else list(Line)
    for channel in channels:
        if channel is not Channel.WORRY_FREE:
            yield Shipment(channel, shipment.line, shipment.goods)
            continue
        for line in lines:
            named = line not in UNNAMED or (special_on_any and shipment.line is None)
            asked = shipment.goods is None and named
            yield from (Shipment(channel, line, goods) for goods in (GoodsClass if asked else [shipment.goods]))


def _over(judged: Sequence[_Judged], known: Shipment) -> Prospect:
    """What all come to; what differs between two that differ in one unknown thing alone is what that thing decides."""
    outcomes = {each.outcome for each in judged}
    if len(outcomes) == 1:
        (outcome,) = outcomes
        return OPEN if outcome is Outcome.UNKNOWN else settled(outcome is Outcome.YES)
    sinks: set[str] = set()
    lifts: set[str] = set()
    for one, other in combinations(judged, 2):
        differing = [
            name
            for name, left, right in zip(Shipment._fields, one.shipment, other.shipment, strict=True)
            if left is not None and right is not None and left is not right
        ]
        if len(differing) == 1 and getattr(known, differing[0]) is None:
            sinks.update(differing if (one.outcome is Outcome.NO) != (other.outcome is Outcome.NO) else ())
            lifts.update(differing if (one.outcome is Outcome.YES) != (other.outcome is Outcome.YES) else ())
    return Prospect(Outcome.UNKNOWN, frozenset(sinks), frozenset(lifts))
