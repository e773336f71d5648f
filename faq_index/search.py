"""Which entry answers a question, and whether to say so. Pure: numbers in, a decision out.

For every entry near the question:

    nearness   = half the cosine to its nearest phrasing + half the cosine to its centroid
    score      = half nearness + half the probability the linear head gives it
    confidence = 1 / (1 + exp(-SLOPE * (score - MIDPOINT))), shared where two entries claim it

Nearness knows what is out of scope (everything is far away), the head knows which of two similar
entries is meant (they share its probability). SLOPE and MIDPOINT make the confidence close to the
share of right answers; they were fitted on four public question sets and the demo shop together
(docs/subsystems/faq.md has the table).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

SLOPE = 10.0
MIDPOINT = 0.46
MAX_CHOICES = 3

Outcome = Literal["answer", "ask", "abstain"]


@dataclass(frozen=True)
class Thresholds:
    """From which confidence (0 to 1) the best entry is answered, or asked back about."""

    answer: float = 0.6
    ask: float = 0.25


@dataclass(frozen=True)
class Head:
    """A linear classifier over entries; its last row stands for none of them (background)."""

    weights: Matrix
    bias: Vector

    def probabilities(self, vector: Vector) -> Vector:
        """Return the probability of each entry; together with the background they make 1."""
        logits = self.weights @ vector + self.bias
        shares = np.exp(logits - logits.max())
        return np.asarray(shares[:-1] / shares.sum(), dtype=np.float32)


@dataclass(frozen=True)
class Candidate:
    """An entry, by its number in the content, and how likely it is the right one (0 to 1)."""

    entry: int
    confidence: float


@dataclass(frozen=True)
class Decision:
    """What to do with a question; `choices` are for `ask` only, best first."""

    outcome: Outcome
    candidates: tuple[Candidate, ...]
    choices: tuple[Candidate, ...] = ()

    @property
    def confidence(self) -> float:
        """The confidence of the best candidate, 0 when nothing is near."""
        return self.candidates[0].confidence if self.candidates else 0.0


def scores(
    vector: Vector,
    owners: Sequence[int] | Numbers,
    cosines: Sequence[float] | Vector,
    centroids: Matrix,
    head: Head,
) -> dict[int, float]:
    """Return the score of each entry that owns one of the nearest phrasings.

    `owners` and `cosines` describe those phrasings, nearest first; `centroids` has one row an
    entry, of length 1.
    """
    nearest: dict[int, float] = {}
    for owner, cosine in zip(owners, cosines, strict=True):
        nearest.setdefault(int(owner), float(cosine))
    numbers = np.fromiter(nearest, dtype=np.int64)
    nearness = (np.fromiter(nearest.values(), dtype=np.float32) + centroids[numbers] @ vector) / 2
    found = (nearness + head.probabilities(vector)[numbers]) / 2
    return {int(number): float(score) for number, score in zip(numbers, found, strict=True)}


def ranked(scored: dict[int, float]) -> tuple[Candidate, ...]:
    """Return the entries best first; the confidences of the first two add up to 1 at most."""
    likely = {entry: _likelihood(score) for entry, score in scored.items()}
    best_first = sorted(likely.items(), key=lambda pair: (-pair[1], pair[0]))
    # Two entries cannot both be right: where both look it, neither may be answered.
    total = max(1.0, sum(likelihood for _, likelihood in best_first[:2]))
    return tuple(Candidate(entry, likelihood / total) for entry, likelihood in best_first)


def _likelihood(score: float) -> float:
    return 1 / (1 + math.exp(-SLOPE * (score - MIDPOINT)))


def decide(candidates: tuple[Candidate, ...], thresholds: Thresholds) -> Decision:
    """Answer when sure, ask back with at most three choices when not, else abstain."""
    best = candidates[0].confidence if candidates else 0.0
    if not candidates or best < thresholds.ask:
        return Decision("abstain", candidates)
    if best >= thresholds.answer:
        return Decision("answer", candidates)
    choices = [one for one in candidates if one.confidence >= thresholds.ask / 2][:MAX_CHOICES]
    return Decision("ask", candidates, tuple(choices))
