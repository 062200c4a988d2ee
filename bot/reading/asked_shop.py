"""Whether a sentence gives the metrics of a shop to be judged by, or asks what the thresholds are."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from bot.reading.asked import asks_to_explain, holds_any, may_ask, plain, says
from bot.reading.money_words import Mark, prepared
from bot.reading.shop_words import Limits, ShopWords, facts_in, named_figures, read_line, unread_letters
from bot.reading.words import vocabulary

_METRICS = frozenset({"feedback", "dispute"})
_TELLING_FACTS = 3
"""So many facts, a metric among them, make a sentence a shop of its own; both metrics do so by themselves."""
_FEW_LETTERS = 6
_HALF = Decimal("0.5")


def asks_entry(text: str) -> bool:
    """Whether a text tells how a shop stands, with its metrics in figures, and asks nothing but whether it is in."""
    if not may_ask(text):
        return False
    folded = plain(text)
    if not holds_any(folded, _metric_words()) or asks_to_explain(folded):
        return False
    searched = prepared(folded)
    figures = [(mark, step) for mark, step in named_figures(searched) if step in _METRICS]
    if not figures or not all(_is_own(mark, str(step), searched) for mark, step in figures):
        return False
    metrics = {str(step) for _, step in figures}
    facts = metrics | {step for step, _ in facts_in(searched)}
    if metrics != _METRICS and len(facts) < _TELLING_FACTS:
        return False
    return says("am_i_in", folded) or unread_letters(searched) <= _FEW_LETTERS


def read_sentence(text: str, limits: Limits) -> ShopWords:
    """What such a text says of the shop; the words around it are the question's, and none that was not understood."""
    said = read_line(plain(text), limits)
    said.unread = [piece for piece in said.unread if any(char.isdigit() for char in piece)]
    if not said.unread:
        said.problem = None
    return said


@cache
def _metric_words() -> tuple[str, ...]:
    return tuple(str(word) for step in sorted(_METRICS) for word in vocabulary("eligible")["numbers"][step])


def _is_own(mark: Mark, step: str, searched: str) -> bool:
    """Whether a figure is a shop's own: a rate that is neither bounded ("at least 95 %") nor out of all proportion."""
    if mark.relation is not None or mark.counts or not isinstance(mark.value, Decimal):
        return False
    if step == "dispute" and mark.scale is None and searched[mark.end :].lstrip().startswith("disputes"):
        return mark.value != mark.value.to_integral_value()  # "2 disputes" is a count
    share = mark.value / mark.scale if mark.scale else mark.value / 100 if mark.value > 1 else mark.value
    if step == "dispute":
        return mark.value / (mark.scale or 100) <= _HALF
    return _HALF < share <= 1
