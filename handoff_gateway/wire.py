"""A WebSocket as the endpoints use it: plain ASGI, a bounded buffer outwards, one writer.

What is said in one tick of the event loop leaves as one write, where the server offers `WRITE`; a
writer of its own waits only for a side that reads slowly.

ASGI messages: https://asgi.readthedocs.io/en/latest/specs/www.html#websocket
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# A reader for whom more than this waits is closed, and resumes from the log.
BUFFERED: Final = 1_024  # frames
BUFFERED_BYTES: Final = 1024 * 1024
AT_ONCE: Final = 64 * 1024  # bytes in one write; more leaves one by one, as the other side takes it
PARTING_S: Final = 10.0  # for the other side to take its close frame and answer it

PROTOCOL_ERROR: Final = 4400
SIGN_IN_NEEDED: Final = 4401
TOO_MANY: Final = 4429
TRY_AGAIN: Final = 1013
GOING_AWAY: Final = 1012  # "service restart": come back

# In the scope's extensions:
ABORT: Final = "handrail.abort"  # drops the connection at once
WRITE: Final = "handrail.write"  # sends texts at once, or says that none can be sent now


class Wire:
    """One accepted socket. `send` never waits; `frames` ends when either side closes."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self._abort: Callable[[], None] = scope.get("extensions", {}).get(ABORT, lambda: None)
        self._write_now: Callable[[Sequence[bytes]], bool] = scope.get("extensions", {}).get(
            WRITE, lambda _: False
        )
        self._out: deque[bytes | int] = deque()  # texts, and the code to close with
        self._flushing = False
        self._bytes = 0
        self._drained = asyncio.Event()
        self._closing = False
        self._answering = False
        self._farewell: int | None = None
        self._writer: asyncio.Task[None] | None = None

    @property
    def header(self) -> Callable[[str], str | None]:
        """Looks a request header up by its lower-case name."""
        headers = {name.decode(): value.decode("latin-1") for name, value in self.scope["headers"]}
        return headers.get

    @property
    def host(self) -> str:
        """The address that the socket comes from; empty when it has none."""
        client = self.scope.get("client")
        return client[0] if client else ""

    async def accept(self) -> None:
        """Complete the handshake."""
        await self._receive()  # websocket.connect
        await self._send({"type": "websocket.accept"})

    async def reject(self) -> None:
        """Refuse the handshake (the server answers 403)."""
        await self._receive()
        await self._send({"type": "websocket.close", "code": PROTOCOL_ERROR})

    def send(self, frame: BaseModel | bytes) -> None:
        """Queue a frame, or one in JSON. One too many, or too much, closes the socket with 1013."""
        if self._closing:
            return
        data = frame if isinstance(frame, bytes) else frame.model_dump_json().encode()
        waiting = len(self._out)
        if waiting and (waiting >= BUFFERED or self._bytes + len(data) > BUFFERED_BYTES):
            self._give_up()
            return
        self._bytes += len(data)
        self._out.append(data)
        if not self._flushing and not self._writing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)

    async def room(self) -> bool:
        """Wait until no more than half of the buffer is taken; False: the socket closes."""
        while not self._closing and self._half_full:
            self._drained.clear()
            await self._drained.wait()
        return not self._closing

    def close(self, code: int) -> None:
        """Close after what is queued has been sent."""
        if not self._closing:
            self._closing = True
            self._out.append(code)
            self._write_on()

    def leave(self, code: int) -> None:
        """Close as soon as the frame that is being answered has its answer."""
        if self._answering:
            self._farewell = code
        else:
            self.close(code)

    async def frames(self) -> AsyncIterator[str | bytes]:
        """What the other side sends, until the socket closes."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._closing:
                continue
            self._answering = True
            yield message.get("text") or message.get("bytes") or b""
            self._answering = False
            if self._farewell is not None:
                self.close(self._farewell)

    async def finish(self) -> None:
        """Release the writer."""
        if self._writer:
            if not self._closing:
                self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    @property
    def _half_full(self) -> bool:
        return len(self._out) > BUFFERED // 2 or self._bytes > BUFFERED_BYTES // 2

    @property
    def _writing(self) -> bool:
        return self._writer is not None and not self._writer.done()

    def _flush(self) -> None:
        """Send what was said in this tick, or leave it to the writer."""
        self._flushing = False
        if self._writing or not self._out:
            return
        texts = [item for item in self._out if isinstance(item, bytes)]
        small = len(texts) == len(self._out) and self._bytes <= AT_ONCE
        if not small or not self._write_now(texts):
            self._write_on()
            return
        self._out.clear()
        self._bytes = 0
        self._drained.set()

    def _write_on(self) -> None:
        if not self._writing:
            self._writer = asyncio.create_task(self._write())

    def _give_up(self) -> None:
        """Close: the other side reads too slowly."""
        self._closing = True
        self._out.clear()
        if self._writer:
            self._writer.cancel()
        self._writer = asyncio.create_task(self._part(TRY_AGAIN))
        self._drained.set()

    async def _write(self) -> None:
        """Send one by one, waiting for the other side, until nothing is left."""
        try:
            while self._out:
                item = self._out.popleft()
                if isinstance(item, int):
                    await self._part(item)
                    return
                await self._send({"type": "websocket.send", "text": item.decode()})
                self._bytes -= len(item)
                if not self._half_full:
                    self._drained.set()
        except OSError:
            self._closing = True  # the other side is gone; `frames` ends by itself
        finally:
            self._drained.set()

    async def _part(self, code: int) -> None:
        """Send the close frame, and give up on a side that does not take or answer it in time."""
        asyncio.get_running_loop().call_later(PARTING_S, self._abort)
        try:
            await self._send({"type": "websocket.close", "code": code})
        except OSError:
            return  # they were faster
