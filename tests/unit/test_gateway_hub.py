"""The clockwork of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

import pytest

from handoff_gateway.frames import Desk
from handoff_gateway.hub import Hub, _every
from handoff_gateway.ports import (
    AgentPresence,
    Answer,
    BotUnavailable,
    DeskState,
    StoreUnavailable,
    Turn,
)
from handoff_gateway.service import Service
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.wait import parse_hours


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

    def tell_desk(self, desk: Desk) -> None:
        self.told.set()

    async def check(self) -> None: ...


@pytest.mark.parametrize("desk", [AwayAtFirst(), BrokenOnce()], ids=lambda d: type(d).__name__)
async def test_a_store_that_fails_at_first_does_not_end_the_clockwork(desk: MemoryDesk) -> None:
    async def no_bot(turn: Turn) -> Answer:
        raise BotUnavailable

    hub = Hub(Service(MemoryLog(), desk, no_bot), parse_hours("mon-sun 00:00-23:59", "UTC"))
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
