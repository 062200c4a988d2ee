"""What the FAQ is made of, read strictly from ``templates/faq``: topics, their groups, and the lookup's vocabulary.

One topic is one file, ``entries/<id>.yaml``; its answers are ``zh/<id>.html.j2`` and ``en/<id>.html.j2`` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError, model_validator

from bot.faq.yaml_files import EntriesError, read_yaml

__all__ = ["Catalogue", "EntriesError", "Entry", "LocalLines", "LocalText", "Vocabulary", "load_entries"]

_Line = Annotated[StrictStr, Field(min_length=1)]
_Lines = Annotated[tuple[_Line, ...], Field(min_length=1)]
_RuleId = Annotated[StrictStr, Field(pattern=r"^[A-Z]\d{2}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalText(_Strict):
    """One line in every language the bot speaks."""

    zh: _Line
    en: _Line

    def to(self, locale: str) -> str:
        """The line in this language ("zh" or "en")."""
        return self.en if locale == "en" else self.zh


class LocalLines(_Strict):
    """Several lines in every language."""

    zh: _Lines
    en: _Lines


class Entry(_Strict):
    """A topic. ``phrases`` are ways of asking for it, ``rules`` the ids of the statements its answer rests on."""

    id: _Line
    group: _Line
    title: LocalText
    rules: Annotated[tuple[_RuleId, ...], Field(min_length=1)]
    related: tuple[_Line, ...]
    phrases: LocalLines


class Synonyms(_Strict):
    """Lists of terms read alike; the first of a list stands for all of them."""

    zh: tuple[_Lines, ...]
    en: tuple[_Lines, ...]


class Vocabulary(_Strict):
    """Words the lookup drops or reads alike, on both sides."""

    traditional: str
    simplified: str
    fillers: LocalLines
    synonyms: Synonyms

    @model_validator(mode="after")
    def _characters_pair_up(self) -> Vocabulary:
        if len(self.traditional) != len(self.simplified):
            raise ValueError("'traditional' and 'simplified' must have the same number of characters")
        return self


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the lookup needs. ``outside`` are known topics of other trades, which are never answered."""

    groups: Mapping[str, LocalText]
    entries: Mapping[str, Entry]
    outside: Mapping[str, LocalLines]
    vocabulary: Vocabulary

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def in_group(self, group: str) -> tuple[Entry, ...]:
        """The topics of one group, in the order of their ids."""
        return tuple(entry for entry in self if entry.group == group)


def load_entries(directory: Traversable | None = None) -> Catalogue:
    """Reads the packaged FAQ, or a directory of the same shape. Raises EntriesError with one line for any mistake."""
    root = directory if directory is not None else resources.files("templates") / "faq"
    groups = {name: _checked(LocalText, text, root / "groups.yaml", name) for name, text in _file(root, "groups.yaml")}
    outside = {
        name: _checked(LocalLines, lines, root / "outside.yaml", name) for name, lines in _file(root, "outside.yaml")
    }
    vocabulary = _checked(Vocabulary, read_yaml(root / "vocabulary.yaml"), root / "vocabulary.yaml")
    entries = {}
    for file in sorted((root / "entries").iterdir(), key=lambda item: item.name):
        if file.name.endswith(".yaml"):
            entry_id = file.name.removesuffix(".yaml")
            entries[entry_id] = _checked(Entry, {**read_yaml(file), "id": entry_id}, file)
    _check_references(root, groups, entries)
    return Catalogue(groups, entries, outside, vocabulary)


def _file(root: Traversable, name: str) -> list[tuple[str, object]]:
    return [(str(key), value) for key, value in read_yaml(root / name).items()]


_Model = TypeVar("_Model", bound=_Strict)


def _checked(model: type[_Model], content: object, file: Traversable, *place: str) -> _Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([*place, *(str(part) for part in first["loc"])])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise EntriesError(f"{file}: {where}: {first['msg']}{more}; mend this line") from None


def _check_references(root: Traversable, groups: Mapping[str, LocalText], entries: Mapping[str, Entry]) -> None:
    for entry in entries.values():
        file = root / "entries" / f"{entry.id}.yaml"
        if entry.group not in groups:
            raise EntriesError(f"{file}: group: '{entry.group}' is unknown; write one of {', '.join(groups)}")
        for other in entry.related:
            if other not in entries or other == entry.id:
                raise EntriesError(f"{file}: related: '{other}' is no other topic; write the id of one")
