"""The FAQ service's embedding as features, and its search result beside the message."""

from __future__ import annotations

import logging
import os
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.entities import without_details
from bot.faq_client import FaqAwayError, FaqClient

logger = logging.getLogger(__name__)

FAQ = "faq"
MOST_CHOICES = 3
# What the service reads of one question; whoever writes more has said what it is about by then.
MOST_LETTERS = 2_000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class FaqFeaturizer(DenseFeaturizer, GraphComponent):
    """One call a turn gives both: what the words mean, and which answer they may be asking for.

    The search result stays on the message as `faq` (None when the service was away), so that the
    router and later the action read it without a second call.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of config.yml: the embedding's length, what it is multiplied by (its weight
        beside other features), seconds a search may take, texts embedded at once in training."""
        return {
            FEATURIZER_CLASS_ALIAS: None,
            "dimension": 896,
            "scale": 1.0,
            "timeout": 1.5,
            "batch": 64,
        }

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
    ) -> FaqFeaturizer:
        """Make the component, with the service that HANDRAIL_FAQ_URL names."""
        url = os.environ.get("HANDRAIL_FAQ_URL")
        if not url:
            raise ValueError(
                "HANDRAIL_FAQ_URL must name the FAQ service: set it, or use ./handrail"
            )
        config = {**cls.get_default_config(), **config}
        return cls(config, execution_context.node_name, FaqClient(url, config["timeout"]))

    def __init__(self, config: dict[str, Any], name: str, faq: FaqClient) -> None:
        """A featurizer that asks `faq`."""
        super().__init__(name, config)
        self._faq = faq
        self._dimension = config["dimension"]
        self._scale = config["scale"]
        self._batch = config["batch"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training example its features.

        Raises:
            FaqAwayError: training cannot go on without the service.
            ValueError: the service's embedding is not as long as config.yml says.
        """
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        for start in range(0, len(examples), self._batch):
            batch = examples[start : start + self._batch]
            embeddings = self._faq.embed([without_details(e.get(TEXT)) for e in batch])
            for example, embedding in zip(batch, embeddings, strict=True):
                if len(embedding) != self._dimension:
                    raise ValueError(
                        f"config.yml: FaqFeaturizer: dimension is {self._dimension}, but the FAQ "
                        f"service embeds into {len(embedding)} numbers: write that there"
                    )
                self._add_features(example, embedding)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Ask the service about each message; without an answer the features are zero."""
        for message in messages:
            found = self._search(message)
            embedding = found.pop("embedding") if found else [0.0] * self._dimension
            self._add_features(message, embedding)
            message.set(FAQ, found, add_to_output=True)
        return messages

    def _search(self, message: Message) -> dict[str, Any] | None:
        locale = (message.get("metadata") or {}).get("locale", "en")
        try:
            text = without_details(message.get(TEXT)[:MOST_LETTERS])
            found = self._faq.search(text, locale)
        except FaqAwayError as error:
            logger.warning("no search: %s", error)
            return None
        if len(found["embedding"]) != self._dimension:
            logger.error(
                "the FAQ service embeds into %d numbers, the model was trained on %d: train anew",
                len(found["embedding"]),
                self._dimension,
            )
            return None
        # The tracker keeps this for the whole conversation: only what is read later stays.
        return {
            "outcome": found["outcome"],
            "confidence": found["confidence"],
            "entry": found["entry"],
            "choices": found["choices"] or found["candidates"][:MOST_CHOICES],
            "embedding": found["embedding"],
        }

    def _add_features(self, message: Message, embedding: list[float]) -> None:
        features = np.asarray([embedding], dtype=np.float64) * self._scale
        message.add_features(Features(features, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
