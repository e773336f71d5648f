"""Two gateways on one store with breakable ways everywhere, and what may befall them."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

from handoff_gateway.accounts import Accounts
from handoff_gateway.events import Started, from_json
from tests.support.forked_gateway import ForkedGateway
from tests.support.history import Transcript
from tests.support.processes import FakeBot, Store, running_bot, running_store
from tests.support.tcp_proxy import TcpProxy

AGENTS: Final = ("Hana", "Jisoo", "Bora")
STARTS: Final = 5  # a gateway that finds no store ends; whoever supervises it starts it again


@dataclass
class World:
    """Two gateways, each with a way of its own to the store, and one for its clients.

    `cookies` are the sessions of three agents, by name; `agent_ids` their ids.
    """

    store: Store
    bot: FakeBot
    gateways: list[ForkedGateway]
    store_ways: list[TcpProxy]
    client_ways: list[TcpProxy]
    cookies: dict[str, str]
    agent_ids: dict[str, str]
    busy: defaultdict[object, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    def doors(self) -> list[str]:
        """Where clients connect."""
        return [f"ws://127.0.0.1:{way.port}" for way in self.client_ways]

    async def start(self, gateway: ForkedGateway) -> None:
        """Start it, again where it ends at once because the store is away."""
        for _ in range(STARTS):
            with contextlib.suppress(RuntimeError):
                return await asyncio.to_thread(gateway.start)
        raise RuntimeError(f"the gateway does not start: {gateway.log()[-2_000:]}")

    def ask(self, *command: str | int) -> object:
        """One command to the store itself, past the ways that may be broken."""
        with Redis.from_url(self.store.url) as client:
            return client.execute_command(*command)

    def transcripts(self, customers: Iterable[str | None]) -> dict[str, Transcript]:
        """Every log of these customers, as the store has it."""
        return transcripts(self.store.url, customers)

    def desk(self) -> tuple[list[str], dict[str, str]]:
        """The queue, and the name of whoever has which conversation, as the store has them."""
        names = {agent: name for name, agent in self.agent_ids.items()}
        with Redis.from_url(self.store.url, decode_responses=True) as client:
            waiting = client.zrange("handrail:{desk}:queue", 0, -1)
            held = client.hgetall("handrail:{desk}:held")
        return waiting, {name: names[by.split(":", 1)[1]] for name, by in held.items()}


@contextlib.asynccontextmanager
async def running_world() -> AsyncIterator[World]:
    async with contextlib.AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hr-"))
        store = stack.enter_context(running_store())
        bot = stack.enter_context(running_bot())
        gateways, store_ways, client_ways = [], [], []
        for _ in range(2):
            way = await stack.enter_async_context(TcpProxy(store.url.removeprefix("unix://")))
            gateway = ForkedGateway(f"redis://127.0.0.1:{way.port}", bot.url, folder)
            await asyncio.to_thread(gateway.start)
            stack.callback(gateway.kill)
            gateways.append(gateway)
            store_ways.append(way)
            client_ways.append(await stack.enter_async_context(TcpProxy(gateway.port)))
        cookies, ids = await signed_in(gateways[0].database_url)
        yield World(store, bot, gateways, store_ways, client_ways, cookies, ids)


def transcripts(store_url: str, customers: Iterable[str | None]) -> dict[str, Transcript]:
    """Every log of these customers, as the store has it."""
    mine = set(customers)
    found: dict[str, Transcript] = {}
    with Redis.from_url(store_url) as client:
        for key in client.keys("handrail:{c:*}:log"):
            entries = [
                (int(number.split(b"-")[0]), from_json(fields[b"event"]))
                for number, fields in client.xrange(key)
            ]
            if any(isinstance(e, Started) and e.customer in mine for _, e in entries):
                found[key.decode().removeprefix("handrail:{c:").removesuffix("}:log")] = entries
    return found


async def signed_in(database_url: str) -> tuple[dict[str, str], dict[str, str]]:
    """The session cookies and the ids of new agents, by name."""
    accounts = Accounts.at(database_url)
    cookies, ids = {}, {}
    for name in AGENTS:
        account = await accounts.add(f"{secrets.token_hex(4)}@example.com", name, "long enough 1")
        ids[name] = account.id
        cookies[name] = f"handrail_agent={await accounts.sign_in(account.id)}"
    await accounts.close()
    return cookies, ids


# --- what may befall them: each breaks something, holds it for a while, and mends it --------------


async def gateway_killed(world: World, rng: Random) -> None:
    gateway = rng.choice(world.gateways)
    async with world.busy[gateway]:
        gateway.kill()
        await asyncio.sleep(rng.uniform(0, 0.5))
        await world.start(gateway)


async def gateway_asleep(world: World, rng: Random) -> None:
    gateway = rng.choice(world.gateways)
    async with world.busy[gateway]:
        gateway.sleep()
        await asyncio.sleep(rng.uniform(0.1, 1.5))
        gateway.wake()


async def store_killed(world: World, rng: Random) -> None:
    async with world.busy["store"]:
        world.store.kill()
        await asyncio.sleep(rng.uniform(0, 0.5))
        await asyncio.to_thread(world.store.start)


async def store_paused(world: World, rng: Random) -> None:
    """No command, or no write, is carried out for a while."""
    which = rng.choice(("ALL", "WRITE"))
    async with world.busy["store"]:
        world.ask("CLIENT", "PAUSE", rng.randrange(100, 1_000), which)


async def news_killed(world: World, rng: Random) -> None:
    """The store drops every subscriber."""
    async with world.busy["store"]:
        for _ in range(rng.randrange(1, 4)):
            world.ask("CLIENT", "KILL", "TYPE", "pubsub")
            await asyncio.sleep(rng.uniform(0, 0.3))


async def store_full(world: World, rng: Random) -> None:
    """The store has no memory left, and evicts nothing."""
    async with world.busy["store"]:
        world.ask("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", 1)
        await asyncio.sleep(rng.uniform(0.1, 0.8))
        world.ask("CONFIG", "SET", "maxmemory", 0)


async def disk_full(world: World, rng: Random) -> None:
    """The append-only file can't grow. A store that may not lose anything then ends itself; its
    supervisor starts it again."""
    async with world.busy["store"]:
        world.store.fill_disk(left=rng.randrange(5_000))
        await asyncio.sleep(rng.uniform(0.1, 0.8))
        world.store.free_disk()
        await asyncio.sleep(0.1)  # a write that failed just before ends it yet
        if world.store.died():
            await asyncio.to_thread(world.store.start)


async def _way_broken(ways: list[TcpProxy], world: World, rng: Random) -> None:
    way = rng.choice(ways)
    async with world.busy[way]:
        match rng.choice(("delay", "throttle", "cut", "drop replies")):
            case "delay":
                way.delay_s = rng.uniform(0.01, 0.3)
            case "throttle":
                way.bytes_per_s = rng.uniform(2_000, 20_000)
            case "cut":
                for _ in range(rng.randrange(1, 5)):
                    way.cut()
                    await asyncio.sleep(rng.uniform(0, 0.2))
            case "drop replies":
                way.drops_replies = True
        await asyncio.sleep(rng.uniform(0.1, 0.6))
        deaf = way.drops_replies
        way.heal()
        if deaf:
            way.cut()


async def store_way_broken(world: World, rng: Random) -> None:
    await _way_broken(world.store_ways, world, rng)


async def client_way_broken(world: World, rng: Random) -> None:
    await _way_broken(world.client_ways, world, rng)


async def bot_away(world: World, rng: Random) -> None:
    """The bot fails, or answers late: perhaps when the conversation is not its own any more."""
    async with world.busy["bot"]:
        world.bot.gate.clear()
        world.bot.mode = rng.choice(("error", "hang"))
        await asyncio.sleep(rng.uniform(0.1, 1))
        world.bot.mode = "chat"
        world.bot.gate.set()


Nemesis = Callable[[World, Random], Awaitable[None]]
NEMESES: Final[tuple[Nemesis, ...]] = (
    *(gateway_killed, gateway_killed, gateway_asleep, store_killed, store_paused, store_full),
    *(disk_full, news_killed),
    *(store_way_broken, store_way_broken, client_way_broken, client_way_broken, bot_away),
)


async def recovered(world: World) -> None:
    """Wait until the store answers commands again."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(RedisError, OSError):
                await asyncio.to_thread(world.ask, "SET", "fault-world", 1)
                return
            await asyncio.sleep(0.05)
