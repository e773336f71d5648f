"""One turn as an action sees it: a typed view over rasa-sdk's tracker.

Everything is read from the tracker's events, so nothing that a customer may claim (a slot, an
entity) can stand for who they are: `customer` comes from the gateway with the message itself.
"""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

Event = dict[str, Any]


@dataclass(frozen=True)
class Customer:
    """Who is asking, as the gateway knows it. `verified` means that the shop's page vouched."""

    id: str
    email: str | None
    verified: bool

    @property
    def proven_email(self) -> str | None:
        """The e-mail address that is certainly theirs, or None."""
        return self.email if self.verified else None


@dataclass(frozen=True)
class Turn:
    """The message being answered, and what led to it.

    `intent` is what the router settled; `suspicions` are the classifier's probabilities by intent;
    `found` is the FAQ search result, None for a pressed button.
    """

    conversation: str
    turn: str
    text: str
    locale: str
    customer: Customer
    intent: str
    suspicions: dict[str, float]
    entities: dict[str, str]
    found: dict[str, Any] | None
    form: str | None
    slots: dict[str, Any]
    events: list[Event]

    def times_asked(self, what: str) -> int:
        """How often a reply marked `ask: what` was said since the form began."""
        times = 0
        for event in reversed(self.events):
            if event["event"] == "active_loop" and event.get("name"):
                break
            times += _custom(event).get("ask") == what
        return times

    def abstentions_before(self) -> int:
        """How many turns in a row, up to the one before this, the bot abstained."""
        count = 0
        for replies in _bot_turns_backwards(self.events)[1:]:
            if not any(_custom(r).get("source", {}).get("kind") == "abstain" for r in replies):
                break
            count += 1
        return count


def read(tracker: Tracker) -> Turn:
    """The turn that Rasa's tracker stands at.

    Raises:
        ValueError: no message of our channel is in the tracker.
    """
    message = next((e for e in reversed(tracker.events) if e["event"] == "user"), None)
    if message is None or "customer" not in (message.get("metadata") or {}):
        raise ValueError("the tracker holds no message that came through our channel")
    metadata = message["metadata"]
    customer = metadata["customer"]
    parsed = message["parse_data"]
    return Turn(
        conversation=tracker.sender_id,
        turn=metadata["turn"],
        text=metadata["text"],
        locale=metadata["locale"],
        customer=Customer(customer["id"], customer["email"], customer["verified"]),
        intent=parsed["intent"]["name"],
        suspicions={i["name"]: i["confidence"] for i in parsed.get("intent_ranking", [])},
        entities={e["entity"]: e["value"] for e in parsed["entities"]},
        found=parsed.get("faq"),
        form=tracker.active_loop_name,
        slots=tracker.slots,
        events=tracker.events,
    )


def _custom(event: Event) -> dict[str, Any]:
    """The custom part of a bot message; empty for every other event."""
    if event["event"] != "bot":
        return {}
    return (event.get("data") or {}).get("custom") or {}


def _bot_turns_backwards(events: list[Event]) -> list[list[Event]]:
    """The bot's messages grouped by turn, the current turn first."""
    turns: list[list[Event]] = [[]]
    for event in reversed(events):
        if event["event"] == "user":
            turns.append([])
        elif event["event"] == "bot":
            turns[-1].append(event)
    return turns
