"""Which entry answers a question, and whether to say so. Pure: numbers in, a decision out.

Every entry near the question has a utility, and "none of them" has the utility 0:

    utility    = near * cosine to its nearest phrasing + head * logit of the linear head - none
    confidence = exp(utility) / (1 + sum of exp(utility) over all entries)

That is a conditional logit model (McFadden 1974): the probability that this entry is the right one,
when exactly one of the entries, or none, is. Two entries that both look right share it; a question
far from everything leaves it to "none". `near`, `head` and `none` are fitted for each content
(calibrator.py).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

MAX_CHOICES = 3
IN_SCOPE = 0.5
"""The share of questions that some entry answers, as the calibrator takes it to be."""

Outcome = Literal["answer", "ask", "abstain"]


@dataclass(frozen=True)
class Thresholds:
    """From which confidence (0 to 1) the best entry is answered, or asked back about.

    `in_scope` is the share of questions that some entry answers, as the operator knows it.
    """

    answer: float = 0.77
    ask: float = 0.2
    in_scope: float = IN_SCOPE


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry, by its number in the content, and how likely it is the right one (0 to 1)."""

    entry: int
    confidence: float


@dataclass(frozen=True)
class Decision:
    """What to do with a message: answer with the first candidate, ask which of `choices`, abstain.

    Where a message asked two things, an answer has a second entry in `more`, or `choices` for what
    was not understood as well.
    """

    outcome: Outcome
    candidates: tuple[Candidate, ...]
    choices: tuple[Candidate, ...] = ()
    more: tuple[Candidate, ...] = ()

    @property
    def confidence(self) -> float:
        """The confidence of the best candidate, 0 when nothing is near."""
        return self.candidates[0].confidence if self.candidates else 0.0


def ranked(utilities: Mapping[int, float]) -> tuple[Candidate, ...]:
    """Return the entries with their confidences, best first; together they are 1 at most."""
    top = max(0.0, *utilities.values()) if utilities else 0.0
    shares = {entry: math.exp(utility - top) for entry, utility in utilities.items()}
    whole = math.exp(-top) + sum(shares.values())
    best_first = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Candidate(entry, share / whole) for entry, share in best_first)


def decide(candidates: tuple[Candidate, ...], thresholds: Thresholds) -> Decision:
    """Answer when sure, ask back with at most three choices when not, else abstain."""
    candidates = _where_in_scope_is(thresholds.in_scope, candidates)
    best = candidates[0].confidence if candidates else 0.0
    if not candidates or best < thresholds.ask:
        return Decision("abstain", candidates)
    if best >= thresholds.answer:
        return Decision("answer", candidates)
    choices = [one for one in candidates if one.confidence >= thresholds.ask / 4][:MAX_CHOICES]
    return Decision("ask", candidates, tuple(choices))


def _where_in_scope_is(share: float, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Return the confidences by Bayes' rule for another share of questions in scope."""
    if share == IN_SCOPE:
        return candidates
    odds = share / (1 - share) / (IN_SCOPE / (1 - IN_SCOPE))
    found = sum(one.confidence for one in candidates)
    whole = odds * found + (1 - found)
    return tuple(Candidate(one.entry, odds * one.confidence / whole) for one in candidates)
