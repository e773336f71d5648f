"""The router reads the conversation as the last bot turn left it."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import ActiveLoop, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.arbitrate import Context
from bot.router import Router, context_of

PERSON = {"source": {"kind": "job", "id": "complaint"}, "offer": "person"}
ASKED_BACK = {"source": {"kind": "abstain", "id": "ask_back"}}


def tracker(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c", list(events))


def bot(custom: dict[str, Any]) -> BotUttered:
    return BotUttered("said", {"custom": custom})


def routed(text: str, intents: dict[str, float], found: Any = None) -> Message:  # noqa: ANN401
    ranking = [{"name": name, "confidence": p} for name, p in intents.items()]
    message = Message({"text": text, "metadata": {"locale": "ko"}, "intent_ranking": ranking})
    message.set("faq", found)
    [done] = Router().process([message], tracker())
    return done


def test_a_fresh_conversation_has_no_context() -> None:
    assert context_of(tracker()) == Context()


def test_the_last_bot_turn_is_the_context_and_no_earlier_one() -> None:
    asked = [UserUttered("a"), bot(ASKED_BACK), bot(PERSON)]
    assert context_of(tracker(*asked)) == Context(None, asked_back=True, offered_person=True)
    assert context_of(tracker(*asked, UserUttered("b"), bot({}))) == Context()


def test_the_active_form_is_part_of_the_context() -> None:
    assert context_of(tracker(ActiveLoop("f"))).form == "f"
    assert context_of(tracker(ActiveLoop("f"), ActiveLoop(None))).form is None


def test_the_message_gets_its_intent_its_entities_and_its_language() -> None:
    found = {"outcome": "abstain", "confidence": 0.0, "nearest": []}
    done = routed("db 204817, Mina@Example.com", {"inform": 0.8, "greet": 0.2}, found)
    assert done.get("intent") == {"name": "track_order", "confidence": 0.0}
    assert {e["entity"]: e["value"] for e in done.get("entities")} == {
        "order_number": "DB-204817",
        "email": "mina@example.com",
        "locale": "ko",
    }
    assert {"intent", "entities"} <= done.output_properties


def test_without_the_service_a_person_can_still_be_asked_for() -> None:
    assert routed("human please", {"greet": 0.9}).get("intent")["name"] == "contact_human_agent"
    assert routed("delivery?", {"greet": 0.9}).get("intent")["name"] == "faq_unavailable"
