"""The clockwork of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from handoff_gateway.commands import Say
from handoff_gateway.events import Agent
from handoff_gateway.frames import Desk
from handoff_gateway.hours import Hours
from handoff_gateway.hub import Hub, _every, _Outlook
from handoff_gateway.ports import (
    AgentPresence,
    Answer,
    BotUnavailable,
    DeskState,
    StoreUnavailable,
    Turn,
)
from handoff_gateway.routing import Place
from handoff_gateway.rules import Queue, Rules
from handoff_gateway.service import Customer, Service
from handoff_gateway.store_memory import MemoryDesk, MemoryLog


async def test_the_clockwork_stops_even_when_a_cancellation_was_swallowed() -> None:
    begun = asyncio.Event()

    async def act() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    task = asyncio.create_task(_every(0, act))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(5):
            await task


class AwayAtFirst(MemoryDesk):
    """Confirms the first subscription only when asked again."""

    asked = 0

    async def on_change(self, listener: Callable[[], None]) -> None:
        self.asked += 1
        if self.asked == 1:
            raise StoreUnavailable("the store does not confirm a subscription")
        await super().on_change(listener)


class BrokenOnce(MemoryDesk):
    """Tells the desk only when asked again."""

    asked = 0

    async def state(self, now: int) -> DeskState:
        self.asked += 1
        if self.asked == 1:
            raise ValueError("an entry that this version can't read")
        return await super().state(now)


class Console:
    """An agent's socket that only keeps what it is told."""

    presence = AgentPresence("g_hana", "Hana", "online", 2**62)
    followed: ClassVar[dict[str, object]] = {}

    def __init__(self) -> None:
        self.told = asyncio.Event()

    def tell_desk(self, desk: bytes) -> None:
        self.desk = Desk.model_validate_json(desk)
        self.told.set()

    async def check(self) -> None: ...


@pytest.mark.parametrize("desk", [AwayAtFirst(), BrokenOnce()], ids=lambda d: type(d).__name__)
async def test_a_store_that_fails_at_first_does_not_end_the_clockwork(desk: MemoryDesk) -> None:
    async def no_bot(turn: Turn) -> Answer:
        raise BotUnavailable

    hub = Hub(Service(MemoryLog(), desk, no_bot))
    console = Console()
    running = asyncio.create_task(hub.run())
    try:
        async with asyncio.timeout(10):
            await hub.join_agent(console)
            while not (running.done() or console.told.is_set()):
                hub.refresh()
                await asyncio.sleep(0.01)
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_desk_is_told_as_the_protocol_says_and_a_card_anew_when_it_changed() -> None:
    async def no_bot(turn: Turn) -> Answer:
        raise BotUnavailable

    service = Service(MemoryLog(), MemoryDesk(), no_bot)
    hub, console, mina = Hub(service), Console(), Customer("u_mina", "en")
    await hub.join_agent(console)
    here = (await service.ask_human(mina, "ask-000001")).conversation
    await service.assigning.accept(Agent("g_hana", "Hana"), here, "accept-001")
    told = []
    for word in ("say-000001", "say-000002"):
        await service.say(mina, Say(at=1, id=word, text=word))
        await hub._tell_agents(await service.desk_state())
        told.append(console.desk)
    (mine,) = told[1].mine
    assert (mine.conversation, mine.last_text, mine.agent_name) == (here, "say-000002", "Hana")
    assert told[0].mine[0].last_text == "say-000001"
    assert [(agent.name, agent.load) for agent in told[1].agents] == [("Hana", 1)]
    assert (told[1].queue, [queue.id for queue in told[1].queues]) == ([], ["desk"])


def test_whoever_waits_is_told_of_the_agents_and_the_hours_of_their_own_queue() -> None:
    names = {"en": "x", "ko": "x"}
    mondays = Hours(ZoneInfo("UTC"), (((540, 600),), *((),) * 6))
    rules = Rules((Queue("tea", names, mondays, skills=frozenset({"tea"})), Queue("desk", names)))
    tea = Place("tea", 2, 100, skills=("tea",))
    state = DeskState(
        waiting=(("mina", 100), ("jun", 200)),
        held={},
        agents=(AgentPresence("hana", "Hana", "online", 10**15),),
        places={"mina": tea, "jun": Place("desk", 2, 200)},
    )
    outlook = _Outlook(state, rules, 0)  # a Thursday
    mina, jun = (outlook.waiting(name, frozenset()) for name in ("mina", "jun"))
    assert (mina.position, mina.agents_online, mina.offered) == (1, 0, True)
    assert mina.opens_at == (4 * 24 + 9) * 3_600_000
    assert (jun.position, jun.agents_online, jun.offered) == (1, 1, False)
    assert jun.opens_at is None
