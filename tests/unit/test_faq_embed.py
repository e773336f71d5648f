"""The joint vector: two encoders side by side, or one alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from faq_index.embed import Joint
from faq_index.encoders import Absent, Role
from faq_index.search import Matrix
from tests.support.faq import Words


class Recorder(Words):
    """Remembers in which role each text was encoded."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.roles: list[Role] = []

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        self.roles += [role] * len(texts)
        return super().encode(texts, role)


def test_both_models_are_told_whether_a_text_asks_or_answers() -> None:
    english, multilingual = Recorder("english"), Recorder("multilingual")
    joint = Joint(english, multilingual)
    joint.encode(["a question", "또 하나"], "query")
    joint.encode(["a phrasing"])
    assert english.roles == ["query", "passage"]
    assert multilingual.roles == ["query", "query", "passage"]


def test_the_english_model_hears_no_korean() -> None:
    english = Recorder("english")
    Joint(english, Recorder("multilingual")).encode(["언제 와요", "when", "delivery 언제"])
    assert english.encoded == ["when"]


def test_without_an_english_model_the_vector_is_the_multilingual_one() -> None:
    alone = Words("multilingual", 48)
    joint = Joint(Absent(), alone)
    assert joint.dimension == 48
    assert joint.models == ("none", "multilingual")
    vectors = joint.encode(["when", "언제"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert (vectors == alone.encode(["when", "언제"])).all()


def test_no_texts_are_no_rows() -> None:
    assert Joint(Words("english"), Words("multilingual", 48)).encode([]).shape == (0, 80)
