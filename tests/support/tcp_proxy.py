"""A TCP proxy that can delay, throttle and cut what goes through it, and drop replies."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Final

READ_BYTES: Final = 65_536


class TcpProxy:
    """Listens on a free loopback port, in the loop that enters it.

    Set the fields at any time; they hold for open connections too.

    Args:
        target: where it leads: the port of a server on loopback, or the path of a unix socket.
    """

    def __init__(self, target: int | str) -> None:
        self.target = target
        self.port = 0
        self.delay_s = 0.0
        self.bytes_per_s: float | None = None
        self.drops_replies = False
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> TcpProxy:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._server
        self._server.close()
        self.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Reset every connection that goes through it now; new ones are taken."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    def heal(self) -> None:
        """Let everything through again. A connection that lost replies stays deaf until it is cut:
        TCP has no holes."""
        self.delay_s, self.bytes_per_s, self.drops_replies = 0.0, None, False

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            there, back = await self._connect()
            ends.append(back)
            self._writers.update(ends)
            ways = {
                asyncio.create_task(self._pump(reader, back, replies=False)),
                asyncio.create_task(self._pump(there, writer, replies=True)),
            }
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # nobody there: closing is what the caller of a dead server sees
        finally:
            for end in ends:
                self._writers.discard(end)
                end.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.target, str):
            return await asyncio.open_unix_connection(self.target)
        return await asyncio.open_connection("127.0.0.1", self.target)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, replies: bool
    ) -> None:
        deaf = False
        with contextlib.suppress(OSError):
            while data := await reader.read(READ_BYTES):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if self.bytes_per_s:
                    await asyncio.sleep(len(data) / self.bytes_per_s)
                deaf = deaf or (replies and self.drops_replies)
                if not deaf:
                    writer.write(data)
                    await writer.drain()
