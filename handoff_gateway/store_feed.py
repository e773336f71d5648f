"""What the store tells by itself: one pub/sub connection for all channels of a server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from handoff_gateway.line import TIMEOUT_S, Ear, Raw
from handoff_gateway.ports import StoreUnavailable
from handoff_gateway.store_client import Client

logger = logging.getLogger(__name__)

RECONNECT_S: Final = 0.2

Hears = Callable[[bytes | None], None]


class Feed:
    """All channels that this process listens to; comes back by itself.

    After each reconnection every listener hears None: news may have been missed.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._listeners: defaultdict[str, list[Hears]] = defaultdict(list)
        self._confirmed: dict[str, asyncio.Future[None]] = {}
        self._branches: dict[str, _Branch] = {}

    async def listen(self, channel: str, listener: Hears) -> None:
        """Hear every message of the channel from now on; returns once the store has confirmed it.

        Raises:
            StoreUnavailable: not confirmed in time.
        """
        self._listeners[channel].append(listener)
        confirmed = self._confirmed.get(channel)
        if confirmed is None:
            confirmed = self._confirmed[channel] = asyncio.get_running_loop().create_future()
            try:
                await self._place(channel)
            except (RedisError, OSError, TimeoutError) as error:
                self._drop(channel, listener)
                raise StoreUnavailable(str(error)) from error
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await asyncio.shield(confirmed)
        except TimeoutError as error:
            self._drop(channel, listener)
            raise StoreUnavailable("the store does not confirm a subscription") from error

    async def forget(self, channel: str, listener: Hears) -> None:
        """Hear no more."""
        self._drop(channel, listener)
        if channel not in self._listeners:
            for branch in self._branches.values():
                branch.remove(channel)

    async def close(self) -> None:
        for branch in self._branches.values():
            branch.task.cancel()
        tasks = [branch.task for branch in self._branches.values()]
        await asyncio.gather(*tasks, return_exceptions=True)

    def confirm(self, channel: str) -> None:
        """The store listens for us; again, after a reconnection."""
        confirmed = self._confirmed.get(channel)
        if confirmed is None:
            return
        if confirmed.done():
            self.tell(channel, None)
        else:
            confirmed.set_result(None)

    def tell(self, channel: str, data: bytes | None) -> None:
        for listener in tuple(self._listeners.get(channel, ())):
            listener(data)

    async def move(self, branch: _Branch) -> None:
        """Give a lost branch's channels to the servers that have them now."""
        with contextlib.suppress(RedisError, OSError, TimeoutError):  # tried again by the next loss
            await self._client.refresh()
            for channel in tuple(branch.channels):
                if await self._client.place(channel) != branch.place:
                    branch.channels.discard(channel)
                    await self._place(channel)

    def over(self, branch: _Branch) -> None:
        """The branch has no channels left."""
        if self._branches.get(branch.place) is branch:
            del self._branches[branch.place]

    async def _place(self, channel: str) -> None:
        place = await self._client.place(channel)
        branch = self._branches.get(place)
        if branch is None:
            self._branches[place] = _Branch(self, self._client, place, channel)
        else:
            branch.add(channel)

    def _drop(self, channel: str, listener: Hears) -> None:
        if listener in self._listeners.get(channel, []):
            self._listeners[channel].remove(listener)
        if not self._listeners.get(channel):
            self._listeners.pop(channel, None)
            self._confirmed.pop(channel, None)


class _Branch:
    """One connection to a server, and the channels that are heard over it."""

    def __init__(self, feed: Feed, client: Client, place: str, channel: str) -> None:
        self.place = place
        self.channels = {channel}
        self._feed = feed
        self._client = client
        self._ear: Ear | None = None
        self._silent = False
        self._moving: asyncio.Task[None] | None = None
        self.task = asyncio.create_task(self._run(), name="feed")

    def add(self, channel: str) -> None:
        self.channels.add(channel)
        if self._ear:  # else _run subscribes when it has come back
            self._ear.send(self._client.subscribe, channel)

    def remove(self, channel: str) -> None:
        if channel in self.channels:
            self.channels.discard(channel)
            if self._ear:
                self._ear.send(self._client.unsubscribe, channel)

    async def _run(self) -> None:
        while self.channels:
            try:
                await self._serve()
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("feed lost, coming back: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT_S)
                await self._feed.move(self)
        self._feed.over(self)

    async def _serve(self) -> None:
        """Listen until no channel is left.

        Raises:
            RedisError, OSError, TimeoutError: the connection was lost.
        """
        self._ear = ear = await self._client.listen(self.place, self._hear)
        try:
            for channel in self.channels:
                ear.send(self._client.subscribe, channel)
            probed = False
            while self.channels:
                self._silent = True
                await asyncio.wait([ear.ended], timeout=TIMEOUT_S)
                if ear.ended.done() or (self._silent and probed):
                    raise RedisConnectionError("the connection for news is dead")
                probed = self._silent
                if probed:
                    ear.send("PING")  # an idle connection may be dead without a word
        finally:
            self._ear = None
            ear.close()

    def _hear(self, reply: Raw) -> None:
        """Put a reply off by two turns of the event loop: an append of our own that it tells of has
        then told those who follow here, who get all that comes of it in one write.
        """
        self._silent = False
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._take_in, reply)

    def _take_in(self, reply: Raw) -> None:
        match reply:
            case [b"message" | b"smessage", bytes(channel), bytes(data)]:
                self._feed.tell(channel.decode(), data)
            case [b"subscribe" | b"ssubscribe", bytes(channel), _]:
                self._feed.confirm(channel.decode())
            case [b"sunsubscribe", bytes(channel), _] if channel.decode() in self.channels:
                # Its slot moves to another server.
                self._moving = asyncio.create_task(self._feed.move(self))
            case Exception() if self._ear:
                logger.warning("feed: the store answered %s", reply)
                self._ear.close()
