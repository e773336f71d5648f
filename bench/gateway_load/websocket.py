"""A WebSocket client as small as can be, so that it costs little beside the servers it measures.

RFC 6455: text frames both ways, no compression. The masking key is zero, which leaves the payload
as it is; servers unmask it as any other.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Mapping
from typing import Final, cast

TEXT: Final = 0x1
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA


def framed(payload: bytes, opcode: int = TEXT) -> bytes:
    """A client's frame around a payload."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 0xFE, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0xFF, size)
    return head + b"\0\0\0\0" + payload


def unframed(buffer: bytearray) -> list[tuple[int, bytes]]:
    """Take the whole frames of a server out of the buffer: (opcode, payload) of each."""
    found: list[tuple[int, bytes]] = []
    at, end = 0, len(buffer)
    while end - at >= 2:
        size, begin = buffer[at + 1] & 0x7F, at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            begin += width
            if end < begin:
                break
            size = int.from_bytes(buffer[begin - width : begin], "big")
        if end - begin < size:
            break
        found.append((buffer[at] & 0x0F, bytes(buffer[begin : begin + size])))
        at = begin + size
    del buffer[:at]
    return found


class WebSocket(asyncio.Protocol):
    """One connection; `heard` is given each text, `lost` is told when it ends."""

    def __init__(
        self,
        request: bytes,
        heard: Callable[[bytes], None],
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._heard = heard
        self._lost = lost
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.opened.done():
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head[:20]:
                self.opened.set_exception(ConnectionError(head.decode("latin-1")))
                self.close()
                return
            self._buffer = bytearray(rest)
            self.opened.set_result(None)
        for opcode, payload in unframed(self._buffer):
            if opcode == TEXT:
                self._heard(payload)
            elif opcode == PING:
                self._write(framed(payload, PONG))
            elif opcode == CLOSE:
                self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before it was open"))
            self.opened.exception()
        self._lost()

    def send(self, text: bytes) -> None:
        self._write(framed(text))

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def _write(self, frame: bytes) -> None:
        if self._transport:
            self._transport.write(frame)


async def connect(
    port: int,
    path: str,
    heard: Callable[[bytes], None],
    lost: Callable[[], None] = lambda: None,
    headers: Mapping[str, str] | None = None,
) -> WebSocket:
    """An open connection to a loopback port.

    Raises:
        OSError: nobody listens, or the server did not take it.
    """
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: aGFuZHJhaWwtYmVuY2gtMQ==",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    request = "\r\n".join([*lines, "", ""]).encode()
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(
        lambda: WebSocket(request, heard, lost), "127.0.0.1", port
    )
    await socket.opened
    return socket
