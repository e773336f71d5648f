"""One reader of one log: every entry once, in order, whatever the feed drops or doubles."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from handoff_gateway.archive_history import History
from handoff_gateway.ports import Entry, Log, News, Signal, StoreUnavailable

PAGE: Final = 200  # entries held at a time for a reader who is slower than the log
CHECK_S: Final = 2.0  # for how long a check waits for such a reader


class Follower:
    """Subscribes first, reads the history, fills gaps from the log.

    When the last entry is not there any more (the log was erased, expired, or lost its end), the
    reader is told to start fresh, and is given what there is from the beginning.

    Args:
        history: where entries are read, wherever they are.
        after: number of the last entry the reader has.
        deliver: is given each further entry, once and in order.
        signal: is given each signal.
        start_fresh: is told that nothing holds any more, and how many entries there are now.
        room: waits until the reader can take more of the history; False: they are gone.
    """

    def __init__(
        self,
        log: Log,
        history: History,
        conversation: str,
        after: int,
        deliver: Callable[[str, Entry], None],
        signal: Callable[[str, Signal], None],
        start_fresh: Callable[[str, int], None],
        room: Callable[[], Awaitable[bool]],
    ) -> None:
        self.conversation = conversation
        self.last = after
        self._log = log
        self._history = history
        self._deliver = deliver
        self._signal = signal
        self._start_fresh = start_fresh
        self._room = room
        self._one_at_a_time = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Deliver what is there already, and from now on what comes.

        Raises:
            StoreUnavailable: the store did not answer.
        """
        await self._log.follow(self.conversation, self._hear)
        await self._read()

    async def stop(self) -> None:
        """Deliver no more."""
        await self._log.unfollow(self.conversation, self._hear)
        if self._reading:
            self._reading.cancel()

    async def check(self) -> None:
        """Deliver what the feed may have lost; the newest number is `last` afterwards.

        For a slow reader it goes on by itself: one must not keep the others waiting.
        """
        await asyncio.wait({self._catch_up()}, timeout=CHECK_S)

    def _hear(self, _: str, news: News) -> None:
        if isinstance(news, Signal):
            self._signal(self.conversation, news)
        elif news is None:
            self._catch_up()
        else:
            for entry in news:
                self._take(entry)

    def _take(self, entry: Entry) -> None:
        if entry.seq <= self.last:
            return
        if entry.seq > self.last + 1:
            self._catch_up()
            return
        self.last = entry.seq
        self._deliver(self.conversation, entry)

    def _catch_up(self) -> asyncio.Task[None]:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_again())
        return self._reading

    async def _read_again(self) -> None:
        try:
            await self._read()
        except StoreUnavailable:
            return  # the periodic check reads again

    async def _read(self) -> None:
        async with self._one_at_a_time:
            seen = self.last
            entries = await self._history.entries(self.conversation, max(seen - 1, 0))
            if seen and not entries:
                entries = await self._history.entries(self.conversation)
                self.last = 0
                self._start_fresh(self.conversation, len(entries))
            while entries:
                page, more = entries[:PAGE], len(entries) > PAGE
                entries = ()  # the rest is read again when this has left
                for entry in page:
                    if not await self._room():
                        return
                    self._take(entry)
                if more:
                    entries = await self._history.entries(self.conversation, self.last)
