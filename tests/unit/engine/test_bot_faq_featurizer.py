"""One call a turn gives features and the search result; without it there are zeros and a mark."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.faq_client import FaqClient
from bot.faq_featurizer import FaqFeaturizer
from tests.unit.engine.fakes import FakeFaq, free_port


def featurizer(url: str, dimension: int = FakeFaq.dimension, scale: float = 6.0) -> FaqFeaturizer:
    settings = {"dimension": dimension, "scale": scale, "batch": 2}
    config = {**FaqFeaturizer.get_default_config(), **settings}
    return FaqFeaturizer(config, "featurizer", FaqClient(url, 1))


def features(message: Message) -> np.ndarray:
    _, sentence = message.get_dense_features("text")
    return sentence.features[0]


def message(text: str, locale: str = "en") -> Message:
    return Message({"text": text, "metadata": {"locale": locale}})


def test_the_embedding_becomes_features_and_the_result_stays_on_the_message() -> None:
    with FakeFaq() as faq:
        [done] = featurizer(faq.url).process([message("how long does delivery take")])
        assert faq.searches == 1
    assert np.allclose(features(done), 6 * np.array(faq.embed("how long does delivery take")))
    assert done.get("faq")["entry"]["id"] == "delivery_period"
    assert "faq" in done.output_properties
    assert "embedding" not in done.get("faq")


def test_without_the_service_features_are_zero_and_the_result_is_none() -> None:
    [done] = featurizer(f"http://127.0.0.1:{free_port()}").process([message("hello")])
    assert not features(done).any()
    assert done.get("faq") is None
    assert "faq" in done.output_properties


def test_a_service_with_other_weights_counts_as_away() -> None:
    with FakeFaq() as faq:
        [done] = featurizer(faq.url, dimension=5).process([message("delivery")])
    assert features(done).shape == (5,)
    assert done.get("faq") is None


def test_where_the_search_gives_up_its_nearest_entries_are_kept_as_choices() -> None:
    with FakeFaq() as faq:
        [done] = featurizer(faq.url).process([message("what is the weather")])
    assert [choice["id"] for choice in done.get("faq")["choices"]] == ["points"]


def test_training_examples_are_embedded_in_batches() -> None:
    examples = [message(text) for text in ("one", "two", "three")]
    with FakeFaq() as faq:
        featurizer(faq.url).process_training_data(TrainingData(examples))
        assert all(
            np.allclose(features(e), 6 * np.array(faq.embed(e.get("text")))) for e in examples
        )


def test_training_with_a_wrong_dimension_says_what_to_write() -> None:
    with FakeFaq() as faq, pytest.raises(ValueError, match=r"config\.yml.*dimension is 5.*896"):
        featurizer(faq.url, dimension=5).process_training_data(TrainingData([message("one")]))
