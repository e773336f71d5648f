"""A WebSocket as the endpoints use it: plain ASGI, a bounded buffer outwards, one writer.

ASGI messages: https://asgi.readthedocs.io/en/latest/specs/www.html#websocket
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Final

from pydantic import BaseModel

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BUFFERED: Final = 1_024  # frames; a reader slower than this is closed, and resumes from the log
PROTOCOL_ERROR: Final = 4400
SIGN_IN_NEEDED: Final = 4401
TRY_AGAIN: Final = 1013
GOING_AWAY: Final = 1012  # "service restart": come back


class Wire:
    """One accepted socket. `send` never waits; `frames` ends when either side closes."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self._out: asyncio.Queue[bytes | int] = asyncio.Queue(BUFFERED)
        self._closing = False
        self._writer: asyncio.Task[None] | None = None

    @property
    def header(self) -> Callable[[str], str | None]:
        """Looks a request header up by its lower-case name."""
        headers = {name.decode(): value.decode("latin-1") for name, value in self.scope["headers"]}
        return headers.get

    async def accept(self) -> None:
        """Complete the handshake."""
        await self._receive()  # websocket.connect
        await self._send({"type": "websocket.accept"})
        self._writer = asyncio.create_task(self._write())

    async def reject(self) -> None:
        """Refuse the handshake (the server answers 403)."""
        await self._receive()
        await self._send({"type": "websocket.close", "code": PROTOCOL_ERROR})

    def send(self, frame: BaseModel) -> None:
        """Queue a frame for sending."""
        if self._closing:
            return
        try:
            self._out.put_nowait(frame.model_dump_json().encode())
        except asyncio.QueueFull:
            self._closing = True
            if self._writer:
                self._writer.cancel()

    def close(self, code: int) -> None:
        """Close after what is queued has been sent."""
        if not self._closing:
            self._closing = True
            try:
                self._out.put_nowait(code)
            except asyncio.QueueFull:
                if self._writer:
                    self._writer.cancel()

    async def frames(self) -> AsyncIterator[str | bytes]:
        """What the other side sends, until the socket closes."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._closing:
                continue
            yield message.get("text") or message.get("bytes") or b""

    async def finish(self) -> None:
        """Release the writer."""
        if self._writer:
            if not self._closing:
                self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        try:
            while True:
                item = await self._out.get()
                if isinstance(item, int):
                    await self._send({"type": "websocket.close", "code": item})
                    return
                await self._send({"type": "websocket.send", "text": item.decode()})
        except asyncio.CancelledError:
            if self._closing:  # too slow a reader
                await self._send({"type": "websocket.close", "code": TRY_AGAIN})
        except OSError:
            self._closing = True  # the other side is gone; `frames` ends by itself
