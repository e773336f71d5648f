"""One call a turn gives features and the search result; without it there are zeros and a mark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.faq_client import FaqAwayError, FaqClient
from bot.faq_featurizer import FaqFeaturizer
from tests.unit.engine.fakes import FakeFaq, free_port


class Storage:
    """What a component keeps in its model, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def write_to(self, resource: Resource) -> Iterator[Path]:
        (self._folder / resource.name).mkdir(parents=True, exist_ok=True)
        yield self._folder / resource.name

    @contextmanager
    def read_from(self, resource: Resource) -> Iterator[Path]:
        yield self._folder / resource.name


def featurizer(
    url: str, dimension: int = FakeFaq.dimension, folder: Path = Path("unused")
) -> FaqFeaturizer:
    config = {**FaqFeaturizer.get_default_config(), "scale": 6.0, "batch": 2}
    faq = FaqClient(url, 1)
    made = FaqFeaturizer(config, "featurizer", faq, Storage(folder), Resource("featurizer"))
    made.dimension = dimension
    return made


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


def test_where_the_search_gives_up_its_nearest_entries_are_kept() -> None:
    with FakeFaq() as faq:
        [done] = featurizer(faq.url).process([message("what is the weather")])
    assert [choice["id"] for choice in done.get("faq")["nearest"]] == ["points"]


def test_training_examples_are_embedded_in_batches() -> None:
    examples = [message(text) for text in ("one", "two", "three")]
    with FakeFaq() as faq:
        featurizer(faq.url).process_training_data(TrainingData(examples))
        assert all(
            np.allclose(features(e), 6 * np.array(faq.embed(e.get("text")))) for e in examples
        )


def test_the_length_of_an_embedding_is_asked_in_training_and_kept_in_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeFaq() as faq:
        resource = featurizer(faq.url, 0, tmp_path).train(TrainingData([message("one")]))
        monkeypatch.setenv("HANDRAIL_FAQ_URL", faq.url)
        context = ExecutionContext(GraphSchema({}), node_name="featurizer")
        loaded = FaqFeaturizer.load({}, Storage(tmp_path), resource, context)
    assert loaded.dimension == FakeFaq.dimension
    assert features(loaded.process([message("hello")])[0]).shape == (FakeFaq.dimension,)


def test_training_without_the_service_fails(tmp_path: Path) -> None:
    away = featurizer(f"http://127.0.0.1:{free_port()}", 0, tmp_path)
    with pytest.raises(FaqAwayError):
        away.train(TrainingData([message("one")]))
