"""An index in memory: the entries, and two views of their phrasings that questions search.

`latin` holds the phrasings without Hangul in the whole joint space, `all` holds every phrasing in
the multilingual space alone, with Korean morphemes as evidence beside it. A question with Hangul
looks at `all`; any other looks at `latin`, and at `all` for the entries that `latin` does not know.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from faq_index import morphemes
from faq_index.calibrator import NEARNESS_ALONE, Calibration
from faq_index.embed import has_hangul
from faq_index.entries import Entries
from faq_index.head import Head
from faq_index.nearest import Nearest
from faq_index.repairs import Vocabulary
from faq_index.search import Candidate, Matrix, Numbers, Vector, ranked

NEAREST = 100
"""How many phrasings around a question are looked at."""
LIKELIEST = 20
"""How many entries of the head are looked at beside those that own a near phrasing."""
MORPHEMES = 1.2
"""The length of the morphemes' vector beside the multilingual one's of 1."""

VIEWS = ("latin", "all")


@dataclass(frozen=True)
class View:
    """Phrasings in one space with their entries' numbers, and what was fitted on them."""

    phrasings: Nearest
    owners: Numbers
    likeliest: Nearest
    head: Head
    calibration: Calibration
    fresh: npt.NDArray[np.bool_]
    """Which entries the head does not know yet: they are found by nearness alone."""

    @classmethod
    def of(
        cls,
        near: Matrix,
        owners: Numbers,
        head: Head,
        calibration: Calibration,
        fresh: npt.NDArray[np.bool_],
    ) -> "View":
        """Return a view of phrasings by their vectors for nearness."""
        return cls(Nearest.of(near), owners, Nearest.of(head.rows), head, calibration, fresh)

    def utilities(self, near: Vector, full: Vector) -> dict[int, float]:
        """Return the utilities of the entries around a question's two vectors."""
        if not len(self.owners):
            return {}
        cosines, rows = self.phrasings.search(near, NEAREST)
        nearest: dict[int, float] = {}
        for owner, cosine in zip(self.owners[rows].tolist(), cosines.tolist(), strict=True):
            nearest.setdefault(owner, cosine)
        full = np.append(full, np.float32(1))
        for entry in self.likeliest.search(full, LIKELIEST)[1].tolist():
            if entry in self._known:
                # Its nearest phrasing is beyond those looked at, so at most as near as the last.
                nearest.setdefault(entry, float(cosines[-1]))
        entries = np.fromiter(nearest, np.int64)
        cosine, logit = np.fromiter(nearest.values(), np.float32), self.head.rows[entries] @ full
        found = np.where(
            self.fresh[entries],
            NEARNESS_ALONE.utilities(cosine, logit),
            self.calibration.utilities(cosine, logit),
        )
        return dict(zip(entries.tolist(), found.tolist(), strict=True))

    @cached_property
    def _known(self) -> frozenset[int]:
        return frozenset(self.owners.tolist())


class Meta(BaseModel):
    """What an index is beside its numbers."""

    version: str
    models: tuple[str, ...]
    english_dimension: int
    entries: Entries
    fitted: bool
    calibrations: dict[str, Calibration]


@dataclass(frozen=True)
class Index:
    """What the service answers from. Never changes: a reload makes another one.

    An index that is not `fitted` yet keeps the vectors of its texts in `training`; its heads and
    calibrations are those of the index before it.
    """

    version: str
    models: tuple[str, ...]
    english_dimension: int
    entries: Entries
    latin: View
    all: View
    rarity: Vector
    training: npt.NDArray[np.float16] | None = None

    @property
    def fitted(self) -> bool:
        """Whether heads and calibrations were fitted on these entries."""
        return self.training is None

    @cached_property
    def _only_in_all(self) -> frozenset[int]:
        return frozenset(range(len(self.entries))) - set(self.latin.owners.tolist())

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each entry's id among the entries."""
        return {entry.id: number for number, entry in enumerate(self.entries)}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the entries."""
        return Vocabulary(
            text
            for entry in self.entries
            for text in chain(
                entry.question.values(), entry.answer.values(), *entry.phrasings.values()
            )
        )

    def candidates(self, vector: Vector, text: str) -> tuple[Candidate, ...]:
        """Return the entries near a question, best first: its joint vector and its words."""
        hangul = has_hangul(text)
        found = {}
        if not hangul:
            joint = in_joint_space(vector, self.english_dimension)
            found = self.latin.utilities(joint, joint)
        if hangul or self._only_in_all:
            near = in_multilingual_space(vector, self.english_dimension)
            words = korean_words([text], self.rarity)[0]
            everywhere = self.all.utilities(near, np.concatenate([near, words]))
            wanted = everywhere if hangul else everywhere.keys() & self._only_in_all
            found |= {entry: everywhere[entry] for entry in wanted}
        return ranked(found)

    def parts(self) -> tuple[Meta, dict[str, npt.NDArray[Any]], dict[str, Nearest]]:
        """Return what `from_parts` makes the same index of: for disks."""
        views = dict(zip(VIEWS, (self.latin, self.all), strict=True))
        meta = Meta(
            version=self.version,
            models=self.models,
            english_dimension=self.english_dimension,
            entries=self.entries,
            fitted=self.fitted,
            calibrations={name: view.calibration for name, view in views.items()},
        )
        arrays: dict[str, npt.NDArray[Any]] = {"rarity": self.rarity}
        nearest: dict[str, Nearest] = {}
        for name, view in views.items():
            arrays |= {
                f"{name}_owners": view.owners,
                f"{name}_head": view.head.rows,
                f"{name}_fresh": view.fresh,
            }
            nearest |= {f"{name}_phrasings": view.phrasings, f"{name}_likeliest": view.likeliest}
        if self.training is not None:
            arrays["training"] = self.training
        return meta, arrays, nearest

    @classmethod
    def from_parts(
        cls, meta: Meta, arrays: dict[str, npt.NDArray[Any]], nearest: dict[str, Nearest]
    ) -> "Index":
        """Return the index of these parts. Raises KeyError when one is missing."""
        latin, everywhere = (
            View(
                nearest[f"{name}_phrasings"],
                arrays[f"{name}_owners"],
                nearest[f"{name}_likeliest"],
                Head(arrays[f"{name}_head"]),
                meta.calibrations[name],
                arrays[f"{name}_fresh"],
            )
            for name in VIEWS
        )
        return cls(
            version=meta.version,
            models=meta.models,
            english_dimension=meta.english_dimension,
            entries=meta.entries,
            latin=latin,
            all=everywhere,
            rarity=arrays["rarity"],
            training=None if meta.fitted else arrays["training"],
        )


def in_joint_space(vectors: Matrix, english_dimension: int) -> Matrix:
    """Return joint vectors so scaled that an inner product is the mean cosine of both parts."""
    parts = 2 if english_dimension else 1
    return np.ascontiguousarray(vectors / np.float32(np.sqrt(parts)))


def in_multilingual_space(vectors: Matrix, english_dimension: int) -> Matrix:
    """Return the multilingual part of joint vectors, of length 1."""
    return np.ascontiguousarray(vectors[..., english_dimension:])


def korean_words(texts: list[str], rarity: Vector | None = None) -> Matrix:
    """Return the morphemes of the texts with Hangul as vectors, weighted by rarity when given."""
    counts = morphemes.hashed([text if has_hangul(text) else "" for text in texts])
    return counts if rarity is None else MORPHEMES * morphemes.weighted(counts, rarity)
