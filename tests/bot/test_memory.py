"""The memory of chats: short, bounded, and never of a group."""

from datetime import UTC, datetime

import pytest

from bot.memory import ChatMemory
from storage.chats import Chat

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def chat(number, kind="private"):
    return Chat.new(number, kind, "zh", "Asia/Shanghai", 3, None, None, NOW)


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def memory(clock):
    return ChatMemory(lambda: clock[0], seconds=30, entries=3)


def test_a_chat_is_remembered_for_half_a_minute(memory, clock):
    memory.keep(chat(1), None, stored=True)
    clock[0] = 30
    assert memory.recall(1).chat == chat(1)
    clock[0] = 30.1
    assert memory.recall(1) is None


def test_only_so_many_chats_are_remembered_and_the_latest_stay(memory):
    for number in (1, 2, 3):
        memory.keep(chat(number), None, stored=True)
    memory.keep(chat(1), None, stored=False)
    memory.keep(chat(4), None, stored=True)
    assert memory.recall(2) is None
    assert [memory.recall(number) is not None for number in (1, 3, 4)] == [True] * 3
    assert not memory.recall(1).stored


def test_a_group_is_never_remembered(memory):
    memory.keep(chat(-5, "group"), None, stored=True)
    assert memory.recall(-5) is None


def test_a_chat_that_is_dropped_is_forgotten_at_once_and_dropping_it_again_is_no_error(memory):
    memory.keep(chat(1), None, stored=True)
    memory.drop(1)
    memory.drop(1)
    assert memory.recall(1) is None


def test_the_language_of_a_chat_that_is_not_stored_outlives_the_chat(memory, clock):
    memory.keep(chat(1), None, stored=False)
    clock[0] = 3600
    assert (memory.recall(1), memory.language(1)) == (None, "zh")
    memory.drop(1)
    assert memory.language(1) is None


def test_only_so_many_languages_are_remembered_and_those_of_stored_chats_are_not(memory):
    for number in (1, 2, 3, 4):
        memory.keep(chat(number), None, stored=False)
    memory.keep(chat(4), None, stored=True)
    assert [memory.language(number) for number in (1, 2, 3, 4)] == [None, "zh", "zh", None]
