"""The load, a process of its own: `python -m bench.gateway_load.generator < plan > figures`.

A plan is one JSON object. {"chat": ...} lets pairs talk at random moments, at a rate that does not
wait for answers; {"idle": ...} holds customers' sockets, and brings them back when they are lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import statistics
import sys
import time
from typing import Final

import orjson
import uvloop

from bench.gateway_load.processes import allow_many_sockets, cpu_s
from bench.gateway_load.speakers import Pair, pairs_of
from bench.gateway_load.websocket import connect

OPENING: Final = 20  # sockets that are opened at a time
PATIENCE_S: Final = 10.0
FIRST_DELAY_S: Final = 0.5  # as web/shared/connection.ts
LONGEST_DELAY_S: Final = 30.0
ANSWER_WITHIN_S: Final = 10.0


class Tally:
    """When each message was sent, delivered and taken, by its id."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.delivered: dict[str, float] = {}
        self.taken: dict[str, float] = {}
        self.failure = ""

    def said(self, message: str) -> None:
        self.delivered[message] = time.perf_counter()

    def acked(self, message: str) -> None:
        self.taken[message] = time.perf_counter()

    def failed(self, why: str) -> None:
        self.failure = self.failure or why

    async def complete(self, patience_s: float) -> None:
        """Return when every message has arrived.

        Raises:
            SystemExit: one failed, or has not arrived in time.
        """
        deadline = time.perf_counter() + patience_s
        while (done := min(len(self.delivered), len(self.taken))) < len(self.sent):
            if self.failure or time.perf_counter() > deadline:
                missing = f"{len(self.sent) - done} of {len(self.sent)} messages did not arrive"
                raise SystemExit(self.failure or missing)
            await asyncio.sleep(0.01)


async def chat(
    kind: str,
    ports: list[int],
    people: list[dict[str, str]],
    rate: float,
    warm_s: float,
    measure_s: float,
    pids: list[int],
) -> dict[str, float]:
    """Let all pairs talk. Milliseconds, and microseconds of CPU for each delivered message.

    Raises:
        SystemExit: not every message that was sent arrived.
    """
    tally, clock = Tally(), time.perf_counter
    gate = asyncio.Semaphore(OPENING)

    async def open_pair(pair: Pair) -> None:
        async with gate, asyncio.timeout(60):
            await pair.open()

    pairs = pairs_of(kind, ports, people, tally)
    await asyncio.gather(*(open_pair(pair) for pair in pairs))
    await asyncio.sleep(min(2.0, warm_s))
    chance, run = random.Random(4), f"{random.getrandbits(32):08x}"
    begin, due = clock(), 0.0
    used, counted_from, own = 0.0, 0, 0.0
    measuring = False
    for number in itertools.count():
        due += chance.expovariate(rate)
        if due > warm_s + measure_s:
            break
        if not measuring and due > warm_s:
            measuring, counted_from = True, number
            used, own, measured_at = cpu_s(pids), time.process_time(), clock()
        if (pause := begin + due - clock()) > 0:
            await asyncio.sleep(pause)
        message = f"{run}-{number:07d}"
        tally.sent[message] = clock()
        pairs[number % len(pairs)].say(chance.randrange(2), message)
        if tally.failure:
            raise SystemExit(tally.failure)
    await tally.complete(PATIENCE_S)
    used, own, took = cpu_s(pids) - used, time.process_time() - own, clock() - measured_at
    names = list(tally.sent)[counted_from:]
    end_to_end = _quantiles([tally.delivered[name] - tally.sent[name] for name in names])
    to_ack = _quantiles([tally.taken[name] - tally.sent[name] for name in names])
    return {
        "messages": len(names),
        "rate": len(names) / took,
        "cpu_us": used / len(names) * 1e6,
        "load_cpu_us": own / len(names) * 1e6,
        "p50_ms": end_to_end[49] * 1e3,
        "p99_ms": end_to_end[98] * 1e3,
        "ack_p50_ms": to_ack[49] * 1e3,
        "ack_p99_ms": to_ack[98] * 1e3,
    }


def _quantiles(samples: list[float]) -> list[float]:
    return statistics.quantiles(samples, n=100, method="inclusive")


class Customer:
    """A customer who only listens, and comes back as the widget does: full jitter, doubling."""

    def __init__(self, person: dict[str, str], ports: list[int]) -> None:
        self._person = person
        self._ports = ports
        self._seen = 0
        self._lost = asyncio.Event()
        self._welcomed = asyncio.Event()
        self.welcomed_at = 0.0

    async def stay(self, gate: asyncio.Semaphore) -> None:
        """Be there until cancelled; the first time after waiting for a turn, then as it comes."""
        async with gate:
            await self._arrive()
        attempt = 0
        while True:
            await self._lost.wait()
            attempt += 1
            ceiling = min(FIRST_DELAY_S * 2 ** (attempt - 1), LONGEST_DELAY_S)
            await asyncio.sleep(random.random() * ceiling)
            with contextlib.suppress(OSError, TimeoutError):
                await self._arrive()
                attempt = 0

    async def _arrive(self) -> None:
        self._welcomed.clear()
        lost = asyncio.Event()
        async with asyncio.timeout(ANSWER_WITHIN_S):
            socket = await connect(self._ports[0], "/ws/customer", self._hear, lost.set)
            hello = {"type": "hello", "protocol": 1, "locale": "en", "after": self._seen}
            socket.send(orjson.dumps({**hello, **self._person}))
            await self._welcomed.wait()
        self._lost = lost
        self.welcomed_at = time.perf_counter()

    def _hear(self, text: bytes) -> None:
        if text.startswith(b'{"type":"welcome"'):
            self._welcomed.set()
        elif text.startswith(b'{"type":"entry"'):
            self._seen = orjson.loads(text)["seq"]


async def idle(ports: list[int], people: list[dict[str, str]]) -> dict[str, float]:
    """Hold a socket for each of the people on the first port.

    Says "there" when all are. A line "lost" from outside tells that the first server is gone: the
    second takes them, and this returns how long it took until the last was welcomed. Any other
    line ends it.
    """
    all_ports = list(ports)
    customers = [Customer(person, all_ports) for person in people]
    gate = asyncio.Semaphore(OPENING)
    tasks = [asyncio.create_task(one.stay(gate)) for one in customers]
    while not all(one.welcomed_at for one in customers):
        await asyncio.sleep(0.1)
        if failed := next((task for task in tasks if task.done()), None):
            failed.result()
    print("there", flush=True)
    line = await asyncio.to_thread(sys.stdin.readline)
    if line.strip() != "lost":
        return {"sockets": len(people)}
    all_ports[0], lost_at = all_ports[-1], time.perf_counter()
    while not all(one.welcomed_at > lost_at for one in customers):
        await asyncio.sleep(0.05)
        if time.perf_counter() > lost_at + 120:
            away = sum(one.welcomed_at < lost_at for one in customers)
            raise SystemExit(f"{away} of {len(customers)} clients were not back after 120 s")
    back = sorted(one.welcomed_at - lost_at for one in customers)
    return {"sockets": len(people), "half_s": back[len(back) // 2], "all_s": back[-1]}


def main() -> None:
    allow_many_sockets()
    plan = json.loads(sys.stdin.readline())
    figures = uvloop.run(chat(**plan["chat"]) if "chat" in plan else idle(**plan["idle"]))
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
