"""What ``peifu book check`` prints: in plain words, everything a file of changed figures changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.faq.figures import format_figure, format_percent
from bot.golden_words import golden_line
from rules.book import Band, Bands, Book, Parameter
from rules.differences import Change, ChangedDay, Consequence, Differences, differences

_ENDED = "no longer in force"
_TIERS = (
    (None, "premium.low_fulfilment", "premium.low_rate"),
    ("premium.low_fulfilment", "premium.high_fulfilment", "premium.base_rate"),
    ("premium.high_fulfilment", None, "premium.high_rate"),
)
"""The bands as the FAQ's answers spell them out."""


def report(book: Book, today: date) -> list[str]:
    """The lines for a book that was loaded, and is therefore valid, with or without a file laid over it."""
    count = len(book.keys())
    if book.overlay is None:
        return [
            f"The packaged book {book.fingerprint} is valid: {count} figures. No file is laid over it (PEIFU_BOOK)."
        ]
    found = differences(book)
    head = f"{book.overlay.file} is valid. Laid over book {book.packaged.fingerprint} it makes book {book.fingerprint}."
    if not any(day.changes for day in found.days):
        return [head, "No differences: it holds no value.", *_warnings(book, found, today)]
    lines = [head]
    if found.sources:
        lines += ["", "New sources", *(f"  {source.id}  {source.title} ({source.date})" for source in found.sources)]
    for day in found.days:
        lines += ["", *_day(book, day, today)]
    return [*lines, *_warnings(book, found, today)]


def _day(book: Book, changed: ChangedDay, today: date) -> Iterator[str]:
    yield f"From {changed.day} ({_when(changed.day, today)})"
    for change in changed.changes:
        yield from _change(book, change)
    if changed.consequences:
        yield "  What follows"
        for consequence in changed.consequences:
            yield from (f"  {line}" for line in _consequence(book, consequence))
    if changed.golden:
        yield "  Golden figures that change"
        for golden in changed.golden:
            yield f"    {golden_line(golden)}"
    elif changed.consequences or not all(change.same_value for change in changed.changes):
        yield "  No golden figure changes."


def _when(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return "today"
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {count}" if days > 0 else f"{count} ago"


def _change(book: Book, change: Change) -> Iterator[str]:
    definition, entry = change.definition, change.entry
    name = f"  {definition.key} ({definition.rule}, {definition.title}): "
    if change.same_value:
        yield f"{name}{_value(book, change.after)} as before; only where it is written is new"
    else:
        yield from _from_to(name, book, change.before, change.after)
    if change.corrects:
        yield "    corrects the packaged value of the same day"
    verified = entry.last_verified_on
    checked = "not verified" if verified is None else f"verified on {verified}"
    yield f"    source {entry.source.id}, {entry.locator}; {checked}"
    if entry.same_as is not None:
        yield f"    the same as {entry.same_as}"
    if change.until is not None:
        yield f"    until {change.until}, then {_value(book, change.then)}"


def _consequence(book: Book, consequence: Consequence) -> Iterator[str]:
    parameter = consequence.parameter
    why = f"; it follows {' and '.join(consequence.points_at)}" if consequence.points_at else ""
    name = f"  {parameter.key} ({parameter.rule}, {parameter.title}{why}): "
    yield from _from_to(name, book, consequence.before, consequence.after)


def _from_to(name: str, book: Book, before: Parameter | None, after: Parameter | None) -> Iterator[str]:
    if before and after and isinstance(before.value, Bands) and isinstance(after.value, Bands):
        yield name.rstrip()
        yield from (f"      {line}" for line in _bands(before.value, after.value))
    else:
        was = "no value yet" if before is None else _value(book, before)
        yield f"{name}{was} -> {_value(book, after)}"


def _bands(before: Bands, after: Bands) -> Iterator[str]:
    """Band by band where the edges stay, else both tables."""
    if [band.low for band in before.steps] == [band.low for band in after.steps]:
        for old, new in zip(before.steps, after.steps, strict=True):
            becomes = "" if old.rate == new.rate else f" -> {format_percent(new.rate)}"
            yield f"{_band(old)}: {format_percent(old.rate)}{becomes}"
    else:
        yield "was " + "; ".join(f"{_band(band)}: {format_percent(band.rate)}" for band in before.steps)
        yield "is  " + "; ".join(f"{_band(band)}: {format_percent(band.rate)}" for band in after.steps)


def _band(band: Band) -> str:
    if band.low is None:
        return "every fulfilment rate" if band.high is None else f"below {format_percent(band.high)}"
    if band.high is None:
        return f"{format_percent(band.low)} or higher"
    return f"from {format_percent(band.low)} to just under {format_percent(band.high)}"


def _value(book: Book, parameter: Parameter | None) -> str:
    if parameter is None:
        return _ENDED
    value = parameter.value
    if isinstance(value, Bands):
        return "; ".join(f"{_band(band)}: {format_percent(band.rate)}" for band in value.steps)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if parameter.unit == "option":
        meaning = next((reading.statement(str(value)) for reading in book.readings if reading.key == parameter.key), "")
        return f"{value} ({meaning.rstrip('.')})" if meaning else str(value)
    return format_figure(parameter, "en")


def _warnings(book: Book, found: Differences, today: date) -> list[str]:
    lines = [f"{name}: a new source that no value is cited to." for name in found.unused]
    for day in found.days:
        for change in day.changes:
            at = f"{change.definition.key} from {day.day}"
            lines += [f"{at}: {warning}" for warning in _mind(book, change, today)]
        if any(change.definition.key == "premium.bands" for change in day.changes) and not _as_spelt_out(book, day.day):
            keys = ", ".join(key for *_, key in _TIERS)
            lines.append(
                f"premium.bands from {day.day}: quotes follow these bands, but the FAQ's answers spell out {keys}; "
                "point at those keys and change their values instead, where that is possible."
            )
    return ["", "Mind", *(f"  {line}" for line in lines)] if lines else []


def _mind(book: Book, change: Change, today: date) -> Iterator[str]:
    entry, since = change.entry, change.entry.since
    if since > today:
        until_then = book.on(today).parameters.get(change.definition.key)
        now = "" if until_then is None else f"; today it is {_value(book, until_then)}"
        yield f"takes effect in the future, {_when(since, today)}{now}."
    elif change.until is not None and change.until <= today:
        yield f"does not hold today: a later value took over on {change.until}."
    if since < today and not change.same_value:
        decides = change.definition.kind in ("rule", "own")
        effect = "what was worked out for orders of those days comes out anew" if decides else "answers show it at once"
        yield f"is dated in the past: {effect}."
    if entry.ends:
        yield "ends the rule; questions that hang on it are then answered with that, not with a figure."
    elif entry.last_verified_on is None:
        yield "nobody has verified it (last_verified_on is null)."
    elif entry.last_verified_on > today:
        yield f"says it was verified on {entry.last_verified_on}, which is still to come."


def _as_spelt_out(book: Book, day: date) -> bool:
    figures = book.on(day).parameters
    bands = figures["premium.bands"].value if "premium.bands" in figures else None
    if not isinstance(bands, Bands):
        return True
    written = [tuple(None if key is None else figures[key].value for key in tier) for tier in _TIERS]
    return [(band.low, band.high, band.rate) for band in bands.steps] == written
