"""How a pair of customer and agent speaks to each kind of server.

Each class is one pair on two sockets: `open` brings both to where they can talk, `say` sends words
of one of them. `said(id)` is called when the other one has them, `acked(id)` when the server has
taken them, `failed(why)` when it has not. Each is told to the `Tally`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Protocol

import orjson

from bench.gateway_load.websocket import WebSocket, connect

TEXT = "how long does delivery take to Busan, and may I choose the day?"

Ports = tuple[int, int]
Person = dict[str, str]


class Tally(Protocol):
    """Who is told what became of messages."""

    def said(self, message: str) -> None: ...
    def acked(self, message: str) -> None: ...
    def failed(self, why: str) -> None: ...


class Pair(Protocol):
    """Two who talk to each other."""

    async def open(self) -> None: ...
    def say(self, side: int, message: str) -> None: ...


class Handrail:
    """A customer and the agent who has the conversation; `token`, `cookie` and `conversation` are
    made by people.py. The first port is the customer's.
    """

    def __init__(self, ports: Ports, person: Person, tally: Tally) -> None:
        self._ports = ports
        self._person = person
        self._tally = tally
        self._sockets: list[WebSocket] = []
        self._ready = asyncio.Event()

    async def open(self) -> None:
        conversation = self._person["conversation"]
        hello = {"type": "hello", "protocol": 1}
        mine = {"locale": "en", "token": self._person["token"], "conversation": conversation}
        customer = await connect(self._ports[0], "/ws/customer", self._customer_hears)
        agent = await connect(
            self._ports[1],
            "/ws/agent",
            self._agent_hears,
            headers={"Cookie": self._person["cookie"]},
        )
        self._sockets = [customer, agent]
        customer.send(orjson.dumps({**hello, **mine}))
        agent.send(orjson.dumps(hello))
        agent.send(orjson.dumps({"type": "open", "conversation": conversation, "after": 0}))
        await self._ready.wait()

    def say(self, side: int, message: str) -> None:
        if side == 0:
            frame = {"type": "say", "id": message, "text": TEXT}
        else:
            conversation = self._person["conversation"]
            frame = {"type": "reply", "id": message, "conversation": conversation, "text": TEXT}
        self._sockets[side].send(orjson.dumps(frame))

    def _customer_hears(self, text: bytes) -> None:
        self._hear(text, b"agent_said")

    def _agent_hears(self, text: bytes) -> None:
        self._hear(text, b"customer_said")

    def _hear(self, text: bytes, others: bytes) -> None:
        if text.startswith(b'{"type":"entry"'):
            if others in text:
                self._tally.said(orjson.loads(text)["event"]["id"])
            elif others == b"customer_said" and b'"assigned"' in text:
                self._ready.set()  # the last entry that was there before
        elif text.startswith(b'{"type":"ack"'):
            self._tally.acked(orjson.loads(text)["id"])
        elif text.startswith(b'{"type":"error"'):
            self._tally.failed(f"the gateway answered {text.decode()}")


class SocketIO:
    """Two clients in one room (Engine.IO 4 and Socket.IO 5 over WebSocket alone)."""

    def __init__(self, ports: Ports, person: Person, tally: Tally) -> None:
        self._ports = ports
        self._room = person["conversation"]
        self._tally = tally
        self._sockets: list[WebSocket] = []
        self._connected = [asyncio.Event(), asyncio.Event()]
        self._joined = [asyncio.Event(), asyncio.Event()]
        self._asked: dict[tuple[int, int], str] = {}
        self._number = 0

    async def open(self) -> None:
        for side, port in enumerate(self._ports):
            hears = lambda text, side=side: self._hear(side, text)  # noqa: E731
            socket = await connect(port, "/socket.io/?EIO=4&transport=websocket", hears)
            self._sockets.append(socket)
            socket.send(b"40")
            await self._connected[side].wait()
            self._emit(side, "", ["join", self._room])
            await self._joined[side].wait()

    def say(self, side: int, message: str) -> None:
        self._emit(side, message, ["say", self._room, message, TEXT])

    def _emit(self, side: int, message: str, arguments: list[str]) -> None:
        self._number += 1
        self._asked[side, self._number] = message
        self._sockets[side].send(f"42{self._number}".encode() + orjson.dumps(arguments))

    def _hear(self, side: int, text: bytes) -> None:
        match text[:2]:
            case b"42":
                self._tally.said(orjson.loads(text[2:])[1])
            case b"43":
                number = int(text[2 : text.index(b"[")])
                if message := self._asked.pop((side, number)):
                    self._tally.acked(message)
                else:
                    self._joined[side].set()
            case b"40":
                self._connected[side].set()
            case b"2":
                self._sockets[side].send(b"3")


class Echo:
    """Two clients who each hear themselves."""

    def __init__(self, ports: Ports, person: Person, tally: Tally) -> None:
        self._ports = ports
        self._tally = tally
        self._sockets: list[WebSocket] = []

    async def open(self) -> None:
        self._sockets = [await connect(port, "/", self._hear) for port in self._ports]

    def say(self, side: int, message: str) -> None:
        self._sockets[side].send(orjson.dumps({"type": "say", "id": message, "text": TEXT}))

    def _hear(self, text: bytes) -> None:
        message = json.loads(text)["id"]
        self._tally.said(message)
        self._tally.acked(message)


PAIRS: dict[str, Callable[[Ports, Person, Tally], Pair]] = {
    "handrail": Handrail,
    "socketio": SocketIO,
    "echo": Echo,
}


def opened(kind: str, ports: list[int], number: int, person: Person, tally: Tally) -> Pair:
    """Pair `number` on the servers: its two sides on different ones where there are two."""
    here, there = number % len(ports), (number + 1) % len(ports)
    return PAIRS[kind]((ports[here], ports[there]), person, tally)
