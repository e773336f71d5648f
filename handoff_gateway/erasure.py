"""Forgetting one customer: their conversations leave the store and the archive, with every entry.

Whoever follows one of them is told to start fresh, at the latest at the next position check.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from handoff_gateway.archive import Archive
from handoff_gateway.archive_summary import customers_in, is_about
from handoff_gateway.conversation import replay
from handoff_gateway.events import Event
from handoff_gateway.ports import Desk, Log

MOVING_S: Final = 12.0  # longer than a replica needs that is archiving one of them right now


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone: the customer's ids, and how many conversations in the store and the archive."""

    customers: frozenset[str]
    live: int
    archived: int


class Eraser:
    """Every method raises StoreUnavailable, ArchiveUnavailable; repeat it then."""

    def __init__(
        self,
        log: Log,
        desk: Desk,
        archive: Archive,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._log = log
        self._desk = desk
        self._archive = archive
        self._sleep = sleep

    async def find(self, who: str) -> frozenset[str]:
        """The ids of who has conversations that name this id, e-mail or telephone number."""
        found = await self._archive.customers(who)
        for name in await self._desk.tracked():
            events = await self._events(name)
            if is_about(events, who):
                found |= customers_in(events)
        return found

    async def forget(self, customers: Iterable[str]) -> Erased:
        """Erase all of theirs; an open conversation ends with it."""
        gone = frozenset(customers)
        live = await self._erase_live(gone)
        archived = await self._erase_archived(gone)
        # A replica may have read one from the store a moment ago, to write it into the archive.
        await self._sleep(MOVING_S)
        live += await self._erase_live(gone)
        archived += await self._erase_archived(gone)
        return Erased(gone, live, archived)

    async def _erase_live(self, customers: frozenset[str]) -> int:
        count = 0
        for name in await self._desk.tracked():
            while events := await self._events(name):
                if replay(events).customer not in customers:
                    break
                if await self._log.erase(name, len(events)):
                    await self._desk.withdraw(name, events[-1].at)
                    await self._desk.untrack(name)
                    count += 1
                    break
        for customer in customers:
            await self._desk.unpoint(customer)
        return count

    async def _erase_archived(self, customers: frozenset[str]) -> int:
        return sum([await self._archive.forget_customer(customer) for customer in customers])

    async def _events(self, conversation: str) -> list[Event]:
        return [entry.event for entry in await self._log.read(conversation)]
