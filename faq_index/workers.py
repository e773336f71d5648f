"""Several processes that answer on one port: started, replaced when they die, and ended together.

They share the listening socket, so a connection that waits while one of them dies is answered by
another, and the index on disk, which the system keeps in memory once.
"""

import contextlib
import logging
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

log = logging.getLogger("faq")

CANNOT_START = 1
"""The exit code of a worker that would not start a second time either."""

_LOOK_S = 0.1
_SHORT_LIFE_S = 5.0
_GRACE_S = 15.0


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    began: float = field(default_factory=time.monotonic)


class Workers:
    """Looks after the processes; does no work itself."""

    def __init__(self, bound: socket.socket, count: int) -> None:
        """Give the bound socket to `count` processes."""
        self._bound = bound
        self._count = count
        self._stopping = False

    def run(self) -> int:
        """Keep them running until SIGTERM or SIGINT; return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        workers = [self._start() for _ in range(self._count)]
        code = 0
        while not self._stopping and not code:
            time.sleep(_LOOK_S)
            for place, worker in enumerate(workers):
                ended = worker.process.poll()
                if ended is None or self._stopping:
                    continue
                if ended == CANNOT_START:
                    code = CANNOT_START
                    break
                log.error("a worker ended with %d: starting another", ended)
                if time.monotonic() - worker.began < _SHORT_LIFE_S:
                    time.sleep(1)
                workers[place] = self._start()
        _end([worker.process for worker in workers])
        return code

    def _start(self) -> _Worker:
        handle = self._bound.fileno()
        command = [sys.executable, "-m", "faq_index.service", "--socket", str(handle)]
        # The pipe is how a worker notices that we are gone (tether.py).
        return _Worker(subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[handle]))

    def _stop(self, *_: object) -> None:
        self._stopping = True


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    deadline = time.monotonic() + _GRACE_S
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
