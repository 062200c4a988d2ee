"""The file of weights: what is written is what is read, and what cannot be trusted is refused in one line."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.faq.entries import EntriesError
from bot.faq.weights import FILE, MOST, Weights, fingerprint_of, line_of, packed

SMALL = Weights(
    fingerprint="",
    topics=("fee", "tax", "unsupported-ads"),
    starts=(-0.5, -1.25, 0.0),
    words=frozenset({"premium", "tax"}),
    unseen=9.5,
    lines={
        "保": line_of(1.25, packed([(0, 60), (2, -MOST)])),
        "=tax": line_of(3.0, packed([(1, MOST)])),
        "5 天": line_of(2.5, b""),
        "~bao fei": line_of(4.75, packed([(0, 1)])),
    },
)


def _with_fingerprint(weights: Weights, fingerprint: str) -> Weights:
    return Weights(fingerprint, weights.topics, weights.starts, weights.words, weights.unseen, weights.lines)


def _refusal(directory: Path) -> str:
    with pytest.raises(EntriesError) as caught:
        Weights.load(directory)
    message = str(caught.value)
    assert "\n" not in message
    assert FILE in message
    assert "bot.faq.training" in message
    return message


def test_what_is_written_is_read_back(copy: Path) -> None:
    weights = _with_fingerprint(SMALL, fingerprint_of(copy))
    (copy / FILE).write_text(weights.written(), "utf-8")
    assert Weights.load(copy) == weights
    assert Weights.load(copy).written() == weights.written()


def test_the_packaged_weights_are_written_as_they_were_read(copy: Path) -> None:
    assert Weights.load().written() == (copy / FILE).read_text("utf-8")


@pytest.mark.parametrize("name", ["phrases/fee.yaml", "vocabulary.yaml", "syllables.txt"])
def test_weights_of_other_phrases_syllables_or_words_are_refused(copy: Path, name: str) -> None:
    file = copy / name
    file.write_text(file.read_text("utf-8") + "# changed\n", "utf-8")
    assert "have changed since" in _refusal(copy)


def test_a_phrase_file_that_came_or_went_is_a_change_too(copy: Path) -> None:
    before = fingerprint_of(copy)
    (copy / "phrases" / "new.yaml").write_text("", "utf-8")
    assert fingerprint_of(copy) != before
    (copy / "phrases" / "new.yaml").unlink()
    assert fingerprint_of(copy) == before
    (copy / "phrases" / "tax.yaml").rename(copy / "phrases" / "taxes.yaml")
    assert fingerprint_of(copy) != before
    assert "have changed since" in _refusal(copy)


def test_answers_and_titles_are_no_part_of_what_the_weights_are_of(copy: Path) -> None:
    before = fingerprint_of(copy)
    (copy / "zh" / "tax.html.j2").write_text("", "utf-8")
    assert fingerprint_of(copy) == before


def _with_last_pairs(text: str, pairs: bytes) -> str:
    *lines, last, count, end = text.split("\n")
    return "\n".join((*lines, last.rsplit("\t", 1)[0] + "\t" + base64.b64encode(pairs).decode(), count, end))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2].rsplit("\t", 1)[0],
        lambda text: text.replace("\t", " ", 1),
        lambda text: "\n".join(text.split("\n")[:3]),
        lambda text: text.replace("\n", "\nx\ty\tz\n", 6),
        lambda text: _with_last_pairs(text, b"\x00\x80\x01"),
        lambda text: _with_last_pairs(text, b"\xff\x80"),
        lambda text: "\n".join(("nan " * 200 if at == 2 else line) for at, line in enumerate(text.split("\n"))),
        lambda text: "\n".join(("0.5" if at == 2 else line) for at, line in enumerate(text.split("\n"))),
    ],
)
def test_a_damaged_file_is_refused(copy: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    file = copy / FILE
    file.write_text(spoil(file.read_text("utf-8")), "utf-8")
    assert "is damaged" in _refusal(copy)


def test_a_file_that_is_no_text_is_damaged(copy: Path) -> None:
    (copy / FILE).write_bytes(b"\xff\xfe\x00")
    assert "is damaged" in _refusal(copy)


def test_a_missing_file_says_how_to_make_it(copy: Path) -> None:
    (copy / FILE).unlink()
    assert "cannot be read" in _refusal(copy)


def test_a_feature_tells_how_rare_it_is_and_of_which_topics_it_speaks() -> None:
    assert SMALL.rarity("保") == 1.25
    assert SMALL.pairs("保") == packed([(0, 60), (2, -MOST)])
    assert (SMALL.rarity("5 天"), SMALL.pairs("5 天")) == (2.5, b"")
    assert (SMALL.rarity("?"), SMALL.pairs("?")) == (9.5, b"")


def test_weights_are_pairs_of_bytes_around_the_middle() -> None:
    assert packed([(0, -MOST), (3, 0), (200, MOST)]) == bytes([0, 0, 3, MOST, 200, 2 * MOST])
    assert packed([]) == b""
