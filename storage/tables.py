"""The tables, declared once for SQLite and PostgreSQL.

Queries use the Core tables at the end of this file (`chat`, `parcel`, ...), never the classes:
rows are read as columns, and no mapped object outlives a transaction.

Instants are plain `datetime` annotations, which SQLModel stores as aware UTC and refuses when
naive. Chat and user ids of Telegram exceed 32 bits. Keys that count up are BIGINT on PostgreSQL
and INTEGER on SQLite, which counts up nothing else.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlmodel import Field, SQLModel

NAMING = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
KEY = BigInteger().with_variant(Integer, "sqlite")

# A deleted parcel's or alert's id must not come back: old buttons in the chat still carry it.
NEVER_REUSED = {"sqlite_autoincrement": True}


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index over the rows for which `where` holds, on both engines."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Stored(SQLModel):
    """What all tables share: one metadata in which every constraint gets a name."""

    metadata = MetaData(naming_convention=NAMING)


class ChatRow(Stored, table=True):
    """A chat with its settings; `id` is Telegram's, or one that the terminal was given."""

    __tablename__ = "chat"
    __table_args__ = (
        CheckConstraint("kind IN ('private', 'group', 'terminal')", name="kind"),
        CheckConstraint("silence_days >= 1", name="silence_days"),
        CheckConstraint(
            "(quiet_from IS NULL) = (quiet_to IS NULL)"
            " AND coalesce(quiet_from, 0) BETWEEN 0 AND 1439 AND coalesce(quiet_to, 0) BETWEEN 0 AND 1439",
            name="quiet_hours",
        ),
        CheckConstraint("next_seq >= 1", name="next_seq"),
    )

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    kind: str
    language: str | None
    last_language: str | None
    timezone: str
    overdue_on: bool
    stalled_on: bool
    silence_days: int
    quiet_from: int | None
    quiet_to: int | None
    subscribed: bool
    asked_to_subscribe: bool
    active: bool
    inactive_reason: str | None
    next_seq: int
    created_at: datetime


class ParcelRow(Stored, table=True):
    """A watched parcel; `seq` is its number within the chat and is never given twice."""

    __tablename__ = "parcel"
    __table_args__ = (
        UniqueConstraint("chat_id", "seq"),
        UniqueConstraint("chat_id", "number"),
        CheckConstraint("length(number) BETWEEN 1 AND 64", name="number"),
        CheckConstraint("promise_source IN ('date', 'moment', 'days')", name="promise_source"),
        CheckConstraint("overdue_told >= 0", name="overdue_told"),
        CheckConstraint("stalled_told >= 0", name="stalled_told"),
        partial_index("ix_parcel_due", "next_check_at", "id", where="next_check_at IS NOT NULL"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=KEY)
    chat_id: int = Field(foreign_key="chat.id", ondelete="CASCADE", sa_type=BigInteger)
    seq: int
    number: str
    name: str | None
    line: str | None
    promised_at: datetime | None
    promise_source: str | None
    watched_at: datetime
    last_event_at: datetime | None
    last_event_text: str | None
    delivered_at: datetime | None
    overdue_told: int
    overdue_episode: datetime | None
    stalled_told: int
    stalled_episode: datetime | None
    handled_at: datetime | None
    next_check_at: datetime | None
    push_backs: int


class EventRow(Stored, table=True):
    """One line of a parcel's tracking. `digest` stands for the text in the unique key, because an
    index entry has a length limit and a carrier's text has none."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("parcel_id", "occurred_at", "digest"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True, sa_type=KEY)
    parcel_id: int = Field(foreign_key="parcel.id", ondelete="CASCADE", sa_type=BigInteger)
    occurred_at: datetime
    text: str
    digest: str
    source: str
    recorded_at: datetime


class OutboxRow(Stored, table=True):
    """One alert: a parcel, a rule, a level and an episode, named by `dedup_key` over all states, so
    that an alert which was sent is not made again.

    `bundle` is the message the row was put into when it was first claimed; it never changes after.
    `snoozed_from` is the bundle whose snooze button made the row.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("chat_id", "dedup_key"),
        CheckConstraint("state IN ('ready', 'leased', 'sent', 'dead', 'suppressed')", name="state"),
        CheckConstraint("(state = 'leased') = (lease_token IS NOT NULL AND lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("state NOT IN ('leased', 'sent') OR bundle IS NOT NULL", name="bundle"),
        CheckConstraint("state <> 'sent' OR (telegram_message_id IS NOT NULL AND sent_at IS NOT NULL)", name="sent"),
        CheckConstraint("level >= 1", name="level"),
        partial_index("ix_outbox_ready", "available_at", "id", where="state = 'ready'"),
        partial_index("ix_outbox_ready_of_chat", "chat_id", "id", where="state = 'ready'"),
        partial_index("ix_outbox_leased", "lease_until", where="state = 'leased'"),
        partial_index("ix_outbox_bundle", "bundle", where="bundle IS NOT NULL"),
        Index("ix_outbox_parcel_id", "parcel_id"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=KEY)
    chat_id: int = Field(foreign_key="chat.id", ondelete="CASCADE", sa_type=BigInteger)
    parcel_id: int = Field(foreign_key="parcel.id", ondelete="CASCADE", sa_type=BigInteger)
    rule: str
    level: int
    episode: datetime
    dedup_key: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    state: str
    available_at: datetime
    bundle: int | None = Field(sa_type=BigInteger)
    snoozed_from: int | None = Field(sa_type=BigInteger)
    lease_token: str | None
    lease_until: datetime | None
    attempts: int
    last_error: str | None
    telegram_message_id: int | None = Field(sa_type=BigInteger)
    sent_at: datetime | None
    handled_at: datetime | None
    repeated: bool
    created_at: datetime


class DialogueRow(Stored, table=True):
    """The guided dialogue a person is in, in a chat; a restart in the middle forgets nothing."""

    __tablename__ = "dialogue"

    chat_id: int = Field(primary_key=True, foreign_key="chat.id", ondelete="CASCADE", sa_type=BigInteger)
    user_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str
    step: str
    answers: dict[str, Any] = Field(sa_type=JSON)
    updated_at: datetime


class InboxRow(Stored, table=True):
    """An update that was fetched and not answered yet; no reference to a chat, which may not be stored."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_chat_id", "chat_id"),)

    update_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    chat_id: int | None = Field(sa_type=BigInteger)
    body: dict[str, Any] = Field(sa_type=JSON)
    received_at: datetime


class OrderBookRow(Stored, table=True):
    """The orders a person last tried other rates on, in a chat: packed amounts, no names and no order numbers.

    `seq` tells one from those it replaced. `before` and `after` are the rates, as the bot writes them.
    """

    __tablename__ = "order_book"
    __table_args__ = (
        CheckConstraint("length(orders) BETWEEN 1 AND 2000000", name="orders"),
        CheckConstraint("length(report) <= 1000000", name="report"),
        Index("ix_order_book_given_at", "given_at"),
    )

    chat_id: int = Field(primary_key=True, foreign_key="chat.id", ondelete="CASCADE", sa_type=BigInteger)
    user_id: int = Field(primary_key=True, sa_type=BigInteger)
    seq: int = Field(sa_type=BigInteger)
    orders: bytes = Field(sa_type=LargeBinary)
    currency: str
    exchange: str | None
    before: str | None
    after: str | None
    report: bytes = Field(sa_type=LargeBinary)
    given_at: datetime


class QuestionRow(Stored, table=True):
    """A question that was declined, whose choices were wrong, or whose answer was thumbed down; it comes here masked.

    `entry` is what had been shown, `nearest` the topics it was closest to, best first. `settled_with` is the id of the
    question with which it was taken out of the open ones, in one press of an operator.
    """

    __tablename__ = "faq_question"
    __table_args__ = (
        CheckConstraint("length(text) BETWEEN 1 AND 300", name="text"),
        CheckConstraint("reason IN ('declined', 'mistapped', 'thumbed_down')", name="reason"),
        CheckConstraint("state IN ('open', 'attached', 'ignored')", name="state"),
        CheckConstraint("(state = 'open') = (settled_with IS NULL)", name="settled_with"),
        partial_index("ix_faq_question_open", "asked_at", "id", where="state = 'open'"),
        partial_index("ix_faq_question_settled_with", "settled_with", where="settled_with IS NOT NULL"),
        Index("ix_faq_question_chat_id_user_id", "chat_id", "user_id"),
        Index("ix_faq_question_asked_at", "asked_at"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=KEY)
    chat_id: int = Field(foreign_key="chat.id", ondelete="CASCADE", sa_type=BigInteger)
    user_id: int = Field(sa_type=BigInteger)
    text: str
    language: str
    reason: str
    entry: str | None
    nearest: list[str] = Field(sa_type=JSON)
    state: str
    settled_with: int | None = Field(sa_type=BigInteger)
    asked_at: datetime


class PhraseRow(Stored, table=True):
    """A phrase that an operator attached to an entry of the FAQ. It belongs to no chat and to nobody who asked."""

    __tablename__ = "faq_phrase"
    __table_args__ = (
        UniqueConstraint("text"),
        CheckConstraint("length(text) BETWEEN 1 AND 300", name="text"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=KEY)
    entry: str
    language: str
    text: str
    attached_by: int = Field(sa_type=BigInteger)
    attached_at: datetime


class HandoverRow(Stored, table=True):
    """A question handed to the operators, named by the message it became in their chat; its words are only there.

    `message_id` is the seller's own message, to quote it. `answer_message_id` is the last message of the operators that
    was taken as an answer, so that the same one is not passed on twice.
    """

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("operator_chat_id", "operator_message_id"),
        Index("ix_handover_chat_id_user_id", "chat_id", "user_id"),
        Index("ix_handover_asked_at", "asked_at"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=KEY)
    chat_id: int = Field(foreign_key="chat.id", ondelete="CASCADE", sa_type=BigInteger)
    user_id: int = Field(sa_type=BigInteger)
    message_id: int | None = Field(sa_type=BigInteger)
    language: str
    operator_chat_id: int = Field(sa_type=BigInteger)
    operator_message_id: int = Field(sa_type=BigInteger)
    asked_at: datetime
    answered_at: datetime | None
    answer_message_id: int | None = Field(sa_type=BigInteger)


metadata = Stored.metadata
chat = metadata.tables["chat"]
parcel = metadata.tables["parcel"]
event = metadata.tables["event"]
outbox = metadata.tables["outbox"]
dialogue = metadata.tables["dialogue"]
inbox = metadata.tables["inbox"]
order_book = metadata.tables["order_book"]
faq_question = metadata.tables["faq_question"]
faq_phrase = metadata.tables["faq_phrase"]
handover = metadata.tables["handover"]


def in_state(state: str) -> ColumnElement[bool]:
    """`outbox.state` is this one, written as a literal: a bound value would hide the partial
    indexes from both planners. `state` is a word of this code, never input."""
    return outbox.c.state == literal_column(f"'{state}'")
