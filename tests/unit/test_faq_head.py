"""The linear head: every entry weighs the same."""

from __future__ import annotations

import numpy as np
import pytest

from faq_index.head import carried_over, fit


def test_an_entry_with_more_phrasings_does_not_draw_its_neighbours_questions() -> None:
    # Two entries that mirror each other; the editor of the first said everything twenty times.
    terse = np.random.default_rng(7).normal((0, 1), 0.4, (20, 2)).astype(np.float32)
    talkative = np.tile(terse[:, ::-1], (20, 1))
    background = np.full((20, 2), -1, np.float32)
    head = fit(np.vstack([talkative, terse, background]), np.repeat([0, 1, 2], [400, 20, 20]))
    between = head.logits(np.array([[0.5, 0.5]], np.float32))[0]
    assert abs(between[0] - between[1]) < 0.1


def test_one_entry_and_background_make_a_head_of_one_row() -> None:
    head = fit(np.eye(2, dtype=np.float32).repeat(5, axis=0), np.repeat([0, 1], 5))
    assert head.rows.shape == (1, 3)
    assert head.logits(np.eye(2, dtype=np.float32))[:, 0].argmax() == 0


def test_known_entries_keep_their_rows_wherever_they_stand_now() -> None:
    old = fit(np.repeat(np.eye(4, dtype=np.float32), 5, axis=0), np.repeat([0, 1, 2, 3], 5))
    now = carried_over(old, np.array([2, 0, -1]))
    assert np.array_equal(now.rows[:2], old.rows[[2, 0]])
    assert not now.rows[2].any()


def test_a_head_of_many_entries_is_fitted_in_fewer_directions_and_tells_them_apart_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = np.random.default_rng(5)
    centres = np.repeat(chance.normal(size=(9, 6)), 8, axis=0) @ chance.normal(size=(6, 40))
    vectors = (centres + chance.normal(size=centres.shape) * 0.1).astype(np.float32)
    labels = np.repeat(np.arange(9), 8)
    whole = fit(vectors, labels)
    monkeypatch.setattr("faq_index.head.MANY_ENTRIES", 5)
    monkeypatch.setattr("faq_index.head.DIRECTIONS", 8)
    fewer = fit(vectors, labels)
    assert fewer.rows.shape == whole.rows.shape
    assert np.array_equal(
        fewer.logits(vectors)[:64].argmax(axis=1), whole.logits(vectors)[:64].argmax(axis=1)
    )
