"""What was decided and what was right, turned into figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_auc_score

from faq_index.evaluate import Asked, auroc, calibration, curve, metrics
from faq_index.search import Candidate, Decision, Outcome

SHARES = st.floats(0, 1)
FEW_VALUES = st.sampled_from([0.0, 0.25, 0.5, 1.0])  # so that there are equal ones


def asked(outcome: Outcome, confidence: float, found: Sequence[str], right: str | None) -> Asked:
    offered = {"answer": found[:1], "ask": found, "abstain": ()}[outcome]
    return Asked(outcome, confidence, tuple(found), tuple(offered), right)


RUN = [
    asked("answer", 0.95, ["a", "b"], "a"),
    asked("answer", 0.80, ["b", "a"], "a"),
    asked("ask", 0.50, ["c", "b", "a"], "a"),
    asked("abstain", 0.10, ["d", "e", "f"], "a"),
    asked("answer", 0.70, ["a"], None),
    asked("abstain", 0.05, ["a"], None),
]


def test_accuracy_counts_questions_in_scope_only() -> None:
    told = metrics(RUN)
    assert (told.in_scope, told.out_of_scope) == (4, 2)
    assert told.accuracy_1 == 1 / 4
    assert told.accuracy_3 == 3 / 4


def test_rates_are_shares_of_what_is_in_and_out_of_scope() -> None:
    told = metrics(RUN)
    assert (told.answer.in_scope, told.answer.out_of_scope) == (2 / 4, 1 / 2)
    assert (told.ask.in_scope, told.ask.out_of_scope) == (1 / 4, 0)
    assert (told.decline.in_scope, told.decline.out_of_scope) == (1 / 4, 1 / 2)


def test_an_answer_to_what_is_out_of_scope_is_never_right() -> None:
    told = metrics(RUN)
    assert told.answer.precision == 1 / 3
    assert told.answer.precision_in_scope == 1 / 2


def test_asking_back_is_right_when_the_right_entry_is_offered() -> None:
    assert metrics(RUN).ask.precision == 1


def test_declining_is_right_when_nothing_could_be_answered() -> None:
    assert metrics(RUN).decline.precision == 1 / 2


def test_helped_is_answered_right_or_offered_the_right_choice() -> None:
    assert metrics(RUN).helped == 2 / 4


def test_nothing_asked_has_no_shares() -> None:
    told = metrics([])
    assert told.accuracy_1 is told.auroc is told.helped is told.calibration.ece is None
    assert told.latency is None


def test_figures_are_plain_data() -> None:
    figures = metrics(RUN, [1.0, 2.0]).as_json()
    assert json.loads(json.dumps(figures))["latency"]["p50"] == 1.5


def test_a_decision_is_told_in_ids() -> None:
    candidates = tuple(Candidate(entry, 0.4 - entry / 10) for entry in range(4))
    ids = ["a", "b", "c", "d"]
    back = Asked.of(Decision("ask", candidates, candidates[:2]), ids, "b")
    assert back == Asked("ask", 0.4, ("a", "b", "c"), ("a", "b"), "b")
    assert Asked.of(Decision("answer", candidates), ids, "b").offered == ("a",)
    assert Asked.of(Decision("abstain", ()), ids, None).offered == ()


@given(st.lists(FEW_VALUES, min_size=1), st.lists(FEW_VALUES, min_size=1))
def test_auroc_is_that_of_scikit_learn(positives: list[float], negatives: list[float]) -> None:
    truth = [1] * len(positives) + [0] * len(negatives)
    expected = roc_auc_score(truth, positives + negatives)
    assert auroc(positives, negatives) == pytest.approx(expected)


def test_auroc_needs_questions_of_both_kinds() -> None:
    assert auroc([0.5], []) is None
    assert auroc([], [0.5]) is None


@given(st.lists(st.tuples(SHARES, st.booleans()), min_size=1))
def test_calibration_bins_are_those_of_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    # scikit-learn puts a confidence that is exactly a bin's edge into the bin below.
    pairs = [(sure, hit) for sure, hit in pairs if not (sure * 10).is_integer()] or [(0.55, True)]
    right, confidence = calibration_curve(
        [hit for _, hit in pairs], [sure for sure, _ in pairs], n_bins=10
    )
    bins = [one for one in calibration(*map(list, zip(*pairs, strict=True))).bins if one.count]
    assert [one.right for one in bins] == pytest.approx(list(right))
    assert [one.confidence for one in bins] == pytest.approx(list(confidence))


def test_ece_weighs_each_gap_by_its_questions() -> None:
    told = calibration([0.95] * 3 + [0.15], [True, True, True, True])
    assert told.ece == pytest.approx((3 * 0.05 + 0.85) / 4)


def test_largest_gap_looks_past_bins_with_few_questions() -> None:
    few_and_wrong = calibration([0.95] * 29, [False] * 29)
    assert few_and_wrong.largest_gap is None
    enough = calibration([0.95] * 29 + [0.45] * 30, [False] * 29 + [True] * 30)
    assert enough.largest_gap == pytest.approx(0.55)


def test_weights_make_questions_count_as_if_there_were_more() -> None:
    weighed = calibration([0.92, 0.98, 0.15], [True, False, True], [2, 1, 3])
    repeated = calibration([0.92, 0.92, 0.98, *[0.15] * 3], [True, True, False, *[True] * 3])
    assert weighed.ece == pytest.approx(repeated.ece)
    assert weighed.bins[-1].confidence == pytest.approx(repeated.bins[-1].confidence)


def test_even_calibration_weighs_both_kinds_alike() -> None:
    told = metrics([answer_of("a")] * 9 + [answer_of(None)]).calibration_even
    assert told
    assert told.bins[9].right == pytest.approx(0.5)
    assert metrics([answer_of("a")]).calibration_even is None


def answer_of(right: str | None) -> Asked:
    return asked("answer", 0.95, ["a"], right)


def test_full_confidence_belongs_to_the_last_bin() -> None:
    assert calibration([1.0], [True]).bins[-1].count == 1


def test_curve_at_a_threshold_is_what_would_be_answered_from_it() -> None:
    low, high = curve(RUN, [0.75, 0.0])
    assert (low.threshold, low.answered, low.right, low.out_of_scope) == (0, 1, 1 / 4, 1)
    assert (high.answered, high.right, high.wrong) == (2 / 4, 1 / 4, 1 / 4)
    assert high.out_of_scope == 0


@given(st.lists(st.tuples(SHARES, st.booleans(), st.booleans())), st.lists(SHARES))
def test_a_higher_threshold_never_answers_more(
    run: list[tuple[float, bool, bool]], thresholds: list[float]
) -> None:
    questions = [
        asked("answer", sure, ["a" if hit else "b"], "a" if inside else None)
        for sure, hit, inside in run
    ]
    points = curve(questions, thresholds)
    for lower, higher in pairwise(points):
        assert (higher.answered or 0) <= (lower.answered or 0)
        assert (higher.out_of_scope or 0) <= (lower.out_of_scope or 0)
    for point in points:
        if point.answered is not None:
            assert np.isclose(point.answered, (point.right or 0) + (point.wrong or 0))
