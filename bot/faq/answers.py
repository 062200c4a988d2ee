"""Writes the answer of a topic in the seller's language, with the figures of the day, and says which ones it used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from weakref import WeakKeyDictionary

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from bot.faq.entries import Catalogue
from bot.faq.figures import figure_of
from bot.faq.yaml_files import EntriesError
from rules.book import DatedBook

LOCALES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Answer:
    """Telegram HTML headed by the topic's title, and the keys of the book whose figures stand in it, in order of use.

    The keys are what the source line under the answer is made of; the line itself is the caller's.
    """

    html: str
    keys_used: tuple[str, ...]


class Answers:
    """The templates of all topics in every language, each parsed when it is first needed."""

    def __init__(self, catalogue: Catalogue, directory: Traversable | None = None) -> None:
        """Raises EntriesError when a topic has no template in one of the languages."""
        root = directory if directory is not None else resources.files("templates") / "faq"
        self._titles = {entry.id: entry.title for entry in catalogue}
        self._environments = {locale: _environment(root, locale) for locale in LOCALES}
        self._written: WeakKeyDictionary[DatedBook, dict[tuple[str, str], Answer]] = WeakKeyDictionary()
        for entry in catalogue:
            for locale in LOCALES:
                _check(root / locale / _file_of(entry.id))

    def render(self, entry_id: str, locale: str, dated: DatedBook) -> Answer:
        """The answer as of the book's day. Raises KeyError for an unknown topic or language, BookError for a key
        the book does not hold that day.

        It is written once for a book, which never changes, and forgotten with it.
        """
        written = self._written.setdefault(dated, {})
        answer = written.get((entry_id, locale))
        if answer is None:
            answer = written[entry_id, locale] = self._write(entry_id, locale, dated)
        return answer

    def _write(self, entry_id: str, locale: str, dated: DatedBook) -> Answer:
        used: dict[str, None] = {}

        def figure(key: str) -> str:
            used[key] = None
            return figure_of(dated, key, locale)

        title = escape(self._titles[entry_id].to(locale))
        body = self._environments[locale].get_template(_file_of(entry_id)).render(figure=figure).strip()
        return Answer(f"<b>{title}</b>\n\n{body}", tuple(used))


def _environment(root: Traversable, locale: str) -> Environment:
    return Environment(
        loader=FileSystemLoader(str(root / locale)),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )


def _file_of(entry_id: str) -> str:
    return f"{entry_id}.html.j2"


def _check(file: Traversable) -> None:
    if not file.is_file():
        raise EntriesError(f"{file}: the answer is missing; write it, or remove the topic's entry")
