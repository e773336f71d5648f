"""A customer and an agent's console over real sockets, for tests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Frame = dict[str, Any]
PATIENCE_S = 15.0
NOT_ACKNOWLEDGED = frozenset(
    {
        *("hello", "typing", "presence", "open", "leave", "set_context", "identify"),
        *("read", "read_case"),
    }
)


class Client:
    """A socket that remembers every frame; `until` waits for one not returned before.

    Args:
        heard: is told each frame as it comes.
    """

    def __init__(
        self, socket: ClientConnection, heard: Callable[[Frame], None] = lambda _: None
    ) -> None:
        self._socket = socket
        self._heard = heard
        self._returned: set[int] = set()
        self.frames: list[Frame] = []
        self.close_code: int | None = None
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def send(self, frame_type: str, **body: Any) -> str:
        """Send a frame, with a new id unless one is given; the id."""
        frame_id = str(body.pop("id", "") or secrets.token_hex(8))
        ids = {} if frame_type in NOT_ACKNOWLEDGED else {"id": frame_id}
        await self._socket.send(json.dumps({"type": frame_type, **ids, **body}))
        return frame_id

    async def send_raw(self, raw: str | bytes) -> None:
        await self._socket.send(raw)

    async def until(
        self, matches: Callable[[Frame], bool], *, seconds: float = PATIENCE_S
    ) -> Frame:
        """The first frame that matches and was not returned before."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for number, frame in enumerate(self.frames):
                        if number not in self._returned and matches(frame):
                            self._returned.add(number)
                            return frame
                    if self.close_code is not None:
                        raise AssertionError(f"closed with {self.close_code}: {self.frames[-3:]}")
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError as error:
            raise AssertionError(f"no such frame among {self.frames[-6:]}") from error

    async def event(self, kind: str, **kwargs: Any) -> Frame:
        """The next entry with an event of this kind."""
        return await self.until(
            lambda f: f["type"] == "entry" and f["event"]["kind"] == kind, **kwargs
        )

    async def ack(self, frame_id: str) -> Frame:
        return await self.until(lambda f: f["type"] in ("ack", "error") and f["id"] == frame_id)

    async def error(self, code: str) -> Frame:
        return await self.until(lambda f: f["type"] == "error" and f["code"] == code)

    async def closed(self) -> int:
        """The code with which the other side closed."""
        async with asyncio.timeout(PATIENCE_S):
            await self._reader
        assert self.close_code is not None
        return self.close_code

    @property
    def entries(self) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == "entry"]

    async def leave(self) -> None:
        await self._socket.close()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        try:
            while True:
                frame = json.loads(await self._socket.recv())
                self.frames.append(frame)
                self._heard(frame)
                self._news.set()
        except ConnectionClosed as closed:
            self.close_code = closed.rcvd.code if closed.rcvd else 1006
            self._news.set()


@contextlib.asynccontextmanager
async def customer(ws: str, **hello: Any) -> AsyncIterator[Client]:
    """A customer's socket after its welcome."""
    async with connect(f"{ws}/ws/customer") as socket:
        client = Client(socket)
        await client.send("hello", protocol=1, **hello)
        await client.until(lambda f: f["type"] == "welcome")
        yield client
        await client.leave()


@contextlib.asynccontextmanager
async def console(ws: str, cookie: str) -> AsyncIterator[Client]:
    """A signed-in agent's socket after its welcome."""
    async with connect(f"{ws}/ws/agent", additional_headers={"Cookie": cookie}) as socket:
        client = Client(socket)
        await client.send("hello", protocol=1)
        await client.until(lambda f: f["type"] == "welcome")
        yield client
        await client.leave()
