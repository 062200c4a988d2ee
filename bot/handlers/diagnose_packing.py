"""All answers of a diagnosis in a button: those about the order as ``/cover`` packs them, the others before them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.handlers import cover_packing
from bot.handlers.cover_answers import PARCEL, UNKNOWN, Answers, moment_in
from bot.handlers.diagnose_answers import CHOICES, FIRST_LEG, MINUTE, OWN, SINCE, is_answer, settled

MOST = 47
"""Characters, so that a button of a group, which also names its owner, still holds them."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_UNSAID, _NOT_KNOWN, _FIGURE = "-", "_", "f"
_BETWEEN = "."


def pack(answers: Answers, at: datetime) -> str:
    """The answers and the second they were judged in; the parcel's number is left out where there is no room for it."""
    named = "".join(_code(name, answers.get(name)) for name in OWN)
    figure = _figure(answers, at)
    packed = _BETWEEN.join((named, figure, cover_packing.pack(settled(answers), at)))
    if len(packed) > MOST and PARCEL in answers:
        return pack({name: value for name, value in answers.items() if name != PARCEL}, at)
    return packed


def unpack(packed: str) -> tuple[dict[str, str], datetime] | None:
    """The reverse of `pack`; None for what no button of today carries."""
    named, _, rest = packed.partition(_BETWEEN)
    figure, _, of_order = rest.partition(_BETWEEN)
    unpacked = cover_packing.unpack(of_order)
    if unpacked is None or len(named) != len(OWN):
        return None
    answers, at = unpacked
    for name, code in zip(OWN, named, strict=True):
        try:
            value = _word(name, code) if code != _FIGURE else _from_figure(name, figure, at)
        except (ValueError, IndexError, OverflowError):
            return None
        if value is not None:
            answers[name] = value
    return (answers, at) if all(is_answer(name, value) for name, value in answers.items()) else None


def _code(name: str, value: str | None) -> str:
    if value is None:
        return _UNSAID
    if value == UNKNOWN:
        return _NOT_KNOWN
    return str(CHOICES[name].index(value)) if value in CHOICES[name] else _FIGURE


def _word(name: str, code: str) -> str | None:
    if code in (_UNSAID, _NOT_KNOWN):
        return None if code == _UNSAID else UNKNOWN
    return CHOICES[name][int(code)]


def _figure(answers: Answers, at: datetime) -> str:
    """Minutes, in base 36, to the first-leg update, or since pickup; never both are asked."""
    pickup = moment_in(answers.get(SINCE, ""))
    leg = answers.get(FIRST_LEG, "")
    if leg.isdigit():
        return _base36(int(leg) // 60)
    return "" if pickup is None else _base36(max(0, (at - pickup) // MINUTE))


def _from_figure(name: str, figure: str, at: datetime) -> str:
    minutes = int(figure, 36)
    if name == FIRST_LEG:
        return str(minutes * 60)
    if name == SINCE:
        return f"@{int((at - timedelta(minutes=minutes)).timestamp())}"
    raise ValueError(name)


def _base36(number: int) -> str:
    written = ""
    while number:
        number, digit = divmod(number, 36)
        written = _DIGITS[digit] + written
    return written or "0"
