"""Confidences learnt from the content alone are near the share of right answers."""

from __future__ import annotations

import numpy as np
import pytest

from faq_index import head
from faq_index.calibrator import MOST_ENTRIES, NEARNESS_ALONE, Texts, fit
from faq_index.search import Matrix, ranked

WIDTH = 24


def made(entries: int, phrasings: int, spread: float, seed: int) -> tuple[Texts, Matrix]:
    """Texts around random centres, with background; and the centres."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(entries, WIDTH))
    texts = np.repeat(centres, phrasings, axis=0)
    texts += chance.normal(size=texts.shape) * spread
    both = np.vstack([texts, chance.normal(size=(200, WIDTH))])
    rows = unit(both)
    owners = np.repeat(np.arange(entries + 1), [phrasings] * entries + [200])
    ours = owners < entries
    return Texts(rows, rows, owners, ours, ours), unit(centres)


def unit(rows: Matrix) -> Matrix:
    """Rows of length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("spread", [0.5, 1.0])
def test_confidence_is_about_the_share_of_right_answers(spread: float) -> None:
    texts, centres = made(40, 10, spread, seed=1)
    calibration, fitted = fit(texts), head.fit(texts.full, texts.owners)
    chance = np.random.default_rng(2)
    right = chance.integers(0, 40, 600)
    questions = unit(centres[right] + chance.normal(size=(600, WIDTH)) * spread / np.sqrt(WIDTH))
    strangers = unit(chance.normal(size=(600, WIDTH)))
    asked = np.vstack([questions, strangers])
    answers = np.concatenate([right, np.full(600, -1)])
    near = asked @ texts.near[texts.phrased].T
    nearest = np.stack([near[:, n * 10 : n * 10 + 10].max(axis=1) for n in range(40)], axis=1)
    utilities = calibration.utilities(nearest, fitted.logits(asked))
    best = [ranked(dict(enumerate(row.tolist())))[0] for row in utilities]
    sure = np.array([one.confidence for one in best])
    hit = np.array([one.entry for one in best]) == answers
    assert abs(sure.mean() - hit.mean()) < 0.1
    assert hit[sure > 0.8].mean() > 0.8
    assert hit[sure < 0.2].mean() < 0.3


def test_a_content_too_small_to_hold_anything_out_is_searched_by_nearness_alone() -> None:
    texts, _ = made(3, 2, 0.5, seed=3)
    assert fit(texts) == NEARNESS_ALONE


def test_the_same_content_always_gives_the_same_curve() -> None:
    texts, _ = made(MOST_ENTRIES + 10, 4, 1.0, seed=4)
    assert fit(texts) == fit(texts)
