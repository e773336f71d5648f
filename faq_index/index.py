"""An index in memory: the entries, and two views of their phrasings that questions search.

`latin` holds the phrasings without Hangul in the whole joint space, `all` holds every phrasing in
the multilingual space alone. A question with Hangul looks at `all`; any other looks at `latin`,
and at `all` for the entries that `latin` does not know.
"""

from dataclasses import dataclass
from functools import cached_property

import faiss
import numpy as np

from faq_index.entries import Entries
from faq_index.search import Candidate, Head, Matrix, Numbers, Vector, ranked, scores

NEAREST = 100
"""How many phrasings around a question are looked at."""


@dataclass(frozen=True)
class View:
    """Phrasings in one space: FAISS holds their vectors, `owners` their entries' numbers."""

    phrasings: faiss.Index
    owners: Numbers
    centroids: Matrix
    head: Head

    def scores(self, vector: Vector) -> dict[int, float]:
        """Return the scores of the entries near a vector of this space."""
        if not len(self.owners):
            return {}
        cosines, rows = self.phrasings.search(vector[None, :], min(NEAREST, len(self.owners)))
        return scores(vector, self.owners[rows[0]], cosines[0], self.centroids, self.head)


@dataclass(frozen=True)
class Index:
    """What the service answers from. Never changes: a reload makes another one."""

    version: str
    models: tuple[str, ...]
    english_dimension: int
    entries: Entries
    latin: View
    all: View

    @cached_property
    def _only_in_all(self) -> frozenset[int]:
        return frozenset(range(len(self.entries))) - set(self.latin.owners.tolist())

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each entry's id among the entries."""
        return {entry.id: number for number, entry in enumerate(self.entries)}

    def candidates(self, vector: Vector, *, hangul: bool) -> tuple[Candidate, ...]:
        """Return the entries near a question's joint vector, best first."""
        scored = {} if hangul else self.latin.scores(in_joint_space(vector))
        if hangul or self._only_in_all:
            everywhere = self.all.scores(in_multilingual_space(vector, self.english_dimension))
            wanted = everywhere if hangul else everywhere.keys() & self._only_in_all
            scored |= {entry: everywhere[entry] for entry in wanted}
        return ranked(scored)


def in_joint_space(vectors: Matrix) -> Matrix:
    """Return joint vectors so scaled that an inner product is the mean cosine of both parts."""
    return np.ascontiguousarray(vectors / np.float32(np.sqrt(2)))


def in_multilingual_space(vectors: Matrix, english_dimension: int) -> Matrix:
    """Return the multilingual part of joint vectors, of length 1."""
    return np.ascontiguousarray(vectors[..., english_dimension:])
