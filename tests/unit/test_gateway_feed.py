"""The store's news where its connection is lost at an awkward moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from handoff_gateway.durability import LOCAL
from handoff_gateway.line import Ear, Raw
from handoff_gateway.store_client import Server
from handoff_gateway.store_feed import Feed


class Connection:
    """A connection for news; what is written to a lost one goes nowhere, as with a real one."""

    def __init__(self, heard: Callable[[Raw], None]) -> None:
        self._heard = heard
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.deaf = False

    def send(self, command: str, *channels: str) -> None:
        if not self.deaf:
            for channel in channels:
                self._heard([command.lower().encode(), channel.encode(), 1])

    def close(self) -> None:
        self.deaf = True
        if not self.ended.done():
            self.ended.set_result(None)


@pytest.fixture
def connections() -> list[Connection]:
    """Every connection that the feed has opened."""
    return []


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch, connections: list[Connection]) -> Feed:
    server = Server("redis://127.0.0.1:1", LOCAL)

    async def listen(place: str, heard: Callable[[Raw], None]) -> Ear:
        connections.append(Connection(heard))
        return cast(Ear, connections[-1])

    monkeypatch.setattr(server, "listen", listen)
    return Feed(server)


async def test_who_comes_while_the_connection_is_being_lost_hears_over_the_next(
    feed: Feed, connections: list[Connection]
) -> None:
    heard: list[bytes | None] = []
    await feed.listen("one", heard.append)
    connections[0].deaf = True
    coming = asyncio.create_task(feed.listen("two", heard.append))
    await asyncio.sleep(0)
    connections[0].close()
    await coming
    assert len(connections) == 2
    assert heard == [None]  # the first may have missed something meanwhile
    await feed.close()


async def test_who_leaves_while_the_connection_is_being_lost_notices_nothing(
    feed: Feed, connections: list[Connection]
) -> None:
    heard: list[bytes | None] = []
    await feed.listen("one", heard.append)
    await feed.listen("two", heard.append)
    connections[0].deaf = True
    await feed.forget("one", heard.append)
    await feed.close()
