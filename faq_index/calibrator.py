"""What makes a confidence honest: three numbers fitted on the content itself, without labels.

A part of the phrasings is held out, the head is fitted without them, and each is asked three ways:
as it is (its entry is right), with its entry taken away (nothing is right), and the shipped
background questions are asked as well (nothing is right). From how near and how strong the answers
were, and whether they were right, come the weights of search.py's confidence.

The relation of `near` to `head` is the same for every content: it was fitted once on four public
question sets and the demo shop (docs/subsystems/faq.md). A content sets how steep and how high the
curve is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from faq_index import head
from faq_index.head import Head
from faq_index.search import IN_SCOPE, Matrix, Numbers

FOLDS = 5
NEAR_DROPPED, FAR_BACKGROUND = 0.6, 0.4
"""How the questions out of scope divide: beside the content, and far from it."""
MOST_ENTRIES = 150
"""The numbers hardly change with more entries, but the time to fit does."""
FEWEST_EPISODES = 60
_KEPT = 8
_GONE = -1e9

_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Calibration:
    """The weights of nearness and logit in an entry's utility, and the utility of none."""

    near: float
    head: float
    none: float

    def utilities(self, cosines: Matrix, logits: Matrix) -> Matrix:
        """Return the utilities against "none of them"."""
        return np.asarray(self.near * cosines + self.head * logits - self.none)


SHAPE = Calibration(near=2.56, head=1.40, none=8.17)
"""Fitted on all sets together: how the two compare."""
NEARNESS_ALONE = Calibration(near=14, head=0, none=8.3)
"""For a content too small to hold anything out: a head of few entries says little."""


@dataclass(frozen=True)
class Texts:
    """What a view learns from: vectors, whose they are (the last number: the background's).

    `phrased`: a customer might say it, so it is searched for. `asked`: of the language whose
    questions this view answers. `near` are the vectors for nearness where they are others.
    """

    full: Matrix
    near: Matrix
    owners: Numbers
    phrased: _Mask
    asked: _Mask

    @property
    def background(self) -> int:
        """The number that stands for no entry."""
        return int(self.owners.max())

    def of(self, rows: npt.NDArray[np.generic]) -> "Texts":
        """Return some of the texts."""
        return Texts(
            self.full[rows],
            self.near[rows],
            self.owners[rows],
            self.phrased[rows],
            self.asked[rows],
        )


@dataclass(frozen=True)
class _Episodes:
    """Questions with their likeliest entries: cosines, logits and which of them is right."""

    cosines: Matrix
    logits: Matrix
    right: _Mask
    weight: npt.NDArray[np.float64]


def fit(texts: Texts) -> Calibration:
    """Return the calibration of a view, by nearness alone where there is too little to hold out."""
    from scipy.optimize import minimize

    parts = [_asked(chosen) for chosen in _folds(_some_entries(texts))]
    groups = [_joined(group) for group in zip(*parts, strict=True)]
    if not groups or len(groups[0].right) < FEWEST_EPISODES:
        return NEARNESS_ALONE
    shares = (IN_SCOPE, (1 - IN_SCOPE) * NEAR_DROPPED, (1 - IN_SCOPE) * FAR_BACKGROUND)
    episodes = _joined(
        [
            _Episodes(one.cosines, one.logits, one.right, one.weight * share / len(one.right))
            for one, share in zip(groups, shares, strict=True)
            if len(one.right)
        ]
    )

    def of(numbers: npt.NDArray[np.float64]) -> Calibration:
        steep, low = float(np.exp(numbers[0])), float(numbers[1])
        return Calibration(SHAPE.near * steep, SHAPE.head * steep, SHAPE.none * steep + low)

    found = minimize(lambda numbers: _surprise(of(numbers), episodes), [0, 0], method="Nelder-Mead")
    return of(found.x)


def _surprise(calibration: Calibration, episodes: _Episodes) -> float:
    """Return the mean negative log likelihood of what was right."""
    utilities = calibration.utilities(episodes.cosines, episodes.logits)
    top = np.maximum(utilities.max(axis=1), 0)
    shares = np.exp(utilities - top[:, None])
    none = np.exp(-top)
    right = np.where(episodes.right.any(axis=1), (shares * episodes.right).sum(axis=1), none)
    # An answer that fell out of the few kept is impossible to the model: 0.001 is the floor.
    likely = right / (none + shares.sum(axis=1)) + 1e-3
    return float(-(episodes.weight * np.log(likely)).sum())


def _some_entries(texts: Texts) -> Texts:
    """Return the texts of at most `MOST_ENTRIES` entries, always the same, and the background."""
    entries = texts.background
    if entries <= MOST_ENTRIES:
        return texts
    chosen = np.sort(np.random.default_rng(0).permutation(entries)[:MOST_ENTRIES])
    numbers = np.full(entries + 1, -1, np.int64)
    numbers[chosen], numbers[entries] = np.arange(MOST_ENTRIES), MOST_ENTRIES
    kept = numbers[texts.owners] >= 0
    some = texts.of(kept)
    return Texts(some.full, some.near, numbers[some.owners], some.phrased, some.asked)


def _folds(texts: Texts) -> Iterator[tuple[Texts, Texts]]:
    """Return (learnt from, asked) `FOLDS` times; every entry keeps most of its phrasings."""
    chance = np.random.default_rng(0)
    fold = np.full(len(texts.owners), -1)
    for owner in range(texts.background + 1):
        whose = texts.owners == owner
        rows = np.flatnonzero(whose & (texts.asked | (owner == texts.background)))
        if owner == texts.background or np.count_nonzero(whose & texts.phrased) > 1:
            fold[rows] = chance.permutation(len(rows)) % FOLDS
    for number in range(FOLDS):
        held_out = fold == number
        if held_out.any():
            yield texts.of(~held_out), texts.of(held_out)


def _asked(parts: tuple[Texts, Texts]) -> tuple[_Episodes, _Episodes, _Episodes]:
    """Return held-out questions as they are, without their entries, and the background's."""
    learnt, questions = parts
    entries = learnt.background
    fitted = head.fit(learnt.full, learnt.owners)
    ours = questions.of(questions.owners < entries)
    others = questions.of(questions.owners == entries)
    cosines, logits = _nearest(learnt, ours), fitted.logits(ours.full)
    rows = np.arange(len(ours.owners))
    right = np.zeros(logits.shape, bool)
    right[rows, ours.owners] = True
    as_they_are = _kept(cosines, logits, right)
    cosines[rows, ours.owners], logits[rows, ours.owners] = -1, _GONE
    without = _kept(cosines, logits, np.zeros(logits.shape, bool))
    far = _far(learnt, fitted, others)
    return as_they_are, without, far


def _far(learnt: Texts, fitted: Head, others: Texts) -> _Episodes:
    logits = fitted.logits(others.full)
    return _kept(_nearest(learnt, others), logits, np.zeros(logits.shape, bool))


def _nearest(learnt: Texts, questions: Texts) -> Matrix:
    """Return the cosine of each question to each entry's nearest phrasing."""
    nearest = np.full((len(questions.owners), learnt.background), -1.0, np.float32)
    phrasings, owners = learnt.near[learnt.phrased], learnt.owners[learnt.phrased]
    cosines = questions.near @ phrasings.T
    for owner in np.unique(owners):
        nearest[:, owner] = cosines[:, owners == owner].max(axis=1)
    return nearest


def _kept(cosines: Matrix, logits: Matrix, right: _Mask) -> _Episodes:
    rough = SHAPE.utilities(cosines, logits)
    places = np.argsort(-rough, axis=1)[:, :_KEPT]
    rows = np.arange(len(rough))[:, None]
    found = np.zeros((len(rough), _KEPT), bool)
    found[:, : places.shape[1]] = right[rows, places]
    few = [np.full((len(rough), _KEPT), _GONE, np.float32) for _ in range(2)]
    few[0][:, : places.shape[1]] = cosines[rows, places]
    few[1][:, : places.shape[1]] = logits[rows, places]
    few[0][few[1] <= _GONE] = 0
    return _Episodes(few[0], few[1], found, np.ones(len(rough)))


def _joined(episodes: "tuple[_Episodes, ...] | list[_Episodes]") -> _Episodes:
    return _Episodes(
        np.concatenate([one.cosines for one in episodes]),
        np.concatenate([one.logits for one in episodes]),
        np.concatenate([one.right for one in episodes]),
        np.concatenate([one.weight for one in episodes]),
    )
