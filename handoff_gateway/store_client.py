"""How commands and scripts reach the store: `Client`, and `Server` for a store of one server."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from typing import Any, Final

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, ResponseError

from handoff_gateway.durability import Durability
from handoff_gateway.line import TIMEOUT_S, Command, Ear, Line, Raw, Reply, Word, open_ear

logger = logging.getLogger(__name__)

CONFIRM_MS: Final = 2_000  # how long replicas may take to have an entry
AGAIN_MS: Final = (10, 30, 100)  # when they are asked again
READS: Final = frozenset({"XRANGE", "GET", "HGET", "HGETALL", "ZRANGE", "SMEMBERS", "PING"})


class NotConfirmed(Exception):
    """Fewer replicas than were asked for have what was written."""


class Script:
    """A Lua script of lua/, or several that stand one after the other; sent by its digest."""

    def __init__(self, *names: str) -> None:
        folder = files("handoff_gateway") / "lua"
        self.text = "".join((folder / f"{n}.lua").read_text(encoding="utf-8") for n in names)
        self.sha = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


class Lines:
    """The connections to one server.

    WAIT holds up whatever follows it on its connection, so reads then have a line of their own.
    """

    def __init__(self, template: Callable[[], AbstractConnection], durability: Durability) -> None:
        self._replicas = durability.replicas
        self._writes = Line(template)
        self._reads = Line(template) if self._replicas else self._writes
        self._wait: list[Command] = []
        self._loading: dict[str, Reply] = {}

    async def send(self, command: Command) -> Raw:
        """The reply to a command; raises redis.exceptions.RedisError."""
        line = self._reads if command[0] in READS else self._writes
        return await line.send(*command)

    async def send_confirmed(self, command: Command) -> Raw:
        """The reply to a write, once the replicas that the durability names have it too.

        Raises:
            NotConfirmed: they did not in time; the write itself has happened.
            redis.exceptions.RedisError: as of `send`.
        """
        if not self._replicas:
            return await self.send(command)
        wait = self._wait = self._wait or await self._which_wait()
        reply, waited = self._writes.send_then(command, wait)
        outcome = await reply
        try:
            count = await asyncio.shield(waited)
        except ResponseError:
            self._wait = []  # the server's own settings have changed: look anew
            raise
        confirmed = count[1] if isinstance(count, list) else count
        if confirmed < self._replicas:
            raise NotConfirmed(
                f"{confirmed} of {self._replicas} replicas confirmed within {CONFIRM_MS} ms"
            )
        return outcome

    async def load(self, script: Script) -> None:
        """Make the server know a script, once for all who ask at a time."""
        loading = self._loading.get(script.sha)
        if loading is None or loading.done():
            loading = self._loading[script.sha] = self._writes.send("SCRIPT", "LOAD", script.text)
        await asyncio.shield(loading)

    async def close(self) -> None:
        await self._writes.close()
        await self._reads.close()

    async def _which_wait(self) -> list[Command]:
        """WAITAOF (on disk here and there) where this server can, else WAIT (in memory there)."""
        try:
            await self._reads.send("WAITAOF", 1, 0, 1)
        except ResponseError as error:
            logger.warning(
                "HANDRAIL_DURABILITY: the store has no WAITAOF or no append-only file (%s): "
                "replicas confirm what they hold in memory, not on disk",
                error,
            )
            return [("WAIT", self._replicas, CONFIRM_MS)]
        # A replica that reads entries and the question together answers what was on disk before
        # them, and then for a second nothing: so ask again after a little while.
        slices = [*AGAIN_MS, max(CONFIRM_MS - sum(AGAIN_MS), 1)]
        return [("WAITAOF", 1, self._replicas, part) for part in slices]


class Client(ABC):
    """Sends commands and scripts to the server that has their keys. Never repeats one that may
    have been carried out.
    """

    publish: str
    """The command that publishes."""

    subscribe: str
    unsubscribe: str

    together: bool
    """Whether keys of different hash tags may meet in one script."""

    def __init__(self, durability: Durability) -> None:
        self.durability = durability

    async def command(self, *command: Word) -> Raw:
        """The raw reply. Goes where the second word, its key, lives.

        Raises:
            redis.exceptions.RedisError: the server's error, or no reply.
        """
        key = str(command[1]) if len(command) > 1 else ""
        return await self._at(key, lambda lines: lines.send(command))

    async def run(
        self,
        script: Script,
        keys: Sequence[str],
        args: Sequence[str | bytes | int],
        *,
        confirmed: bool = False,
    ) -> Raw:
        """Run a script where its keys live; with `confirmed`, wait for the replicas too.

        Raises:
            NotConfirmed, redis.exceptions.RedisError: as of `Lines.send_confirmed`.
        """

        async def act(lines: Lines) -> Raw:
            send = lines.send_confirmed if confirmed else lines.send
            rest = (len(keys), *keys, *args)
            try:
                return await send(("EVALSHA", script.sha, *rest))
            except NoScriptError:  # not run: a new server, or its scripts were flushed
                await lines.load(script)
                return await send(("EVALSHA", script.sha, *rest))

        return await self._at(keys[0], act)

    async def place(self, channel: str) -> str:
        """The server that has a channel; raises redis.exceptions.RedisError."""
        return ""

    async def refresh(self) -> None:
        """Find out anew which server has what; raises redis.exceptions.RedisError."""
        return

    @abstractmethod
    async def listen(self, place: str, heard: Callable[[Raw], None]) -> Ear:
        """A connection of its own to a server, for news.

        Raises:
            redis.exceptions.RedisError, OSError, TimeoutError: it could not be opened.
        """

    @abstractmethod
    async def each(self, *command: str | int) -> list[Raw]:
        """The reply of every primary."""

    @abstractmethod
    async def aclose(self) -> None:
        """Close all connections."""

    @abstractmethod
    async def _at(self, key: str, act: Callable[[Lines], Awaitable[Raw]]) -> Raw: ...


class Server(Client):
    """A store that is one server (and its replicas)."""

    publish, subscribe, unsubscribe = "PUBLISH", "SUBSCRIBE", "UNSUBSCRIBE"
    together = True

    def __init__(self, url: str, durability: Durability) -> None:
        super().__init__(durability)
        self._redis = Redis.from_url(url, **options())
        self._template: Callable[[], AbstractConnection] = (
            self._redis.connection_pool.make_connection
        )
        self._lines = Lines(self._template, durability)

    async def listen(self, place: str, heard: Callable[[Raw], None]) -> Ear:
        return await open_ear(self._template(), heard)

    async def each(self, *command: str | int) -> list[Raw]:
        return [await self._lines.send(command)]

    async def aclose(self) -> None:
        await self._lines.close()
        await self._redis.aclose()

    async def _at(self, key: str, act: Callable[[Lines], Awaitable[Raw]]) -> Raw:
        return await act(self._lines)


def options() -> dict[str, Any]:
    """What redis-py is told everywhere: no retries of its own, and deadlines."""
    return {
        "retry": Retry(NoBackoff(), 0),
        "socket_timeout": TIMEOUT_S,
        "socket_connect_timeout": TIMEOUT_S,
    }
