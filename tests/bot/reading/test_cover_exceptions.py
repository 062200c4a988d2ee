"""All but one of an order's conditions: what is excepted was not done, and never counts as done."""

from __future__ import annotations

from time import perf_counter

import pytest

from tests.bot.reading.test_cover_words import SET, line


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("除了交仓都做到了", {"handed_in"}),
        ("都做到了，除了交仓和揽收", {"handed_in", "picked_up"}),
        ("all done except for handed in", {"handed_in"}),
        ("除了全程追踪以外都做到了", {"tracked_end_to_end"}),
    ],
)
def test_what_is_excepted_was_not_done_and_the_rest_was(text: str, left_out: set[str]) -> None:
    assert line(text).answers == SET | dict.fromkeys(left_out, "no")


@pytest.mark.parametrize(
    ("text", "name"), [("只差交仓", "handed_in"), ("揽收没做到", "picked_up"), ("缺打单", "cainiao_waybill")]
)
def test_what_alone_is_lacking_says_nothing_of_the_rest(text: str, name: str) -> None:
    assert line(text).answers == {name: "no"}


@pytest.mark.parametrize("text", ["除了入库扫描都做到了", "除了没交仓都做到了", "all done except the paperwork"])
def test_an_exception_that_cannot_be_read_gives_no_answer_at_all(text: str) -> None:
    said = line(text)
    assert said.answers == {}
    assert said.problem == "not_understood"


@pytest.mark.parametrize("text", ["gone missing, handed in", "包装缺", "少件"])
def test_a_word_that_only_sounds_like_an_exception_is_none(text: str) -> None:
    assert "no" not in (line(text).answers.get("handed_in"), line(text).answers.get("undamaged"))
    assert line(text).unread == []


@pytest.mark.parametrize("piece", ["除了", "除了交仓", "交仓 ", "except handed in ", "和", " ", "没做到", "交仓没做到"])
def test_many_exceptions_are_read_in_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    line(text)
    began = perf_counter()
    line(text)
    assert perf_counter() - began < 0.2
