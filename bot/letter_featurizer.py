"""Letters in a row as features: cheap, without a vocabulary, alike for short and long texts."""

from __future__ import annotations

import unicodedata
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import HashingVectorizer

BITS = 15


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LetterFeaturizer(SparseFeaturizer, GraphComponent):
    """Which runs of letters a text holds, within words, hashed; the vector has length `scale`.

    Rasa's CountVectorsFeaturizer counts instead: in a long message its counts drown the embedding,
    which always has the same length.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of config.yml: shortest and longest run, and the vector's length."""
        return {FEATURIZER_CLASS_ALIAS: None, "shortest": 2, "longest": 4, "scale": 1.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa asks; there is nothing that the first training would not show."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LetterFeaturizer:
        """Make the component; it keeps nothing from training."""
        return cls({**cls.get_default_config(), **config}, execution_context.node_name)

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """A featurizer with these settings."""
        super().__init__(name, config)
        self._scale = config["scale"]
        self._vectorizer = HashingVectorizer(
            analyzer="char_wb",
            ngram_range=(config["shortest"], config["longest"]),
            n_features=2**BITS,
            binary=True,
            alternate_sign=False,
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training example its features."""
        self.process([e for e in training_data.training_examples if e.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Give each message its features."""
        for message in messages:
            folded = unicodedata.normalize("NFKC", message.get(TEXT))
            found = self._vectorizer.transform([folded]) * self._scale
            message.add_features(Features(found, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages
