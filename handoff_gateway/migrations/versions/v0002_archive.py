"""Closed conversations and their entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("customer", sa.String(64), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=False, index=True),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("agents", sa.JSON(), nullable=False),
        sa.Column("disposition", sa.String(40)),
        sa.Column("helpful", sa.Integer(), nullable=False),
        sa.Column("unhelpful", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_conversations_customer_closed", "conversations", ["customer", "closed"])
    op.create_table(
        "entries",
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
    )
