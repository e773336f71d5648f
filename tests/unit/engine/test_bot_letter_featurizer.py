"""Letters become features that neither length nor a typing error upsets."""

from __future__ import annotations

import numpy as np
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.letter_featurizer import LetterFeaturizer

FEATURIZER = LetterFeaturizer({**LetterFeaturizer.get_default_config(), "scale": 8.0}, "letters")


def features(text: str) -> np.ndarray:
    [done] = FEATURIZER.process([Message({"text": text})])
    return sentence(done)


def sentence(message: Message) -> np.ndarray:
    _, found = message.get_sparse_features("text")
    return found.features.toarray()[0]


def test_every_text_has_the_same_length_in_features_however_long_it_is() -> None:
    for text in ("hi", "where is my order", "order delivery " * 200, "배송 조회"):
        assert np.isclose(np.linalg.norm(features(text)), 8)


def test_saying_a_thing_many_times_says_it_once() -> None:
    assert np.allclose(features("my order my order my order"), features("my order"))


def test_a_typing_error_leaves_most_features_as_they_were() -> None:
    right, wrong, other = features("cancellation"), features("cancelation"), features("weather")
    assert right @ wrong > 0.7 * 64
    assert right @ other < 0.2 * 64


def test_full_width_letters_are_the_same_letters() -> None:
    assert np.allclose(features("\uff44\uff42"), features("db"))


def test_a_text_without_letters_has_no_features() -> None:
    assert not features("").any()


def test_training_examples_get_the_same_features_as_messages() -> None:
    example = Message({"text": "where is my order"})
    FEATURIZER.process_training_data(TrainingData([example]))
    assert np.allclose(sentence(example), features("where is my order"))
