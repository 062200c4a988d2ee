"""Conversations for the handlers' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.handlers.desk import TEAM, Desk
from tests.bot.handlers.to_a_person import OPERATORS
from tests.support.talk import Talk


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """A Chinese-speaking seller in a private chat."""
    async with Talk.open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def talk_en(tmp_path: Path) -> AsyncIterator[Talk]:
    """An English-speaking seller in a private chat."""
    async with Talk.open(tmp_path, language_code="en") as opened:
        yield opened


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The operators read Chinese."""
    async with Talk.open(tmp_path, operator_chat=TEAM) as talk:
        yield Desk(talk.elsewhere(TEAM, 5))


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[Talk]:
    """A seller of a bot with an operators' chat."""
    async with Talk.open(tmp_path, operator_chat=OPERATORS) as opened:
        yield opened


@pytest.fixture
async def asking_en(tmp_path: Path) -> AsyncIterator[Talk]:
    """The same in English."""
    async with Talk.open(tmp_path, operator_chat=OPERATORS, language_code="en") as opened:
        yield opened
