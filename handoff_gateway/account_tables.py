"""The accounts' tables in SQL; migrations/ makes them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

AGENTS: Final = "agents"


class Base(DeclarativeBase):
    """Tables of the accounts."""


class AgentRow(Base):
    """Somebody who may sign in; `roles` are split by commas."""

    __tablename__ = AGENTS

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str] = mapped_column(String(200))
    roles: Mapped[str] = mapped_column(String(100), server_default="agent")


class SessionRow(Base):
    """A sign-in; the token itself is known to the browser alone."""

    __tablename__ = "agent_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey(f"{AGENTS}.id", ondelete="CASCADE"))
    expires_at: Mapped[int] = mapped_column(BigInteger)
