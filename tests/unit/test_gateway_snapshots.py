"""A stale snapshot plus events is a fresh snapshot, for every kind of event.

One console and one widget follow a story from its first word; after each act another console opens
the conversation afresh, and another device of the customer says hello. All must have the same.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, get_args

import pytest

from handoff_gateway import agent_socket, hub
from handoff_gateway.agent_socket import AgentSocket
from handoff_gateway.commands import Rate, Say
from handoff_gateway.customer_socket import CustomerSocket
from handoff_gateway.events import Agent, BotText, Contact, Event, Identity, Page, Source, Target
from handoff_gateway.gate import Gate, Guest
from handoff_gateway.hub import Hub
from handoff_gateway.limits import Limits
from handoff_gateway.ports import AgentPresence, Answer, Turn
from handoff_gateway.service import Service
from handoff_gateway.side import Side
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.succession import Customer
from handoff_gateway.tokens import Tokens
from handoff_gateway.wire import Message, Wire

Frame = dict[str, Any]
MINA = Customer("a_mina", "en")
KNOWN = Customer("v_mina", "en", identity=Identity("Mina", "mina@example.com"))
HANA, JISOO = Agent("g_hana", "Hana"), Agent("g_jisoo", "Jisoo")
TOKENS = Tokens("s" * 40, "i" * 40)
MINUTE = 60_000


class Clock:
    now = 1_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


async def bot(turn: Turn) -> Answer:
    return Answer((BotText(f"answer to {turn.text}", Source("faq", "x")),))


class Reader:
    """What one client has after applying every frame it was sent."""

    def __init__(self) -> None:
        self.entries: list[Frame] = []
        self.case: Frame | None = None
        self.card: Frame | None = None
        self.marks: dict[str, int] = {}
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def say(self, frame_type: str, **body: Any) -> None:
        text = json.dumps({"type": frame_type, **body})
        self.inbox.put_nowait({"type": "websocket.receive", "text": text})

    async def receive(self) -> dict[str, Any]:
        return await self.inbox.get()

    async def send(self, message: Message) -> None:
        if message["type"] != "websocket.send":
            return
        frame = json.loads(message["text"])
        match frame["type"]:
            case "entry":
                assert frame["seq"] == len(self.entries) + 1, "a gap, or something twice"
                self.entries.append(frame)
            case "case":
                self.case = frame
            case "opened":
                self.card = frame["card"]
            case "was_read":
                self.marks[frame["who"]] = frame["seq"]
            case "desk":
                cards = frame["queue"] + frame["mine"]
                self.card = cards[0] if cards else None
            case "error":
                raise AssertionError(frame)


@asynccontextmanager
async def reading(reader: Reader, side_of: Callable[[Wire], Side]) -> AsyncIterator[None]:
    wire = Wire({"headers": []}, reader.receive, reader.send)
    reader.inbox.put_nowait({"type": "websocket.connect"})
    await wire.accept()
    side: Side = side_of(wire)
    task = asyncio.create_task(side.serve())
    try:
        yield
    finally:
        reader.inbox.put_nowait({"type": "websocket.disconnect"})
        await task
        await wire.finish()


class Stage:
    """A service with its sockets, in this process."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.service = Service(MemoryLog(), MemoryDesk(), bot, clock=self.clock)
        self.hub = Hub(self.service)
        self.gate = Gate(Limits(), time.monotonic)
        self.customer = MINA

    def console(self, reader: Reader, agent: Agent = HANA) -> AbstractAsyncContextManager[None]:
        async def signed_in() -> tuple[Agent, str] | None:
            return agent, "x@example.com"

        def side(wire: Wire) -> Side:
            guest = Guest(self.gate, "agent", "")
            known = (agent, "x@example.com")
            return AgentSocket(self.service, self.hub, wire, guest, *known, signed_in)

        return reading(reader, side)

    def widget(self, reader: Reader) -> AbstractAsyncContextManager[None]:
        def side(wire: Wire) -> Side:
            guest = Guest(self.gate, "customer", "")
            return CustomerSocket(self.service, self.hub, wire, guest, TOKENS)

        return reading(reader, side)

    async def conversation(self) -> str:
        known = await self.service.succession.current(self.customer.id)
        assert known
        return known[0]

    async def settle(self) -> None:
        """Until all that was set going has been said."""
        while self.service.turns.under_way():
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)

    def hello(self, reader: Reader) -> None:
        token = TOKENS.customer_token(self.customer.id)
        reader.say("hello", protocol=1, token=token, locale="en")


async def story(stage: Stage) -> AsyncIterator[str]:
    """Acts that together make every kind of event, each told by its name."""
    service, clock, mina = stage.service, stage.clock, MINA

    await service.say(mina, Say(at=clock(), id="say-000001", text="how long?"))
    yield "a first word"
    here = await stage.conversation()
    await service.rate(mina, here, Rate(at=1, id="rate-0001", seq=3, entry="x", helpful=True))
    yield "a rating"
    await service.set_context(mina, "ko", Page("https://shop.example/cart", "Cart"))
    yield "another page"
    await service.set_preference(mina, "prefer-001", True)
    yield "a wish"
    await service.identify(mina, KNOWN)
    stage.customer = mina = KNOWN
    yield "who it is"
    await service.ask_human(mina, "ask-000001")
    yield "a request"
    await service.cancel_handoff(mina, "cancel-001")
    yield "no request"
    await service.ask_human(mina, "ask-000002")
    clock.now += 3 * MINUTE
    await service.sweeper.sweep()
    yield "a long wait"
    await service.correct_case(mina, "fix-000001", "question", "to Busan")
    yield "a correction"
    await service.leave_message(mina, "leave-0001", "call", Contact("phone", "+82 10 1234 5678"))
    yield "a message"
    for agent in (HANA, JISOO):  # heard from again after that wait
        await service.desk.arrive(AgentPresence(agent.id, agent.name, "online", 10**15))
    await service.assigning.accept(HANA, here, "accept-001")
    yield "an agent"
    await service.reply(HANA, here, "reply-0001", "hello")
    yield "an answer"
    await service.say(mina, Say(at=clock(), id="say-000002", text="I am here"))
    yield "a word to the agent"
    await service.note(HANA, here, "note-00001", "careful")
    yield "a note"
    await service.transfer(HANA, here, "transfer-1", Target(agent=JISOO), "yours")
    yield "a transfer"
    await service.assigning.accept(JISOO, here, "accept-002")
    await service.release(JISOO, here, "release-01")
    yield "a release"
    await service.assigning.accept(JISOO, here, "accept-003")
    await service.offer_hand_back(JISOO, here, "offer-0001", "all is sent")
    await service.answer_hand_back(mina, "consent-01", False)
    yield "no consent"
    await service.offer_hand_back(JISOO, here, "offer-0002", "all is sent")
    await service.answer_hand_back(mina, "consent-02", True)
    yield "the bot again"
    await service.ask_human(mina, "ask-000003")
    await service.assigning.accept(HANA, here, "accept-004")
    await service.read_by_agent(HANA, here, 10_000)
    yield "an agent again"
    await service.end_by_agent(HANA, here, "end-000001")
    yield "the end"
    await service.wrap_up(HANA, here, "wrap-00001", "solved")
    yield "the wrap-up"


async def test_a_stale_snapshot_plus_events_is_a_fresh_snapshot_for_every_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (agent_socket, hub):
        monkeypatch.setattr(module, "COALESCE_S", 0)
    stage = Stage()
    old_console, old_widget = Reader(), Reader()
    clockwork = asyncio.create_task(stage.hub.run())
    seen: set[str] = set()
    async with stage.console(old_console), stage.widget(old_widget):
        stage.hello(old_widget)
        await stage.settle()
        async for act in story(stage):
            if old_console.card is None and not old_console.entries:
                old_console.say("hello", protocol=1)
                old_console.say("open", conversation=await stage.conversation())
                stage.hello(old_widget)
            await stage.settle()
            new_console, new_widget = Reader(), Reader()
            async with stage.console(new_console, JISOO), stage.widget(new_widget):
                new_console.say("hello", protocol=1)
                new_console.say("open", conversation=await stage.conversation())
                stage.hello(new_widget)
                await stage.settle()
                assert new_console.entries == old_console.entries, act
                assert new_widget.entries == old_widget.entries, act
                assert new_console.case == old_console.case, act
                assert new_console.case is not None
                assert new_console.marks == old_console.marks == new_widget.marks, act
            seen |= {entry["event"]["kind"] for entry in old_console.entries}
    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)
    assert seen == {one.__dataclass_fields__["kind"].default for one in get_args(Event)}
