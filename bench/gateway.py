"""What one message costs, beside peers and limits: `./handrail bench gateway`.

Starts all it measures by itself, on loopback: the built-in store, gateways, two Socket.IO servers
on the same store (Node; installed on the first run), a bare WebSocket echo. One generator, a
process of its own, loads each in turn. In every pair one side speaks on one server and the other
listens on the other one, where there are two. An agent has 19 customers on one socket
(`--customers 1`: a desk with as many agents as customers).

CPU is user and kernel time of the servers and the store together, for each message that was kept
and delivered. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from redis import Redis

from bench.gateway_load import people
from bench.gateway_load.processes import (
    ROOT,
    allow_many_sockets,
    cpu_s,
    free_port,
    memory,
    server,
)
from bench.gateway_store import limit as raw_pipeline
from bench.gateway_store import store
from bench.retrieval.tables import table
from handoff_gateway.store_client import Script

SOCKETIO: Final = ROOT / "bench" / "peers" / "socketio"
RULES: Final = ROOT / "bench" / "gateway_load" / "handoff.yml"
PARTS: Final = ("chat", "unloaded", "append", "idle", "return")
UNLOADED: Final = 10  # messages a second by one pair: within what one customer may say

Figures = dict[str, float]


@dataclass(frozen=True)
class Way:
    """One kind of server: `kind` is how pairs speak to it."""

    name: str
    kind: str
    servers: int
    fsync: str = "always"
    socketio: tuple[str, ...] = ()


OURS: Final = Way("ours, two gateways", "handrail", 2)
OURS_ALONE: Final = Way("ours, one gateway", "handrail", 1)
OURS_EVERYSEC: Final = Way("ours, two gateways, AOF everysec", "handrail", 2, "everysec")
ALONE_EVERYSEC: Final = Way("ours, one gateway, AOF everysec", "handrail", 1, "everysec")
PEERS: Final = (
    Way("Socket.IO, Redis adapter, kept by XADD", "socketio", 2, socketio=("redis", "kept")),
    Way("Socket.IO, streams adapter, kept by XADD", "socketio", 2, socketio=("streams", "kept")),
    Way("Socket.IO, Redis adapter, nothing kept", "socketio", 2, socketio=("redis", "passing")),
    Way(
        "Socket.IO, streams adapter, its own stream only",
        "socketio",
        2,
        socketio=("streams", "passing"),
    ),
)
ECHO: Final = Way("limit: bare WebSocket echo", "echo", 1)


@dataclass
class Servers:
    """What runs: ports, and every process that is paid for."""

    ports: list[int] = field(default_factory=list)
    pids: list[int] = field(default_factory=list)
    people: list[people.Person] = field(default_factory=list)
    gateways: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextlib.contextmanager
def running(way: Way, invite: Callable[[str, Path], list[people.Person]]) -> Iterator[Servers]:
    """The servers of a way on a store of their own, with the people that `invite` makes there
    (given the store's URL and the database's file).
    """
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(store(way.fsync))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hr-")))
        found = Servers(people=invite(f"unix://{path}", folder / "handrail.db"))
        for _ in range(way.servers):
            port = free_port()
            command, env = _command(way, port, path, folder)
            process = stack.enter_context(server(command, port, env))
            found.ports.append(port)
            found.pids.append(process.pid)
            found.gateways.append(process)
        if way.kind != "echo":
            with Redis.from_url(f"unix://{path}") as client:
                found.pids.append(int(client.info("server")["process_id"]))
        yield found


def _command(way: Way, port: int, path: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    if way.kind == "socketio":
        script = str(SOCKETIO / "server.mjs")
        return ["node", script, str(port), path, *way.socketio], {"NODE_ENV": "production"}
    if way.kind == "echo":
        return [sys.executable, "-m", "bench.gateway_load.echo", str(port)], {}
    nobody = f"http://127.0.0.1:{free_port()}"  # no turn of the bot is measured here
    return [sys.executable, "-m", "handoff_gateway.main"], {
        "REDIS_URL": f"unix://{path}",
        "DATABASE_URL": f"sqlite:///{folder}/handrail.db",
        "HANDRAIL_RASA_URL": nobody,
        "HANDRAIL_FAQ_URL": nobody,
        "HANDRAIL_PORT": str(port),
        "HANDRAIL_SECRET": people.SECRET,
        "HANDRAIL_IDENTITY_SECRET": people.IDENTITY_SECRET,
        "HANDRAIL_VAR": str(folder),
        "HANDRAIL_HANDOFF": str(RULES),
    }


def generator(plan: dict[str, Any]) -> subprocess.Popen[str]:
    """The load's process; its last line is its figures."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.gateway_load.generator"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin
    process.stdin.write(json.dumps(plan) + "\n")
    process.stdin.flush()
    return process


def figures_of(process: subprocess.Popen[str], last_words: str | None = None) -> Figures:
    """What the generator found.

    Raises:
        SystemExit: it failed; it has said why.
    """
    out, _ = process.communicate(last_words, timeout=300)
    if process.returncode:
        raise SystemExit(process.returncode)
    found: Figures = json.loads(out.strip().splitlines()[-1])
    return found


def chat(
    way: Way, sockets: int, each: int, rate: float, warm_s: float, measure_s: float
) -> Figures:
    """One round of all pairs on `sockets` sockets, at `rate` messages a second in all; each agent
    has `each` customers.
    """
    agents = max(1, sockets // (each + 1))
    customers = sockets - agents

    def invite(store_url: str, database: Path) -> list[people.Person]:
        if way.kind != "handrail":
            return people.shared(customers, agents)
        return asyncio.run(people.pairs(store_url, database, customers, agents))

    with running(way, invite) as servers:
        plan = {
            "kind": way.kind,
            "ports": servers.ports,
            "people": servers.people,
            "rate": rate,
            "warm_s": warm_s,
            "measure_s": measure_s,
            "pids": servers.pids,
        }
        return figures_of(generator({"chat": plan}))


def append_alone(count: int, fsync: str = "always", depth: int = 32) -> Figures:
    """The append script without a gateway: CPU of the store and of who sends it, by `depth`."""
    with store(fsync) as path, Redis.from_url(f"unix://{path}") as client:
        client.script_load(Script("append").text)
        pid = int(client.info("server")["process_id"])
        used, begun = cpu_s([pid]), time.perf_counter()
        sender = asyncio.run(raw_pipeline(path, depth, count))
        store_cpu = (cpu_s([pid]) - used) / count * 1e6
    return {
        "cpu_us": store_cpu + sender.cpu,
        "store_cpu_us": store_cpu,
        "p50_ms": sender.p50 / 1e3,
        "p99_ms": sender.p99 / 1e3,
        "rate": count / (time.perf_counter() - begun),
    }


def idle(sockets: int, servers_count: int) -> Figures:
    """KiB of the gateway for each idle customer with an open conversation; with two gateways, the
    seconds until all are back on the second after the first was killed.
    """

    def invite(store_url: str, _: Path) -> list[people.Person]:
        return asyncio.run(people.waiting(store_url, sockets))

    way = Way("", "handrail", servers_count)
    with running(way, invite) as servers:
        time.sleep(1)
        before = memory(servers.pids[0])
        process = generator({"idle": {"ports": servers.ports, "people": servers.people}})
        assert process.stdout
        if process.stdout.readline().strip() != "there":
            raise SystemExit(process.wait() or 1)
        time.sleep(2)
        kib = (memory(servers.pids[0]) - before) / sockets / 1024
        used = cpu_s(servers.pids[:1])
        time.sleep(5 if servers_count == 1 else 0)
        busy = (cpu_s(servers.pids[:1]) - used) / 5
        if servers_count == 1:
            return {**figures_of(process, "enough\n"), "kib": kib, "busy": busy}
        servers.gateways[0].kill()
        return figures_of(process, "lost\n")


def install_socketio() -> None:
    """Install the peer where it is not yet.

    Raises:
        SystemExit: there is no npm, or it failed.
    """
    if (SOCKETIO / "node_modules" / "socket.io").is_dir():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("the peers need Node and npm on PATH; --no-peers leaves them out")
    subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=SOCKETIO, check=True, stdout=2)


def middle(rounds: Sequence[Figures]) -> Figures:
    """The median of each figure over rounds."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


CHAT_HEADS: Final = (
    *("sockets", "way", "CPU µs", "of ours", "p50 ms", "p99 ms", "of ours (p50)"),
    *("ack p50", "ack p99", "a second"),
)


def chat_lines(found: dict[int, dict[str, Figures]]) -> Iterator[str]:
    """A table, each way held against our two gateways."""
    rows = []
    for sockets, ways in found.items():
        mine = ways[OURS.name]
        for name, one in ways.items():
            rows.append(
                [
                    f"{sockets:,}",
                    name,
                    f"{one['cpu_us']:.0f}",
                    f"{one['cpu_us'] / mine['cpu_us']:.2f}x",
                    f"{one['p50_ms']:.2f}",
                    f"{one['p99_ms']:.2f}",
                    f"{one['p50_ms'] / mine['p50_ms']:.2f}x",
                    f"{one['ack_p50_ms']:.2f}",
                    f"{one['ack_p99_ms']:.2f}",
                    f"{one['rate']:,.0f}",
                ]
            )
    return table(CHAT_HEADS, rows)


def other_lines(found: dict[str, Any]) -> Iterator[str]:
    """The other parts, each with what was to reach."""
    rows: list[list[str]] = []
    if "chat" in found and "1000" in found["chat"]:
        cpu = found["chat"]["1000"][OURS.name]["cpu_us"]
        rows.append(["CPU a message, 1,000 sockets", f"{cpu:.0f} µs", "90 µs"])
    targets = {"always": "2.5 ms", "everysec": "0.6 ms"}
    for name, one in found.get("unloaded", {}).items():
        target = targets["everysec" if "everysec" in name else "always"]
        rows.append([f"unloaded, end to end p50: {name}", f"{one['p50_ms']:.2f} ms", target])
    for name, one in found.get("append", {}).items():
        told = f"{one['cpu_us']:.1f} µs CPU (store {one['store_cpu_us']:.1f})"
        rows.append([f"limit: append script alone, 32 at once, AOF {name}", told, ""])
    if one := found.get("idle"):
        told = f"{one['kib']:.1f} KiB"
        rows.append([f"an idle socket, at {one['sockets']:,}", told, "30 KiB"])
        rows.append(["CPU of a gateway with these", f"{one['busy']:.1%} of a core", ""])
    if one := found.get("return"):
        told = f"half {one['half_s']:.1f} s, all {one['all_s']:.1f} s"
        rows.append([f"{one['sockets']:,} clients back after a kill", told, "60 s"])
    return table(["what", "measured", "to reach"], rows)


def measure(args: argparse.Namespace) -> dict[str, Any]:
    """All parts that were asked for."""
    found: dict[str, Any] = {}
    ours = (OURS, OURS_EVERYSEC, OURS_ALONE)
    ways = (ECHO, *ours, *(PEERS if args.peers else ()))
    if "chat" in args.only:
        samples: dict[str, dict[str, list[Figures]]] = {}
        for _ in range(args.rounds):
            for sockets in args.sockets:
                for way in ways:
                    rate = min(args.rate, sockets * args.each)
                    _tell(f"{sockets} sockets: {way.name}")
                    one = chat(way, sockets, args.customers, rate, args.warm, args.seconds)
                    samples.setdefault(str(sockets), {}).setdefault(way.name, []).append(one)
        found["chat"] = {
            sockets: {name: middle(rounds) for name, rounds in ways.items()}
            for sockets, ways in samples.items()
        }
    if "unloaded" in args.only:
        found["unloaded"] = {}
        for way in (OURS_ALONE, ALONE_EVERYSEC, OURS, OURS_EVERYSEC, ECHO):
            _tell(f"unloaded: {way.name}")
            found["unloaded"][way.name] = chat(way, 2, 1, UNLOADED, args.warm, args.seconds)
    if "append" in args.only:
        count = max(int(args.seconds * 5_000), 320)
        found["append"] = {fsync: append_alone(count, fsync) for fsync in ("always", "everysec")}
    if "idle" in args.only:
        _tell(f"{args.idle:,} idle sockets")
        found["idle"] = idle(args.idle, 1)
    if "return" in args.only:
        _tell(f"{args.idle:,} clients lose their gateway")
        found["return"] = idle(args.idle, 2)
    return found


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./handrail bench gateway", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts")
    parser.add_argument("--sockets", nargs="+", type=int, default=[100, 1_000])
    parser.add_argument("--rate", type=float, default=1_000, help="messages a second, at most")
    parser.add_argument("--each", type=float, default=4, help="the same for each socket, at most")
    parser.add_argument("--customers", type=int, default=19, help="of each agent in chat")
    parser.add_argument("--idle", type=int, default=5_000, help="sockets for idle and return")
    parser.add_argument("--seconds", type=float, default=10, help="measured of each chat")
    parser.add_argument("--warm", type=float, default=4, help="seconds before")
    parser.add_argument("--rounds", type=int, default=1, help="of chat; medians are told")
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    parser.add_argument("--smoke", action="store_true", help="all parts in seconds, small")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    if args.smoke:
        args.sockets, args.idle, args.seconds, args.warm = [4], 20, 0.5, 0.2
    return args


def main(arguments: Sequence[str] | None = None) -> int:
    args = parsed(arguments)
    if not Path("/proc/self/stat").exists():
        raise SystemExit("this bench reads what processes use from /proc, which is Linux only")
    allow_many_sockets()
    if args.peers and "chat" in args.only:
        install_socketio()
    found = measure(args)
    if args.json:
        print(json.dumps(found))
        return 0
    if "chat" in found:
        print("\n".join(chat_lines({int(n): ways for n, ways in found["chat"].items()})) + "\n")
    print("\n".join(other_lines(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
