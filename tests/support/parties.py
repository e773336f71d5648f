"""Customers and agents as good clients are: they come back to any gateway, send again what was not
acknowledged, go on from the last number they have, and write down all that happens to them.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.support.clients import Client, Frame
from tests.support.history import Fail, Invoke, Ok, Received, Record, Unknown, Who

PATIENCE_S: Final = 1.5  # without an answer for so long, a socket is taken for dead
LOOK_S: Final = 0.01
PAUSE_S: Final = 0.1  # before what was `unavailable` is sent again
AGAIN: Final = ("unavailable", "too_fast")  # errors after which the same frame is sent again

Doors = Callable[[], Sequence[str]]
"""The addresses of the gateways now (ws://...)."""


class Party:
    """One side of conversations. `run` keeps it connected; `do` sends a frame with an id."""

    path: str

    def __init__(self, who: Who, doors: Doors, rng: Random, history: list[Record]) -> None:
        self.who = who
        self.seen: dict[str, int] = {}
        self._doors = doors
        self._rng = rng
        self._history = history
        self._headers: dict[str, str] = {}
        self._outbox: dict[str, Invoke] = {}
        self._frames: dict[str, Frame] = {}
        self._carried: dict[str, float] = {}  # sent on this socket and not answered: since when
        self._pauses_until = 0.0
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._visits = 0
        self._greeted = False
        self._over = False

    @property
    def follows(self) -> list[str]:
        """The conversations that it follows."""
        raise NotImplementedError

    @property
    def idle(self) -> bool:
        """Connected, and nothing is unanswered."""
        return self._greeted and not self._outbox

    def do(self, act: str, *, words: str | None = None, **body: Any) -> asyncio.Future[Frame]:
        """Send it, again and again, until the answer: an `ack`, or an `error` for good."""
        frame_id = secrets.token_hex(8)
        if words is not None:
            body["text"] = f"{frame_id} {words}"
        conversation = body.get("conversation")
        self._outbox[frame_id] = Invoke(self.who, frame_id, act, body.get("text"), conversation)
        self._frames[frame_id] = body
        self._answers[frame_id] = asyncio.get_running_loop().create_future()
        return self._answers[frame_id]

    def hang_up(self) -> None:
        """Lose the connection; `run` comes back."""
        self._over = True

    async def run(self) -> None:
        """Stay connected, to a gateway by chance each time, until cancelled."""
        while True:
            try:
                await self._visit()
            except (OSError, TimeoutError, WebSocketException):
                pass  # as for everybody whose network fails: come back
            finally:
                self._lose()
            await asyncio.sleep(self._rng.uniform(0.01, 0.1))

    async def _visit(self) -> None:
        loop = asyncio.get_running_loop()
        door = self._rng.choice(self._doors())
        began = loop.time()
        async with connect(
            door + self.path,
            additional_headers=self._headers,
            compression=None,
            open_timeout=PATIENCE_S,
            close_timeout=0.1,
            ping_interval=None,
        ) as socket:
            visit = self._visits
            client = Client(socket, lambda frame: self._hear(frame, visit))
            await client.send("hello", protocol=1, **self._hello())
            while client.close_code is None and not self._over:
                if self._greeted and loop.time() > self._pauses_until:
                    await self._flush(client)
                oldest = min(self._carried.values(), default=loop.time())
                if loop.time() - (oldest if self._greeted else began) > PATIENCE_S:
                    break
                await asyncio.sleep(LOOK_S)
        await client.leave()

    async def _flush(self, client: Client) -> None:
        for frame_id, invoke in tuple(self._outbox.items()):
            if frame_id not in self._carried and frame_id in self._outbox:
                self._carried[frame_id] = asyncio.get_running_loop().time()
                self._history.append(invoke)
                await client.send(invoke.act, id=frame_id, **self._frames[frame_id])

    def _lose(self) -> None:
        """What was sent and not answered may have happened or not."""
        self._history.extend(Unknown(self.who, frame_id) for frame_id in self._carried)
        self._carried.clear()
        self._visits += 1
        self._greeted, self._over = False, False

    def _hear(self, frame: Frame, visit: int) -> None:
        if self._over or visit != self._visits:
            return  # the socket has been given up
        self._history.append(Received(self.who, frame))
        frame_id = frame.get("id")
        match frame["type"]:
            case "welcome":
                self._greeted = True
                self._welcomed(frame)
            case "ack":
                ok = Ok(self.who, frame["id"], frame["conversation"], frame["seq"])
                self._history.append(ok)
                self._answered(frame)
            case "error" if frame_id is None:
                self._over = True
            case "error" if frame["code"] in AGAIN:
                self._history.append(Unknown(self.who, frame["id"]))
                self._carried.pop(frame["id"], None)
                self._pauses_until = asyncio.get_running_loop().time() + PAUSE_S
            case "error":
                self._history.append(Fail(self.who, frame["id"], frame["code"]))
                self._answered(frame)
            case "entry":
                name = frame["conversation"]
                if frame["seq"] == self.seen.get(name, 0) + 1:
                    self.seen[name] = frame["seq"]
            case "tip" if frame["version"] > self.seen.get(frame["conversation"], 0):
                self._over = True  # behind: come back from the last number
            case "start_fresh":
                self.seen[frame["conversation"]] = 0
        self._told(frame)

    def _answered(self, frame: Frame) -> None:
        self._carried.pop(frame["id"], None)
        self._outbox.pop(frame["id"], None)
        answer = self._answers.pop(frame["id"], None)
        if answer and not answer.done():
            answer.set_result(frame)

    def _hello(self) -> dict[str, Any]:
        return {}

    def _welcomed(self, frame: Frame) -> None:
        """Go on where it was."""

    def _told(self, frame: Frame) -> None:
        """Any frame, after it was written down."""


class Customer(Party):
    """A customer's device, with one conversation at a time.

    Args:
        token: who they are, where they were here before, or are on another device.
    """

    path = "/ws/customer"

    def __init__(
        self, name: str, doors: Doors, rng: Random, history: list[Record], token: str | None = None
    ) -> None:
        super().__init__(Who("customer", name), doors, rng, history)
        self.id: str | None = None
        self.conversation: str | None = None
        self._token = token

    @property
    def follows(self) -> list[str]:
        return [self.conversation] if self.conversation else []

    def _hello(self) -> dict[str, Any]:
        after = self.seen.get(self.conversation or "", 0)
        return {"token": self._token, "conversation": self.conversation, "after": after}

    def _welcomed(self, frame: Frame) -> None:
        self._token, self.id = frame["token"], frame["customer"]
        self.conversation = frame["conversation"] or self.conversation

    def _told(self, frame: Frame) -> None:
        if frame["type"] == "entry":
            self.conversation = frame["conversation"]


class Agent(Party):
    """An agent at a console, who opens what they took."""

    path = "/ws/agent"

    def __init__(
        self, name: str, cookie: str, doors: Doors, rng: Random, history: list[Record]
    ) -> None:
        super().__init__(Who("agent", name), doors, rng, history)
        self._headers = {"Cookie": cookie}
        self._opened: dict[str, bool] = {}  # and whether on this socket
        self.queue: list[str] = []
        self.mine: dict[str, str] = {}  # conversation -> stage

    @property
    def follows(self) -> list[str]:
        return list(self._opened)

    def open(self, conversation: str) -> None:
        """Follow it from now on, also after coming back."""
        self._opened.setdefault(conversation, False)

    async def _flush(self, client: Client) -> None:
        for name in [name for name, here in self._opened.items() if not here]:
            self._opened[name] = True
            await client.send("open", conversation=name, after=self.seen.get(name, 0))
        await super()._flush(client)

    def _welcomed(self, frame: Frame) -> None:
        self._opened = dict.fromkeys(self._opened, False)

    def _told(self, frame: Frame) -> None:
        if frame["type"] == "desk":
            self.queue = [card["conversation"] for card in frame["queue"]]
            self.mine = {card["conversation"]: card["stage"] for card in frame["mine"]}
