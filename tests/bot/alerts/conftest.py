"""The shop for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.alerts.shop import Shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A subscribed chat in Shanghai at noon, without quiet hours."""
    async with Shop.open(tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _pauses_are_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library states a 429's pause as a span of time, as it does in the running bot."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
