"""Questions the FAQ did not answer well: what their people asked, masked, for `KEPT`, and what operators made of them.

A chat records its own. The chats of the operators see those of every chat: their functions take the chat that asks
first, like all others, and then `operators`, the chats that may see what others asked; for any other chat there is
nothing. Whose question it was is no part of what they show.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, delete, func, insert, literal_column, not_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import in_batches
from storage.errors import NotStored
from storage.tables import faq_question

KEPT = timedelta(days=90)
"""How long a question is kept after it was asked; one handed to a person as well."""

MOST_CHARACTERS = 300
MOST_OF_A_PERSON = 50
"""Open questions of one person in one chat; the oldest make room, so that nobody crowds out the others."""


class Reason(StrEnum):
    """Why a question is here."""

    DECLINED = "declined"
    """Nothing was near enough to be shown, or it was recognised as something that is declined on purpose."""
    MISTAPPED = "mistapped"
    """Choices were shown and none was it."""
    THUMBED_DOWN = "thumbed_down"
    """An answer was shown and it did not help."""


class Outcome(StrEnum):
    """What an operator made of questions."""

    ATTACHED = "attached"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Question:
    """An open question; `entry` is what had been shown, the topic it was declined as included, `nearest` the topics it
    was closest to, best first."""

    id: int
    user_id: int
    text: str
    language: str
    reason: Reason
    entry: str | None
    nearest: tuple[str, ...]
    asked_at: datetime

    @property
    def recognised(self) -> str | None:
        """The topic it was recognised as and declined on purpose; None for what was missed."""
        return self.entry if self.reason is Reason.DECLINED else None


# A literal: a bound value would hide the partial index from both planners.
_OPEN = faq_question.c.state == literal_column("'open'")
_RECOGNISED = and_(faq_question.c.reason == literal_column("'declined'"), faq_question.c.entry.is_not(None))
_COLUMNS = tuple(
    faq_question.c[name] for name in ("id", "user_id", "text", "language", "reason", "entry", "nearest", "asked_at")
)
_NEWEST_FIRST = (faq_question.c.asked_at.desc(), faq_question.c.id.desc())


async def record(
    chat_id: int,
    tx: AsyncConnection,
    user_id: int,
    text: str,
    *,
    language: str,
    reason: Reason,
    entry: str | None,
    nearest: Sequence[str],
    now: datetime,
) -> None:
    """Stores a question that this person asked in this chat.

    `text` has been through `bot.faq.masking.mask`; it is shortened to `MOST_CHARACTERS`, and one without a visible
    character is not stored. `language` is "zh" or "en". `entry` is the answer that was shown (with `MISTAPPED` the
    first of the choices, with `DECLINED` the topic it was recognised as), None when nothing was; `nearest` are the ids
    of the best topics, best first. The same words of the same person are one question: while it is open, asking again
    replaces what is known of it.

    Raises NotStored when the chat is not stored (`Turn.write` stores it); the transaction cannot go on then.
    """
    text = "".join(char for char in " ".join(text.split()) if char.isprintable()).strip()[:MOST_CHARACTERS].rstrip()
    if not text:
        return
    known = {"reason": reason, "entry": entry, "nearest": list(nearest), "language": language, "asked_at": now}
    its = (faq_question.c.chat_id == chat_id) & (faq_question.c.user_id == user_id) & _OPEN
    if (await tx.execute(update(faq_question).where(its, faq_question.c.text == text).values(known))).rowcount:
        return
    row = {"chat_id": chat_id, "user_id": user_id, "text": text, "state": "open", "settled_with": None, **known}
    try:
        await tx.execute(insert(faq_question).values(row))
    except IntegrityError as error:
        if "ck_faq_question" in str(error.orig):
            raise
        raise NotStored("this chat is not stored") from error
    kept = select(faq_question.c.id).where(its).order_by(*_NEWEST_FIRST).limit(MOST_OF_A_PERSON)
    await tx.execute(delete(faq_question).where(its, faq_question.c.id.not_in(kept)))


async def find_open(chat_id: int, tx: AsyncConnection, operators: Collection[int], limit: int) -> tuple[Question, ...]:
    """The newest open questions of all chats, newest first; those that were recognised behind all that were missed."""
    if chat_id not in operators:
        return ()
    found: list[Question] = []
    for its in (not_(_RECOGNISED), _RECOGNISED):
        newest = select(*_COLUMNS).where(_OPEN, its).order_by(*_NEWEST_FIRST).limit(limit - len(found))
        found += [
            Question(row.id, row.user_id, row.text, row.language, Reason(row.reason), row.entry, tuple(row.nearest),
                     row.asked_at)
            for row in await tx.execute(newest)
        ]  # fmt: skip
    return tuple(found)


async def count_open(chat_id: int, tx: AsyncConnection, operators: Collection[int]) -> int:
    """How many questions are open in all chats."""
    if chat_id not in operators:
        return 0
    return (await tx.execute(select(func.count()).select_from(faq_question).where(_OPEN))).scalar_one()


async def count_recognised(chat_id: int, tx: AsyncConnection, operators: Collection[int]) -> int:
    """How many of them were recognised, and declined on purpose."""
    if chat_id not in operators:
        return 0
    return (await tx.execute(select(func.count()).select_from(faq_question).where(_OPEN, _RECOGNISED))).scalar_one()


async def settle(
    chat_id: int,
    tx: AsyncConnection,
    operators: Collection[int],
    ids: Collection[int],
    settled_with: int,
    outcome: Outcome,
) -> int:
    """Takes these questions out of the open ones, those that still are; how many were.

    `settled_with` is the id of one of them, by which `reopen` finds them all.
    """
    if chat_id not in operators:
        return 0
    settled = 0
    for some in in_batches(ids):
        change = update(faq_question).where(_OPEN, faq_question.c.id.in_(some))
        settled += (await tx.execute(change.values(state=outcome, settled_with=settled_with))).rowcount
    return settled


async def reopen(
    chat_id: int, tx: AsyncConnection, operators: Collection[int], settled_with: int, outcome: Outcome
) -> int:
    """Undoes a `settle` with this outcome; how many questions are open again.

    Those that were erased since are not, nor those that were reopened and settled otherwise since.
    """
    if chat_id not in operators:
        return 0
    its = (faq_question.c.settled_with == settled_with) & (faq_question.c.state == outcome)
    return (await tx.execute(update(faq_question).where(its).values(state="open", settled_with=None))).rowcount
