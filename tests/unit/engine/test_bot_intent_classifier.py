"""The classifier is Rasa's own, its weights kept as plain numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.intent_classifier import IntentClassifier
from bot.letter_featurizer import LetterFeaturizer

EXAMPLES = {"greet": ["hello", "hi"], "bye": ["goodbye", "bye"], "stop": ["stop it", "no more"]}
CONTEXT = ExecutionContext(GraphSchema({}), "model", node_name="classifier")
RESOURCE = Resource("classifier")


def messages(examples: dict[str, list[str]]) -> list[Message]:
    made = [
        Message({"text": text, "intent": intent})
        for intent, texts in examples.items()
        for text in texts
    ]
    return LetterFeaturizer(LetterFeaturizer.get_default_config(), "letters").process(made)


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


def trained(
    kind: type[LogisticRegressionClassifier], storage: LocalModelStorage, **config: Any
) -> LogisticRegressionClassifier:
    classifier = kind.create({**kind.get_default_config(), **config}, storage, RESOURCE, CONTEXT)
    classifier.train(TrainingData(messages(EXAMPLES)))
    return classifier


def ranking(classifier: LogisticRegressionClassifier, text: str) -> dict[str, float]:
    [done] = classifier.process(messages({"": [text]}))
    return {one["name"]: one["confidence"] for one in done.get("intent_ranking")}


def test_with_rasas_c_it_judges_as_rasas_own(storage: LocalModelStorage) -> None:
    ours, rasas = trained(IntentClassifier, storage), trained(LogisticRegressionClassifier, storage)
    assert ranking(ours, "hello there") == pytest.approx(ranking(rasas, "hello there"))


def test_what_was_stored_judges_as_what_was_trained(storage: LocalModelStorage) -> None:
    before = trained(IntentClassifier, storage, C=36.0)
    after = IntentClassifier.load(IntentClassifier.get_default_config(), storage, RESOURCE, CONTEXT)
    for text in ("hello", "bye now", "no more of it", ""):
        assert ranking(after, text) == pytest.approx(ranking(before, text), abs=1e-5)


def test_a_higher_c_fits_the_examples_more_freely(storage: LocalModelStorage) -> None:
    cautious = ranking(trained(IntentClassifier, storage, C=1.0), "hello")["greet"]
    free = ranking(trained(IntentClassifier, storage, C=36.0), "hello")["greet"]
    assert free > cautious


def test_rankings_are_plain_python_for_json(storage: LocalModelStorage) -> None:
    trained(IntentClassifier, storage)
    loaded = IntentClassifier.load(
        IntentClassifier.get_default_config(), storage, RESOURCE, CONTEXT
    )
    assert all(isinstance(name, str) for name in ranking(loaded, "hello"))
    assert not np.isnan(list(ranking(loaded, "hello").values())).any()
