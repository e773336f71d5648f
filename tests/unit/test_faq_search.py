"""Ranking and deciding, on utilities that can be told by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_index.search import Candidate, Thresholds, decide, ranked

SURE, LIKELY, FAR = 3.0, 0.5, -4.0


def test_an_entry_as_likely_as_none_has_half_the_confidence() -> None:
    assert ranked({3: 0.0}) == (Candidate(3, 0.5),)


def test_two_entries_that_both_look_right_are_asked_about_and_not_answered() -> None:
    decision = decide(ranked({0: SURE, 1: SURE, 2: FAR}), Thresholds())
    assert decision.outcome == "ask"
    assert [one.entry for one in decision.choices] == [0, 1]


def test_a_sure_entry_is_answered_and_a_far_one_is_not() -> None:
    assert decide(ranked({0: SURE, 1: FAR}), Thresholds()).outcome == "answer"
    assert decide(ranked({0: FAR, 1: FAR}), Thresholds()).outcome == "abstain"


def test_nothing_near_is_an_abstention_without_confidence() -> None:
    decision = decide(ranked({}), Thresholds())
    assert (decision.outcome, decision.confidence, decision.choices) == ("abstain", 0.0, ())


def test_equal_utilities_keep_the_order_of_the_content() -> None:
    assert [one.entry for one in ranked({5: 0.4, 2: 0.4, 9: 0.4})] == [2, 5, 9]


def test_a_choice_must_be_likely_enough_to_be_worth_reading() -> None:
    candidates = tuple(Candidate(n, c) for n, c in enumerate([0.4, 0.08, 0.07, 0.001]))
    decision = decide(candidates, Thresholds(answer=0.6, ask=0.3))
    assert [one.entry for one in decision.choices] == [0, 1]


def test_where_fewer_questions_are_in_scope_the_same_answer_is_less_sure() -> None:
    candidates = (Candidate(0, 0.8), Candidate(1, 0.1))
    rarer = decide(candidates, Thresholds(in_scope=0.2))
    # Odds of being in scope fall from 1 to 1/4: 0.9 * 1/4 against 0.1.
    assert rarer.confidence == pytest.approx(0.8 / 4 / (0.9 / 4 + 0.1))
    assert rarer.outcome == "ask"
    assert decide(candidates, Thresholds(in_scope=0.9)).confidence > 0.8


utilities = st.dictionaries(st.integers(0, 50), st.floats(-700, 700), max_size=20)


@given(utilities)
def test_confidences_of_all_entries_and_of_none_make_one(found: dict[int, float]) -> None:
    confidences = [one.confidence for one in ranked(found)]
    assert all(0 <= one <= 1 for one in confidences)
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1 + 1e-9
    if found and max(found.values()) < 30:
        none = 1 / (1 + sum(math.exp(one) for one in found.values()))
        assert sum(confidences) + none == pytest.approx(1)


@given(utilities, st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.05, 0.95))
def test_every_outcome_carries_what_it_promises(
    found: dict[int, float], one: float, other: float, in_scope: float
) -> None:
    thresholds = Thresholds(answer=max(one, other), ask=min(one, other), in_scope=in_scope)
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
