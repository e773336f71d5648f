"""Noticing that an editor saved: told by the system, and looked for as well."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import awatch

from faq_index.content_folder import names
from faq_index.settings import Watch

LOOK_EVERY_S = 1.0
_QUIET_MS = 100
"""A program that saves several files, or one in two steps, is left this long to finish."""
_LONGEST_MS = 500

_Signature = tuple[tuple[str, int, int, int], ...]


async def changes(folder: Path, watch: Watch) -> AsyncIterator[None]:
    """Yield at once, and whenever something in the folder changed; ends for `off` only.

    `auto` listens to the system and looks once a second too, because some file systems (network
    and container mounts) tell nothing, and a folder that is replaced as a whole tells nothing
    more. `poll` only looks.
    """
    if watch == "off":
        return
    told = asyncio.Event()
    listening = asyncio.create_task(_listen(folder, told)) if watch == "auto" else None
    seen: _Signature | None = None  # a first look finds what changed while nobody watched
    try:
        while True:
            now = await asyncio.to_thread(_signature, folder)
            if now != seen:
                seen = await _settled(folder, now)
                yield
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), LOOK_EVERY_S)
            told.clear()
    finally:
        if listening:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening


async def _settled(folder: Path, now: _Signature) -> _Signature:
    """Return the folder's signature once nothing changes for a moment, or it takes too long."""
    for _ in range(_LONGEST_MS // _QUIET_MS):
        await asyncio.sleep(_QUIET_MS / 1000)
        later = await asyncio.to_thread(_signature, folder)
        if later == now:
            break
        now = later
    return now


async def _listen(folder: Path, told: asyncio.Event) -> None:
    while True:
        with contextlib.suppress(OSError, RuntimeError):  # gone, or no more watches allowed
            async for _ in awatch(folder, debounce=50, step=10, recursive=False):
                told.set()
        await asyncio.sleep(LOOK_EVERY_S)


def _signature(folder: Path) -> _Signature:
    try:
        found = [(name, (folder / name).stat()) for name in names(folder)]
    except OSError:
        return ()
    return tuple((name, one.st_ino, one.st_size, one.st_mtime_ns) for name, one in found)
