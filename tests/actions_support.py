"""Calls of actions as Rasa makes them, and what the actions say to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.shop import Item, Order, Status

ANYBODY = {"id": "c1", "name": None, "email": None, "verified": False}
MINA = {"id": "c2", "name": "Mina Kim", "email": "mina.kim@example.com", "verified": True}
MUG = Item({"en": "Dal mug", "ko": "달 머그"}, 2)


def order(number: str = "DB-204817", status: Status = Status.SHIPPED, **more: object) -> Order:
    """An order placed on 2 March 2026, of two mugs."""
    values: dict[str, Any] = {
        "placed_on": date(2026, 3, 2),
        "items": (MUG,),
        "total": Decimal(51_000),
        "currency": "KRW",
        **more,
    }
    return Order(number, status, **values)


def user(
    text: str = "hi",
    *,
    turn: str = "t1",
    locale: str = "en",
    customer: dict[str, Any] = ANYBODY,
    intent: str = "faq",
    entities: dict[str, str] | None = None,
    found: dict[str, Any] | None = None,
    suspicions: dict[str, float] | None = None,
) -> dict[str, Any]:
    """A message of the customer as Rasa's tracker holds it."""
    return {
        "event": "user",
        "metadata": {
            "turn": turn,
            "epoch": 1,
            "text": text,
            "locale": locale,
            "page": None,
            "customer": customer,
        },
        "parse_data": {
            "intent": {"name": intent},
            "intent_ranking": [
                {"name": name, "confidence": p} for name, p in (suspicions or {}).items()
            ],
            "entities": [
                {"entity": name, "value": value} for name, value in (entities or {}).items()
            ],
            "faq": found,
        },
    }


def bot(**custom: object) -> dict[str, Any]:
    """A message of the bot with its custom part."""
    return {"event": "bot", "data": {"custom": custom}}


def loop(name: str | None) -> dict[str, Any]:
    """The form `name` begins, or (None) ends."""
    return {"event": "active_loop", "name": name}


def call(
    action: str,
    *events: dict[str, Any],
    slots: dict[str, Any] | None = None,
    form: str | None = None,
    conversation: str = "conversation-1",
) -> dict[str, Any]:
    """The JSON that Rasa posts to run an action."""
    return {
        "next_action": action,
        "sender_id": conversation,
        "domain": {},
        "version": "3.6.21",
        "tracker": {
            "sender_id": conversation,
            "slots": slots or {},
            "latest_message": {},
            "events": list(events),
            "paused": False,
            "active_loop": {"name": form} if form else {},
            "latest_action_name": "action_listen",
        },
    }


@dataclass
class Said:
    """What one run of an action said and changed."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    loops: list[str | None] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All texts, one below the other."""
        return "\n".join(m["text"] for m in self.messages)

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Kind and id of each message's source."""
        found = [m["custom"]["source"] for m in self.messages]
        return [(s["kind"], s["id"]) for s in found]

    @property
    def payloads(self) -> list[str]:
        """The payloads of all buttons, in order."""
        return [b["payload"] for m in self.messages for b in m["buttons"]]


async def run(
    action: Action,
    *events: dict[str, Any],
    slots: dict[str, Any] | None = None,
    form: str | None = None,
) -> Said:
    """Run an action on a tracker of these events."""
    asked = call(action.name(), *events, slots=slots, form=form)
    tracker = Tracker.from_dict(asked["tracker"])
    dispatcher = CollectingDispatcher()
    changed = await action.run(dispatcher, tracker, {})
    return Said(
        dispatcher.messages,
        {e["name"]: e["value"] for e in changed if e["event"] == "slot"},
        [e["name"] for e in changed if e["event"] == "active_loop"],
    )
