"""Whatever comes back from where the bot should be, the customer's turn gets an error it knows."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from handoff_gateway import rasa_client
from handoff_gateway.ports import BotUnavailable, Turn
from handoff_gateway.rasa_client import MAX_ANSWER, RasaClient

TURN = Turn("c_1", 7, 2, "hello", None, "en", None, "a_1", None)
REPLY = {"text": "hi", "source": {"kind": "faq", "id": "x"}, "confidence": 0.9}
GOOD = {"turn": "7", "epoch": 2, "replies": [REPLY]}

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


def http(
    body: bytes, kind: str = "application/json", more: str = "", status: str = "200 OK"
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def says(data: bytes) -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return behave


async def trickles(writer: asyncio.StreamWriter) -> None:
    """A good answer, but byte by byte: each one comes in time, and all together never do."""
    for byte in http(json.dumps(GOOD).encode() + b" " * 10_000):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.02)


async def hangs(_: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def never_ends(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        writer.write(b"[" * 65_536)
        await writer.drain()


@contextlib.asynccontextmanager
async def client_of(behave: Behaviour) -> AsyncIterator[RasaClient]:
    """A client of a server that does as told with every request."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            await behave(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with httpx.AsyncClient() as outgoing:
            yield RasaClient(f"http://127.0.0.1:{port}", outgoing)
    finally:
        server.close()


def changed(**more: object) -> bytes:
    return http(json.dumps(GOOD | more).encode())


RUBBISH: dict[str, Behaviour] = {
    "not JSON": says(http(b"{")),
    "HTML with 200": says(http(b"<html>ok</html>", "text/html")),
    "JSON of another type": says(http(json.dumps(GOOD).encode(), "text/plain")),
    "nothing": says(http(b"")),
    "no content": says(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "a list": says(http(b"[]")),
    "null": says(http(b"null")),
    "no replies": says(changed(replies=[])),
    "an empty text": says(changed(replies=[REPLY | {"text": ""}])),
    "a number for a text": says(changed(replies=[REPLY | {"text": 5}])),
    "not a number": says(http(json.dumps(GOOD).replace("0.9", "NaN").encode())),
    "half a character": says(http(json.dumps(GOOD).replace("hi", "\\ud800").encode())),
    "bytes that are no text": says(http(b'{"turn": "\xff\xfe"}')),
    "the answer to another turn": says(changed(turn="6")),
    "the answer of another time": says(changed(epoch=1)),
    "10 MB": says(http(b'"' + b"x" * 10_000_000 + b'"')),
    "nested too deeply": says(http(b"[" * (MAX_ANSWER - 1))),
    "without an end": never_ends,
    "packed": says(
        http(gzip.compress(json.dumps(GOOD).encode()), more="Content-Encoding: gzip\r\n")
    ),
    "cut off": says(http(json.dumps(GOOD).encode())[:-20]),
    "a redirect": says(http(b"", status="302 Found", more="Location: http://127.0.0.1:1/\r\n")),
    "an error": says(http(b"{}", status="500 Internal Server Error")),
    "no HTTP": says(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "endless headers": says(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200_000),
    "silence": says(b""),
    "byte by byte": trickles,
    "hanging": hangs,
}


@pytest.mark.parametrize("kind", RUBBISH)
async def test_rubbish_from_the_bot_is_a_known_error_in_time(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa_client, "DEADLINE_S", 1.0)
    async with client_of(RUBBISH[kind]) as ask, asyncio.timeout(20):
        with pytest.raises(BotUnavailable):
            await ask(TURN)


async def test_a_good_answer_is_an_answer() -> None:
    async with client_of(says(changed())) as ask:
        assert (await ask(TURN)).replies[0].text == "hi"


async def test_a_bot_that_keeps_failing_is_not_asked_and_is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0

    async def fails(writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await says(http(b"{"))(writer)

    async with client_of(fails) as ask:
        for _ in range(50):
            with pytest.raises(BotUnavailable):
                await ask(TURN)
    assert asked == 5
