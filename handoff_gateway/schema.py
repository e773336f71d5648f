"""The gateway's tables in SQL are brought up to date here (decision 0008)."""

from __future__ import annotations

from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

VERSION_TABLE: Final = "handrail_schema"  # the database may be shared: its name is ours alone
_LOCK: Final = 0x48414E44  # any number that nobody else locks


async def prepare(engine: AsyncEngine) -> None:
    """Bring the tables to this version; again changes nothing. Several may start at once.

    Raises:
        SQLAlchemyError: the database does not answer, or refuses.
    """
    async with engine.connect() as connection:
        await connection.run_sync(_upgrade)
        await connection.commit()


def _upgrade(connection: Connection) -> None:
    """All migrations in one transaction that nobody else can be in at the same time."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", "handoff_gateway:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
