"""The demo shop is seeded once, stays dated around today, and survives two processes at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from actions import seed
from actions.database import open_engine
from actions.demo_orders import ORDERS
from actions.shop import Order, Status
from actions.shop_sql import SqlShop
from actions.shop_tables import order_items, orders

MONDAY = date(2026, 3, 2)
MINA = "mina.kim@example.com"


def test_the_demo_has_every_status_and_about_a_dozen_customers() -> None:
    assert {order.status for order in ORDERS} == set(Status)
    assert len({order.email for order in ORDERS}) == 12
    assert len({order.number for order in ORDERS}) == len(ORDERS) == 25


def test_the_demo_has_an_order_that_is_late_and_one_that_comes_today() -> None:
    expected = [o.expected for o in ORDERS if o.status is Status.SHIPPED and o.expected is not None]
    assert min(expected) < 0
    assert 0 in expected


def test_orders_abroad_are_in_dollars_and_those_at_home_in_won() -> None:
    assert Counter(o.currency() for o in ORDERS if o.email == "james.carter@example.com") == {
        "USD": 2
    }
    assert Counter(o.currency() for o in ORDERS if o.email == MINA) == {"KRW": 4}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/shop.db"


async def seeded(url: str, *days: date) -> dict[str, Order]:
    """Start the server on each of the days; the orders of the demo page's customer after that."""
    engine = open_engine(url)
    for day in days:
        await seed.prepare(engine, day)
    found = await SqlShop(engine).orders_of(MINA, 10)
    await engine.dispose()
    return {order.number: order for order in found}


async def test_seeding_twice_changes_nothing(url: str) -> None:
    assert await seeded(url, MONDAY) == await seeded(url, MONDAY, MONDAY)


async def test_the_demo_pages_customer_has_a_parcel_under_way(url: str) -> None:
    order = (await seeded(url, MONDAY))["DB-204817"]
    assert order.status is Status.SHIPPED
    assert order.placed_on == MONDAY - timedelta(days=2)


async def test_on_a_later_day_the_dates_move_along(url: str) -> None:
    order = (await seeded(url, MONDAY, MONDAY + timedelta(days=30)))["DB-204817"]
    assert order.placed_on == MONDAY + timedelta(days=28)


async def test_nothing_is_expected_on_a_weekend(url: str) -> None:
    for days in range(7):
        found = await seeded(url, MONDAY + timedelta(days=days))
        assert all(o.expected_on is None or o.expected_on.weekday() < 5 for o in found.values())


async def test_what_a_customer_changed_stays_changed_when_the_dates_move(url: str) -> None:
    await seeded(url, MONDAY)
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(
            update(orders).where(orders.c.number == "DB-204933").values(status="cancelled")
        )
    await engine.dispose()
    moved = await seeded(url, MONDAY + timedelta(days=1))
    assert moved["DB-204933"].status is Status.CANCELLED


async def test_two_processes_that_start_at_once_seed_once(url: str) -> None:
    engines = [open_engine(url) for _ in range(4)]
    await asyncio.gather(*(seed.prepare(engine, MONDAY) for engine in engines))
    async with engines[0].connect() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (orders, order_items)
        ]
    for engine in engines:
        await engine.dispose()
    assert counts == [len(ORDERS), sum(len(order.lines) for order in ORDERS)]
