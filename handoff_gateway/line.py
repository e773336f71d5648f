"""One connection to the store that everybody in this process shares.

The commands of one event-loop tick leave as one write, and replies come back in their order: many
appends cost one round trip, and the server's fsync at every write becomes one for all of them.

Nothing is ever sent twice: when the connection is lost, each command whose reply had not come
fails, and the next command opens another connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, cast

import hiredis
from redis._parsers import BaseParser
from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    SSLConnection,
    UnixDomainSocketConnection,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ReadOnlyError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

Word = str | bytes | int | float
Command = Sequence[Word]
Raw = Any
"""A reply as it comes: bytes, a number, None, or a list of these."""
Reply = asyncio.Future[Raw]
Batch = list[tuple[bytes, Reply]]
"""Packed commands, each with where its reply goes."""

TIMEOUT_S: Final = 5.0
_NOT_YET: Final = object()


class Line:
    """Commands in, replies out, over one connection at a time.

    Args:
        template: makes a redis-py connection that is never opened: it holds the address, the
            sign-in and the TLS context that the operator's URL came to.
        timeout_s: how long a reply, or the opening of a connection, may take.
    """

    def __init__(
        self, template: Callable[[], AbstractConnection], timeout_s: float = TIMEOUT_S
    ) -> None:
        self._template = template
        self._timeout_s = timeout_s
        self._wire: _Wire | None = None
        self._opening: asyncio.Task[None] | None = None
        self._unsent: Batch = []
        self._then: Batch = []
        self._flushing = False
        self._closed = False

    def send(self, *command: Word) -> Reply:
        """Send a command with the others of this tick. Await the reply; cancelling drops it.

        Raises (when awaited):
            redis.exceptions.RedisError: the server's error; or ConnectionError, TimeoutError: no
                reply came, so whether the command was carried out is unknown.
        """
        reply = _new_reply()
        self._unsent.append((_packed(command), reply))
        self._flush_soon()
        return reply

    def send_then(self, command: Command, then: Sequence[Command]) -> tuple[Reply, Reply]:
        """Send a command; and, when all replies of this tick are there, `then` on the same
        connection, once for all who asked for it.

        Returns the reply to the command and the one to the last of `then`. The second is shared, so
        await it through asyncio.shield. `then` must be the same for all of a tick.
        """
        reply = self.send(*command)
        if not self._then:
            self._then = [(_packed(part), _new_reply()) for part in then]
        return reply, self._then[-1][1]

    async def close(self) -> None:
        """Send no more; what waits for a reply fails."""
        self._closed = True
        if self._opening:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        if self._wire:
            self._wire.drop("closed")
        self._fail(RedisConnectionError("closed"))

    def _flush_soon(self) -> None:
        if not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        if self._closed:
            self._fail(RedisConnectionError("closed"))
        elif self._wire and self._wire.is_open:
            batch, then = self._take()
            self._wire.write([part for part in batch if not part[1].done()], then)
        elif self._opening is None:
            self._opening = asyncio.create_task(self._open(), name="line")

    async def _open(self) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                self._wire = await _connected(self._template(), self._timeout_s)
        except TimeoutError:
            self._fail(RedisTimeoutError("no connection in time"))
        except RedisError as error:
            self._fail(error)
        except OSError as error:
            self._fail(RedisConnectionError(str(error)))
        finally:
            self._opening = None
        if self._unsent:
            self._flush()

    def _take(self) -> tuple[Batch, Batch]:
        taken = self._unsent, self._then
        self._unsent, self._then = [], []
        return taken

    def _fail(self, error: RedisError) -> None:
        for batch in self._take():
            _fail_all((reply for _, reply in batch), error)


class Ear:
    """A connection over which the store talks by itself: subscriptions out, what they bring in.

    Every reply and message goes to the `heard` it was opened with, errors of the server too.
    """

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire
        self.ended = wire.ended

    def send(self, *command: Word) -> None:
        """Send a command; its replies are heard like all the rest."""
        self._wire.put(_packed(command))

    def close(self) -> None:
        self._wire.drop("closed")


async def open_ear(
    template: AbstractConnection, heard: Callable[[Raw], None], timeout_s: float = TIMEOUT_S
) -> Ear:
    """Open a connection as `Line` would, for news.

    Raises:
        redis.exceptions.RedisError, OSError, TimeoutError: it could not be opened.
    """
    async with asyncio.timeout(timeout_s):
        wire = await _connected(template, timeout_s)
    wire.heard = heard
    return Ear(wire)


class _Wire(asyncio.Protocol):
    """One open connection: bytes out, replies in the order of the commands.

    What comes unasked goes to `heard`. `ended` is done once the connection is lost.
    """

    def __init__(self, timeout_s: float) -> None:
        self.heard: Callable[[Raw], None] | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._timeout_s = timeout_s
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        # When it was sent, where its reply goes, what to send after that reply.
        self._awaited: deque[tuple[float, Reply, Batch | None]] = deque()
        self._why = "the store closed the connection"
        self._reader = hiredis.Reader(
            protocolError=RedisConnectionError,
            replyError=BaseParser.parse_error,
            notEnoughData=_NOT_YET,
        )

    @property
    def is_open(self) -> bool:
        """False also while the connection is being lost, and nothing can be sent any more."""
        return self._transport is not None and not self._transport.is_closing()

    def write(self, batch: Batch, then: Batch | None = None) -> None:
        """Send a batch; `then` once the last reply to it is there."""
        if self._transport is None or not self.is_open or not batch:
            unsent = (reply for _, reply in (*batch, *(then or ())))
            _fail_all(unsent, RedisConnectionError("nothing sent"))
            return
        now = self._loop.time()
        self._awaited.extend((now, reply, None) for _, reply in batch)
        if then:
            self._awaited[-1] = (now, batch[-1][1], then)
        self._transport.write(b"".join(command for command, _ in batch))
        if self._timer is None:
            self._timer = self._loop.call_later(self._timeout_s, self._check)

    def put(self, packed: bytes) -> None:
        """Send a command whose reply nobody awaits; nothing once the connection is lost."""
        if self._transport and self.is_open:
            self._transport.write(packed)

    def drop(self, why: str) -> None:
        """Close at once; each awaited reply fails, saying why."""
        self._why = why
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not _NOT_YET:
                if self.heard:
                    self.heard(reply)
                    continue
                _, awaited, then = self._awaited.popleft()
                if not awaited.done():  # else whoever asked was cancelled: nobody else's reply
                    self._give(awaited, reply)
                if then:
                    self.write(then)
        except (RedisConnectionError, IndexError):
            self.drop("the store's replies make no sense")

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()
        awaited, self._awaited = self._awaited, deque()
        if not self.ended.done():
            self.ended.set_result(None)
        error = RedisConnectionError(str(exc) if exc else self._why)
        for _, reply, then in awaited:
            _fail_all((reply, *(waiting for _, waiting in then or ())), error)

    def _give(self, awaited: Reply, reply: object) -> None:
        if not isinstance(reply, Exception):
            awaited.set_result(reply)
            return
        _fail(awaited, reply)
        if isinstance(reply, ReadOnlyError):  # demoted: the address may lead to a new primary
            self.drop("the server has become a replica")

    def _check(self) -> None:
        """Close the connection when the oldest reply is overdue; look again when the next is."""
        self._timer = None
        if not self._awaited:
            return
        left = self._awaited[0][0] + self._timeout_s - self._loop.time()
        if left <= 0:
            self.drop("no reply in time")
        else:
            self._timer = self._loop.call_later(left, self._check)


async def _connected(template: AbstractConnection, timeout_s: float) -> _Wire:
    """Open a connection and sign in, as redis-py would have from the same URL."""
    loop = asyncio.get_running_loop()
    wire = _Wire(timeout_s)
    if isinstance(template, UnixDomainSocketConnection):
        await loop.create_unix_connection(lambda: wire, template.path)
    else:
        address = cast(Connection, template)
        tls = template.ssl_context.get() if isinstance(template, SSLConnection) else None
        transport, _ = await loop.create_connection(
            lambda: wire, address.host, int(address.port), ssl=tls
        )
        with contextlib.suppress(OSError):
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    greeting: list[Command] = []
    if template.password:
        named = [template.username] if template.username else []
        greeting.append(("AUTH", *named, template.password))
    if template.db:
        greeting.append(("SELECT", template.db))
    replies: list[Reply] = [_new_reply() for _ in greeting]
    wire.write([(_packed(c), r) for c, r in zip(greeting, replies, strict=True)])
    try:
        for reply in replies:
            await reply
    except BaseException:
        wire.drop("not signed in")
        raise
    return wire


def _packed(command: Command) -> bytes:
    return cast(bytes, hiredis.pack_command(cast(tuple[Word], tuple(command))))


def _new_reply() -> Reply:
    return asyncio.get_running_loop().create_future()


def _fail(reply: Reply, error: Exception) -> None:
    reply.set_exception(error)
    reply.exception()  # looked at: where nobody waits for it any more, it is no news


def _fail_all(replies: Iterable[Reply], error: RedisError) -> None:
    for reply in replies:
        if not reply.done():
            # One error object each: a traceback grows with everybody who raises it.
            _fail(reply, type(error)(*error.args))
