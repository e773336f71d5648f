"""The store's news over redis-py, where it is lost at an awkward moment."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from redis.asyncio.client import PubSub

from handoff_gateway.durability import LOCAL
from handoff_gateway.store_client import Server
from handoff_gateway.store_feed import Feed


class Connection:
    """A pub/sub connection that can be lost under whoever writes next, as redis-py tells it."""

    def __init__(self) -> None:
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.lost: Exception | None = None

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def subscribe(self, channel: str) -> None:
        await self.unsubscribe(channel)
        self._messages.put_nowait({"type": "subscribe", "channel": channel.encode(), "data": 1})

    async def unsubscribe(self, channel: str) -> None:
        if self.lost:
            raise self.lost

    async def get_message(self, timeout: float) -> dict[str, Any]:
        return await self._messages.get()


@pytest.fixture
def connections() -> list[Connection]:
    """Every connection that the feed has opened."""
    return []


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch, connections: list[Connection]) -> Feed:
    server = Server("redis://127.0.0.1:1", LOCAL)

    def pubsub(place: str) -> PubSub:
        connections.append(Connection())
        return cast(PubSub, connections[-1])

    monkeypatch.setattr(server, "pubsub", pubsub)
    return Feed(server)


LOST = [
    AttributeError("'NoneType' object has no attribute 'writelines'"),
    RuntimeError("unable to perform operation on TCPTransport; the handler is closed"),
    RuntimeError("read() called while another coroutine is already waiting for incoming data"),
]


@pytest.mark.parametrize("error", LOST, ids=str)
async def test_who_comes_while_the_connection_is_being_lost_hears_over_the_next(
    feed: Feed, connections: list[Connection], error: Exception
) -> None:
    heard: list[bytes | None] = []
    await feed.listen("one", heard.append)
    connections[0].lost = error
    await feed.listen("two", heard.append)
    assert len(connections) == 2
    assert heard == [None]  # the first may have missed something meanwhile
    await feed.close()


@pytest.mark.parametrize("error", LOST, ids=str)
async def test_who_leaves_while_the_connection_is_being_lost_notices_nothing(
    feed: Feed, connections: list[Connection], error: Exception
) -> None:
    heard: list[bytes | None] = []
    await feed.listen("one", heard.append)
    await feed.listen("two", heard.append)
    connections[0].lost = error
    await feed.forget("one", heard.append)
    await feed.close()
