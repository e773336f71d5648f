"""The store's news over redis-py, where it is lost at an awkward moment."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from redis.asyncio.client import PubSub

from handoff_gateway.durability import LOCAL
from handoff_gateway.store_client import Server
from handoff_gateway.store_feed import Feed


class ClosedMeanwhile:
    """A pub/sub connection that is closed just before the second writing on it, as redis-py tells
    it."""

    def __init__(self) -> None:
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._first = True

    async def __aenter__(self) -> ClosedMeanwhile:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def subscribe(self, channel: str) -> None:
        if not self._first:
            raise AttributeError("'NoneType' object has no attribute 'writelines'")
        self._first = False
        self._messages.put_nowait({"type": "subscribe", "channel": channel.encode(), "data": 1})

    async def unsubscribe(self, channel: str) -> None:
        raise AttributeError("'NoneType' object has no attribute 'writelines'")

    async def get_message(self, timeout: float) -> dict[str, Any]:
        return await self._messages.get()


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Feed:
    server = Server("redis://127.0.0.1:1", LOCAL)
    monkeypatch.setattr(server, "pubsub", lambda place: cast(PubSub, ClosedMeanwhile()))
    return Feed(server)


async def test_leaving_a_channel_while_the_connection_is_being_lost_hurts_nobody(
    feed: Feed,
) -> None:
    heard: list[bytes | None] = []
    await feed.listen("one", heard.append)
    await feed.forget("one", heard.append)
    await feed.close()
