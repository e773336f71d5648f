"""Two gateways on one store: any frame may arrive at either, and either may stop, die, or be left
without a word.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from handoff_gateway.accounts import Accounts
from handoff_gateway.wire import GOING_AWAY, TRY_AGAIN
from tests.support.clients import Client, Frame, console, customer
from tests.support.processes import (
    FakeBot,
    GatewayProcess,
    Store,
    running_bot,
    running_store,
    wait_until,
)
from tests.support.raw_socket import raw_socket


class QuickGateway(GatewayProcess):
    """One whose grace times are seconds."""

    module = "tests.support.quick_gateway"


@pytest.fixture
def store() -> Iterator[Store]:
    with running_store() as one:
        yield one


@pytest.fixture(scope="module")
def bot() -> Iterator[FakeBot]:
    with running_bot() as one:
        yield one


@contextlib.contextmanager
def replicas(store: Store, bot: FakeBot, count: int = 2, **env: str) -> Iterator[list[Any]]:
    """So many gateways of one database; what still runs at the end is stopped."""
    bot.mode = "answer"
    with tempfile.TemporaryDirectory(prefix="hr-") as folder, contextlib.ExitStack() as stack:
        gateways = [QuickGateway(store.url, bot.url, folder, **env) for _ in range(count)]
        for gateway in gateways:
            gateway.start()
            stack.callback(gateway.stop)
        yield gateways


async def sign_in(gateway: GatewayProcess) -> str:
    accounts = Accounts.at(gateway.database_url)
    account = await accounts.add(f"{secrets.token_hex(4)}@example.com", "Hana", "long enough 1")
    token = await accounts.sign_in(account.id)
    await accounts.close()
    return f"handrail_agent={token}"


def welcome(client: Client) -> Frame:
    return next(frame for frame in reversed(client.frames) if frame["type"] == "welcome")


class Roaming:
    """One side's story: each frame over a socket of its own, at one replica after the other."""

    def __init__(self, gateways: list[GatewayProcess]) -> None:
        self._next = cycle(gateways)
        self.conversation: str | None = None
        self.entries: list[Frame] = []

    @property
    def seqs(self) -> list[int]:
        return [entry["seq"] for entry in self.entries]

    async def frame(self, frame_type: str, **body: Any) -> Frame:
        """Its ack, once its entry has come too."""
        async with self._socket(next(self._next)) as client:
            ack = await client.ack(await client.send(frame_type, **body))
            assert ack["type"] == "ack", ack
            await client.until(lambda f: f["type"] == "entry" and f["seq"] >= ack["seq"])
            self._keep(client)
            return ack

    async def event(self, kind: str) -> None:
        """Until an entry of this kind is there; if it is not yet, at the next replica."""
        if any(entry["event"]["kind"] == kind for entry in self.entries):
            return
        async with self._socket(next(self._next)) as client:
            await client.event(kind)
            self._keep(client)

    def _keep(self, client: Client) -> None:
        self.entries += client.entries
        self.conversation = client.entries[-1]["conversation"]

    @contextlib.asynccontextmanager
    async def _socket(self, gateway: GatewayProcess) -> AsyncIterator[Client]:
        raise NotImplementedError
        yield


class RoamingCustomer(Roaming):
    token: str | None = None

    @contextlib.asynccontextmanager
    async def _socket(self, gateway: GatewayProcess) -> AsyncIterator[Client]:
        after = self.seqs[-1] if self.entries else 0
        known = {"token": self.token, "conversation": self.conversation, "after": after}
        async with customer(gateway.ws, **known) as client:
            self.token = welcome(client)["token"]
            yield client


class RoamingAgent(Roaming):
    def __init__(self, gateways: list[GatewayProcess], cookie: str) -> None:
        super().__init__(gateways)
        self._cookie = cookie

    @contextlib.asynccontextmanager
    async def _socket(self, gateway: GatewayProcess) -> AsyncIterator[Client]:
        async with console(gateway.ws, self._cookie) as client:
            after = self.seqs[-1] if self.entries else 0
            await client.send("open", conversation=self.conversation, after=after)
            await client.until(lambda f: f["type"] == "opened")
            yield client


async def test_a_story_whose_every_frame_goes_to_the_other_replica_is_told_whole(
    store: Store, bot: FakeBot
) -> None:
    with replicas(store, bot) as gateways:
        mina = RoamingCustomer(gateways)
        await mina.frame("say", text="How long does delivery take?")
        await mina.event("bot_replied")
        await mina.frame("ask_human")
        await mina.frame("say", text="I wait")
        hana = RoamingAgent(gateways, await sign_in(gateways[0]))
        hana.conversation = mina.conversation
        here = {"conversation": mina.conversation}
        await hana.frame("accept", **here)
        for number in range(4):
            await hana.frame("reply", text=f"agent {number}", **here)
            await mina.frame("say", text=f"customer {number}")
        await hana.frame("release", **here)
        await hana.frame("accept", **here)
        await hana.frame("end", **here)
        await hana.frame("wrap_up", disposition="solved", **here)
        await mina.event("internal")
        for side in (mina, hana):
            assert side.seqs == list(range(1, len(side.seqs) + 1))
        assert mina.seqs == hana.seqs
        texts = [e["event"].get("text") for e in mina.entries if e["event"]["kind"] != "started"]
        spoken = [text for text in texts if text and text[-1].isdigit()]
        assert spoken == [f"{who} {n}" for n in range(4) for who in ("agent", "customer")]


async def test_what_a_killed_replica_owed_is_done_by_the_other(store: Store, bot: FakeBot) -> None:
    with replicas(store, bot) as (dies, lives):
        async with customer(lives.ws) as jun, customer(dies.ws) as mina:
            async with console(dies.ws, await sign_in(lives)) as hana:
                await jun.ack(await jun.send("ask_human"))
                await hana.ack(await hana.send("accept"))
                await jun.event("assigned")
                bot.gate.clear()
                bot.mode = "hang"
                await mina.ack(await mina.send("say", text="slow question"))
                token = welcome(mina)["token"]
                wait_until(lambda: bool(bot.turns), "the question at the bot")
                dies.kill()
                bot.mode = "answer"
            await jun.event("released")
            place = await jun.until(lambda f: f["type"] == "waiting" and f["agents_online"] == 0)
            assert place["position"] == 1
            async with customer(lives.ws, token=token) as again:
                await again.event("bot_replied")
                await asyncio.sleep(1)  # several sweeps
                kinds = [e["event"]["kind"] for e in again.entries]
                assert kinds == ["started", "customer_said", "bot_replied"]
            assert [e["event"]["kind"] for e in jun.entries].count("released") == 1
        bot.gate.set()


async def test_a_replica_that_is_to_stop_is_not_ready_first_and_nobody_loses_anything(
    store: Store, bot: FakeBot
) -> None:
    with replicas(store, bot, HANDRAIL_DRAIN="1") as (stops, stays):
        bot.gate.clear()
        bot.mode = "hang"
        async with customer(stops.ws) as mina, console(stops.ws, await sign_in(stays)) as hana:
            said = [await mina.send("say", text=f"word {n}") for n in range(10)]
            await mina.ack(said[0])
            leaving = asyncio.create_task(asyncio.to_thread(stops.stop))
            async with httpx.AsyncClient(base_url=stops.http) as http:
                while (await http.get("/readyz")).status_code == 200:
                    await asyncio.sleep(0.02)
                assert (await http.get("/healthz")).status_code == 200
                async with customer(stops.ws):
                    pass  # it still serves
            assert await mina.closed() == GOING_AWAY
            assert await hana.closed() == GOING_AWAY
            assert [f for f in mina.frames if f["type"] == "error"] == []
        known = {"token": welcome(mina)["token"], "conversation": mina.entries[-1]["conversation"]}
        async with customer(stays.ws, after=mina.entries[-1]["seq"], **known) as again:
            acked = {f["id"] for f in mina.frames if f["type"] == "ack"}
            for number, frame_id in enumerate(said):
                if frame_id not in acked:
                    await again.send("say", id=frame_id, text=f"word {number}")
                    await again.ack(frame_id)
            bot.gate.set()  # the answer of the one that is leaving, to a customer at the other
            bot.mode = "answer"
            await again.until(lambda f: f.get("event", {}).get("turn") == 2)
            assert await leaving == 0
            entries = mina.entries + again.entries
            assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))
            words = [e["event"]["text"] for e in entries if e["event"]["kind"] == "customer_said"]
            assert words == [f"word {n}" for n in range(10)]


SLOW, WORDS, SIZE = 12, 900, 3_900


async def test_readers_that_never_read_hold_no_memory_and_delay_nobody(
    store: Store, bot: FakeBot
) -> None:
    many = {"HANDRAIL_LIMIT_FRAMES": "100000/100000"}
    with replicas(store, bot, 1, **many) as (gateway,):
        cookie = await sign_in(gateway)
        async with (
            customer(gateway.ws) as mina,
            console(gateway.ws, cookie) as hana,
            contextlib.AsyncExitStack() as stack,
        ):
            await mina.ack(await mina.send("ask_human"))
            taken = await hana.ack(await hana.send("accept"))
            here = {"conversation": taken["conversation"]}
            await hana.send("open", after=0, **here)
            await mina.event("assigned")
            token = welcome(mina)["token"]
            slow = []
            for _ in range(SLOW):
                one = await stack.enter_async_context(raw_socket(f"{gateway.ws}/ws/customer"))
                await one.send(type="hello", protocol=1, token=token)
                await one.read_until("entry")
                slow.append(one)
            wanted = mina.entries[-1]["seq"] + WORDS
            before = resident(gateway)
            for number in range(WORDS):
                await mina.send("say", text=f"{number} ".ljust(SIZE, "x"))
            for side in (mina, hana):
                await up_to(side, wanted)
            assert [e["seq"] for e in hana.entries] == list(range(1, wanted + 1))
            # Unbounded, they would hold SLOW * WORDS * SIZE bytes: 42 MB.
            assert resident(gateway) - before < 36_000_000
            async with asyncio.timeout(20):
                for one in slow:
                    await one.read_to_the_end()
            assert {one.code for one in slow} == {TRY_AGAIN}
            got = [f["seq"] for f in slow[0].frames if f["type"] == "entry"]
            assert got == list(range(1, len(got) + 1))
        known = {"token": token, **here}
        async with customer(gateway.ws, after=got[-1], **known) as resumed:
            await up_to(resumed, wanted)
            assert [e["seq"] for e in resumed.entries] == list(range(got[-1] + 1, wanted + 1))


async def up_to(side: Client, seq: int) -> None:
    """Until the entry of this number has come."""
    async with asyncio.timeout(60):
        while not side.entries or side.entries[-1]["seq"] < seq:
            assert side.close_code is None, (side.close_code, len(side.entries), side.frames[-1])
            await asyncio.sleep(0.1)


def resident(gateway: GatewayProcess) -> int:
    """Bytes of memory that the process has."""
    assert gateway._process
    status = Path(f"/proc/{gateway._process.pid}/statm")
    if not status.exists():
        pytest.skip("no /proc: memory can't be measured here")
    return int(status.read_text().split()[1]) * 4_096


async def test_an_agent_whose_connection_died_without_a_word_is_noticed(
    store: Store, bot: FakeBot
) -> None:
    with replicas(store, bot, 1, HANDRAIL_PING="1") as (gateway,):
        cookie = await sign_in(gateway)
        async with customer(gateway.ws) as mina:
            await mina.ack(await mina.send("ask_human"))
            async with raw_socket(f"{gateway.ws}/ws/agent", cookie) as hana:
                await hana.send(type="hello", protocol=1)
                await hana.read_until("welcome")
                await hana.send(type="accept", id="accept-0001")
                await hana.read_until("ack")
                await mina.event("assigned")
                await mina.event("released")  # the connection is still open: pings found out
                await mina.until(lambda f: f["type"] == "waiting" and f["agents_online"] == 0)
