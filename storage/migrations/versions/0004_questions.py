"""Questions the FAQ did not answer, phrases attached to its entries, and questions handed to a person.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "faq_question",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("entry", AutoString(), nullable=True),
        sa.Column("nearest", sa.JSON(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("settled_with", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faq_question"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_faq_question_chat_id_chat", ondelete="CASCADE"),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 300", name=op.f("ck_faq_question_text")),
        sa.CheckConstraint("reason IN ('declined', 'mistapped', 'thumbed_down')", name=op.f("ck_faq_question_reason")),
        sa.CheckConstraint("state IN ('open', 'attached', 'ignored')", name=op.f("ck_faq_question_state")),
        sa.CheckConstraint("(state = 'open') = (settled_with IS NULL)", name=op.f("ck_faq_question_settled_with")),
        sqlite_autoincrement=True,
    )
    _partial_index("ix_faq_question_open", ["asked_at", "id"], "state = 'open'")
    _partial_index("ix_faq_question_settled_with", ["settled_with"], "settled_with IS NOT NULL")
    op.create_index("ix_faq_question_chat_id_user_id", "faq_question", ["chat_id", "user_id"])
    op.create_index("ix_faq_question_asked_at", "faq_question", ["asked_at"])
    op.create_table(
        "faq_phrase",
        sa.Column("id", KEY, nullable=False),
        sa.Column("entry", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("attached_by", sa.BigInteger(), nullable=False),
        sa.Column("attached_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faq_phrase"),
        sa.UniqueConstraint("text", name="uq_faq_phrase_text"),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 300", name=op.f("ck_faq_phrase_text")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "handover",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("operator_chat_id", sa.BigInteger(), nullable=False),
        sa.Column("operator_message_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answer_message_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_handover_chat_id_chat", ondelete="CASCADE"),
        sa.UniqueConstraint(
            "operator_chat_id", "operator_message_id", name="uq_handover_operator_chat_id_operator_message_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handover_chat_id_user_id", "handover", ["chat_id", "user_id"])
    op.create_index("ix_handover_asked_at", "handover", ["asked_at"])


def _partial_index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "faq_question", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("handover")
    op.drop_table("faq_phrase")
    op.drop_table("faq_question")
