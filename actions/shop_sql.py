"""The port to the shop, on SQL: SQLite by default, PostgreSQL by DATABASE_URL."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from actions.shop import Complaint, Item, Order, ShopUnavailableError, Status
from actions.shop_tables import complaints, order_items, orders

DEADLINE_SECONDS = 2.5


class SqlShop:
    """actions.shop.Shop over the tables of shop_tables.py."""

    def __init__(self, engine: AsyncEngine) -> None:
        """The engine is the caller's to dispose of."""
        self._engine = engine

    async def find_order(self, number: str, email: str) -> Order | None:
        """See actions.shop.Shop. One query, whether or not the number exists."""
        query = select(orders).where(
            orders.c.number == number.strip().upper(), orders.c.email == email.strip().lower()
        )
        async with self._connection() as connection:
            rows = (await connection.execute(query)).all()
            found = await self._with_items(connection, rows)
        return found[0] if found else None

    async def orders_of(self, email: str, limit: int) -> list[Order]:
        """See actions.shop.Shop."""
        query = (
            select(orders)
            .where(orders.c.email == email.strip().lower())
            .order_by(orders.c.placed_on.desc(), orders.c.number.desc())
            .limit(limit)
        )
        async with self._connection() as connection:
            rows = (await connection.execute(query)).all()
            return await self._with_items(connection, rows)

    async def record_complaint(self, complaint: Complaint) -> str:
        """See actions.shop.Shop."""
        same_turn = (
            complaints.c.conversation == complaint.conversation,
            complaints.c.turn == complaint.turn,
        )
        postgresql = self._engine.dialect.name == "postgresql"
        insert = postgresql_insert if postgresql else sqlite_insert
        async with self._connection() as connection:
            await connection.execute(
                insert(complaints)
                .values(
                    conversation=complaint.conversation,
                    turn=complaint.turn,
                    text=complaint.text,
                    locale=complaint.locale,
                    email=complaint.email,
                    received_at=datetime.now(UTC),
                )
                .on_conflict_do_nothing()
            )
            row = (await connection.execute(select(complaints.c.id).where(*same_turn))).one()
        return f"C-{row.id:05d}"

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits at the end, within the deadline."""
        try:
            async with asyncio.timeout(DEADLINE_SECONDS), self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise ShopUnavailableError(
                f"the database did not answer: {type(error).__name__}"
            ) from error

    @staticmethod
    async def _with_items(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Order]:
        # Asked even for no order, so that "not found" takes as long as "found".
        query = (
            select(order_items)
            .where(order_items.c.order_number.in_([row.number for row in rows]))
            .order_by(order_items.c.line)
        )
        items: dict[str, list[Item]] = {}
        for line in await connection.execute(query):
            item = Item({"en": line.name_en, "ko": line.name_ko}, line.quantity)
            items.setdefault(line.order_number, []).append(item)
        return [_order(row, tuple(items.get(row.number, []))) for row in rows]


def _order(row: Row[Any], items: tuple[Item, ...]) -> Order:
    return Order(
        number=row.number,
        status=Status(row.status),
        placed_on=row.placed_on,
        items=items,
        total=row.total,
        currency=row.currency,
        carriers={"en": row.carrier_en, "ko": row.carrier_ko} if row.carrier_en else None,
        tracking_url=row.tracking_url,
        shipped_on=row.shipped_on,
        expected_on=row.expected_on,
        settled_on=row.settled_on,
    )
