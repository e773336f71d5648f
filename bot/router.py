"""The last NLU component: reads what the others left on the message and settles the intent."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import entities
from bot.arbitrate import Context, Found, Heard, arbitrate
from bot.faq_featurizer import FAQ
from bot.person_request import asks_for_person

INTENT_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Router(GraphComponent):
    """Turns the classifier's ranking and the search result into the intent that the rules act on.

    It also finds order numbers and e-mail addresses, and hands on the customer's language as the
    entity `locale`, from which a slot is filled: the responses of domain.yml choose by it.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Router:
        """Make the component; it has no settings."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Settle the intent of each message; Rasa hands in the tracker by the parameter's name."""
        context = context_of(tracker)
        for message in messages:
            text = message.get(TEXT)
            numbers, addresses = entities.order_numbers(text), entities.emails(text)
            intents = {i["name"]: i["confidence"] for i in message.get(INTENT_RANKING)}
            result = message.get(FAQ)
            intent = arbitrate(
                intents,
                found_in(result) if result else None,
                Heard(
                    asks_for_person=asks_for_person(text),
                    order_number=bool(numbers),
                    email=bool(addresses),
                    one_order=bool(numbers) or entities.names_one_order(text),
                ),
                context,
            )
            message.set(
                INTENT,
                {"name": intent, "confidence": intents.get(intent, 0.0)},
                add_to_output=True,
            )
            locale = (message.get("metadata") or {}).get("locale")
            message.set(
                ENTITIES,
                found_entities(order_number=numbers, email=addresses, locale=[locale]),
                add_to_output=True,
            )
        return messages


def found_in(result: dict[str, Any]) -> Found:
    """What the search found, out of what FaqFeaturizer left on the message."""
    known = sum(candidate["confidence"] for candidate in result["nearest"])
    return Found(result["outcome"], result["confidence"], known)


def found_entities(**values: list[str | None]) -> list[dict[str, Any]]:
    """Rasa's form of entities, from lists of values by the entity's name; None is left out."""
    return [
        {"entity": entity, "value": value, "extractor": "Router"}
        for entity, found in values.items()
        for value in found
        if value is not None
    ]


def context_of(tracker: DialogueStateTracker) -> Context:
    """Where the conversation stands, as the last bot turn left it."""
    asked_back = offered_person = False
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            custom = event.data.get("custom") or {}
            asked_back |= custom.get("source", {}).get("id") == "ask_back"
            offered_person |= custom.get("offer") == "person"
    return Context(tracker.active_loop_name, asked_back, offered_person)
