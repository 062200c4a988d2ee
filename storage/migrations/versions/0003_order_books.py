"""The orders a person last tried other rates on.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_book",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.LargeBinary(), nullable=False),
        sa.Column("currency", AutoString(), nullable=False),
        sa.Column("exchange", AutoString(), nullable=True),
        sa.Column("before", AutoString(), nullable=True),
        sa.Column("after", AutoString(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name="pk_order_book"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_order_book_chat_id_chat", ondelete="CASCADE"),
        sa.CheckConstraint("length(orders) BETWEEN 1 AND 2000000", name=op.f("ck_order_book_orders")),
        sa.CheckConstraint("length(report) <= 1000000", name=op.f("ck_order_book_report")),
    )
    op.create_index("ix_order_book_given_at", "order_book", ["given_at"])


def downgrade() -> None:
    op.drop_table("order_book")
