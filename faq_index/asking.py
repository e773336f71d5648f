"""Questions to the index in use: embedded together, decided, and remembered while it is in use."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import numpy as np

from faq_index.embed import Joint, clean
from faq_index.index import Index
from faq_index.lru import LRU
from faq_index.message import plain
from faq_index.search import Candidate, Decision, Matrix, Thresholds, Vector, decide
from faq_index.understanding import understood
from faq_index.worker import Worker

MOST_VECTORS = 1_024
MOST_DECISIONS = 1_024
_SHOWN = 20
"""Candidates remembered of a decision: nobody may ask for more."""


@dataclass(frozen=True)
class Found:
    """A decision, its question's joint vector, and the index that both refer to.

    `hidden` are the ids of entries that are not served today.
    """

    decision: Decision
    vector: Vector
    index: Index | None
    hidden: frozenset[str] = frozenset()


def today_utc() -> date:
    """Return today's date in UTC."""
    return datetime.now(UTC).date()


def hidden_on(index: Index, day: date) -> frozenset[str]:
    """Return the ids of the entries that are not served on a day."""
    return frozenset(entry.id for entry in index.entries if not entry.served_on(day))


Encode = Callable[[list[str]], Iterable[Vector]]
"""Questions to their joint vectors."""


def decided(
    index: Index, text: str, encode: Encode, thresholds: Thresholds, hidden: frozenset[str]
) -> Decision:
    """Return what to do with a message, as if the hidden entries were not there."""

    def of_each(texts: Sequence[str]) -> list[Decision]:
        return [
            decided_as_it_stands(index, one, vector, thresholds, hidden)
            for one, vector in zip(texts, encode(list(texts)), strict=True)
        ]

    return understood(text, of_each, lambda: index.vocabulary)


def decided_as_it_stands(
    index: Index, text: str, vector: Vector, thresholds: Thresholds, hidden: frozenset[str]
) -> Decision:
    """Return what to do with a text if it could be read in one way only."""
    candidates = _as_if_gone(index, index.candidates(vector, text), hidden)
    return decide(candidates, thresholds)


def _as_if_gone(
    index: Index, candidates: tuple[Candidate, ...], hidden: frozenset[str]
) -> tuple[Candidate, ...]:
    """Return the candidates that are not hidden; what the others took is theirs again."""
    if not hidden:
        return candidates
    shown = [one for one in candidates if index.entries[one.entry].id not in hidden]
    taken = sum(one.confidence for one in candidates) - sum(one.confidence for one in shown)
    left = max(1 - taken, 1e-6)
    return tuple(Candidate(one.entry, min(one.confidence / left, 1.0)) for one in shown)


def embedded_before(texts: Sequence[str], encode: Encode) -> Callable[[list[str]], list[Vector]]:
    """Return an encoder that has embedded these messages already, all at once."""
    whole = [plain(text) for text in texts]
    known = dict(zip(whole, encode(whole), strict=True)) if whole else {}

    def of_each(asked: list[str]) -> list[Vector]:
        missing = [text for text in dict.fromkeys(asked) if text not in known]
        if missing:
            known.update(zip(missing, encode(missing), strict=True))
        return [known[text] for text in asked]

    return of_each


@dataclass(frozen=True)
class _Live:
    """An index on a day, what was decided with it, and what is being decided: the event loop's."""

    index: Index | None
    day: date
    hidden: frozenset[str] = frozenset()
    decisions: LRU[str, Found] = field(default_factory=lambda: LRU(MOST_DECISIONS))
    waiting: "dict[str, asyncio.Future[tuple[_Live, Found]]]" = field(default_factory=dict)


class Asking:
    """Answers from one index at a time. `ask` and `swap` are for one event loop."""

    def __init__(
        self,
        encoder: Joint,
        thresholds: Thresholds | None = None,
        today: Callable[[], date] = today_utc,
    ) -> None:
        """Start the embedding thread; `swap` gives it an index to answer from."""
        self.thresholds = thresholds or Thresholds()
        self.encoder = encoder
        self.today = today
        self._live = _Live(None, today())
        self._vectors: LRU[str, Vector] = LRU(MOST_VECTORS)  # the embedding thread's
        self.worker: Worker[tuple[_Live, Found]] = Worker(encoder, self._answer_all)

    @property
    def index(self) -> Index | None:
        """The index in use."""
        return self._live.index

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of entries of this index that are not served today."""
        return self._of_today().hidden

    def swap(self, index: Index) -> None:
        """Answer from another index, beginning with the next question."""
        self._live = self._on(index, self.today())

    async def ask(self, text: str) -> Found:
        """Decide what to do with a question."""
        live = self._of_today()
        known = live.decisions.get(text)
        if known is not None:
            return known
        # Many ask the same at once, above all just after a publication: it is decided once.
        answer = live.waiting.get(text)
        if answer is None:
            answer = live.waiting[text] = asyncio.wrap_future(self.worker.ask(text))
            answer.add_done_callback(lambda _: live.waiting.pop(text))
        answered, found = await asyncio.shield(answer)  # whoever gives up, the others go on waiting
        answered.decisions.put(text, found)
        return found

    async def embed(self, texts: Sequence[str]) -> Matrix:
        """Return the joint vectors of questions, one row each."""
        parts = [await asyncio.wrap_future(part) for part in self.worker.begin(texts, "query")]
        return np.vstack(parts)

    def _of_today(self) -> _Live:
        live, day = self._live, self.today()
        if live.day != day:
            live = self._live = self._on(live.index, day)
        return live

    def _on(self, index: Index | None, day: date) -> _Live:
        return _Live(index, day, hidden_on(index, day) if index else frozenset())

    def _answer_all(self, texts: list[str]) -> list[tuple[_Live, Found]]:
        # Taken once, so that an answer belongs to exactly one version.
        live = self._live
        vectors = self._vectors_of([plain(text) for text in texts])
        return [
            (live, self._answer(live, text, vector))
            for text, vector in zip(texts, vectors, strict=True)
        ]

    def _answer(self, live: _Live, text: str, vector: Vector) -> Found:
        if live.index is None:
            return Found(Decision("abstain", ()), vector, None)
        decision = decided(live.index, text, self._vectors_of, self.thresholds, live.hidden)
        shown = replace(decision, candidates=decision.candidates[:_SHOWN])
        return Found(shown, vector, live.index, live.hidden)

    def _vectors_of(self, texts: list[str]) -> list[Vector]:
        cleaned = [clean(text) for text in texts]
        known: dict[str, Vector] = {}
        for text in cleaned:
            if (vector := self._vectors.get(text)) is not None:
                known[text] = vector
        missing = list(dict.fromkeys(text for text in cleaned if text not in known))
        if missing:
            for text, row in zip(missing, self.encoder.encode(missing, "query"), strict=True):
                known[text] = row.copy()  # the row itself would keep the whole matrix
                self._vectors.put(text, known[text])
        return [known[text] for text in cleaned]
