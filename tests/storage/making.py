"""Short ways to put chats, parcels and alerts into a test's database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, due, parcels
from storage.tables import in_state, outbox

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def make_chat(tx: AsyncConnection, chat_id: int = 1, **settings: Any) -> chats.Chat:
    """A stored, subscribed private chat."""
    await chats.load(
        chat_id,
        tx,
        kind="private",
        language="zh",
        timezone="Asia/Shanghai",
        silence_days=3,
        quiet_from=None,
        quiet_to=None,
        now=NOW,
    )
    return await chats.update(chat_id, tx, **({"subscribed": True} | settings))


async def make_parcel(tx: AsyncConnection, chat_id: int = 1, number: str = "LP1", **given: Any) -> parcels.Parcel:
    """A parcel watched since NOW."""
    (added,) = await parcels.add(chat_id, tx, [parcels.NewParcel(number, **given)], NOW)
    return added.parcel


async def alerts_in(tx: AsyncConnection, state: str) -> int:
    """How many alerts are in a state."""
    return (await tx.execute(select(func.count()).select_from(outbox).where(in_state(state)))).scalar_one()


def alert_for(parcel: parcels.Parcel, **changes: Any) -> due.NewAlert:
    """A first-level overdue alert for this parcel, ready at NOW."""
    alert = due.NewAlert(
        chat_id=parcel.chat_id,
        parcel_id=parcel.id,
        rule="overdue",
        level=1,
        episode=NOW,
        dedup_key=f"{parcel.id}:overdue:1",
        facts={"number": parcel.number},
        available_at=NOW,
        created_at=NOW,
    )
    return replace(alert, **changes)


async def make_alerts(tx: AsyncConnection, chat_id: int = 1, count: int = 1, **changes: Any) -> list[parcels.Parcel]:
    """So many parcels of a new chat, each with one ready alert."""
    await make_chat(tx, chat_id)
    new = [parcels.NewParcel(f"LP{chat_id}-{place}") for place in range(count)]
    watched = [each.parcel for each in await parcels.add(chat_id, tx, new, NOW)]
    await due.enqueue(tx, [alert_for(each, **changes) for each in watched])
    return watched


async def claim(
    tx: AsyncConnection,
    now: datetime = NOW,
    token: str = "mine",
    chats_limit: int = 100,
    per_chat: int = 20,
    kinds: tuple[str, ...] = chats.KINDS,
) -> tuple[due.Bundle, ...]:
    """A claim with a lease of a minute."""
    return await due.claim(
        tx, now, lease_for=MINUTE, token=token, chats_limit=chats_limit, per_chat=per_chat, kinds=kinds
    )
