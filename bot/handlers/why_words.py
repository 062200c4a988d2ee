"""The words of a calculation: what a step, an operand, a source or a reading is called, and how a value is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.faq.figures import format_value
from bot.render import Renderer
from rules.book import BookError, DatedBook
from rules.verdict import Fact, Outcome

_MONEY, _SHARE = "currency-CNY", "/1"
_PLACES = {_MONEY: 6, _SHARE: 4, "": 6}
_TYPED = 15
"""A figure with more decimals than anybody types is a quotient: it is rounded and says so with a sign in front."""
_LEAST_PLACES = {_MONEY: 2}
_COUNTS = ("count", "order-count")
_ABOUT = "≈"
_MINUS = "−"
_PARTS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1)))


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words. What has no text is shown as it is: an operator's own source, a number of a kind."""

    renderer: Renderer
    locale: str
    book: DatedBook

    def name(self, name: str) -> str:
        """An operand's; one that is the result of a step is called like the step where it has no name of its own."""
        step = self.of("step", name)
        return self._label(f"name.{name}") or step[:1].lower() + step[1:]

    def of(self, kind: str, code: str) -> str:
        """The label ``why.<kind>.<code>``, or the code."""
        return self._label(f"{kind}.{code}") or code

    def value(
        self, name: str, value: Fact | timedelta, unit: str, *, in_hours: bool = False, left_open: bool = False
    ) -> str:
        """A value with its unit; ``name`` is the book's key or the operand it is the value of.

        ``left_open``: what is not known could not be told either, because the source does not settle it.
        """
        if value is None:
            return self.renderer.label("why.left_open" if left_open else "why.unknown", self.locale, ())
        if isinstance(value, bool):
            return self.of("outcome", Outcome.of(value).value)
        if isinstance(value, Outcome):
            return self.of("outcome", value.value)
        if isinstance(value, timedelta):
            return self._span(value, in_hours=in_hours)
        if isinstance(value, Decimal) and unit in (_MONEY, _SHARE):
            return _money(value) if unit == _MONEY else _percent(value)
        if isinstance(value, Decimal | int) and unit in _COUNTS:
            digits = _rounded(Decimal(value), "")
            return digits if unit == "count" else self.renderer.label("why.orders", self.locale, {"count": digits})
        if isinstance(value, str):
            said = self._label(f"value.{name}.{value}") or self._label(f"value.{value}")
            return said or format_value(name, unit, value, self.locale)
        if isinstance(value, tuple):
            return format_value(name, unit, tuple(self.value(name, one, "text") for one in value), self.locale)
        return format_value(name, unit, value, self.locale)

    def in_hours(self, key: str) -> bool:
        """Whether the book counts this threshold in hours, so that a span held against it is best read in hours."""
        try:
            return self.book.parameter(key).unit == "hour"
        except BookError:  # a name that is no key
            return False

    def _label(self, key: str) -> str:
        try:
            return self.renderer.label(f"why.{key}", self.locale, ())
        except KeyError:
            return ""

    def _span(self, span: timedelta, *, in_hours: bool) -> str:
        """``8 days 3 hours``; seconds only where no minutes hide that it is a little more."""
        rest, counted = abs(span), {}
        for part, length in _PARTS[1:] if in_hours else _PARTS:
            counted[part], rest = divmod(rest, length)
        if not counted["minutes"]:
            counted["seconds"] = rest // timedelta(seconds=1)
        written = [self._count(part, count) for part, count in counted.items() if count]
        if not written:
            return self._count("hours" if in_hours else "days", 0)
        return (_MINUS if span < timedelta(0) else "") + " ".join(written)

    def _count(self, part: str, count: int) -> str:
        return self.renderer.label(f"why.span.{part}", self.locale, {"count": count})


def _money(value: Decimal) -> str:
    """With every decimal it has, at least two: a rounded one would hide where a figure comes from."""
    digits = _rounded(abs(value), _MONEY)
    about = _ABOUT if digits.startswith(_ABOUT) else ""
    return f"{about}{_MINUS if value < 0 else ''}¥{digits.removeprefix(_ABOUT)}"


def _percent(value: Decimal) -> str:
    return f"{_rounded(value.scaleb(2), _SHARE)}%".replace("-", _MINUS)


def _rounded(value: Decimal, unit: str) -> str:
    typed = len(f"{value:f}".partition(".")[2].rstrip("0")) <= _TYPED
    kept = value if typed else value.quantize(Decimal(1).scaleb(-_PLACES[unit]), ROUND_HALF_UP)
    whole, _, decimals = f"{kept:,f}".partition(".")
    decimals = decimals.rstrip("0").ljust(_LEAST_PLACES.get(unit, 0), "0")
    return (_ABOUT if kept != value else "") + (f"{whole}.{decimals}" if decimals else whole)
