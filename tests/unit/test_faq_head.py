"""The linear head: every entry weighs the same."""

from __future__ import annotations

import numpy as np

from faq_index.head import fit


def test_an_entry_with_more_phrasings_does_not_draw_its_neighbours_questions() -> None:
    # Two entries that mirror each other; the editor of the first said everything twenty times.
    terse = np.random.default_rng(7).normal((0, 1), 0.4, (20, 2)).astype(np.float32)
    talkative = np.tile(terse[:, ::-1], (20, 1))
    background = np.full((20, 2), -1, np.float32)
    head = fit(np.vstack([talkative, terse, background]), np.repeat([0, 1, 2], [400, 20, 20]))
    between = head.probabilities(np.array([0.5, 0.5], np.float32))
    assert abs(between[0] - between[1]) < 0.05
