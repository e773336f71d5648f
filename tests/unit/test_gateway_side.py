"""A socket's side while the store fails: nobody is left half following."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from handoff_gateway.customer_socket import CustomerSocket
from handoff_gateway.events import Event
from handoff_gateway.gate import Gate, Guest
from handoff_gateway.hub import Hub
from handoff_gateway.limits import Limits
from handoff_gateway.ports import (
    Answer,
    Appended,
    Conflict,
    Duplicate,
    Listener,
    StoreUnavailable,
    Turn,
)
from handoff_gateway.service import Service
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.texts import bot_unavailable
from handoff_gateway.tokens import Tokens
from handoff_gateway.wire import TRY_AGAIN, Wire
from tests.support.processes import IDENTITY_SECRET, SECRET


class DeafLog(MemoryLog):
    """Confirms no subscription while `deaf`."""

    deaf = False

    async def follow(self, conversation: str, listener: Listener) -> None:
        if self.deaf:
            raise StoreUnavailable("the store does not confirm a subscription")
        await super().follow(conversation, listener)


class FullLog(DeafLog):
    """Takes nothing more while `full`."""

    full = False

    async def append(
        self, conversation: str, expected: int, events: Sequence[Event], message_id: str | None
    ) -> Appended | Duplicate | Conflict:
        if self.full:
            raise StoreUnavailable("no memory left")
        return await super().append(conversation, expected, events, message_id)


class Browser:
    """The other end of one customer's socket, without a network."""

    def __init__(self) -> None:
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sent.put_nowait({"type": "websocket.connect"})
        self.receive = self._sent.get
        self.send = self._got.put

    def say(self, **frame: Any) -> None:
        self._sent.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    async def until(self, frame_type: str) -> dict[str, Any]:
        """The next frame of this type; `close` is the socket's."""
        async with asyncio.timeout(5):
            while True:
                message = await self._got.get()
                if message["type"] == "websocket.close" == f"websocket.{frame_type}":
                    return message
                if (
                    "text" in message
                    and (frame := json.loads(message["text"]))["type"] == frame_type
                ):
                    return frame  # type: ignore[no-any-return]


async def answered(turn: Turn) -> Answer:
    return Answer((bot_unavailable(turn.locale),))


@contextlib.asynccontextmanager
async def connected(log: MemoryLog) -> AsyncIterator[Browser]:
    browser = Browser()
    service = Service(log, MemoryDesk(), answered)
    hub = Hub(service)
    wire = Wire({"headers": []}, browser.receive, browser.send)
    await wire.accept()
    guest = Guest(Gate(Limits(), time.monotonic), "customer", "")
    side = CustomerSocket(service, hub, wire, guest, Tokens(SECRET, IDENTITY_SECRET))
    serving = asyncio.create_task(side.serve())
    try:
        yield browser
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await wire.finish()


async def test_a_word_sent_again_after_its_follow_failed_is_followed_then() -> None:
    log = DeafLog()
    async with connected(log) as browser:
        browser.say(type="hello", protocol=1, locale="en")
        await browser.until("welcome")
        log.deaf = True
        browser.say(type="say", id="a" * 8, text="hello")
        assert (await browser.until("error"))["code"] == "unavailable"
        log.deaf = False
        browser.say(type="say", id="a" * 8, text="hello")
        assert (await browser.until("entry"))["seq"] == 1
        await browser.until("ack")


async def test_a_hello_that_could_not_be_served_closes_the_socket_so_that_the_client_returns() -> (
    None
):
    log = DeafLog()
    async with connected(log) as browser:
        browser.say(type="hello", protocol=1, locale="en")
        token = (await browser.until("welcome"))["token"]
        browser.say(type="say", id="a" * 8, text="hello")
        await browser.until("ack")
        log.deaf = True
        browser.say(type="hello", protocol=1, locale="en", token=token)
        assert (await browser.until("error"))["code"] == "unavailable"
        assert (await browser.until("close"))["code"] == TRY_AGAIN


async def test_who_returns_before_their_new_conversation_began_keeps_the_last_one() -> None:
    log = FullLog()
    async with connected(log) as browser:
        browser.say(type="hello", protocol=1, locale="en")
        token = (await browser.until("welcome"))["token"]
        browser.say(type="say", id="a" * 8, text="hello")
        conversation = (await browser.until("ack"))["conversation"]
        browser.say(type="end", id="b" * 8)
        await browser.until("ack")
        log.full = True
        browser.say(type="say", id="c" * 8, text="hello again")
        assert (await browser.until("error"))["code"] == "unavailable"
        seen = {"conversation": conversation, "after": 1}
        browser.say(type="hello", protocol=1, locale="en", token=token, **seen)
        assert (await browser.until("welcome"))["conversation"] == conversation
        assert (await browser.until("entry"))["seq"] == 2


async def test_a_word_of_an_earlier_conversation_sent_again_leads_nobody_back_there() -> None:
    async with connected(MemoryLog()) as browser:
        browser.say(type="hello", protocol=1, locale="en")
        await browser.until("welcome")
        browser.say(type="say", id="a" * 8, text="hello")
        first = await browser.until("ack")
        browser.say(type="end", id="b" * 8)
        await browser.until("ack")
        browser.say(type="say", id="c" * 8, text="hello again")
        second = await browser.until("ack")
        browser.say(type="say", id="a" * 8, text="hello")
        assert await browser.until("ack") == first
        browser.say(type="say", id="d" * 8, text="still here")
        assert (await browser.until("entry"))["conversation"] == second["conversation"]
