"""Rasa's logistic regression, kept as plain numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier

FILE = "weights.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """The same classifier with two differences.

    Its weights are stored as arrays: Rasa's uses skops, whose import alone looks through every
    module of the process and takes half of the time until the server is ready. And C, which says
    how freely it may fit, is a setting: Rasa leaves it at 1, too cautious for embeddings.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's settings, and C (the inverse of the regularisation's strength)."""
        return {**LogisticRegressionClassifier.get_default_config(), "C": 1.0}

    def __init__(self, config: dict[str, Any], *args: object, **kwargs: object) -> None:
        """See the parent class."""
        super().__init__(config, *args, **kwargs)
        self.clf.set_params(C=self.config["C"])

    def persist(self) -> None:
        """Write the weights into the model."""
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / FILE,
                coef=self.clf.coef_.astype(np.float32),
                intercept=self.clf.intercept_,
                classes=self.clf.classes_.astype(str),
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> IntentClassifier:
        """Read the weights from the model."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / FILE, allow_pickle=False) as weights,
        ):
            component.clf.coef_ = weights["coef"].astype(np.float64)
            component.clf.intercept_ = weights["intercept"]
            component.clf.classes_ = weights["classes"]
        component.clf.n_features_in_ = component.clf.coef_.shape[1]
        return component
