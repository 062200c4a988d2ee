"""The phrases that operators attached to entries: taken into the lookup, listed, and written out for the repository."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import yaml

from bot.faq.entries import Catalogue
from bot.faq.library import FaqLibrary
from bot.settings import Settings
from storage import phrases
from storage.engine import Database
from storage.phrases import Phrase
from storage.upgrade import upgrade

LANGUAGES = ("zh", "en")
LOCAL_CHAT = 1
"""`bot.local.LOCAL_CHAT`, without what else that module loads."""


async def learn(database: Database, faq: FaqLibrary) -> None:
    """Let the lookup of this process answer with what is attached now, and with nothing else of the kind."""
    async with database.read() as tx:
        kept = await phrases.load(tx)
    # The newest first: of two that read alike, it is the one that was meant.
    faq.attach((phrase.text, phrase.entry) for phrase in reversed(kept))


async def read(settings: Settings) -> tuple[Phrase, ...]:
    """What is attached in the database of these settings, which is brought to this version. Raises StorageError."""
    async with _opened(settings) as database, database.read() as tx:
        return await phrases.load(tx)


async def remove(settings: Settings, text: str) -> bool:
    """Takes the phrase of these words away; False when there is none. Raises StorageError."""
    # Whoever may start the program on its database is an operator, as in the terminal chat.
    async with _opened(settings) as database, database.write() as tx:
        found = await phrases.find(LOCAL_CHAT, tx, (LOCAL_CHAT,), text)
        if found is not None:
            await phrases.remove(LOCAL_CHAT, tx, (LOCAL_CHAT,), found.id)
        return found is not None


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    journal = None if settings.sqlite_journal == "auto" else settings.sqlite_journal
    await asyncio.to_thread(upgrade, settings.database_url, journal_mode=journal)
    database = await Database.open(settings.database_url, journal_mode=journal)
    try:
        yield database
    finally:
        await database.close()


def listed(kept: Sequence[Phrase], catalogue: Catalogue) -> list[str]:
    """A line for each phrase, entry by entry, and what is to be said of entries that this version does not have."""
    if not kept:
        return ["no phrase is attached; /unanswered in the operators' chat attaches them"]
    lines = []
    for entry in sorted({phrase.entry for phrase in kept}):
        unknown = "" if entry in catalogue.entries else "  (this version has no such entry: its phrases do nothing)"
        lines.append(f"{entry}{unknown}")
        lines += [
            f"  {phrase.attached_at:%Y-%m-%d}  {phrase.language}  {phrase.text}"
            for phrase in kept
            if phrase.entry == entry
        ]
    return lines


def exported(kept: Sequence[Phrase]) -> str:
    """YAML of the phrases by entry and language, to be read through and merged into ``templates/faq/phrases``.

    What was masked stays masked (`bot.faq.masking`): a ``#`` stands for a digit.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for phrase in kept:
        found.setdefault(phrase.entry, {language: [] for language in LANGUAGES})[phrase.language].append(phrase.text)
    return yaml.safe_dump(dict(sorted(found.items())), allow_unicode=True, sort_keys=False, width=1000)
