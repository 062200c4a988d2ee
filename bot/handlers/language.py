"""``/language``: Chinese, English, or whichever the seller writes."""

from __future__ import annotations

from bot.buttons import Press, Rows
from bot.handlers.ask_buttons import LanguagePick
from bot.membership import kept_from
from bot.reading.words import vocabulary
from bot.render import LOCALES
from bot.turn import Answer, Place, Reply, Turn

AUTO = "auto"


async def command(turn: Turn) -> Answer:
    """``/language [zh|en|auto]``; without a language, or with an unknown one, the choice as buttons."""
    if not turn.args:
        return _menu(turn, None)
    wanted = _read(turn.args)
    return _menu(turn, turn.args) if wanted is None else await _choose(turn, wanted, Place.NEW)


async def picked(turn: Turn, data: LanguagePick) -> Answer:
    """A language was chosen by its button."""
    known = data.language in (*LOCALES, AUTO)
    return await _choose(turn, data.language, Place.EDIT) if known else _menu(turn, None)


async def _choose(turn: Turn, wanted: str, place: Place) -> Reply:
    refusal = await kept_from(turn, "settings")
    if refusal is not None:
        return refusal
    if wanted == AUTO:
        await turn.change(language=None)
    else:
        await turn.change(language=wanted, last_language=wanted)
        turn.locale = wanted
    return Reply("language/chosen", {"chosen": wanted}, _buttons(), place)


def _menu(turn: Turn, unknown: str | None) -> Reply:
    return Reply("language/menu", {"chosen": turn.chat.language or AUTO, "unknown": unknown}, _buttons())


def _buttons() -> Rows:
    languages = tuple(Press(f"language.{locale}", LanguagePick(locale)) for locale in LOCALES)
    return (languages, (Press("language.auto", LanguagePick(AUTO)),))


def _read(text: str) -> str | None:
    words: dict[str, list[str]] = vocabulary("languages")
    wanted = text.strip().lower()
    return next((locale for locale, names in words.items() if wanted in names), None)
