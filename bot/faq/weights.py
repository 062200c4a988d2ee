"""The trained weights of the lookup, as they stand in ``templates/faq/weights.tsv``.

A line a feature: itself, a tab, how rare it is, a space, and how much it speaks for or against each topic that it
says anything of, as pairs of bytes (topic, weight) in base 64. The lines before name the phrases it was trained from,
the topics with what each starts from, and the words of the English phrases; the last one is the checksum of the
others. Text, so that a change of it can be looked at.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Self

from bot.faq.yaml_files import EntriesError

FILE = "weights.tsv"
STEPS = 60
"""Steps of a weight in one; a weight is a signed byte of them."""
MOST = 127
_RARITY_STEPS = 100
_TRAINED_FROM = ("phrases", "syllables.txt", "vocabulary.yaml")
_RETRAIN = "run 'uv run --group train python -m bot.faq.training'"


@dataclass(frozen=True, slots=True)
class Weights:
    """``topics`` and their ``starts`` stand in one order; a feature's weights name topics by their place in it.

    ``unseen`` is how rare a feature counts that no phrase or only one has. ``lines`` is what the file says of each
    feature, read when a question has it: most are in no question of a whole day.
    """

    fingerprint: str
    topics: tuple[str, ...]
    starts: tuple[float, ...]
    words: frozenset[str]
    unseen: float
    lines: Mapping[str, str]
    _told: dict[str, tuple[float, bytes]] = field(default_factory=dict, repr=False, compare=False)
    """What was read of `lines` so far: the features of questions come again."""

    @classmethod
    def load(cls, directory: Traversable | None = None) -> Self:
        """The packaged weights. Raises EntriesError when they are missing, damaged, or of other phrases."""
        root = directory if directory is not None else resources.files("templates") / "faq"
        file = root / FILE
        try:
            body, checksum = file.read_text("utf-8").rsplit("\n", 1)
            if checksum != _checksum(body):
                raise EntriesError(f"{file}: is damaged; {_RETRAIN}")
            fingerprint, topics, starts, words, unseen, rest = body.split("\n", 5)
            fields = rest.replace("\t", "\n").split("\n")
            read = cls(
                fingerprint=fingerprint,
                topics=tuple(topics.split()),
                starts=tuple(map(float, starts.split())),
                words=frozenset(words.split()),
                unseen=float(unseen),
                lines=dict(zip(fields[::2], fields[1::2], strict=True)),
            )
        except OSError as error:
            raise EntriesError(f"{file}: cannot be read ({error.strerror}); {_RETRAIN}") from None
        except ValueError:
            raise EntriesError(f"{file}: is damaged; {_RETRAIN}") from None
        if fingerprint != fingerprint_of(root):
            raise EntriesError(f"{file}: phrases, syllables or vocabulary have changed since; {_RETRAIN}")
        return read

    def rarity(self, feature: str) -> float:
        """How rare a feature is, from 1 on."""
        return (self._told.get(feature) or self._read(feature))[0]

    def pairs(self, feature: str) -> bytes:
        """Topics by place and how much the feature speaks for them, as `packed` makes them; none of one not known."""
        return (self._told.get(feature) or self._read(feature))[1]

    def _read(self, feature: str) -> tuple[float, bytes]:
        line = self.lines.get(feature)
        if line is None:  # and is not noted: there is no end of those
            return self.unseen, b""
        rarity, pairs = line.split(" ")
        told = self._told[feature] = int(rarity) / _RARITY_STEPS, a2b_base64(pairs)
        return told

    def written(self) -> str:
        """The file's content."""
        head = (
            self.fingerprint,
            " ".join(self.topics),
            " ".join(f"{start:.4f}" for start in self.starts),
            " ".join(sorted(self.words)),
            f"{self.unseen:.4f}",
        )
        lines = (f"{feature}\t{line}" for feature, line in sorted(self.lines.items()))
        body = "\n".join((*head, *lines))
        return f"{body}\n{_checksum(body)}"


def fingerprint_of(root: Traversable) -> str:
    """Of the files the weights are trained from."""
    digest = sha256()
    for name in _TRAINED_FROM:
        for file in _below(root / name):
            digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def line_of(rarity: float, pairs: bytes) -> str:
    """What the file says of a feature."""
    return f"{round(rarity * _RARITY_STEPS)} {b2a_base64(pairs, newline=False).decode()}"


def packed(weights: Sequence[tuple[int, int]]) -> bytes:
    """Pairs of a topic's place and a weight in steps, as the file has them."""
    return bytes(part for topic, weight in weights for part in (topic, weight + MOST))


def _checksum(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def _below(path: Traversable) -> Iterable[Traversable]:
    return sorted(path.iterdir(), key=lambda file: file.name) if path.is_dir() else (path,)
