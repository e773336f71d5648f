"""Questions at a steady rate to an FAQ service, from a process of its own.

    python -m tests.support.faq_load HOST PORT SECONDS RATE CONNECTIONS QUESTIONS.json

QUESTIONS.json is a list of search requests, drawn from at random. Questions are sent when they are
due, whether or not earlier ones were answered (as long as a connection is free). Prints JSON:
`asked`, `failures`, `seconds`, `p50`, `p95`, `p99` (ms from when a question was due), and
`answers`: [version, outcome, entry id, answer, times].
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import orjson
import uvloop


class Load:
    """Sends questions over keep-alive connections and counts what comes back."""

    def __init__(self, host: str, port: int, requests: list[bytes]) -> None:
        self._host, self._port = host, port
        self._requests = requests
        self._random = random.Random(7)
        self.answers: Counter[tuple[str, str, str | None, str | None]] = Counter()
        self.failures: Counter[str] = Counter()
        self.late: list[float] = []

    async def run(self, seconds: float, rate: float, connections: int) -> float:
        """Ask until the time is over; return how long it took."""
        self._due = iter(i / rate for i in range(int(seconds * rate)))
        self._began = time.perf_counter()
        await asyncio.gather(*(self._connection() for _ in range(connections)))
        return time.perf_counter() - self._began

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        for due in self._due:
            wait = self._began + due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                writer.write(self._random.choice(self._requests))
                self._count(*await self._response(reader))
            except (OSError, asyncio.IncompleteReadError, ValueError) as error:
                self.failures[type(error).__name__] += 1
                writer.close()
                reader, writer = await asyncio.open_connection(self._host, self._port)
            self.late.append(time.perf_counter() - self._began - due)
        writer.close()

    async def _response(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        )
        return status, await reader.readexactly(length)

    def _count(self, status: int, body: bytes) -> None:
        if status != 200:
            self.failures[f"{status} {body[:200]!r}"] += 1
            return
        told = orjson.loads(body)
        entry = told["entry"] or {}
        answer = (told["version"], told["outcome"], entry.get("id"), entry.get("answer"))
        self.answers[answer] += 1


def request(host: str, port: int, question: dict[str, object]) -> bytes:
    """Return the bytes of one search request."""
    body = orjson.dumps(question)
    head = f"POST /search HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def main(host: str, port: str, seconds: str, rate: str, connections: str, path: str) -> None:
    """Ask, and print what came of it."""
    questions = json.loads(Path(path).read_text("utf-8"))
    load = Load(host, int(port), [request(host, int(port), one) for one in questions])
    took = await load.run(float(seconds), float(rate), int(connections))
    late = sorted(load.late)
    told = {
        "asked": len(late),
        "failures": dict(load.failures),
        "seconds": took,
        **{f"p{p}": 1000 * late[len(late) * p // 100] for p in (50, 95, 99)},
        "answers": [[*answer, times] for answer, times in load.answers.items()],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
