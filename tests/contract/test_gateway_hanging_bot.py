"""While the bot hangs, chats with people go on, and customers hear of it at once."""

from __future__ import annotations

import asyncio
import contextlib

from handoff_gateway.guard import FAILURES
from handoff_gateway.rasa_client import AT_ONCE
from tests.contract.test_gateway_sockets import sign_in_new
from tests.support.clients import Client, console, customer
from tests.support.processes import FakeBot, GatewayProcess

ASKING = 100


async def test_agents_chats_do_not_feel_a_hanging_bot_and_later_customers_hear_at_once(
    gateway: GatewayProcess, fake_bot: FakeBot
) -> None:
    fake_bot.asked = 0
    fake_bot.gate.clear()
    fake_bot.mode = "hang"
    cookie = await sign_in_new(gateway, "Hana Lee")
    try:
        async with contextlib.AsyncExitStack() as stack:

            async def come() -> Client:
                return await stack.enter_async_context(customer(gateway.ws))

            mina = await come()
            hana = await stack.enter_async_context(console(gateway.ws, cookie))
            here = {"conversation": (await mina.ack(await mina.send("ask_human")))["conversation"]}
            await hana.ack(await hana.send("accept", **here))
            await hana.send("open", after=0, **here)
            many = [await come() for _ in range(ASKING)]
            asked = [(one, await one.send("say", text="how long?")) for one in many]
            for one, frame_id in asked:
                assert (await one.ack(frame_id))["type"] == "ack"
            for number in range(20):
                said = await mina.send("say", text=f"customer {number}")
                replied = await hana.send("reply", text=f"agent {number}", **here)
                assert (await mina.ack(said))["type"] == "ack"
                assert (await hana.ack(replied))["type"] == "ack"
                await hana.until(lambda f, n=number: _text(f) == f"customer {n}")  # type: ignore[misc]
                await mina.until(lambda f, n=number: _text(f) == f"agent {n}")  # type: ignore[misc]
            ended = [one for one in many if "bot_replied" in _kinds(one)]
            assert ended == [], "all that was said before any of the hanging turns was over"
            for one in many:  # never silence
                answer = await one.event("bot_replied")
                assert answer["event"]["replies"][0]["source"]["id"] == "bot_unavailable"
            asked_so_far = fake_bot.asked
            # So many at once, and who got a place before the fifth failure opened the breaker.
            assert asked_so_far <= AT_ONCE + FAILURES - 1
            await _hear_at_once(gateway, fake_bot, asked_so_far)
    finally:
        fake_bot.gate.set()


async def _hear_at_once(gateway: GatewayProcess, bot: FakeBot, before: int) -> None:
    """With the breaker open: the sentence, and after the second one a person is called."""
    async with contextlib.AsyncExitStack() as stack:
        later = [await stack.enter_async_context(customer(gateway.ws)) for _ in range(20)]
        for one in later:
            await one.ack(await one.send("say", text="how long?"))
        for one in later:
            await one.event("bot_replied")
        assert bot.asked <= before + 3, "one trial at a time"
        for one in later:
            await one.send("say", text="and returns?")
            event = (await one.event("handoff_requested"))["event"]
            assert event["cause"] == "bot_away"
        await asyncio.gather(*(_end(one) for one in later))


async def _end(one: Client) -> None:
    await one.ack(await one.send("end"))


def _text(frame: dict[str, object]) -> object:
    event = frame.get("event")
    return event.get("text") if isinstance(event, dict) else None


def _kinds(one: Client) -> list[str]:
    return [entry["event"]["kind"] for entry in one.entries]
