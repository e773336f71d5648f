"""Signals in, usage and gaps out: the shell around the store, the models and the pure parts."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from faq_index.asking import Asking, decided, decided_as_it_stands
from faq_index.entries import Entries
from faq_index.index import Index
from faq_index.insight.clusters import Space
from faq_index.insight.draft import draft
from faq_index.insight.gaps import Asked, Gap, Nearest, Wording, gathered, wordings
from faq_index.insight.intake import Hashing, answer_name, taken
from faq_index.insight.records import ReactionRecord, TurnRecord, Usage
from faq_index.insight.settings import SignalSettings
from faq_index.insight.signals import Signal
from faq_index.insight.store import Mark, SignalStore, StoreUnavailable
from faq_index.message import LONG, plain
from faq_index.presentation import in_language
from faq_index.search import Matrix, Vector

log = logging.getLogger("faq")

_DAY_MS = 24 * 60 * 60 * 1_000
_SWEEP_MS = 60 * 60 * 1_000
_NEAREST = 3
_MOST_READINGS = 500
"""Wordings in doubt that are read in other ways too, which takes ten times as long as one way."""
_EMBEDDED_AT_ONCE = 256


class UnknownGap(Exception):
    """No cluster has this id now."""


@dataclass(frozen=True)
class Gaps:
    """The gaps, biggest first, with the entries their drafts must not collide with."""

    clusters: tuple[Gap, ...]
    entries: Entries = ()

    @property
    def questions(self) -> int:
        """How many questions there are in all."""
        return sum(gap.size for gap in self.clusters)

    def draft(self, gap: Gap) -> str:
        """Return the entry to finish for one of the gaps."""
        return draft(gap, self.entries)


@dataclass
class _Asked:
    """What an index on a day makes of wordings: asked once, as long as it is in use."""

    index: Index | None
    hidden: frozenset[str]
    by_key: dict[str, Asked] = field(default_factory=dict)
    readings: int = 0
    gaps: tuple[Mark, Gaps] | None = None


def _now() -> int:
    return time.time_ns() // 1_000_000


class Insight:
    """For one event loop. Its methods raise `StoreUnavailable`."""

    def __init__(
        self,
        store: SignalStore,
        asking: Asking,
        configured: SignalSettings,
        now: Callable[[], int] = _now,
    ) -> None:
        """Keep signals in `store`; `now` tells the time in Unix milliseconds."""
        self._store, self._asking, self._now = store, asking, now
        self._hashing = Hashing(configured.secret)
        self._kept_ms = configured.days * _DAY_MS
        self._swept = 0
        self._asked = _Asked(None, frozenset())
        self._gathering = asyncio.Lock()
        self._embedding = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, signals: Sequence[Signal]) -> int:
        """Mask and keep signals; return how many were new."""
        await self._sweep()
        turns, reactions = await asyncio.to_thread(self._taken, signals)
        kept = await asyncio.to_thread(self._store.keep, turns, reactions)
        missed = {one.key: plain(one.text) for one in turns if one.outcome != "answer"}
        # Beforehand, so that whoever looks at the gaps waits for the grouping only.
        task = asyncio.create_task(self._embed(list(missed.items())))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return kept

    async def close(self) -> None:
        """Wait for the embedding that began with the last signals."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def usage(self) -> tuple[int, dict[str, Usage]]:
        """Return since when (ms) it is known what became of each entry, and what did."""
        await self._sweep()
        since = self._oldest()
        used = await asyncio.to_thread(self._store.usage, since)
        first = await asyncio.to_thread(self._store.oldest, since)
        return self._now() if first is None else first, used

    async def gaps(self) -> Gaps:
        """Return what customers ask and the content does not answer."""
        await self._sweep()
        async with self._gathering:
            asked = self._asked_now()
            mark = await asyncio.to_thread(self._store.mark)
            if asked.gaps is None or asked.gaps[0] != mark:
                asked.gaps = mark, await self._gather(asked)
            return asked.gaps[1]

    async def dismiss(self, name: str, reason: str) -> None:
        """Put a gap aside until many more ask. Raises `UnknownGap`."""
        gaps = await self.gaps()
        gap = next((one for one in gaps.clusters if one.id == name), None)
        if gap is None:
            raise UnknownGap(name)
        await asyncio.to_thread(self._store.dismiss, gap.members, reason)

    def _taken(self, signals: Sequence[Signal]) -> tuple[list[TurnRecord], list[ReactionRecord]]:
        return taken(signals, self._hashing, self._answer_of, self._oldest(), self._now())

    async def _embed(self, texts: Sequence[tuple[str, str]]) -> None:
        try:
            await self._vectors(texts)
        except StoreUnavailable as error:
            log.warning("embeddings of questions are not kept, and made again later: %s", error)

    def _answer_of(self, entry: str) -> str:
        index = self._asking.index
        number = index.numbers.get(entry) if index else None
        return "" if index is None or number is None else answer_name(index.entries[number])

    def _oldest(self) -> int:
        return self._now() - self._kept_ms

    async def _sweep(self) -> None:
        """Delete what is older than allowed, at most once an hour."""
        if self._now() - self._swept < _SWEEP_MS:
            return
        self._swept = self._now()
        await asyncio.to_thread(self._store.forget, self._oldest())

    def _asked_now(self) -> _Asked:
        index, hidden = self._asking.index, self._asking.hidden
        if self._asked.index is not index or self._asked.hidden != hidden:
            self._asked = _Asked(index, hidden)
        return self._asked

    async def _gather(self, asked: _Asked) -> Gaps:
        questions = await asyncio.to_thread(self._store.unanswered, self._oldest())
        words = wordings(questions)
        vectors = await self._vectors([(one.key, plain(one.text)) for one in words])
        clusters = await asyncio.to_thread(self._clusters, asked, words, vectors)
        return Gaps(tuple(clusters), asked.index.entries if asked.index else ())

    def _clusters(self, asked: _Asked, words: Sequence[Wording], vectors: Matrix) -> list[Gap]:
        def ask(row: int) -> Asked:
            key = words[row].key
            if key not in asked.by_key:
                asked.by_key[key] = self._ask(asked, words[row], vectors[row])
            return asked.by_key[key]

        space = Space(vectors, self._asking.encoder.english.dimension)
        return gathered(words, space, ask)

    def _ask(self, asked: _Asked, wording: Wording, vector: Vector) -> Asked:
        index = asked.index
        if index is None:
            return Asked("", ())
        worker, whole = self._asking.worker, plain(wording.text)

        def encode(texts: list[str]) -> Sequence[Vector]:
            # Most are asked as they stand, and that vector is there.
            return [vector if one == whole else worker.encode([one], "query")[0] for one in texts]

        rest = self._asking.thresholds, asked.hidden
        decision = decided_as_it_stands(index, whole, vector, *rest)
        in_doubt = decision.outcome == "ask" or len(whole) > LONG
        if in_doubt and asked.readings < _MOST_READINGS:
            asked.readings += 1
            decision = decided(index, wording.text, encode, *rest)
        nearest = [
            (index.entries[one.entry], one.confidence) for one in decision.candidates[:_NEAREST]
        ]
        return Asked(
            answer_name(nearest[0][0]) if decision.outcome == "answer" else "",
            tuple(
                Nearest(entry.id, in_language(entry.question, wording.locale)[1], confidence)
                for entry, confidence in nearest
            ),
        )

    async def _vectors(self, texts: Sequence[tuple[str, str]]) -> Matrix:
        """Return a row a text; those never seen are embedded while questions go first."""
        models, width = self._asking.encoder.name, self._asking.encoder.dimension
        vectors = np.empty((len(texts), width), np.float32)
        async with self._embedding:
            for start in range(0, len(texts), _EMBEDDED_AT_ONCE):
                some = dict(texts[start : start + _EMBEDDED_AT_ONCE])
                known = await asyncio.to_thread(self._store.embeddings, models, some)
                if missing := [key for key in some if key not in known]:
                    rows = await self._asking.embed([some[key] for key in missing])
                    await asyncio.to_thread(self._store.keep_embeddings, models, missing, rows)
                    known |= dict(zip(missing, rows, strict=True))
                vectors[start : start + len(some)] = [known[key] for key in some]
        return vectors
