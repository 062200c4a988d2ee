"""``peifu faq``: how questions are understood, one JSON object a line, for whoever measures it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import settings
from bot.cli import app
from bot.faq.entries import UNSUPPORTED, load_entries
from bot.faq.index import Match
from bot.faq.lookup import Band, Found
from bot.faq.understanding import understood
from bot.faq_report import as_object, in_words, read_questions

TODAY = date(2026, 11, 22)
QUESTIONS = ["保费怎么算", "200块的订单,履约率97%,保费多少", "广告怎么投", "how is the premium worked out", ""]
PATIENCE = 60


@pytest.fixture(autouse=True)
def empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings._names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def faq(*arguments: str, lines: str = "") -> Result:
    result = CliRunner().invoke(app, ["faq", *arguments], input=lines)
    assert result.exit_code == 0, result.output
    return result


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def start(*arguments: str, **surroundings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "faq", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **surroundings},
    )


def test_a_question_gives_one_object_with_its_topics_ranked() -> None:
    [found] = objects(faq("保费怎么算", "--json"))
    assert list(found) == ["question", "band", "tool", "entries"]
    assert (found["question"], found["band"], found["tool"]) == ("保费怎么算", "answer", None)
    assert [list(entry) for entry in found["entries"]] == [["id", "score"]] * len(found["entries"])
    assert found["entries"][0]["id"] == "fee"
    scores = [entry["score"] for entry in found["entries"]]
    assert len(scores) >= 5
    assert scores == sorted(scores, reverse=True)
    catalogue = load_entries()
    assert {entry["id"] for entry in found["entries"]} <= {*catalogue.entries, *catalogue.unsupported}


def test_each_line_of_standard_input_gives_an_object_in_the_same_order() -> None:
    found = objects(faq("--json", lines="\n".join(QUESTIONS)))
    assert [each["question"] for each in found] == QUESTIONS[:-1]
    found = objects(faq("--json", lines="\n".join(QUESTIONS) + "\n保费怎么算\n"))
    assert [each["question"] for each in found] == [*QUESTIONS, "保费怎么算"]


def test_what_a_tool_works_out_comes_first_and_its_topics_are_ranked_all_the_same() -> None:
    [found] = objects(faq("200块的订单,履约率97%,保费多少", "--json"))
    assert (found["band"], found["tool"]) == ("tool", "quote")
    assert len(found["entries"]) >= 5


def test_a_neighbour_is_declined_by_an_id_that_says_so() -> None:
    [found] = objects(faq("广告怎么投", "--json"))
    assert found["band"] == "decline"
    assert found["entries"][0]["id"] == "unsupported-ads"
    assert found["entries"][0]["id"].startswith(UNSUPPORTED)


@pytest.mark.parametrize("empty", ["", "   ", "\t"])
def test_an_empty_line_is_declined_with_nothing_ranked(empty: str) -> None:
    [found] = objects(faq("--json", lines=f"{empty}\n"))
    assert found == {"question": empty, "band": "decline", "tool": None, "entries": []}
    [found] = objects(faq(empty, "--json"))
    assert found == {"question": empty, "band": "decline", "tool": None, "entries": []}


def test_the_help_says_what_an_empty_line_gives() -> None:
    said = " ".join(faq("--help").stdout.split())
    assert 'An empty line has the band "decline" and no entries.' in said
    assert '"unsupported-"' in said


def test_for_people_each_question_has_one_short_line() -> None:
    said = faq(lines="保费怎么算\n200 97\n\n").stdout.splitlines()
    assert len(said) == 3
    assert said[0].startswith("answer  fee  <- 保费怎么算  (fee 0.")
    assert said[1].startswith("tool    quote  <- 200 97")
    assert said[2].startswith("decline -")


def test_a_line_for_people_names_what_the_band_leads_to() -> None:
    ranked = (Match("fee", 0.6), Match("tax", 0.25))
    assert in_words("a\n b", Found(Band.CHOOSE, ranked, choices=("fee", "tax"))) == (
        "choose  fee, tax  <- a b  (fee 0.60, tax 0.25)"
    )
    assert in_words("x", Found(Band.DECLINE, topic="unsupported-ads")) == "decline unsupported-ads  <- x"


def test_scores_are_told_with_four_decimals() -> None:
    found = as_object("x", Found(Band.CHOOSE, (Match("fee", 0.123456),), choices=("fee",)))
    assert found["entries"] == [{"id": "fee", "score": 0.1235}]


def test_lines_may_end_in_any_way_and_a_byte_order_mark_is_no_word() -> None:
    assert list(read_questions(io.StringIO("\ufeff保费\r\n\ufefftax\n\nlast"))) == ["保费", "\ufefftax", "", "last"]


def test_it_asks_for_no_database_and_leaves_nothing_behind(tmp_path: Path) -> None:
    faq("保费怎么算", "--json")
    assert list(tmp_path.iterdir()) == []


def test_each_answer_is_there_before_the_next_question_is_asked_for() -> None:
    with start("--json") as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for question in ("保费怎么算", "what is it"):
            running.stdin.write(f"{question}\n".encode())
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["question"] == question
        running.stdin.close()
        assert running.wait(PATIENCE) == 0


def test_it_speaks_utf8_whatever_the_systems_language_is_and_bytes_that_are_no_text_stop_nothing() -> None:
    with start("--json", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0") as running:
        out, errors = running.communicate("保费怎么算\n".encode() + b"\xff\xfe?\n", PATIENCE)
    first, second = (json.loads(line) for line in out.decode().splitlines())
    assert first["question"] == "保费怎么算"
    assert second["question"] == "\ufffd\ufffd?"
    assert errors == b""


def test_a_reader_who_stops_reading_is_no_error() -> None:
    with start("--json") as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write("保费怎么算\n".encode() * 20)
        running.stdin.flush()
        running.stdout.readline()
        running.stdout.close()
        try:
            running.stdin.write("保费怎么算\n".encode() * 2000)
            running.stdin.close()
        except BrokenPipeError:
            pass
        assert running.wait(PATIENCE) == 0
        assert running.stderr.read() == b""


def test_nothing_is_loaded_that_only_answering_would_take() -> None:
    check = "import sys, bot.faq_report; print(*{'telegram', 'sqlalchemy', 'jinja2'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


class _Library:
    """Says what it was asked, and that it would answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    def find(self, text: str, *, after: str | None = None) -> Found:
        self.asked.append((text, after))
        return Found(Band.ANSWER, (Match("fee", 0.9),), topic="fee")


def test_a_tools_job_keeps_the_ranking_and_nothing_else_of_the_lookup() -> None:
    library = _Library()
    found = understood(library, "200 97", TODAY, after="tax")
    assert found == Found(Band.TOOL, (Match("fee", 0.9),), tool="quote")
    assert library.asked == [("200 97", "tax")]


def test_a_question_is_what_the_lookup_says() -> None:
    library = _Library()
    assert understood(library, "保费怎么算", TODAY) == Found(Band.ANSWER, (Match("fee", 0.9),), topic="fee")
    assert library.asked == [("保费怎么算", None)]


def test_a_thousand_questions_take_no_more_than_a_few_seconds() -> None:
    since = time.process_time()
    faq("--json", lines="履约率97按多少收\n" * 1000)
    assert time.process_time() - since < 5
