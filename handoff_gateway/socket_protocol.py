"""uvicorn's WebSocket protocol, for peers that read slowly, or no more.

It closes a connection by flushing what is buffered, and a peer that never reads (stopped, or gone
without a word) makes that last for ever. Here such a connection is aborted.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from handoff_gateway.wire import ABORT

KERNEL_BUFFER: Final = 256 * 1024  # bytes; left alone, it grows to megabytes for a slow reader


class SocketProtocol(WebSocketsSansIOProtocol):
    """Gives `scope["extensions"]` what drops the connection at once, and drops dead ones itself."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        connection = cast(socket.socket | None, transport.get_extra_info("socket"))
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)

    async def run_asgi(self) -> None:
        self.scope["extensions"][ABORT] = self.transport.abort  # type: ignore[assignment]
        await super().run_asgi()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()  # nothing changes where all was flushed
