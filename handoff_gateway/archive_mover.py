"""Closed conversations leave the store for the archive: each entry once, whoever dies when."""

from __future__ import annotations

import logging
from collections.abc import Callable, Set
from typing import Final

from handoff_gateway.archive import Archive
from handoff_gateway.ports import Desk, Log, StoreUnavailable

logger = logging.getLogger(__name__)

DAY_MS: Final = 86_400_000


class Mover:
    """Knows which conversations are closed, and moves them when their time has come.

    Args:
        clock: milliseconds since the epoch.
        after_ms: how long a closed conversation stays in the store, for ratings that come late.
        retention_days: how long the archive keeps one; 0 keeps for ever.
    """

    def __init__(
        self,
        log: Log,
        desk: Desk,
        archive: Archive,
        clock: Callable[[], int],
        after_ms: int,
        retention_days: int,
    ) -> None:
        self._log = log
        self._desk = desk
        self._archive = archive
        self._clock = clock
        self._after_ms = after_ms
        self._retention_days = retention_days
        self._closed: dict[str, int] = {}

    def rest(self, conversation: str, closed_at: int) -> None:
        """It is closed since `closed_at` (ms) and only waits to be moved."""
        self._closed[conversation] = closed_at

    def rests(self, conversation: str) -> bool:
        """Whether it is known to be closed."""
        return conversation in self._closed

    def keep_only(self, tracked: Set[str]) -> None:
        """Forget those that another replica has moved."""
        self._closed = {name: at for name, at in self._closed.items() if name in tracked}

    async def move(self) -> None:
        """Move those that are due. One that can't be moved now is tried again the next time."""
        due = self._clock() - self._after_ms
        for conversation, closed_at in tuple(self._closed.items()):
            if closed_at <= due:
                try:
                    await self._move(conversation)
                except StoreUnavailable as error:
                    logger.warning("a closed conversation stays in the store for now: %s", error)

    async def forget_old(self) -> None:
        """Delete what the archive has kept for long enough."""
        if self._retention_days:
            before = self._clock() - self._retention_days * DAY_MS
            if count := await self._archive.forget(before):
                logger.info("%d archived conversations were deleted: their time is over", count)

    async def _move(self, conversation: str) -> None:
        entries = await self._log.read(conversation)
        if entries:
            await self._archive.put(conversation, entries)
            if not await self._log.erase(conversation, entries[-1].seq):
                return  # a rating came in between: the next time
        await self._desk.untrack(conversation)
        self._closed.pop(conversation, None)  # a sweep may have been faster
