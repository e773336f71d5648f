"""The index in use, and the one thread that embeds questions for it."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from faq_index.embed import Encoder, Joint, has_hangul
from faq_index.entries import Entry
from faq_index.errors import ContentError, ContentErrors
from faq_index.index import Index
from faq_index.publishing import Publisher
from faq_index.search import Decision, Matrix, Thresholds, Vector, decide
from faq_index.storage import IndexUnusable

log = logging.getLogger("faq")

_BATCH = 16
"""Texts of a long request embedded at a time: other questions get their turn in between."""


@dataclass(frozen=True)
class Found:
    """A decision, its question's joint vector, and the index that both refer to."""

    decision: Decision
    vector: Vector
    index: Index | None


class Serving:
    """Answers from one index at a time; a reload swaps it between two questions."""

    def __init__(
        self, content: Path, var: Path, encoder: Joint, thresholds: Thresholds | None = None
    ) -> None:
        """Serve the content folder; nothing is loaded before `start`."""
        self._content = content
        self._encoder = encoder
        self._thresholds = thresholds or Thresholds()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embed")
        self._publisher = Publisher(var, encoder, _InWorker(encoder, self._worker))
        self._reloading = asyncio.Lock()
        self.index: Index | None = None
        self.errors: list[ContentError] = []

    @property
    def encoder(self) -> Joint:
        """The encoder whose vectors `embed` and `search` return."""
        return self._encoder

    @property
    def version(self) -> str:
        """The version served, or the empty string before there is any."""
        return self.index.version if self.index else ""

    def start(self) -> None:
        """Load the models and the index. Broken content leaves the last good index in use."""
        warming = self._worker.submit(self._encoder.encode, ["warm", "준비"])
        try:
            self._publish()
        except ContentErrors:
            self._fall_back()
        warming.result()

    def close(self) -> None:
        """Let the worker thread end."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def reload(self) -> Index:
        """Serve the content as it is now. Raises `ContentErrors`, and then serves on as before."""
        async with self._reloading:
            return await asyncio.to_thread(self._publish)

    async def search(self, text: str) -> Found:
        """Decide what to do with a question."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._search, text)

    async def embed(self, texts: Sequence[str]) -> Matrix:
        """Return the joint vectors of texts, one row each."""
        loop = asyncio.get_running_loop()
        parts = [
            await loop.run_in_executor(
                self._worker, self._encoder.encode, texts[start : start + _BATCH]
            )
            for start in range(0, len(texts), _BATCH)
        ]
        return np.vstack(parts)

    def entry(self, name: str) -> tuple[Index, Entry] | None:
        """Return the entry with this id and the index that holds it, or None."""
        index = self.index
        number = index.numbers.get(name) if index else None
        return None if index is None or number is None else (index, index.entries[number])

    def _search(self, text: str) -> Found:
        # Taken once, so that an answer belongs to exactly one version.
        index = self.index
        vector = self._encoder.encode([text])[0]
        candidates = index.candidates(vector, hangul=has_hangul(text)) if index else ()
        return Found(decide(candidates, self._thresholds), vector, index)

    def _publish(self) -> Index:
        try:
            published = self._publisher.publish(self._content)
        except ContentErrors as broken:
            self.errors = broken.errors
            for error in broken.errors:
                log.error("content: %s", error)
            raise
        self.index, self.errors = published.index, []
        log.info(
            "serving version %s: %d entries, index %s",
            self.version,
            len(published.index.entries),
            "built" if published.built else "found on disk",
        )
        return published.index

    def _fall_back(self) -> None:
        try:
            self.index = self._publisher.last_good()
            log.warning("the content is broken: serving the last good version %s", self.version)
        except IndexUnusable as error:
            log.error("the content is broken and there is nothing to serve: %s", error)


class _InWorker:
    """An encoder that lets the one worker thread do the work, in small batches."""

    def __init__(self, encoder: Encoder, worker: ThreadPoolExecutor) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self._encoder, self._worker = encoder, worker

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return one row a text; must not be called from the worker thread itself."""
        parts = [
            self._worker.submit(self._encoder.encode, texts[start : start + _BATCH]).result()
            for start in range(0, len(texts), _BATCH)
        ]
        return np.vstack(parts)
