"""The accounts' tables in SQL, and how an older database gets the shape they have now."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Connection, ForeignKey, String, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

AGENTS: Final = "agents"


class Base(DeclarativeBase):
    """Tables of the gateway."""


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


async def prepare(engine: AsyncEngine) -> None:
    """Make the tables that are missing, and bring older ones up to date; again changes nothing.

    Raises:
        SQLAlchemyError: the database does not answer, or refuses.
    """
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all, checkfirst=True)
        if await connection.run_sync(_knows_roles):
            return
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_add_roles)
    except DBAPIError:  # another process may have been faster
        async with engine.begin() as connection:
            if not await connection.run_sync(_knows_roles):
                raise


def _knows_roles(connection: Connection) -> bool:
    return any(column["name"] == "roles" for column in inspect(connection).get_columns(AGENTS))


def _add_roles(connection: Connection) -> None:
    """Before there were roles everybody was an agent, and stays one."""
    connection.execute(
        text(f"ALTER TABLE {AGENTS} ADD COLUMN roles VARCHAR(100) DEFAULT 'agent' NOT NULL")
    )
