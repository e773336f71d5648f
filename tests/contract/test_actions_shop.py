"""The shop's port is held against every adapter: memory, SQLite, and a PostgreSQL of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from actions import seed
from actions.database import open_engine
from actions.shop import Complaint, Shop, ShopUnavailableError
from actions.shop_memory import MemoryShop
from actions.shop_sql import SqlShop
from actions.shop_tables import complaints, metadata

TODAY = date(2026, 3, 2)
MINA, JAMES = "mina.kim@example.com", "james.carter@example.com"
COMPLAINT = Complaint("conversation", "turn-1", "It's '; DROP TABLE late\n ", "en", MINA)


async def demo_orders(folder: Path) -> MemoryShop:
    """The memory twin, holding the demo's orders."""
    engine = open_engine(f"sqlite:///{folder}/source.db")
    await seed.prepare(engine, TODAY)
    source = SqlShop(engine)
    held = [(email, o) for email in (MINA, JAMES) for o in await source.orders_of(email, 99)]
    await engine.dispose()
    return MemoryShop(held)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def shop(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shop]:
    if request.param == "memory":
        yield await demo_orders(tmp_path)
        return
    url = f"sqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await seed.prepare(engine, TODAY)
    yield SqlShop(engine)
    await engine.dispose()


async def test_an_order_is_found_by_its_number_and_address_together(shop: Shop) -> None:
    order = await shop.find_order("DB-204817", MINA)
    assert order is not None
    assert order.number == "DB-204817"
    assert [item.names["en"] for item in order.items] == [
        'tea set "Saebyeok"',
        "Boseong green tea 80 g",
    ]
    assert (order.total, order.currency) == (132_000, "KRW")


async def test_case_and_spaces_around_do_not_matter(shop: Shop) -> None:
    assert await shop.find_order(" db-204817 ", " Mina.Kim@Example.com") is not None


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("DB-204817", JAMES),
        ("DB-203112", MINA),
        ("DB-000000", MINA),
        ("DB-204817", ""),
        ("", MINA),
        ("DB-204817", "%"),
        ("DB-204817' OR '1'='1", MINA),
    ],
)
async def test_neither_alone_nor_a_trick_finds_an_order(
    shop: Shop, number: str, email: str
) -> None:
    assert await shop.find_order(number, email) is None


async def test_orders_of_an_address_come_newest_first_and_limited(shop: Shop) -> None:
    latest = await shop.orders_of(MINA, 3)
    assert [o.number for o in latest] == ["DB-204933", "DB-204817", "DB-198204"]
    assert {o.number for o in await shop.orders_of(JAMES, 9)} == {"DB-203112", "DB-191077"}
    assert await shop.orders_of("nobody@example.com", 3) == []


async def test_complaints_get_references_that_differ(shop: Shop) -> None:
    first = await shop.record_complaint(COMPLAINT)
    second = await shop.record_complaint(Complaint("conversation", "turn-2", "again", "ko", None))
    assert first != second


async def test_a_repeated_turn_is_the_same_complaint(shop: Shop) -> None:
    assert await shop.record_complaint(COMPLAINT) == await shop.record_complaint(COMPLAINT)


async def test_a_complaint_is_kept_word_for_word_in_its_table(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/shop.db")
    await seed.prepare(engine, TODAY)
    await SqlShop(engine).record_complaint(COMPLAINT)
    async with engine.connect() as connection:
        row = (await connection.execute(select(complaints))).one()
    await engine.dispose()
    assert (row.text, row.email, row.locale) == (COMPLAINT.text, MINA, "en")


@pytest.mark.parametrize("url", ["sqlite:///{folder}", "postgresql://x@127.0.0.1:1/none"])
async def test_a_database_that_cannot_be_opened_is_said_to_be_away(
    url: str, tmp_path: Path
) -> None:
    engine = open_engine(url.format(folder=tmp_path))
    with pytest.raises(ShopUnavailableError):
        await SqlShop(engine).find_order("DB-204817", MINA)
    await engine.dispose()
