"""The real FAQ service as processes of its own, for tests."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.support.faq import write_content
from tests.support.processes import ROOT, free_port, wait_until

Answer = dict[str, Any]


class Faq:
    """A running service on content of its own, with a `var` of its own."""

    def __init__(self, folder: Path, content: Path | None = None, **environment: str) -> None:
        self.content = content or write_content(folder / "content")
        self.var = folder / "var"
        self.log = folder / "service.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._own = environment
        self.environment: dict[str, str] = {}
        self.url = ""
        self.http = httpx.Client()
        # The exported models are the ones that set-up made; making them takes half a minute.
        exports = Path(os.environ.get("HANDRAIL_VAR", ROOT / "var")) / "models"
        exports.mkdir(parents=True, exist_ok=True)
        self.var.mkdir(parents=True)
        (self.var / "models").symlink_to(exports)

    def start(self) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.environment = {
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            "HANDRAIL_FAQ_URL": self.url,
            "HANDRAIL_FAQ_CONTENT": str(self.content),
            "HANDRAIL_VAR": str(self.var),
            **self._own,
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "faq_index.service"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.http = httpx.Client(base_url=self.url, timeout=60)
        wait_until(self._healthy, f"the FAQ service ({self.log})", 120)

    @property
    def process(self) -> psutil.Process:
        assert self._process
        return psutil.Process(self._process.pid)

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        assert self._process
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self.http.close()
        return self._process.wait(20)

    def kill(self) -> None:
        """SIGKILL; nothing is cleaned up."""
        assert self._process
        self._process.kill()
        self._process.wait(20)
        self.http.close()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `faq ARGUMENTS` beside the service."""
        return subprocess.run(
            [sys.executable, "-m", "faq_index.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def post(self, path: str, body: object, status: int = 200) -> Answer:
        headers = {"X-Handrail-Editor": "mina"}
        return self.told(self.http.post(path, json=body, headers=headers), status)

    def get(self, path: str) -> Answer:
        return self.told(self.http.get(path))

    def search(self, text: str, locale: str = "en", **more: object) -> Answer:
        return self.post("/search", {"text": text, "locale": locale} | more)

    def reload(self, status: int = 200) -> Answer:
        return self.post("/reload", None, status)

    def health(self) -> Answer:
        return self.get("/healthz")

    def until(self, ready: Callable[[Answer], object], what: str, seconds: float = 30) -> None:
        """Wait until `ready` is true of the health; raises TimeoutError naming `what`."""
        wait_until(lambda: bool(ready(self.health())), f"{what} ({self.log})", seconds)

    @staticmethod
    def told(response: httpx.Response, status: int = 200) -> Answer:
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/json"
        told: Answer = response.json()
        return told

    def _healthy(self) -> bool:
        assert self._process
        if self._process.poll() is not None:
            raise RuntimeError(f"the FAQ service ended: {self.log.read_text()}")
        with contextlib.suppress(httpx.HTTPError):
            return self.http.get("/healthz").status_code == 200
        return False
