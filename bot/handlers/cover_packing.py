"""All answers of a verdict in a button: which they were, and the second and the parcel they were about."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from bot.handlers.cover_answers import (
    AMOUNTS,
    CHOICES,
    LATEST_MOMENT,
    LIMITS,
    MARK,
    MOMENTS,
    PARCEL,
    PERIL,
    UNKNOWN,
    Answers,
    amount_in,
    fields_of,
    is_answer,
)
from rules.order_facts import Peril

_FEN = Decimal("0.01")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_UNSAID, _NOT_KNOWN = "-", "_"


def pack(answers: Answers, at: datetime) -> str:
    """The answers that matter for their peril, the moment they were judged and the parcel, in at most 45 characters."""
    fields = fields_of(answers[PERIL])
    words = "".join(_word_code(field, answers.get(field)) for field in fields if field not in (*LIMITS, *AMOUNTS))
    figures = [_figure_code(field, answers.get(field)) for field in fields if field in (*LIMITS, *AMOUNTS)]
    parcel = answers.get(PARCEL)
    return ".".join([words, *figures, "" if parcel is None else _base36(int(parcel)), _base36(int(at.timestamp()))])


def unpack(packed: str) -> tuple[dict[str, str], datetime] | None:
    """The reverse of `pack`; None for what no button of today carries."""
    words, *figures = packed.split(".")
    if not words or words[0] not in _DIGITS[: len(Peril)]:
        return None
    peril = tuple(Peril)[_DIGITS.index(words[0])]
    named = [field for field in fields_of(peril) if field not in (*LIMITS, *AMOUNTS)]
    counted = [field for field in fields_of(peril) if field in (*LIMITS, *AMOUNTS)]
    if len(words) != len(named) or len(figures) != len(counted) + 2:
        return None
    *figures, parcel, at = figures
    try:
        answers = {field: _word(field, code) for field, code in zip(named, words, strict=True)}
        answers |= {field: _figure(field, code) for field, code in zip(counted, figures, strict=True)}
        answers[PARCEL] = str(int(parcel, 36)) if parcel else None
        asked = int(at, 36)
    except (ValueError, IndexError):
        return None
    said = {field: value for field, value in answers.items() if value is not None}
    if not 0 <= asked <= LATEST_MOMENT or not all(is_answer(field, value) for field, value in said.items()):
        return None
    return said, datetime.fromtimestamp(asked, UTC)


def _word_code(field: str, value: str | None) -> str:
    if value is None:
        return _UNSAID
    return _NOT_KNOWN if value == UNKNOWN else _DIGITS[CHOICES[field].index(value)]


def _word(field: str, code: str) -> str | None:
    if code in (_UNSAID, _NOT_KNOWN):
        return None if code == _UNSAID else UNKNOWN
    return CHOICES[field][_DIGITS.index(code)]


def _figure_code(field: str, value: str | None) -> str:
    """A word by its place behind ``w``, a figure in base 36: seconds, or fen."""
    if value is None:
        return ""
    if value == UNKNOWN:
        return _NOT_KNOWN
    if value in CHOICES.get(field, ()):
        return f"_{CHOICES[field].index(value)}"
    amount = amount_in(value) if field in AMOUNTS else None
    return _base36(int(value.removeprefix(MARK)) if amount is None else int(amount / _FEN))


def _figure(field: str, code: str) -> str | None:
    if not code:
        return None
    if code == _NOT_KNOWN:
        return UNKNOWN
    if code.startswith("_"):
        return CHOICES[field][_DIGITS.index(code[1])]
    figure = int(code, 36)
    if field in AMOUNTS:
        return format(figure * _FEN, "f")
    return f"{MARK if field in MOMENTS else ''}{figure}"


def _base36(number: int) -> str:
    written = ""
    while number:
        number, digit = divmod(number, 36)
        written = _DIGITS[digit] + written
    return written or "0"
