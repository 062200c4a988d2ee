"""A program that stays makes the patterns of its readers at start, and not while the first seller waits."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from bot.faq.tools import TOOLS, tool_of
from bot.warming import SENTENCES

FIRST_TEXTS = """
import asyncio, re, sys, tempfile
from pathlib import Path
from types import SimpleNamespace

from bot import serving
from tests.support.talk import Talk

TEXTS = (
    "200块的订单,履约率97%,保费多少", "帮我盯着 LP00123456789012", "收件人 Ivan 电话 +7 916 123-45-67 俄罗斯",
    "超时8天断更6天能赔吗", "赔了120元会追偿多少", "100单,每单200,履约率从95提到98能省多少",
    "好评率96,纠纷率1.5,能参加吗",
)


class Commands:
    async def get_my_commands(self, scope, language):
        return ()

    async def set_my_commands(self, commands, scope, language):
        pass


async def main():
    with tempfile.TemporaryDirectory() as folder:
        async with Talk.open(Path(folder)) as talk:
            await talk.say("/help")
            if sys.argv[1] == "settled":
                await serving._settle_in(SimpleNamespace(bot=Commands()), talk.services)
            compiled, make = [], re._compiler.compile
            re._compiler.compile = lambda pattern, *rest: compiled.append(pattern) or make(pattern, *rest)
            for text in TEXTS:
                await talk.say(text)
                await talk.say("/cancel")
            print(sum(len(str(pattern)) for pattern in compiled))


asyncio.run(main())
"""


@pytest.mark.parametrize("tool", [name for name, _ in TOOLS])
def test_every_tool_has_a_sentence_that_is_its_job(tool: str) -> None:
    assert tool_of(SENTENCES[tool], date(2026, 11, 22)) == tool


@pytest.mark.long
def test_after_the_start_the_first_texts_wait_for_hardly_a_pattern() -> None:
    def characters(when: str) -> int:
        return int(subprocess.check_output([sys.executable, "-c", FIRST_TEXTS, when], text=True))

    assert characters("settled") * 20 < characters("cold")
