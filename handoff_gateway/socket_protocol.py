"""uvicorn's WebSocket protocol, for peers that read slowly, or no more.

It closes a connection by flushing what is buffered, and a peer that never reads (stopped, or gone
without a word) makes that last for ever. Here such a connection is aborted. Also, several texts
may leave in one write, and reading pauses only while frames wait.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

from handoff_gateway.wire import ABORT, WRITE

KERNEL_BUFFER: Final = 256 * 1024  # bytes; left alone, it grows to megabytes for a slow reader


class SocketProtocol(WebSocketsSansIOProtocol):
    """Gives `scope["extensions"]` what drops the connection at once, and drops dead ones itself."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        connection = cast(socket.socket | None, transport.get_extra_info("socket"))
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)

    async def run_asgi(self) -> None:
        extensions: dict[str, object] = self.scope["extensions"]  # type: ignore[assignment]
        extensions[ABORT] = self.transport.abort
        extensions[WRITE] = self.write_texts
        await super().run_asgi()

    def write_texts(self, texts: Sequence[bytes]) -> bool:
        """Send texts, one frame each, in one write. False: none, as the peer takes no more now."""
        if not self.writable.is_set() or self.conn.state is not OPEN or self.transport.is_closing():
            return False
        for text in texts:
            self.conn.send_text(text)
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    def send_receive_event_to_app(self) -> None:
        """Read on while no frame waits: to stop and go on at each one takes two system calls."""
        if self.read_paused or not self.queue.empty():
            super().send_receive_event_to_app()
            return
        self.read_paused = True  # what is paused already is not paused again
        super().send_receive_event_to_app()
        self.read_paused = False

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()  # nothing changes where all was flushed
