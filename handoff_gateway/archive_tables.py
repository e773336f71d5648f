"""The archive's tables in SQL; migrations/ makes them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table

from handoff_gateway.archive_summary import QUESTION

METADATA: Final = MetaData()

CONVERSATIONS: Final = Table(
    "conversations",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("customer", String(64), nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("closed", BigInteger, nullable=False, index=True),
    Column("locale", String(2), nullable=False),
    Column("question", String(QUESTION), nullable=False),
    Column("agents", JSON, nullable=False),
    Column("disposition", String(40)),
    Column("helpful", Integer, nullable=False),
    Column("unhelpful", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_conversations_customer_closed", "customer", "closed"),
)

ENTRIES: Final = Table(
    "entries",
    METADATA,
    Column(
        "conversation",
        String(64),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", JSON, nullable=False),
)
