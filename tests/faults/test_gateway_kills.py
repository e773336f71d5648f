"""Acked is kept: real processes are killed, and nothing acknowledged is lost or doubled."""

from __future__ import annotations

import json

import pytest
from websockets.asyncio.client import connect

from tests.support.clients import Client, customer
from tests.support.processes import running_bot, running_gateway, running_store


@pytest.mark.parametrize("victim", ["gateway", "store"])
async def test_what_was_acked_survives_a_kill_and_a_resend_doubles_nothing(victim: str) -> None:
    with (
        running_store() as store,
        running_bot() as bot,
        running_gateway(store.url, bot.url) as gateway,
    ):
        async with customer(gateway.ws) as mina:
            said = [await mina.send("say", text=f"word {n}") for n in range(10)]
            acked = [await mina.ack(frame_id) for frame_id in said]
            token = next(f["token"] for f in mina.frames if f["type"] == "welcome")
            if victim == "gateway":
                gateway.kill()
            else:
                store.kill()
        if victim == "gateway":
            gateway.start()
        else:
            store.start()
        async with customer(gateway.ws, token=token) as again:
            for number, frame_id in enumerate(said):
                await again.send("say", text=f"word {number}", id=frame_id)
            assert [await again.ack(frame_id) for frame_id in said] == acked
            texts = [e["event"].get("text") for e in again.entries]
            assert [t for t in texts if t and t.startswith("word")] == [
                f"word {n}" for n in range(10)
            ]
            assert [e["seq"] for e in again.entries] == list(range(1, len(again.entries) + 1))


async def test_while_the_store_is_away_a_customer_is_told_and_the_resend_is_kept() -> None:
    with (
        running_store() as store,
        running_bot() as bot,
        running_gateway(store.url, bot.url) as gateway,
    ):
        async with customer(gateway.ws) as mina:
            store.kill()
            said = await mina.send("say", text="hello?")
            assert (await mina.ack(said))["code"] == "unavailable"
            store.start()
            await mina.send("say", text="hello?", id=said)
            assert (await mina.ack(said))["type"] == "ack"
            await mina.event("bot_replied")


async def test_a_gateway_that_stops_tells_its_customers_to_come_back() -> None:
    with (
        running_store() as store,
        running_bot() as bot,
        running_gateway(store.url, bot.url) as gateway,
    ):
        async with connect(f"{gateway.ws}/ws/customer") as socket:
            client = Client(socket)
            await client.send_raw(json.dumps({"type": "hello", "protocol": 1}))
            await client.until(lambda f: f["type"] == "welcome")
            assert gateway.stop() == 0
            assert await client.closed() == 1012
