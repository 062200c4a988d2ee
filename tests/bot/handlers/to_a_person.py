"""A seller who asks a person, and what the operators get to read."""

from __future__ import annotations

from sqlalchemy import select

from storage.tables import handover, metadata
from tests.support.talk import Said, Talk

OPERATORS = -500
QUESTION = "LP00123456789012 后台显示“投保失败”，为什么？"
PHONE = "+34 612 345 678"


def read_by_operators(talk: Talk) -> list[Said]:
    return talk.bot.said_in(OPERATORS)


async def rows(talk: Talk) -> list[dict[str, object]]:
    async with talk.services.database.read() as tx:
        return [dict(row) for row in (await tx.execute(select(handover))).mappings()]


async def everything_stored(talk: Talk) -> str:
    async with talk.services.database.read() as tx:
        return repr([(await tx.execute(select(table))).all() for table in metadata.tables.values()])
