"""A customer in the terminal, for a running system: `./handrail chat`.

Knows only the socket protocol (docs/protocol.md), as any other client.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

ANSWER_S: Final = 20.0
ANSWERS: Final = ("bot_replied", "handoff_requested", "assigned")  # nothing more to wait for
HELP: Final = (
    "Type your question. A number presses a button, /person asks for a person, /quit ends."
)


class ChatError(Exception):
    """A sentence for whoever sits at the terminal."""


@dataclass
class Customer:
    """One customer's socket and what came over it."""

    socket: ClientConnection
    seen: list[dict[str, Any]] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)

    async def hello(self, locale: str) -> None:
        await self.send({"type": "hello", "protocol": 1, "locale": locale})
        welcome = await self.receive()
        if welcome["type"] != "welcome":
            raise ChatError(str(welcome.get("message", welcome)))

    async def send(self, frame: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(frame, ensure_ascii=False))

    async def receive(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.socket.recv())
        return frame

    def note(self, frame: dict[str, Any]) -> None:
        """Keep count of what has been acknowledged, and of what the bot still owes."""
        if frame["type"] in ("ack", "error") and frame["id"]:
            self.settled.add(frame["id"])
            if frame["type"] == "error":
                self.unanswered.discard(frame["id"])
        elif frame["type"] == "entry" and frame["event"]["kind"] in ANSWERS:
            self.unanswered.clear()

    async def ask(self, frame_type: str, **body: Any) -> str:
        """Send a frame with a new id; the id."""
        frame_id = secrets.token_hex(12)
        if frame_type == "say":
            self.unanswered.add(frame_id)
        await self.send({"type": frame_type, "id": frame_id, **body})
        return frame_id


async def main_async(args: argparse.Namespace) -> int:
    if args.json:
        return await _json_lines(args)
    await _interactive(args)
    return 0


# --- one utterance a line -----------------------------------------------------------------------


async def _json_lines(args: argparse.Namespace) -> int:
    """Each line of stdin in a fresh conversation; results in the order of the lines."""
    slots = asyncio.Semaphore(args.concurrency)
    results: asyncio.Queue[asyncio.Task[dict[str, Any]] | None] = asyncio.Queue(
        args.concurrency * 4
    )

    async def one(text: str) -> dict[str, Any]:
        try:
            return await _one_answer(args.url, args.locale, text)
        finally:
            slots.release()

    async def read() -> None:
        async for line in _lines():
            await slots.acquire()
            await results.put(asyncio.create_task(one(line)))
        await results.put(None)

    reader = asyncio.create_task(read())
    failed = False
    while task := await results.get():
        result = await task
        failed = failed or "error" in result
        print(json.dumps(result, ensure_ascii=False), flush=True)
    await reader
    return 1 if failed else 0


async def _one_answer(url: str, locale: str, text: str) -> dict[str, Any]:
    """Ask one thing as a new customer, and end the conversation."""
    result: dict[str, Any] = {"text": text, "replies": [], "door": False, "latency_ms": None}
    if not text.strip():
        return result | {"error": "the line is empty"}
    try:
        async with asyncio.timeout(ANSWER_S), connect(url) as socket:
            customer = Customer(socket)
            await customer.hello(locale)
            begun = time.perf_counter()
            said = await customer.ask("say", text=text)
            answer = await _answer_to(customer, said)
            result["latency_ms"] = round((time.perf_counter() - begun) * 1000, 1)
            result["replies"] = answer["replies"]
            result["door"] = answer.get("door") is True
            ended = await customer.ask("end")
            while (await customer.receive()).get("id") != ended:
                pass
    except ChatError as error:
        result["error"] = str(error)
    except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError) as error:
        result["error"] = f"no answer: {type(error).__name__}"
    return result


async def _answer_to(customer: Customer, said: str) -> dict[str, Any]:
    """The bot's entry for the utterance with this id."""
    turn: int | None = None
    while True:
        frame = await customer.receive()
        if frame["type"] == "error" and frame["id"] in (said, None):
            raise ChatError(f"{frame['code']}: {frame['message']}")
        if frame["type"] != "entry":
            continue
        event: dict[str, Any] = frame["event"]
        if event["kind"] == "customer_said" and event["id"] == said:
            turn = frame["seq"]
        if event["kind"] == "bot_replied" and event["turn"] == turn:
            return event


async def _lines() -> AsyncIterator[str]:
    """Lines of standard input without their ends; the loop goes on meanwhile."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line.rstrip("\r\n")


# --- a person at the terminal -------------------------------------------------------------------


async def _interactive(args: argparse.Namespace) -> None:
    try:
        async with connect(args.url) as socket:
            customer = Customer(socket)
            await customer.hello(args.locale)
            print(HELP)
            listener = asyncio.create_task(_show(customer))
            try:
                await _speak(customer)
                await _end(customer)
            finally:
                listener.cancel()
    except (OSError, InvalidHandshake) as error:
        raise ChatError(
            f"nothing answers at {args.url}; start it with ./handrail up ({type(error).__name__})"
        ) from error
    except ConnectionClosed:
        print("The connection was closed.")


async def _speak(customer: Customer) -> None:
    async for line in _lines():
        match line.strip():
            case "":
                continue
            case "/quit":
                return
            case "/person":
                await customer.ask("ask_human")
            case number if number.isdecimal() and 0 < int(number) <= len(customer.seen):
                button = customer.seen[int(number) - 1]
                await customer.ask("say", text=button["label"], choice=button["id"])
            case text:
                await customer.ask("say", text=text)


async def _end(customer: Customer) -> None:
    """Leave nobody waiting behind; what was asked last is answered first."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ANSWER_S):
            while customer.unanswered:
                await asyncio.sleep(0.05)
    ended = await customer.ask("end")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ANSWER_S):
            while ended not in customer.settled:
                await asyncio.sleep(0.05)


async def _show(customer: Customer) -> None:
    while True:
        frame = await customer.receive()
        customer.note(frame)
        if frame["type"] == "entry" and (show := _SHOWN.get(frame["event"]["kind"])):
            show(customer, frame["event"])
        elif frame["type"] == "waiting":
            here = (
                f"{frame['agents_online']} at the desk"
                if frame["agents_online"]
                else "nobody at the desk right now; your place is kept"
            )
            print(f"  (place {frame['position']} in the queue; {here})")
        elif frame["type"] == "error":
            print(f"  ! {frame['message']}")


def _bot(customer: Customer, event: dict[str, Any]) -> None:
    for reply in event["replies"]:
        print(f"bot: {reply['text'].strip()}")
        customer.seen = reply["buttons"] or customer.seen
        for number, button in enumerate(reply["buttons"], start=1):
            print(f"     [{number}] {button['label']}")


_SHOWN: Final[dict[str, Callable[[Customer, dict[str, Any]], None]]] = {
    "bot_replied": _bot,
    "agent_said": lambda _, event: print(f"{event['agent']['name']}: {event['text']}"),
    "handoff_requested": lambda _, __: print("  (asking for a person)"),
    "assigned": lambda _, event: print(f"  ({event['agent']['name']} is here)"),
    "handed_back": lambda _, __: print("  (you are with the bot again)"),
    "ended": lambda _, __: print("  (the conversation has ended)"),
}


def main(argv: list[str] | None = None) -> int:
    """The command `chat`."""
    parser = argparse.ArgumentParser(
        prog="./handrail chat", description="A customer in the terminal, for a running system."
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="read one utterance a line, print one JSON object a line",
    )
    parser.add_argument("--locale", choices=("en", "ko"), default="en")
    parser.add_argument("--concurrency", type=_positive, default=1, metavar="N")
    parser.add_argument("--url", default=_default_url(), help="socket address of the gateway")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    try:
        return asyncio.run(main_async(parser.parse_args(argv)))
    except ChatError as error:
        print(f"chat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError("expected a whole number from 1 to 256")
    return int(text)


def _default_url() -> str:
    host = os.environ.get("HANDRAIL_HOST", "127.0.0.1")
    host = "127.0.0.1" if host == "0.0.0.0" else host
    return f"ws://{host}:{os.environ.get('HANDRAIL_PORT', '8700')}/ws/customer"


if __name__ == "__main__":
    raise SystemExit(main())
