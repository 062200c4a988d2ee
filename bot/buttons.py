"""Typed callback data: what a button means, packed into the 64 bytes that Telegram carries.

A kind of button is a frozen dataclass with a short prefix::

    @dataclass(frozen=True, slots=True)
    class QuoteRate(ButtonData, prefix="qr"):
        amount_fen: int
        rate: str

Buttons shown in a group end in the id of the person they were made for, so that a stranger's press
can be told apart. What a button may do is decided again when it is pressed: every row it names is looked
up under the chat it was pressed in, so forged data reaches nothing of anybody else.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, Self, get_type_hints

MAX_BYTES = 64
_MOST = 2**63
"""Whole numbers are stored in eight bytes."""
_FIELD = ":"
_OWNER = "@"


class ButtonTooLong(ValueError):
    """Callback data over 64 bytes; raised where the button is built, never left to Telegram."""


class StaleButton(ValueError):
    """Callback data this version of the bot does not understand (an old message, or a made-up one)."""


class ButtonData:
    """Base of every kind of button; subclasses are frozen dataclasses of int, str, bool and StrEnum fields."""

    __slots__ = ()
    prefix: ClassVar[str]
    personal: ClassVar[bool] = True
    """Whether a group shows it as one person's button; False for what everybody in the chat may press."""
    private: ClassVar[bool] = False
    """Whether a failure behind it may quote what a person wrote, so that no word of it is logged."""
    _kinds: ClassVar[dict[str, type[ButtonData]]] = {}

    def __init_subclass__(cls, prefix: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if prefix is None:  # dataclass(slots=True) makes the class a second time, without the keyword
            cls._kinds[cls.prefix] = cls
            return
        known = cls._kinds.get(prefix)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"the button prefix {prefix!r} is taken by {known.__qualname__}")
        cls.prefix = prefix
        cls._kinds[prefix] = cls

    def pack(self, owner: int | None = None) -> str:
        """The callback data; ``owner`` is the user id the button belongs to, None when anyone may press it."""
        parts = [self.prefix]
        for name in _field_kinds(type(self)):
            parts.append(_encode(getattr(self, name)))
        packed = _FIELD.join(parts)
        if owner is not None and self.personal:
            packed += f"{_OWNER}{owner}"
        if len(packed.encode()) > MAX_BYTES:
            raise ButtonTooLong(f"{packed!r} takes {len(packed.encode())} bytes, Telegram carries {MAX_BYTES}")
        return packed

    @classmethod
    def _decode(cls, values: list[str]) -> Self:
        kinds = _field_kinds(cls)
        given = dict(zip(kinds, values, strict=False))
        if len(values) > len(kinds) or not _needed(cls) <= given.keys():
            raise StaleButton(f"{cls.prefix}: {len(values)} fields")
        return cls(**{name: _parse(kinds[name], raw) for name, raw in given.items()})


def unpack(packed: str) -> tuple[ButtonData, int | None]:
    """The button and its owner; raises `StaleButton` for anything that no button of today would carry."""
    body, _, owner = packed.partition(_OWNER)
    prefix, *values = body.split(_FIELD)
    kind = ButtonData._kinds.get(prefix)
    if kind is None:
        raise StaleButton(prefix)
    try:
        return kind._decode(values), int(owner) if owner else None
    except (ValueError, TypeError) as error:
        raise StaleButton(prefix) from error


_KINDS: dict[type, dict[str, type]] = {}


def _field_kinds(kind: type[ButtonData]) -> dict[str, type]:
    known = _KINDS.get(kind)
    if known is None:
        hints = get_type_hints(kind)
        known = _KINDS[kind] = {each.name: hints[each.name] for each in fields(kind)}  # type: ignore[arg-type]
    return known


def _needed(kind: type) -> set[str]:
    """The fields without a default; one that was added later has one, so that older buttons still read."""
    return {each.name for each in fields(kind) if each.default is MISSING}


def _encode(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value.value if isinstance(value, StrEnum) else value)
    if _FIELD in text or _OWNER in text:
        raise ValueError(f"a button field cannot hold {_FIELD!r} or {_OWNER!r}: {text!r}")
    return text


def _parse(kind: type, raw: str) -> object:
    if kind is bool:
        return {"1": True, "0": False}[raw] if raw in ("0", "1") else int("not a flag")
    value = kind(raw)
    if isinstance(value, int) and not -_MOST <= value < _MOST:
        raise ValueError(f"no row has the number {value}")
    return value


@dataclass(frozen=True, slots=True)
class Press:
    """A button that comes back to us: a label key of ``labels/*.yaml``, what the label needs, and the data."""

    label: str
    data: ButtonData
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that copies ``text`` (at most 256 characters) to the reader's clipboard."""

    label: str
    text: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens ``url``."""

    label: str
    url: str


Button = Press | Copy | Link
Rows = tuple[tuple[Button, ...], ...]
