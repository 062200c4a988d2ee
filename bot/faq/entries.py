"""What the FAQ is made of, read strictly from ``templates/faq``: topics, their groups, and the lookup's vocabulary.

One topic is one file, ``entries/<id>.yaml``; its answers are ``zh/<id>.html.j2`` and ``en/<id>.html.j2`` beside it.
Neighbouring topics that the bot declines stand in ``unsupported/<name>.yaml``. How people ask for either stands in
``phrases/<topic>.yaml``, from which the lookup's weights are trained; only the training reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from bot.faq.yaml_files import EntriesError, read_yaml

__all__ = [
    "Catalogue", "EntriesError", "Entry", "LocalText", "Phrases", "Unsupported", "Vocabulary", "load_entries",
    "load_phrases",
]  # fmt: skip

UNSUPPORTED = "unsupported-"
"""What the ids of declined topics begin with."""

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


Phrases = LocalLines
"""Ways of asking for a topic."""


class Entry(_Strict):
    """A topic. ``rules`` are the ids of the statements its answer rests on, ``action`` the command that follows from
    it, if one does."""

    id: _Line
    group: _Line
    title: LocalText
    rules: Annotated[tuple[_RuleId, ...], Field(min_length=1)]
    related: tuple[_Line, ...]
    action: _Line | None = None


class Unsupported(_Strict):
    """A topic the bot knows nothing of and is asked about all the same; ``where`` says where to look instead."""

    id: _Line
    title: LocalText
    where: LocalText


class Synonyms(_Strict):
    """Lists of terms read alike; the first of a list stands for all of them."""

    zh: tuple[_Lines, ...]
    en: tuple[_Lines, ...]


class Vocabulary(_Strict):
    """Words the lookup drops or reads alike, on both sides.

    ``percent`` and ``counted`` stand before and behind numerals that are read as digits, ``goes_on`` at the beginning
    and ``goes_on_at_end`` at the end of what goes on from the question before. A text of ``says_little`` alone names
    no topic, and one that is a word of ``broad`` names several; one of ``why`` asks for the reason of what was said.
    """

    percent: _Line
    counted: _Lines
    goes_on: LocalLines
    goes_on_at_end: _Lines
    says_little: LocalLines
    broad: LocalLines
    why: LocalLines
    fillers: LocalLines
    synonyms: Synonyms


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the lookup knows of its topics; both maps are by id."""

    groups: Mapping[str, LocalText]
    entries: Mapping[str, Entry]
    unsupported: Mapping[str, Unsupported]
    vocabulary: Vocabulary

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def in_group(self, group: str) -> tuple[Entry, ...]:
        """The topics of one group, in the order of their ids."""
        return tuple(entry for entry in self if entry.group == group)


def load_entries(directory: Traversable | None = None) -> Catalogue:
    """Reads the packaged FAQ, or a directory of the same shape. Raises EntriesError with one line for any mistake."""
    root = _root(directory)
    groups = {name: _checked(LocalText, text, root / "groups.yaml", name) for name, text in _file(root, "groups.yaml")}
    vocabulary = _checked(Vocabulary, read_yaml(root / "vocabulary.yaml"), root / "vocabulary.yaml")
    entries = {name: _checked(Entry, {**read_yaml(file), "id": name}, file) for name, file in _files(root / "entries")}
    unsupported = {
        UNSUPPORTED + name: _checked(Unsupported, {**read_yaml(file), "id": UNSUPPORTED + name}, file)
        for name, file in _files(root / "unsupported")
    }
    _check_references(root, groups, entries)
    return Catalogue(groups, entries, unsupported, vocabulary)


def load_phrases(catalogue: Catalogue, directory: Traversable | None = None) -> dict[str, Phrases]:
    """How people ask for each topic. Raises EntriesError for a topic without phrases, and for phrases of no topic."""
    root = _root(directory)
    phrases = {name: _checked(Phrases, read_yaml(file), file) for name, file in _files(root / "phrases")}
    topics = {*catalogue.entries, *catalogue.unsupported}
    for name in sorted(topics ^ phrases.keys()):
        file = root / "phrases" / f"{name}.yaml"
        raise EntriesError(f"{file}: " + ("is missing; write it" if name in topics else "has no topic; remove it"))
    return phrases


def _root(directory: Traversable | None) -> Traversable:
    return directory if directory is not None else resources.files("templates") / "faq"


def _files(folder: Traversable) -> list[tuple[str, Traversable]]:
    """The YAML files of a folder by their names, in order."""
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [(file.name.removesuffix(".yaml"), file) for file in files if file.name.endswith(".yaml")]


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
