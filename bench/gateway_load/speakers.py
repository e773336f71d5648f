"""How a pair of customer and agent speaks to each kind of server.

`open` brings a pair to where they can talk, `say` sends words of one of them. The `Tally` is told
`said(id)` when the other one has them, `acked(id)` when the server has taken them, `failed(why)`
when it has not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import orjson

from bench.gateway_load.websocket import WebSocket, connect

TEXT = "how long does delivery take to Busan, and may I choose the day?"

Person = dict[str, str]
Ports = tuple[int, int]  # the customer's, the agent's
Agents = dict[str, Any]  # those of one kind, by name


class Tally(Protocol):
    """Who is told what became of messages."""

    def said(self, message: str) -> None: ...
    def acked(self, message: str) -> None: ...
    def failed(self, why: str) -> None: ...


class Pair(Protocol):
    """Two who talk to each other. An agent has one socket for all of theirs."""

    async def open(self) -> None: ...
    def say(self, side: int, message: str) -> None: ...


HELLO = {"type": "hello", "protocol": 1}


class Console:
    """The agent of a session; their conversations come to it one by one."""

    def __init__(self, port: int, cookie: str, tally: Tally) -> None:
        self._port = port
        self._cookie = cookie
        self._tally = tally
        self._socket: WebSocket | None = None
        self._opening = asyncio.Lock()
        self._ready: dict[str, asyncio.Event] = {}

    async def follow(self, conversation: str) -> None:
        """Return when what was said there before has come."""
        ready = self._ready[conversation] = asyncio.Event()
        async with self._opening:
            if self._socket is None:
                headers = {"Cookie": self._cookie}
                self._socket = await connect(self._port, "/ws/agent", self._hear, headers=headers)
                self._socket.send(orjson.dumps(HELLO))
        opened = {"type": "open", "conversation": conversation, "after": 0}
        self._socket.send(orjson.dumps(opened))
        await ready.wait()

    def reply(self, conversation: str, message: str) -> None:
        assert self._socket is not None
        frame = {"type": "reply", "id": message, "conversation": conversation, "text": TEXT}
        self._socket.send(orjson.dumps(frame))

    def _hear(self, text: bytes) -> None:
        if text.startswith(b'{"type":"entry"') and b'"assigned"' in text:
            self._ready[orjson.loads(text)["conversation"]].set()  # the last that was there before
        else:
            _heard(self._tally, text, b"customer_said")


class Handrail:
    """A customer and the agent who has the conversation, as people.py made them."""

    def __init__(self, ports: Ports, person: Person, agents: Agents, tally: Tally) -> None:
        self._port = ports[0]
        self._person = person
        console = Console(ports[1], person["cookie"], tally)
        self._agent: Console = agents.setdefault(person["agent"], console)
        self._tally = tally
        self._socket: WebSocket | None = None

    async def open(self) -> None:
        conversation = self._person["conversation"]
        mine = {"locale": "en", "token": self._person["token"], "conversation": conversation}
        self._socket = await connect(self._port, "/ws/customer", self._hear)
        self._socket.send(orjson.dumps({**HELLO, **mine}))
        await self._agent.follow(conversation)

    def say(self, side: int, message: str) -> None:
        assert self._socket is not None
        if side == 0:
            self._socket.send(orjson.dumps({"type": "say", "id": message, "text": TEXT}))
        else:
            self._agent.reply(self._person["conversation"], message)

    def _hear(self, text: bytes) -> None:
        _heard(self._tally, text, b"agent_said")


def _heard(tally: Tally, text: bytes, others: bytes) -> None:
    if text.startswith(b'{"type":"entry"'):
        if others in text:
            tally.said(orjson.loads(text)["event"]["id"])
    elif text.startswith(b'{"type":"ack"'):
        tally.acked(orjson.loads(text)["id"])
    elif text.startswith(b'{"type":"error"'):
        tally.failed(f"the gateway answered {text.decode()}")


class Client:
    """One Socket.IO client (Engine.IO 4 and Socket.IO 5 over WebSocket alone), in some rooms."""

    def __init__(self, port: int, tally: Tally) -> None:
        self._port = port
        self._tally = tally
        self._socket: WebSocket | None = None
        self._opening = asyncio.Lock()
        self._connected = asyncio.Event()
        self._asked: dict[int, str | asyncio.Event] = {}
        self._number = 0

    async def join(self, room: str) -> None:
        async with self._opening:
            if self._socket is None:
                path = "/socket.io/?EIO=4&transport=websocket"
                self._socket = await connect(self._port, path, self._hear)
                self._socket.send(b"40")
                await self._connected.wait()
        joined = asyncio.Event()
        self._emit(joined, ["join", room])
        await joined.wait()

    def say(self, room: str, message: str) -> None:
        self._emit(message, ["say", room, message, TEXT])

    def _emit(self, asked: str | asyncio.Event, arguments: list[str]) -> None:
        assert self._socket is not None
        self._number += 1
        self._asked[self._number] = asked
        self._socket.send(f"42{self._number}".encode() + orjson.dumps(arguments))

    def _hear(self, text: bytes) -> None:
        match text[:2]:
            case b"42":
                self._tally.said(orjson.loads(text[2:])[1])
            case b"43":
                asked = self._asked.pop(int(text[2 : text.index(b"[")]))
                if isinstance(asked, str):
                    self._tally.acked(asked)
                else:
                    asked.set()
            case b"40":
                self._connected.set()
            case b"2" if self._socket:
                self._socket.send(b"3")


class SocketIO:
    """Two clients in one room, the second one in others too."""

    def __init__(self, ports: Ports, person: Person, agents: Agents, tally: Tally) -> None:
        self._room = person["conversation"]
        agent: Client = agents.setdefault(person["agent"], Client(ports[1], tally))
        self._sides = (Client(ports[0], tally), agent)

    async def open(self) -> None:
        for client in self._sides:
            await client.join(self._room)

    def say(self, side: int, message: str) -> None:
        self._sides[side].say(self._room, message)


class Alone:
    """A client who hears themselves."""

    def __init__(self, port: int, tally: Tally) -> None:
        self._port = port
        self._tally = tally
        self._socket: WebSocket | None = None
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        async with self._opening:
            if self._socket is None:
                self._socket = await connect(self._port, "/", self._hear)

    def say(self, message: str) -> None:
        assert self._socket is not None
        self._socket.send(orjson.dumps({"type": "say", "id": message, "text": TEXT}))

    def _hear(self, text: bytes) -> None:
        message = orjson.loads(text)["id"]
        self._tally.said(message)
        self._tally.acked(message)


class Echo:
    """Two clients who each hear themselves."""

    def __init__(self, ports: Ports, person: Person, agents: Agents, tally: Tally) -> None:
        agent: Alone = agents.setdefault(person["agent"], Alone(ports[1], tally))
        self._sides = (Alone(ports[0], tally), agent)

    async def open(self) -> None:
        for client in self._sides:
            await client.open()

    def say(self, side: int, message: str) -> None:
        self._sides[side].say(message)


PAIRS: dict[str, Callable[[Ports, Person, Agents, Tally], Pair]] = {
    "handrail": Handrail,
    "socketio": SocketIO,
    "echo": Echo,
}


def pairs_of(kind: str, ports: list[int], people: list[Person], tally: Tally) -> list[Pair]:
    """A pair for each of the people: its two sides on different servers where there are two."""
    agents: Agents = {}

    def pair(person: Person) -> Pair:
        here, there = (ports[(int(person["agent"]) + side) % len(ports)] for side in (0, 1))
        return PAIRS[kind]((here, there), person, agents, tally)

    return [pair(person) for person in people]
