"""The running service: it notices what was published, and answers from it.

Publishing has one thread, embedding has one, and the event loop stays free for questions.
"""

import asyncio
import contextlib
import ctypes
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

import numpy as np

from faq_index import watch
from faq_index.asking import Asking
from faq_index.entries import Entry
from faq_index.errors import ContentErrors
from faq_index.history import HistoryUnavailable
from faq_index.index import Index
from faq_index.publications import NothingToServe, Publications
from faq_index.refitting import Refitting
from faq_index.settings import Watch
from faq_index.state import State
from faq_index.storage import IndexUnusable

log = logging.getLogger("faq")

_FOLLOW_S = 0.1
_RETRY_S = 5.0

_Result = TypeVar("_Result")


class Serving:
    """Answers from what was published last, by whichever process."""

    def __init__(
        self, publications: Publications, asking: Asking, refitting: Refitting, way: Watch = "auto"
    ) -> None:
        """Serve what `publications` has; nothing is loaded before `start`."""
        self.publications = publications
        self.asking = asking
        self.state = State()
        self._refitting = refitting
        self._way = way
        self._one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="publish")
        self._seen = (0, 0)

    def start(self) -> None:
        """Publish the folder as it is, and load the models.

        Broken content leaves the last good index in use, or none.
        """
        warming = self.asking.worker.begin(["warm", "준비"], "query")
        self.publications.look()
        self._swap(*self._load())
        for part in warming:
            part.result()
        _give_back_memory()

    @property
    def version(self) -> str:
        """The version in use, or the empty string before there is any."""
        return self.asking.index.version if self.asking.index else ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the folder, follow the other processes and keep the index fitted, for the block."""
        tasks = [
            asyncio.create_task(one)
            for one in (self._watch(), self._follow(), self._refitting.run(self._fitted))
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._one_at_a_time.shutdown(cancel_futures=True)
            self.asking.worker.close()

    async def reload(self) -> State:
        """Publish the folder as it is now. Raises `ContentErrors`, and then serves on as before."""
        state = await self.publishing(self.publications.look)
        if state.errors:
            raise ContentErrors(state.errors)
        return state

    async def publishing(self, work: Callable[[], _Result]) -> _Result:
        """Do what changes the content in the publishing thread, then serve what came of it."""
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._one_at_a_time, work)
        await self.catch_up()
        loop.run_in_executor(self._one_at_a_time, _give_back_memory)
        return result

    async def catch_up(self) -> None:
        """Serve what the state says, if it changed."""
        if self.publications.state_file.signature() == self._seen:
            return
        loop = asyncio.get_running_loop()
        try:
            signature, state, index = await loop.run_in_executor(None, self._load)
            self._swap(signature, state, index)
            # The words that slips are mended by; a save is served without waiting for them.
            loop.run_in_executor(None, lambda: index and index.vocabulary)
        except IndexUnusable as error:
            log.error("%s", error)
            await loop.run_in_executor(self._one_at_a_time, self.publications.look)

    def entry(self, name: str) -> tuple[Index, Entry] | None:
        """Return the entry with this id, if it is served today, and its index; or None."""
        index = self.asking.index
        number = index.numbers.get(name) if index else None
        if index is None or number is None or name in self.asking.hidden:
            return None
        return index, index.entries[number]

    def _load(self) -> tuple[tuple[int, int], State, Index | None]:
        """Return the state and its index. Raises `IndexUnusable`."""
        signature, state = self.publications.state_file.signature(), self.publications.state
        try:
            index = self.publications.index()
        except NothingToServe:
            return signature, state, None
        if index is not self.asking.index:
            self._warm(index)
        return signature, state, index

    def _warm(self, index: Index) -> None:
        """Read what the first questions would have to wait for."""
        nothing = np.zeros(self.asking.encoder.dimension, np.float32)
        for text in ("warm", "준비"):
            index.candidates(nothing, text)

    def _swap(self, signature: tuple[int, int], state: State, index: Index | None) -> None:
        self._seen, self.state = signature, state
        if index is None or index is self.asking.index:
            return
        self.asking.swap(index)
        self._refitting.want("" if index.fitted else index.version)
        fitted = "" if index.fitted else ", to be fitted"
        log.info("serving version %s: %d entries%s", index.version, len(index.entries), fitted)

    async def _fitted(self, version: str) -> None:
        await self.publishing(lambda: self.publications.fitted(version))

    async def _watch(self) -> None:
        async for _ in watch.changes(self.publications.content, self._way):
            while not await _done(lambda: self.publishing(self.publications.look)):
                await asyncio.sleep(_RETRY_S)

    async def _follow(self) -> None:
        """Follow the processes that share `var`, and give the history what it missed."""
        while True:
            for _ in range(round(_RETRY_S / _FOLLOW_S)):
                await asyncio.sleep(_FOLLOW_S)
                await _done(self.catch_up)
            with contextlib.suppress(HistoryUnavailable):
                await self.publishing(self.publications.record_missed)


def _give_back_memory() -> None:
    """Return to the system what building an index has used; glibc would keep it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


async def _done(work: Callable[[], Awaitable[object]]) -> bool:
    """Do work and return whether it was done: a full disk must not end the watching."""
    try:
        await work()
    except (OSError, sqlite3.Error) as error:
        log.error("publishing failed, and is tried again: %s", error)
        return False
    return True
