"""The FAQ service's embedding as features, and its search result beside the message."""

from __future__ import annotations

import json
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
# What the service reads of one message, and what the gateway lets through: all of it.
MOST_LETTERS = 4_000
FILE = "embedding.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class FaqFeaturizer(DenseFeaturizer, GraphComponent):
    """One call a turn gives both: what the words mean, and which answer they may be asking for.

    The search result stays on the message as `faq` (None when the service was away), so that the
    router and later the action read it without a second call.

    How many numbers an embedding has is asked in training, and kept in the model: it depends on
    the language models that the operator chose for the service.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of config.yml: what the embedding is multiplied by (its weight beside other
        features), seconds a search may take, texts embedded at once in training."""
        return {
            FEATURIZER_CLASS_ALIAS: None,
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
        faq = FaqClient(url, config["timeout"])
        return cls(config, execution_context.node_name, faq, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> FaqFeaturizer:
        """Make the component as it was trained."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component.dimension = json.loads((folder / FILE).read_text())["dimension"]
        return component

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        faq: FaqClient,
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        """A featurizer that asks `faq`; `train` or `load` tell it the embedding's length."""
        super().__init__(name, config)
        self._faq = faq
        self._model_storage = model_storage
        self._resource = resource
        self.dimension = 0
        self._scale = config["scale"]
        self._batch = config["batch"]

    def train(self, training_data: TrainingData) -> Resource:
        """Ask how long the service's embeddings are, and keep that in the model.

        Raises:
            FaqAwayError: training cannot go on without the service.
        """
        [embedding] = self._faq.embed(["delivery"])
        self.dimension = len(embedding)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps({"dimension": self.dimension}))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training example its features.

        Raises:
            FaqAwayError: training cannot go on without the service.
        """
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        for start in range(0, len(examples), self._batch):
            batch = examples[start : start + self._batch]
            embeddings = self._faq.embed([without_details(e.get(TEXT)) for e in batch])
            for example, embedding in zip(batch, embeddings, strict=True):
                self._add_features(example, embedding)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Ask the service about each message; without an answer the features are zero."""
        for message in messages:
            found = self._search(message)
            embedding = found.pop("embedding") if found else [0.0] * self.dimension
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
        if len(found["embedding"]) != self.dimension:
            logger.error(
                "the FAQ service embeds into %d numbers, the model was trained on %d: train anew",
                len(found["embedding"]),
                self.dimension,
            )
            return None
        # The tracker keeps this for the whole conversation: only what is read later stays.
        return {
            "outcome": found["outcome"],
            "confidence": found["confidence"],
            "entry": found["entry"],
            "more": found["more"],
            "choices": found["choices"],
            "nearest": found["candidates"][:MOST_CHOICES],
            "embedding": found["embedding"],
        }

    def _add_features(self, message: Message, embedding: list[float]) -> None:
        features = np.asarray([embedding], dtype=np.float64) * self._scale
        message.add_features(Features(features, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
