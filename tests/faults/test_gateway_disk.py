"""Acked is kept when the store's disk is full: words are `unavailable`, not lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.support.fault_world import transcripts
from tests.support.history import Received, Record, Run
from tests.support.history_checker import problems
from tests.support.parties import Customer
from tests.support.processes import Store, running_bot, running_gateway

DISK_BYTES = 1_000_000
LEFT_BYTES = 40_000
WORDS = ["x" * 3_900] * 16  # more than is left
PATIENCE_S = 20.0

Full = tuple[Store, Callable[[], None], Callable[[], None]]
"""A store, what fills its disk, and what frees it again."""


@contextlib.contextmanager
def on_a_small_disk() -> Iterator[Full]:
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder)
        mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
        if mounted.returncode:
            pytest.skip(f"a small disk can't be mounted here: {mounted.stderr.strip()}")
        store, ballast = Store(folder), Path(folder, "ballast")
        try:
            store.start()
            yield store, lambda: _fill(ballast), ballast.unlink
        finally:
            store.stop()
            subprocess.run(("umount", folder), check=True)


@contextlib.contextmanager
def with_small_files() -> Iterator[Full]:
    """What the server meets is the same: a write that is cut short."""
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        store = Store(folder)
        store.start()
        try:
            yield store, lambda: store.fill_disk(LEFT_BYTES), lambda: None
        finally:
            store.stop()


def _fill(ballast: Path) -> None:
    disk = os.statvfs(ballast.parent)
    ballast.write_bytes(b"x" * (disk.f_bavail * disk.f_frsize - LEFT_BYTES))


@pytest.mark.parametrize("full", [on_a_small_disk, with_small_files], ids=lambda f: f.__name__)
async def test_with_its_disk_full_words_are_unavailable_and_what_was_acked_is_kept(
    full: Callable[[], contextlib.AbstractContextManager[Full]],
) -> None:
    history: list[Record] = []
    with (
        full() as (store, fill, free),
        running_bot() as bot,
        running_gateway(store.url, bot.url) as gateway,
    ):
        bot.mode = "chat"
        mina = Customer("Mina", lambda: [gateway.ws], Random(1), history)
        connected = asyncio.create_task(mina.run())
        try:
            await mina.do("say", words="hello")
            fill()
            words = [mina.do("say", words=word) for word in WORDS]
            async with asyncio.timeout(PATIENCE_S):
                while not (store.died() and _heard_unavailable(history)):
                    await asyncio.sleep(0.02)
            acked = sum(word.done() for word in words)
            free()
            store.start()
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(*words)
                found = ["not looked"]
                while found:
                    await asyncio.sleep(0.1)
                    logs = transcripts(store.url, [mina.id])
                    found = problems(Run(history, logs, {mina.who: mina.follows}))
        finally:
            connected.cancel()
            await asyncio.gather(connected, return_exceptions=True)
    assert 0 < acked < len(WORDS)


def _heard_unavailable(history: list[Record]) -> bool:
    return any(isinstance(r, Received) and r.frame.get("code") == "unavailable" for r in history)
