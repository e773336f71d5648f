"""Ranking and deciding, on vectors that can be drawn on paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_index.search import Candidate, Head, Thresholds, decide, ranked, scores

EAST, NORTH = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
CENTROIDS = np.stack([EAST, NORTH])
UNDECIDED = Head(np.zeros((3, 2), np.float32), np.zeros(3, np.float32))


def head_for(entry: int) -> Head:
    """A head that is sure of one entry, or of the background (2)."""
    bias = np.zeros(3, np.float32)
    bias[entry] = 20
    return Head(np.zeros((3, 2), np.float32), bias)


def test_a_score_is_half_nearness_and_half_the_heads_probability() -> None:
    found = scores(EAST, [0, 1, 0], [0.9, 0.2, 0.1], CENTROIDS, UNDECIDED)
    assert found[0] == pytest.approx(((0.9 + 1.0) / 2 + 1 / 3) / 2)
    assert found[1] == pytest.approx(((0.2 + 0.0) / 2 + 1 / 3) / 2)


def test_the_head_decides_between_entries_equally_near() -> None:
    middle = (EAST + NORTH) / np.float32(np.sqrt(2))
    found = scores(middle, [0, 1], [0.8, 0.8], CENTROIDS, head_for(1))
    assert [one.entry for one in ranked(found)] == [1, 0]


def test_a_question_that_sounds_like_background_loses_half_its_score() -> None:
    asked = scores(EAST, [0], [0.9], CENTROIDS, head_for(0))[0]
    other = scores(EAST, [0], [0.9], CENTROIDS, head_for(2))[0]
    assert asked - other == pytest.approx(0.5, abs=1e-3)


def test_probabilities_of_entries_and_background_make_one() -> None:
    weights = np.random.default_rng(1).normal(size=(4, 2)).astype(np.float32)
    head = Head(weights, np.zeros(4, np.float32))
    entries = head.probabilities(EAST)
    logits = weights @ EAST
    background = np.exp(logits[3]) / np.exp(logits).sum()
    assert len(entries) == 3
    assert entries.sum() + background == pytest.approx(1)


def test_two_entries_that_both_look_right_are_asked_about_and_not_answered() -> None:
    decision = decide(ranked({0: 0.8, 1: 0.79, 2: 0.1}), Thresholds())
    assert decision.outcome == "ask"
    assert [one.entry for one in decision.choices] == [0, 1]


def test_a_sure_entry_is_answered_and_a_far_one_is_not() -> None:
    assert decide(ranked({0: 0.8, 1: 0.1}), Thresholds()).outcome == "answer"
    assert decide(ranked({0: 0.2, 1: 0.1}), Thresholds()).outcome == "abstain"


def test_nothing_near_is_an_abstention_without_confidence() -> None:
    decision = decide((), Thresholds())
    assert (decision.outcome, decision.confidence, decision.choices) == ("abstain", 0.0, ())


def test_equal_scores_keep_the_order_of_the_content() -> None:
    assert [one.entry for one in ranked({5: 0.4, 2: 0.4, 9: 0.4})] == [2, 5, 9]


scored = st.dictionaries(st.integers(0, 50), st.floats(-1, 1), max_size=20)


@given(scored)
def test_confidences_are_shares_and_the_first_two_never_exceed_one_together(
    found: dict[int, float],
) -> None:
    confidences = [one.confidence for one in ranked(found)]
    assert all(0 <= one <= 1 for one in confidences)
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences[:2]) <= 1 + 1e-9


@given(scored, st.floats(0, 1), st.floats(0, 1))
def test_every_outcome_carries_what_it_promises(
    found: dict[int, float], one: float, other: float
) -> None:
    thresholds = Thresholds(answer=max(one, other), ask=min(one, other))
    decision = decide(ranked(found), thresholds)
    match decision.outcome:
        case "answer":
            assert decision.confidence >= thresholds.answer
        case "ask":
            assert thresholds.ask <= decision.confidence < thresholds.answer
            assert 1 <= len(decision.choices) <= 3
            assert decision.choices[0] == decision.candidates[0]
        case "abstain":
            assert decision.confidence < thresholds.ask or not found
    if decision.outcome != "ask":
        assert decision.choices == ()


def test_a_choice_must_be_at_least_half_as_likely_as_what_is_asked_about() -> None:
    candidates = tuple(Candidate(n, c) for n, c in enumerate([0.4, 0.13, 0.12, 0.01]))
    decision = decide(candidates, Thresholds(answer=0.6, ask=0.25))
    assert [one.entry for one in decision.choices] == [0, 1]
