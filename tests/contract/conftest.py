"""The store's contract is held against every adapter: memory, and real servers."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.test_programs import find_redis
from handoff_gateway.durability import parse_durability
from handoff_gateway.ports import Desk, Log
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.store_redis import RedisDesk, RedisLog, connect
from tests.support.postgres import running_postgres
from tests.support.processes import (
    FakeBot,
    GatewayProcess,
    running_bot,
    running_gateway,
    running_store,
)
from tests.support.stores import DURABLE, Node, running_cluster, running_replicated


@dataclass
class Store:
    """Both ports of one adapter."""

    log: Log
    desk: Desk


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A Valkey server, gone with the tests."""
    with running_store() as store:
        yield store.url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database; without the programs skipped at home, failed in CI."""
    try:
        with running_postgres() as url:
            yield url
    except FileNotFoundError:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing; ./handrail test installs it on Debian")
        pytest.skip("PostgreSQL is missing: apt-get install postgresql")


async def drop_tables(engine: AsyncEngine) -> None:
    """Leave no table behind."""

    def drop(connection: Connection) -> None:
        tables = MetaData()
        tables.reflect(connection)
        tables.drop_all(connection)

    async with engine.begin() as connection:
        await connection.run_sync(drop)


@pytest.fixture(scope="session")
def replicated_url() -> Iterator[str]:
    """A primary with one replica."""
    with running_replicated() as servers:
        yield servers.primary.url


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """A cluster of three."""
    with running_cluster() as nodes:
        yield nodes[0].url.replace("redis://", "redis+cluster://")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server of the system's; without the program skipped at home, failed in CI."""
    program = find_redis()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Redis is missing; ./handrail test installs it on Debian")
        pytest.skip("Redis is missing: apt-get install redis-server")
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        node = Node(folder, *DURABLE, binary=Path(program))
        yield node.url
        node.kill()


@pytest.fixture(params=["memory", "valkey", "redis", "replicated", "cluster"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield Store(MemoryLog(), MemoryDesk())
        return
    durability = parse_durability("replicated:1" if request.param == "replicated" else "local")
    client = connect(request.getfixturevalue(f"{request.param}_url"), durability)
    await client.each("FLUSHALL")
    feed = Feed(client)
    yield Store(RedisLog(client, feed), RedisDesk(client, feed))
    await feed.close()
    await client.aclose()


@pytest.fixture(scope="module")
def fake_bot() -> Iterator[FakeBot]:
    with running_bot() as bot:
        yield bot


@pytest.fixture(scope="module")
def gateway(fake_bot: FakeBot) -> Iterator[GatewayProcess]:
    """The real gateway on a real store of its own, with a bot that does as told."""
    with running_store() as store, running_gateway(store.url, fake_bot.url) as process:
        yield process


@pytest.fixture(autouse=True)
def bot_answers(request: pytest.FixtureRequest) -> None:
    if "fake_bot" in request.fixturenames:
        bot: FakeBot = request.getfixturevalue("fake_bot")
        bot.mode = "answer"
        bot.turns.clear()
