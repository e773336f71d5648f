"""Fitting the head and the calibrator of what is served already, in a process of its own.

    python -m faq_index.refitting VERSION

It reads the unfitted index that HANDRAIL_VAR keeps and writes the fitted one beside it. It runs at
a low priority, and not in the service's process, so that questions hardly notice; a newer
publication ends it.
"""

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from faq_index import locks
from faq_index.tether import end_with_parent

log = logging.getLogger("faq")

_NICER = 10
"""Others come first, and yet it gets on where the machine is never idle."""
_LOOK_S = 1.0
_POLL_S = 0.1
_RETRY_S = 60.0


class Refitting:
    """Keeps what is served fitted; among the processes that share `var`, one does it."""

    def __init__(self, var: Path) -> None:
        """Fit indexes of `var`."""
        self._var = var
        self._lock = var / "faq_index" / "refitting.lock"
        self._wanted = ""
        self._changed = asyncio.Event()

    def want(self, version: str) -> None:
        """Fit this version next, instead of whatever is being fitted; the empty one: nothing."""
        if version != self._wanted:
            self._wanted = version
            self._changed.set()

    async def run(self, fitted: Callable[[str], Awaitable[object]]) -> None:
        """Fit whatever is wanted and tell `fitted` its version, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while (version := self._wanted) and not self._changed.is_set():
                with locks.held_if_free(self._lock) as ours:
                    done = ours and await self._fit(version)
                if done:
                    await fitted(version)
                    self._wanted = self._wanted if self._wanted != version else ""
                elif not self._changed.is_set():
                    # Another process does it, or it failed: look again later.
                    await self._pause(_RETRY_S if ours else _LOOK_S)

    async def _fit(self, version: str) -> bool:
        began = time.monotonic()
        with _started(version, self._var) as process:
            try:
                while process.poll() is None and not self._changed.is_set():
                    await self._pause(_POLL_S)
            finally:
                process.kill()  # nothing, when it has ended
                code = process.wait()
        if code == 0:
            log.info("version %s fitted in %.1f s", version, time.monotonic() - began)
        elif not self._changed.is_set():
            log.error("version %s could not be fitted: the process ended with %d", version, code)
        return code == 0

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)


def fit_now(var: Path, version: str) -> bool:
    """Fit a version that is on disk, waiting for it; return whether its fitted index is there."""
    with _started(version, var) as process:
        return process.wait() == 0


def _started(version: str, var: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "faq_index.refitting", version],
        stdin=subprocess.PIPE,  # how it notices that we are gone
        env=os.environ | {"HANDRAIL_VAR": str(var)},
        cwd=Path(__file__).absolute().parent.parent,
    )


def main(version: str) -> int:
    """Fit a version that is on disk; return the exit code."""
    end_with_parent()
    os.nice(_NICER)
    from faq_index.build import refit
    from faq_index.storage import IndexUnusable, Storage

    storage = Storage(Path(os.environ.get("HANDRAIL_VAR") or "var") / "faq_index")
    try:
        index = storage.load(version)
        if not index.fitted:
            storage.save(refit(index))
    except (IndexUnusable, OSError) as error:
        print(f"the index cannot be fitted: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
