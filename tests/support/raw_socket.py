"""A WebSocket client that reads only when it is told to, and never answers a ping by itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.uri import parse_uri


class RawSocket:
    """The handshake is done; `frames` are those read so far, `code` that of the close frame."""

    def __init__(self, url: str, plug: socket.socket) -> None:
        self._protocol = ClientProtocol(parse_uri(url), max_size=None)
        self._plug = plug
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None

    async def shake_hands(self, cookie: str | None) -> None:
        request = self._protocol.connect()
        if cookie:
            request.headers["Cookie"] = cookie
        self._protocol.send_request(request)
        await self._flush()
        while self._protocol.state.name == "CONNECTING":
            await self._read_once()

    async def send(self, **frame: Any) -> None:
        self._protocol.send_text(json.dumps(frame).encode())
        await self._flush()

    async def read_until(self, frame_type: str) -> dict[str, Any]:
        """The first frame of this type; what comes before it is kept."""
        while True:
            for frame in self.frames:
                if frame["type"] == frame_type:
                    return frame
            assert await self._read_once(), f"over without {frame_type}"

    async def read_to_the_end(self) -> None:
        """Until the other side closes, with a close frame or without."""
        with contextlib.suppress(ConnectionError):
            while self.code is None and await self._read_once():
                pass

    async def _read_once(self) -> bool:
        data = await asyncio.get_running_loop().sock_recv(self._plug, 65_536)
        if not data:
            return False
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            opcode = getattr(event, "opcode", None)
            if opcode is Opcode.TEXT:
                self.frames.append(json.loads(bytes(event.data)))  # type: ignore[union-attr]
            elif self._protocol.close_rcvd:
                self.code = self._protocol.close_rcvd.code
        self._protocol.data_to_send()  # pongs, and the answer to a close: never sent
        return True

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            await asyncio.get_running_loop().sock_sendall(self._plug, data)


@contextlib.asynccontextmanager
async def raw_socket(url: str, cookie: str | None = None) -> AsyncIterator[RawSocket]:
    """An open one; its receive buffer is small."""
    parts = urlsplit(url)
    with socket.socket() as plug:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        plug.setblocking(False)
        await asyncio.get_running_loop().sock_connect(plug, (parts.hostname, parts.port))
        client = RawSocket(url, plug)
        await client.shake_hands(cookie)
        yield client
