"""Makes the demo shop's tables and fills them: idempotent, safe when two processes begin at once.

The demo orders are dated around today. When the server starts on a later day, every date of theirs
moves by the days that have passed, so that "shipped yesterday" stays believable; what a customer
changed meanwhile stays changed.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateIndex, CreateTable

from actions.demo_orders import ORDERS, DemoOrder
from actions.shop_tables import metadata, order_items, orders, seed_day

_SHOP_TIME = ZoneInfo("Asia/Seoul")
# Any number, as long as no other program of this database uses it.
_POSTGRESQL_LOCK = 7_204_817
_SATURDAY = 5
_DATES = ("placed_on", "shipped_on", "expected_on", "settled_on")


async def prepare(engine: AsyncEngine, today: date | None = None) -> None:
    """Create what is missing, seed it once, and date it for `today` (default: today in Korea).

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is not there or not writable.
    """
    today = today or datetime.now(_SHOP_TIME).date()
    async with engine.begin() as connection:
        await _one_at_a_time(connection)
        for table in metadata.sorted_tables:
            await connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                await connection.execute(CreateIndex(index, if_not_exists=True))
        if await _is_first(connection, today):
            await connection.execute(insert(orders), [_order_row(o, today) for o in ORDERS])
            await connection.execute(insert(order_items), [r for o in ORDERS for r in _items(o)])
        else:
            await _move_to(connection, today)


async def _one_at_a_time(connection: AsyncConnection) -> None:
    """Wait for another process that is seeding; the lock goes with the transaction."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRESQL_LOCK})"))
    else:
        # The driver begins a transaction only before a change, which is too late to look first.
        await connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _is_first(connection: AsyncConnection, today: date) -> bool:
    postgresql = connection.dialect.name == "postgresql"
    put = postgresql_insert if postgresql else sqlite_insert
    # Not by rowcount: PostgreSQL's driver does not say it for an insert that may do nothing.
    result = await connection.execute(
        put(seed_day).values(id=1, day=today).on_conflict_do_nothing().returning(seed_day.c.id)
    )
    return result.first() is not None


async def _move_to(connection: AsyncConnection, today: date) -> None:
    seeded: date = (await connection.execute(select(seed_day.c.day))).scalar_one()
    passed = today - seeded
    if passed <= timedelta(0):
        return
    demo = orders.c.number.in_([order.number for order in ORDERS])
    for row in (await connection.execute(select(orders).where(demo))).all():
        moved = {name: _moved(name, row._mapping[name], passed) for name in _DATES}
        await connection.execute(update(orders).where(orders.c.number == row.number).values(moved))
    await connection.execute(update(seed_day).values(day=today))


def _moved(column: str, value: date | None, passed: timedelta) -> date | None:
    if value is None:
        return None
    return _business_day(value + passed) if column == "expected_on" else value + passed


def _order_row(order: DemoOrder, today: date) -> dict[str, Any]:
    def on(days: int | None) -> date | None:
        return None if days is None else today + timedelta(days=days)

    expected = on(order.expected)
    sent = order.shipped is not None
    return {
        "number": order.number,
        "email": order.email,
        "status": order.status.value,
        "currency": order.currency(),
        "total": order.total(),
        "placed_on": on(order.placed),
        "shipped_on": on(order.shipped),
        "expected_on": _business_day(expected) if expected else None,
        "settled_on": on(order.settled),
        "carrier_en": ("DHL" if order.abroad else "CJ Logistics") if sent else None,
        "carrier_ko": ("DHL" if order.abroad else "CJ대한통운") if sent else None,
        "tracking_url": f"https://dalbit.example/orders#{order.number}" if sent else None,
    }


def _items(order: DemoOrder) -> list[dict[str, Any]]:
    return [
        {
            "order_number": order.number,
            "line": line,
            "name_en": product.en,
            "name_ko": product.ko,
            "quantity": quantity,
            "price": product.usd if order.abroad else product.krw,
        }
        for line, (product, quantity) in enumerate(order.lines, start=1)
    ]


def _business_day(value: date) -> date:
    """The day itself, or the Monday after a weekend: no carrier of ours comes on those."""
    beyond = value.weekday() - _SATURDAY
    return value if beyond < 0 else value + timedelta(days=2 - beyond)
