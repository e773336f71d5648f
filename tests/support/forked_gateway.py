"""Gateways that start in a quarter of a second, with a quick clockwork: for tests that kill many.

Each is a real process with the real `main` (`quick_gateway`), forked from one that has imported it
already.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.support import quick_gateway
from tests.support.processes import GatewayProcess

_forks: Final = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", __name__])


class ForkedGateway(GatewayProcess):
    """As `GatewayProcess`; can also sleep and wake up again."""

    def spawn(self) -> None:
        self._process = _Forked(self._env, self._log)  # type: ignore[assignment]

    def sleep(self) -> None:
        """SIGSTOP: there, and without a word."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)


class _Forked:
    """The part of `subprocess.Popen` that is used, over a forked process."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self._process = _forks.Process(target=_run, args=(env, log), daemon=True)
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, number: int) -> None:
        assert self._process.pid
        os.kill(self._process.pid, number)

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("gateway", timeout)
        return self._process.exitcode


def _run(env: dict[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(env)
    with log.open("ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    sys.exit(quick_gateway.run())
