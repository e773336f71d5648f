"""Questions that belong together are found, the same way every time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_index.insight.clusters import ALIKE, Space, central, clusters, distinct
from faq_index.search import Matrix

ENGLISH, MULTILINGUAL = 8, 12


def _length_one(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)


def vectors(topics: list[int], korean: list[bool], spread: float = 0.1, seed: int = 0) -> Matrix:
    """Joint vectors of questions about topics (0 to 7), `spread` around them."""
    random = np.random.default_rng(seed)
    english = np.eye(ENGLISH)[topics] + spread * random.normal(size=(len(topics), ENGLISH))
    other = np.eye(MULTILINGUAL)[topics] + spread * random.normal(size=(len(topics), MULTILINGUAL))
    joint = np.hstack([_length_one(english), _length_one(other)]).astype(np.float32)
    joint[np.array(korean, bool), :ENGLISH] = 0
    return joint


def found(topics: list[int], korean: list[bool] | None = None) -> list[list[int]]:
    rows = vectors(topics, korean or [False] * len(topics))
    return clusters(Space(rows, ENGLISH), [1] * len(topics))


def test_questions_of_a_topic_gather() -> None:
    assert found([0, 1, 0, 2, 1, 0]) == [[0, 2, 5], [1, 4], [3]]


def test_both_languages_gather_in_one_cluster() -> None:
    assert found([0, 0, 1, 1, 0], [False, True, True, False, True]) == [[0, 1, 4], [2, 3]]


def test_no_questions_make_no_clusters() -> None:
    assert clusters(Space(np.empty((0, ENGLISH + MULTILINGUAL), np.float32), ENGLISH), []) == []


def test_a_chain_of_neighbours_does_not_make_one_cluster_of_everything() -> None:
    angles = np.linspace(0, np.pi / 2, 20)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    rows = np.hstack([np.zeros((20, ENGLISH), np.float32), rows])
    groups = clusters(Space(rows, ENGLISH), [1] * 20, 0.9)
    assert len(groups) > 1
    for group in groups:
        likeness = Space(rows, ENGLISH).likeness(group)
        assert likeness.mean() >= 0.9


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.booleans()), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=10),
    st.integers(0, 5),
)
def test_a_cluster_is_known_by_its_first_row_when_questions_are_added(
    asked: list[tuple[int, bool]], added: list[tuple[int, bool]], seed: int
) -> None:
    everyone = asked + added
    topics, korean = [topic for topic, _ in everyone], [language for _, language in everyone]
    rows = vectors(topics, korean, seed=seed)
    before = clusters(Space(rows[: len(asked)], ENGLISH), [1] * len(asked))
    after = clusters(Space(rows, ENGLISH), [1] * len(everyone))
    assert {group[0] for group in before} <= {group[0] for group in after}


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(0, 1_000), st.floats(0.3, 0.9))
def test_every_row_is_in_exactly_one_cluster_and_always_the_same(
    number: int, seed: int, alike: float
) -> None:
    random = np.random.default_rng(seed)
    topics = random.integers(0, 8, number).tolist()
    rows = vectors(topics, (random.random(number) < 0.4).tolist(), 0.6, seed)
    weights = random.integers(1, 9, number).tolist()
    groups = clusters(Space(rows, ENGLISH), weights, alike)
    assert sorted(row for group in groups for row in group) == list(range(number))
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)
    assert groups == clusters(Space(rows, ENGLISH), weights, alike)


@settings(deadline=None)
@given(st.integers(2, 30), st.integers(0, 1_000))
def test_no_two_clusters_with_near_questions_are_alike_enough_to_be_one(
    number: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    rows = vectors(random.integers(0, 8, number).tolist(), [False] * number, 0.5, seed)
    space = Space(rows, ENGLISH)
    groups = clusters(space, [1] * number)
    likeness = space.likeness(range(number))
    for one in groups:
        for other in groups:
            pairs = likeness[np.ix_(one, other)]
            if one is not other and pairs.max() >= ALIKE:
                assert pairs.mean() < ALIKE + 1e-4


def test_what_many_asked_weighs_more() -> None:
    rows = vectors([0, 0, 0], [False] * 3, 0.8, 3)
    space = Space(rows, ENGLISH)
    assert central(space, [0, 1, 2], [1, 1, 100])[0] == 2


def test_nearly_equal_questions_are_one() -> None:
    rows = vectors([0, 1, 0, 1], [False] * 4, 0.01)
    assert distinct(Space(rows, ENGLISH), [3, 0, 1, 2]) == [[3, 1], [0, 2]]
