"""How well questions find their entries. Pure: what was decided, and what was right, to figures.

A question is *in scope* when some entry answers it, *out of scope* when none does; nothing is
ever right for the latter. All shares are 0 to 1, and None where nothing was asked that they could
be a share of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from faq_index.search import Decision, Outcome

BINS = 10
CERTAIN_BIN = 30
"""A bin with fewer questions says too little to be blamed for its gap."""
AMONG = 3

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """What came of one question.

    `found` are the nearest entries' ids, best first; `offered` those the customer was answered
    with or asked back about; `right` is the id that should be found, None when out of scope.
    """

    outcome: Outcome
    confidence: float
    found: tuple[str, ...]
    offered: tuple[str, ...]
    right: str | None

    @classmethod
    def of(cls, decision: Decision, ids: Sequence[str], right: str | None) -> Asked:
        """Return what a decision means, given the ids of the entries in their order."""
        offered = {
            "answer": (*decision.candidates[:1], *decision.more, *decision.choices),
            "ask": decision.choices,
        }.get(decision.outcome, ())
        return cls(
            decision.outcome,
            decision.confidence,
            tuple(ids[one.entry] for one in decision.candidates[:AMONG]),
            tuple(ids[one.entry] for one in offered),
            right,
        )

    @property
    def in_scope(self) -> bool:
        """Whether some entry answers the question."""
        return self.right is not None

    @property
    def right_first(self) -> bool:
        """Whether the entry found first is the right one."""
        return self.in_scope and self.right in self.found[:1]

    @property
    def helped(self) -> bool:
        """Whether the customer got the right answer, or could choose it."""
        return self.in_scope and self.right in self.offered


@dataclass(frozen=True)
class Bin:
    """The questions whose confidence lies between two tenths."""

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None

    @property
    def gap(self) -> float:
        """How far the mean confidence lies from the share of right answers."""
        if self.confidence is None or self.right is None:
            return 0.0
        return abs(self.confidence - self.right)


@dataclass(frozen=True)
class Calibration:
    """Whether confidence means what it says: `ece` is the mean gap, weighted by the questions.

    `largest_gap` looks only at bins with enough questions, and is None when no bin has.
    """

    ece: float | None
    largest_gap: float | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Rate:
    """How often an outcome came, and how often it was the right one.

    Right is: for an answer, the right entry; for asking back, the right entry among the choices;
    for declining, a question that is out of scope.
    """

    in_scope: float | None
    out_of_scope: float | None
    precision: float | None
    precision_in_scope: float | None


@dataclass(frozen=True)
class Latency:
    """Milliseconds from text to decision."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Metrics:
    """Everything there is to say about a run.

    `calibration` is that of the questions as they are; `calibration_even` weighs them as if half
    of them were in scope, None where all or none are.
    """

    in_scope: int
    out_of_scope: int
    accuracy_1: float | None
    accuracy_3: float | None
    answer: Rate
    ask: Rate
    decline: Rate
    helped: float | None
    auroc: float | None
    calibration: Calibration
    calibration_even: Calibration | None
    latency: Latency | None = field(default=None)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return asdict(self)


def metrics(asked: Sequence[Asked], milliseconds: Sequence[float] = ()) -> Metrics:
    """Return the figures of a run; `milliseconds` are the times of its questions, if taken."""
    inside = [one for one in asked if one.in_scope]
    outside = [one for one in asked if not one.in_scope]
    sure_and_right = [one.confidence for one in asked], [one.right_first for one in asked]
    even = [1 / len(inside if one.in_scope else outside) for one in asked]
    return Metrics(
        in_scope=len(inside),
        out_of_scope=len(outside),
        accuracy_1=_share(one.right_first for one in inside),
        accuracy_3=_share(one.right in one.found[:AMONG] for one in inside),
        answer=_rate(asked, "answer"),
        ask=_rate(asked, "ask"),
        decline=_rate(asked, "abstain"),
        helped=_share(one.helped for one in inside),
        auroc=auroc([one.confidence for one in inside], [one.confidence for one in outside]),
        calibration=calibration(*sure_and_right),
        calibration_even=calibration(*sure_and_right, even) if inside and outside else None,
        latency=latency(milliseconds) if milliseconds else None,
    )


def _share(flags: Iterable[bool]) -> float | None:
    counted = list(flags)
    return sum(counted) / len(counted) if counted else None


def _rate(asked: Sequence[Asked], outcome: Outcome) -> Rate:
    came = [one for one in asked if one.outcome == outcome]

    def right(one: Asked) -> bool:
        return one.helped if outcome != "abstain" else not one.in_scope

    return Rate(
        in_scope=_share(one.outcome == outcome for one in asked if one.in_scope),
        out_of_scope=_share(one.outcome == outcome for one in asked if not one.in_scope),
        precision=_share(right(one) for one in came),
        precision_in_scope=(
            _share(right(one) for one in came if one.in_scope) if outcome != "abstain" else None
        ),
    )


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Return the probability that a positive lies above a negative, an equal pair counting half."""
    if not len(positives) or not len(negatives):
        return None
    ordered = np.sort(np.asarray(negatives, np.float64))
    above = np.searchsorted(ordered, positives, side="left")
    not_below = np.searchsorted(ordered, positives, side="right")
    return float((above + not_below).sum() / 2 / len(positives) / len(negatives))


def calibration(
    confidences: Sequence[float], right: Sequence[bool], weights: Sequence[float] | None = None
) -> Calibration:
    """Return the gaps between confidence and truth over ten bins of equal width.

    `weights` say how much each question counts, equally without them; a bin's count is always
    that of its questions.
    """
    sure, hit = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    weigh = np.ones(len(sure)) if weights is None else np.asarray(weights, np.float64)
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    rows = [place == number for number in range(BINS)]
    bins = tuple(_bin(number, sure[r], hit[r], weigh[r]) for number, r in enumerate(rows))
    gaps = [one.gap for one in bins if one.count >= CERTAIN_BIN]
    mean_gap = sum(one.gap * weigh[r].sum() for one, r in zip(bins, rows, strict=True))
    return Calibration(
        ece=float(mean_gap / weigh.sum()) if len(sure) else None,
        largest_gap=max(gaps) if gaps else None,
        bins=bins,
    )


def _bin(number: int, sure: _Floats, hit: _Floats, weights: _Floats) -> Bin:
    return Bin(
        low=number / BINS,
        high=(number + 1) / BINS,
        count=len(sure),
        confidence=float(np.average(sure, weights=weights)) if len(sure) else None,
        right=float(np.average(hit, weights=weights)) if len(sure) else None,
    )


def latency(milliseconds: Sequence[float]) -> Latency:
    """Return the median and the 95th percentile of at least one time."""
    p50, p95 = np.percentile(np.asarray(milliseconds, np.float64), (50, 95))
    return Latency(float(p50), float(p95))


@dataclass(frozen=True)
class Point:
    """What would be if the best entry were answered from this confidence on.

    `answered`, `right` and `wrong` are shares of the questions in scope, `out_of_scope` of those
    that are not.
    """

    threshold: float
    answered: float | None
    right: float | None
    wrong: float | None
    out_of_scope: float | None


def curve(asked: Sequence[Asked], thresholds: Iterable[float]) -> tuple[Point, ...]:
    """Return what each threshold would let through, lowest first."""
    inside = [one for one in asked if one.in_scope]
    outside = [one for one in asked if not one.in_scope]

    def point(threshold: float) -> Point:
        return Point(
            threshold,
            answered=_share(one.confidence >= threshold for one in inside),
            right=_share(one.confidence >= threshold and one.right_first for one in inside),
            wrong=_share(one.confidence >= threshold and not one.right_first for one in inside),
            out_of_scope=_share(one.confidence >= threshold for one in outside),
        )

    return tuple(point(threshold) for threshold in sorted(set(thresholds)))
