"""The archive on SQLite or PostgreSQL: `archive.Archive` in two tables.

Every change is one transaction that begins with its write, so that SQLite never has to refuse one
that began by reading.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff_gateway.archive import ArchiveUnavailable
from handoff_gateway.archive_summary import Summary, summary_of
from handoff_gateway.archive_tables import CONVERSATIONS, ENTRIES
from handoff_gateway.events import Event, from_json, to_json
from handoff_gateway.ports import Entry

TIMEOUT_S: Final = 10.0
REST_S: Final = 5.0  # after a failure nobody else waits for the same one


class SqlArchive:
    """`Archive` in SQL. The engine is the caller's, and so is closing it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._away_until = 0.0

    async def put(self, conversation: str, entries: Sequence[Entry]) -> None:
        summary = _row(summary_of(conversation, [entry.event for entry in entries]))
        row = self._insert(CONVERSATIONS).values(summary)
        row = row.on_conflict_do_update(
            index_elements=[CONVERSATIONS.c.id],
            set_=summary,
            # Somebody slower must not undo what was appended here since.
            where=CONVERSATIONS.c.version < summary["version"],
        )
        async with self._answering(), self._engine.begin() as connection:
            await connection.execute(row)
            await connection.execute(
                self._insert(ENTRIES).on_conflict_do_nothing(), _rows(conversation, entries)
            )

    async def append(self, conversation: str, expected: int, events: Sequence[Event]) -> bool:
        before = await self.read(conversation)
        news = [Entry(expected + n, event) for n, event in enumerate(events, start=1)]
        if not before or before[-1].seq != expected:
            return False
        summary = _row(summary_of(conversation, [e.event for e in (*before, *news)]))
        at_version = (CONVERSATIONS.c.id == conversation, CONVERSATIONS.c.version == expected)
        async with self._answering(), self._engine.begin() as connection:
            changed = await connection.execute(
                update(CONVERSATIONS).where(*at_version).values(summary)
            )
            if changed.rowcount == 1:
                await connection.execute(self._insert(ENTRIES), _rows(conversation, news))
        return changed.rowcount == 1

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        wanted = (
            select(ENTRIES.c.seq, ENTRIES.c.body)
            .where(ENTRIES.c.conversation == conversation, ENTRIES.c.seq > after)
            .order_by(ENTRIES.c.seq)
        )
        async with self._answering(), self._engine.connect() as connection:
            rows = (await connection.execute(wanted)).all()
        return tuple(Entry(row.seq, from_json(json.dumps(row.body))) for row in rows)

    async def of_customer(self, customer: str, limit: int) -> tuple[Summary, ...]:
        wanted = (
            select(CONVERSATIONS)
            .where(CONVERSATIONS.c.customer == customer)
            .order_by(CONVERSATIONS.c.closed.desc(), CONVERSATIONS.c.id)
            .limit(limit)
        )
        async with self._answering(), self._engine.connect() as connection:
            rows = (await connection.execute(wanted)).mappings().all()
        return tuple(Summary(**{**row, "agents": tuple(row["agents"])}) for row in rows)

    async def customers(self, who: str) -> frozenset[str]:
        body = ENTRIES.c.body
        names = (body["customer"], body["identity"]["email"], body["contact"]["value"])
        named = or_(*(func.lower(name.as_string()) == who.lower() for name in names))
        told = ENTRIES.c.kind.in_(("started", "identified", "message_left"))
        about = select(ENTRIES.c.conversation).where(told, named)
        wanted = (
            select(body["customer"].as_string())
            .where(ENTRIES.c.kind.in_(("started", "identified")))
            .where(ENTRIES.c.conversation.in_(about))
            .distinct()
        )
        async with self._answering(), self._engine.connect() as connection:
            return frozenset((await connection.execute(wanted)).scalars())

    async def forget_customer(self, customer: str) -> int:
        return await self._delete(CONVERSATIONS.c.customer == customer)

    async def forget(self, before: int) -> int:
        return await self._delete(CONVERSATIONS.c.closed < before)

    async def _delete(self, which: ColumnElement[bool]) -> int:
        ids = select(CONVERSATIONS.c.id).where(which)
        async with self._answering(), self._engine.begin() as connection:
            await connection.execute(delete(ENTRIES).where(ENTRIES.c.conversation.in_(ids)))
            return (await connection.execute(delete(CONVERSATIONS).where(which))).rowcount

    @contextlib.asynccontextmanager
    async def _answering(self) -> AsyncIterator[None]:
        """Every way in which the database can fail to answer, as one error."""
        if time.monotonic() < self._away_until:
            raise ArchiveUnavailable("the database did not answer a moment ago")
        try:
            async with asyncio.timeout(TIMEOUT_S):
                yield
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            if not isinstance(error, IntegrityError | DataError):
                self._away_until = time.monotonic() + REST_S
            raise ArchiveUnavailable(type(error).__name__) from error


def _row(summary: Summary) -> dict[str, Any]:
    return {**asdict(summary), "agents": list(summary.agents)}


def _rows(conversation: str, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "conversation": conversation,
            "seq": entry.seq,
            "at": entry.event.at,
            "kind": entry.event.kind,
            "body": json.loads(to_json(entry.event)),
        }
        for entry in entries
    ]
