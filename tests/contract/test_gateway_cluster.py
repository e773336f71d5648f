"""A cluster whose slots move, and which loses a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.cluster import key_slot

from handoff_gateway.durability import LOCAL
from handoff_gateway.events import Started
from handoff_gateway.ports import Appended, Entry, News, StoreUnavailable
from handoff_gateway.store_cluster import Cluster
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import RedisLog
from tests.support.clients import customer
from tests.support.processes import running_bot, running_gateway
from tests.support.stores import SLOTS, Node, running_cluster

STARTED = Started(at=1, customer="a_1", locale="ko")


def slot_of(conversation: str) -> int:
    return int(key_slot(f"{{c:{conversation}}}".encode()))


def home(conversation: str) -> int:
    """The number of the server that has a conversation at the start."""
    return next(n for n in range(3) if slot_of(conversation) < SLOTS * (n + 1) // 3)


@pytest.fixture
def nodes() -> Iterator[list[Node]]:
    with running_cluster() as nodes:
        yield nodes


@pytest.fixture
async def log(nodes: list[Node]) -> AsyncIterator[RedisLog]:
    client = Cluster(nodes[0].url.replace("redis://", "redis+cluster://"), LOCAL)
    feed = Feed(client)
    yield RedisLog(client, feed)
    await feed.close()
    await client.aclose()


async def test_conversations_of_every_server_are_kept_and_heard(log: RedisLog) -> None:
    heard: dict[str, News] = {}
    names = [f"c-{number}" for number in range(60)]
    assert {home(name) for name in names} == {0, 1, 2}
    await asyncio.gather(*(log.follow(name, heard.__setitem__) for name in names))
    await asyncio.gather(*(log.append(name, 0, [STARTED], "m-1") for name in names))
    async with asyncio.timeout(5):
        while len(heard) < len(names):
            await asyncio.sleep(0.01)
    assert set(heard) == set(names)


async def test_a_conversation_whose_slot_moved_is_found_and_heard_at_its_new_server(
    nodes: list[Node], log: RedisLog
) -> None:
    news: asyncio.Queue[News] = asyncio.Queue()
    await log.follow("c", lambda _, one: news.put_nowait(one))
    to = nodes[(home("c") + 1) % 3]
    target = to.ask("CLUSTER", "MYID")
    assert isinstance(target, bytes | str)
    name = target if isinstance(target, str) else target.decode()
    for node in (to, *(node for node in nodes if node is not to)):
        node.ask("CLUSTER", "SETSLOT", slot_of("c"), "NODE", name)
    async with asyncio.timeout(10):
        assert await news.get() is None  # something may have been missed
        assert await log.append("c", 0, [STARTED], None) == Appended(1)
        assert await news.get() == (Entry(1, STARTED),)


async def test_customers_are_answered_and_queued_over_a_cluster(nodes: list[Node]) -> None:
    url = nodes[0].url.replace("redis://", "redis+cluster://")
    with running_bot() as bot, running_gateway(url, bot.url) as gateway:
        for number in range(6):  # conversations on several servers
            async with customer(gateway.ws) as mina:
                said = await mina.send("say", text=f"word {number}")
                assert (await mina.ack(said))["type"] == "ack"
                await mina.event("bot_replied")
                asked = await mina.send("ask_human")
                assert (await mina.ack(asked))["type"] == "ack"


async def test_a_server_that_is_gone_is_told_and_nothing_hangs(
    nodes: list[Node], log: RedisLog
) -> None:
    await log.append("c", 0, [STARTED], None)
    nodes[home("c")].kill()
    with pytest.raises(StoreUnavailable):
        await log.append("c", 1, [STARTED], None)
    with pytest.raises(StoreUnavailable):
        await log.follow("c", lambda *_: None)
