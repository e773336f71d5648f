"""Is a system running in this `var`? The lock that its `up` holds says so, and never lies.

A process id in a file may belong to another process by now; a lock goes with its holder.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from deploy.environment import read_env_file
from deploy.layout import Layout, private_folder

STOP_S = 60.0
REMAINS_S = 30.0


class AlreadyRunning(Exception):
    """Another `up` holds this `var`."""


def _lock_file(layout: Layout) -> Path:
    return layout.run / "up.lock"


@contextlib.contextmanager
def held(layout: Layout) -> Iterator[TextIO]:
    """Holds this `var` for the time of the block. Raises AlreadyRunning.

    Yields the lock file; whoever becomes the holder by a fork writes its own id with `mark`.
    """
    private_folder(layout.var)
    private_folder(layout.run)
    with _lock_file(layout).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        mark(lock)
        yield lock


def wait_for_remains(layout: Layout) -> None:
    """Returns once the supervisord of an `up` that was killed has ended, or after a while.

    It stops its processes first; until then they hold the port and the store.
    """
    deadline = time.monotonic() + REMAINS_S
    while _supervisor_is_alive(layout) and time.monotonic() < deadline:
        time.sleep(0.1)


def _supervisor_is_alive(layout: Layout) -> bool:
    try:
        process = int((layout.run / "supervisor.pid").read_text())
        os.kill(process, 0)
    except (OSError, ValueError):
        return False
    command = subprocess.run(
        ["ps", "-o", "args=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return "supervisord" in command.stdout  # else the number belongs to another process by now


def mark(lock: TextIO) -> None:
    """Writes our process id into the lock file."""
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def running(layout: Layout) -> int | None:
    """Returns the process id of the `up` that runs in this `var`, or None."""
    try:
        with _lock_file(layout).open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read() or 0) or None
    except OSError:
        return None
    return None


def running_environment(layout: Layout) -> dict[str, str] | None:
    """Returns the variables of the running system, or None when none is running."""
    return read_env_file(layout.env_file) if running(layout) else None


def stop(layout: Layout) -> bool:
    """Asks the running `up` to stop everything and waits for it. Returns whether it has.

    After a minute it is killed; its processes go with it.
    """
    if (process := running(layout)) is None:
        return True
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + STOP_S
    while running(layout) and time.monotonic() < deadline:
        time.sleep(0.1)
    if running(layout):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        time.sleep(1.0)
    return running(layout) is None
