"""What the store tells by itself: one pub/sub connection for all channels of a server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Final, cast

from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from handoff_gateway.line import TIMEOUT_S
from handoff_gateway.ports import StoreUnavailable
from handoff_gateway.store_client import Client

logger = logging.getLogger(__name__)

RECONNECT_S: Final = 0.2
# The last two are how redis-py and uvloop tell that a connection was lost while it was written to.
LOST: Final = (RedisError, OSError, TimeoutError, RuntimeError, AttributeError)

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
    """One pub/sub connection, and the channels that are heard over it.

    Nobody but its own tasks touches the connection: redis-py reconnects in the middle of whatever
    finds it lost, and two of those at once are in each other's way.
    """

    def __init__(self, feed: Feed, client: Client, place: str, channel: str) -> None:
        self.place = place
        self.channels = {channel}
        self._feed = feed
        self._client = client
        self._changed: asyncio.Queue[str] = asyncio.Queue()
        self.task = asyncio.create_task(self._run(), name="feed")

    def add(self, channel: str) -> None:
        self.channels.add(channel)
        self._changed.put_nowait(channel)

    def remove(self, channel: str) -> None:
        if channel in self.channels:
            self.channels.discard(channel)
            self._changed.put_nowait(channel)

    async def _run(self) -> None:
        while self.channels:
            try:
                async with self._client.pubsub(self.place) as pubsub:
                    await self._serve(pubsub)
            except LOST as error:
                logger.warning("feed lost, coming back: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT_S)
                await self._feed.move(self)
        self._feed.over(self)

    async def _serve(self, pubsub: PubSub) -> None:
        """Hear until the last channel has gone; raises one of LOST."""
        while not self._changed.empty():
            self._changed.get_nowait()
        for channel in tuple(self.channels):
            await self._client.subscribe(pubsub, channel)
        ways = [asyncio.create_task(self._hear(pubsub)), asyncio.create_task(self._follow(pubsub))]
        try:
            ended, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ended:
                way.result()
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _follow(self, pubsub: PubSub) -> None:
        """Tell the store which channels came and went."""
        while True:
            channel = await self._changed.get()
            if channel in self.channels:
                await self._client.subscribe(pubsub, channel)
            else:
                await self._client.unsubscribe(pubsub, channel)

    async def _hear(self, pubsub: PubSub) -> None:
        while self.channels:
            message = await pubsub.get_message(timeout=TIMEOUT_S)
            if message is None:
                if self.channels:
                    await pubsub.ping()  # an idle connection may be dead without a word
                continue
            channel = cast(bytes, message["channel"] or b"").decode()
            match message["type"]:
                case "subscribe" | "ssubscribe":
                    self._feed.confirm(channel)
                case "message" | "smessage":
                    self._feed.tell(channel, cast(bytes, message["data"]))
                case "sunsubscribe" if channel in self.channels:  # its slot moves to another server
                    await self._feed.move(self)
