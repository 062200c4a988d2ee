"""Chats, parcels, events, the outbox and dialogues.

Written out, not derived from today's tables: this step must stay what it was.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "chat",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=True),
        sa.Column("last_language", AutoString(), nullable=True),
        sa.Column("timezone", AutoString(), nullable=False),
        sa.Column("overdue_on", sa.Boolean(), nullable=False),
        sa.Column("stalled_on", sa.Boolean(), nullable=False),
        sa.Column("silence_days", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("subscribed", sa.Boolean(), nullable=False),
        sa.Column("asked_to_subscribe", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("inactive_reason", AutoString(), nullable=True),
        sa.Column("next_seq", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat"),
        sa.CheckConstraint("kind IN ('private', 'group', 'terminal')", name=op.f("ck_chat_kind")),
        sa.CheckConstraint("silence_days >= 1", name=op.f("ck_chat_silence_days")),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_to IS NULL)"
            " AND coalesce(quiet_from, 0) BETWEEN 0 AND 1439 AND coalesce(quiet_to, 0) BETWEEN 0 AND 1439",
            name=op.f("ck_chat_quiet_hours"),
        ),
        sa.CheckConstraint("next_seq >= 1", name=op.f("ck_chat_next_seq")),
    )
    op.create_table(
        "dialogue",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("step", AutoString(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name="pk_dialogue"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_dialogue_chat_id_chat", ondelete="CASCADE"),
    )
    op.create_table(
        "parcel",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=True),
        sa.Column("line", AutoString(), nullable=True),
        sa.Column("promised_at", UTCDateTime(), nullable=True),
        sa.Column("promise_source", AutoString(), nullable=True),
        sa.Column("watched_at", UTCDateTime(), nullable=False),
        sa.Column("last_event_at", UTCDateTime(), nullable=True),
        sa.Column("last_event_text", AutoString(), nullable=True),
        sa.Column("delivered_at", UTCDateTime(), nullable=True),
        sa.Column("overdue_told", sa.Integer(), nullable=False),
        sa.Column("overdue_episode", UTCDateTime(), nullable=True),
        sa.Column("stalled_told", sa.Integer(), nullable=False),
        sa.Column("stalled_episode", UTCDateTime(), nullable=True),
        sa.Column("handled_at", UTCDateTime(), nullable=True),
        sa.Column("next_check_at", UTCDateTime(), nullable=True),
        sa.Column("push_backs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parcel"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_parcel_chat_id_chat", ondelete="CASCADE"),
        sa.UniqueConstraint("chat_id", "seq", name="uq_parcel_chat_id_seq"),
        sa.UniqueConstraint("chat_id", "number", name="uq_parcel_chat_id_number"),
        sa.CheckConstraint("length(number) BETWEEN 1 AND 64", name=op.f("ck_parcel_number")),
        sa.CheckConstraint("promise_source IN ('date', 'moment', 'days')", name=op.f("ck_parcel_promise_source")),
        sa.CheckConstraint("overdue_told >= 0", name=op.f("ck_parcel_overdue_told")),
        sa.CheckConstraint("stalled_told >= 0", name=op.f("ck_parcel_stalled_told")),
        sqlite_autoincrement=True,
    )
    _partial_index("ix_parcel_due", "parcel", ["next_check_at", "id"], "next_check_at IS NOT NULL")
    op.create_table(
        "event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", UTCDateTime(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name="fk_event_parcel_id_parcel", ondelete="CASCADE"),
        sa.UniqueConstraint("parcel_id", "occurred_at", "digest", name="uq_event_parcel_id_occurred_at_digest"),
        sqlite_autoincrement=True,
    )
    _create_outbox()


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", AutoString(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("episode", UTCDateTime(), nullable=False),
        sa.Column("dedup_key", AutoString(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("available_at", UTCDateTime(), nullable=False),
        sa.Column("bundle", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_from", sa.BigInteger(), nullable=True),
        sa.Column("lease_token", AutoString(), nullable=True),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", AutoString(), nullable=True),
        sa.Column("telegram_message_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("handled_at", UTCDateTime(), nullable=True),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_outbox_chat_id_chat", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name="fk_outbox_parcel_id_parcel", ondelete="CASCADE"),
        sa.UniqueConstraint("chat_id", "dedup_key", name="uq_outbox_chat_id_dedup_key"),
        sa.CheckConstraint("state IN ('ready', 'leased', 'sent', 'dead', 'suppressed')", name=op.f("ck_outbox_state")),
        sa.CheckConstraint(
            "(state = 'leased') = (lease_token IS NOT NULL AND lease_until IS NOT NULL)",
            name=op.f("ck_outbox_lease"),
        ),
        sa.CheckConstraint("state NOT IN ('leased', 'sent') OR bundle IS NOT NULL", name=op.f("ck_outbox_bundle")),
        sa.CheckConstraint(
            "state <> 'sent' OR (telegram_message_id IS NOT NULL AND sent_at IS NOT NULL)",
            name=op.f("ck_outbox_sent"),
        ),
        sa.CheckConstraint("level >= 1", name=op.f("ck_outbox_level")),
        sqlite_autoincrement=True,
    )
    _partial_index("ix_outbox_ready", "outbox", ["available_at", "id"], "state = 'ready'")
    _partial_index("ix_outbox_ready_of_chat", "outbox", ["chat_id", "id"], "state = 'ready'")
    _partial_index("ix_outbox_leased", "outbox", ["lease_until"], "state = 'leased'")
    _partial_index("ix_outbox_bundle", "outbox", ["bundle"], "bundle IS NOT NULL")
    op.create_index("ix_outbox_parcel_id", "outbox", ["parcel_id"])


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for table in ("outbox", "event", "parcel", "dialogue", "chat"):
        op.drop_table(table)
