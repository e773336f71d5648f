"""The channel's JSON, as pure functions: what the gateway asks, and what it gets back.

Nothing here knows Rasa, so that the words on the wire can be tested without it.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

LOCALES = ("en", "ko")
SOURCE_KINDS = ("faq", "job", "smalltalk", "handoff", "abstain")

# Rasa itself acts on these whatever the rules say (`/restart` wipes the conversation).
FORBIDDEN_INTENTS = {"restart", "back", "session_start"}

_PAYLOAD = re.compile(r"^/(?P<intent>[a-z][a-z0-9_]*)(?P<entities>\{.*\})?$", re.DOTALL)
_COMMAND_PREFIX = re.compile(r"^[\s/]+")
# What Rasa reads when somebody types nothing but slashes: a slash that is no command.
_LONE_SLASH = "\uff0f"


class TurnError(ValueError):
    """The request is not a turn; the message says which field and what was expected."""


@dataclass(frozen=True)
class Press:
    """A button that the bot offered, pressed: an intent and its entities, no language to read."""

    intent: str
    entities: dict[str, str]


@dataclass(frozen=True)
class Turn:
    """One utterance of a customer (or one pressed button), with what the gateway knows of it."""

    conversation: str
    turn: str
    epoch: int
    text: str
    press: Press | None
    locale: str
    page: dict[str, Any] | None
    customer: dict[str, Any]
    after_person: bool = False

    def metadata(self) -> dict[str, Any]:
        """What travels beside the text through NLU, the tracker and the actions."""
        return {
            "turn": self.turn,
            "epoch": self.epoch,
            "text": self.text,
            "locale": self.locale,
            "page": self.page,
            "customer": self.customer,
        }


@dataclass
class Outcome:
    """Everything one turn said, in the order said."""

    replies: list[dict[str, Any]] = field(default_factory=list)
    handoff: dict[str, Any] | None = None


def parse_turn(body: object) -> Turn:
    """The turn in a request's JSON body.

    Raises:
        TurnError: a field is missing or of the wrong kind.
    """
    if not isinstance(body, dict):
        raise TurnError("the body must be a JSON object")
    locale = _string(body, "locale")
    if locale not in LOCALES:
        raise TurnError(f"locale must be one of {', '.join(LOCALES)}, not {locale!r}")
    epoch = body.get("epoch")
    if not isinstance(epoch, int) or isinstance(epoch, bool):
        raise TurnError("epoch must be a whole number")
    payload = body.get("payload")
    if payload is not None and not isinstance(payload, str):
        raise TurnError("payload must be a string or null")
    page = body.get("page")
    if page is not None and not isinstance(page, dict):
        raise TurnError("page must be an object or null")
    after_person = body.get("after_person", False)
    if not isinstance(after_person, bool):
        raise TurnError("after_person must be true or false")
    text = body.get("text")
    if not isinstance(text, str):
        raise TurnError("text must be a string")
    return Turn(
        conversation=_string(body, "conversation"),
        turn=_string(body, "turn"),
        epoch=epoch,
        # JSON may hold half a character, which nothing further on could write down.
        text=text.encode("utf-8", "replace").decode(),
        press=parse_payload(payload) if payload is not None else None,
        locale=locale,
        page=page,
        customer=_customer(body.get("customer")),
        after_person=after_person,
    )


def parse_payload(payload: str) -> Press:
    """The intent and entities of a button's payload, such as `/faq{"entry": "delivery_period"}`.

    Raises:
        TurnError: it is not of that form, or names an intent that only Rasa itself may use.
    """
    match = _PAYLOAD.match(payload.strip())
    if match is None:
        raise TurnError('payload must look like /intent or /intent{"entity": "value"}')
    intent = match["intent"]
    if intent in FORBIDDEN_INTENTS:
        raise TurnError(f"payload may not name the intent {intent!r}")
    try:
        entities = json.loads(match["entities"] or "{}")
    except ValueError:
        raise TurnError("payload: what follows the intent must be a JSON object") from None
    if not all(isinstance(value, str) for value in entities.values()):
        raise TurnError("payload: the values of entities must be strings")
    return Press(intent, entities)


def unescaped_by_nlu(text: str) -> str:
    """The text as Rasa may read it: without the leading slashes that would make it a command.

    The words stay, so `/restart` is understood as "restart"; the literal text travels in the
    metadata for whoever needs it word for word.
    """
    return _COMMAND_PREFIX.sub("", text).strip() or _LONE_SLASH


def reply(text: str, buttons: list[dict[str, Any]], custom: dict[str, Any]) -> dict[str, Any]:
    """One bot message as the gateway reads it.

    Raises:
        ValueError: the response says no source (a mistake in domain.yml or in an action).
    """
    source = custom.get("source")
    if (
        not isinstance(source, dict)
        or source.get("kind") not in SOURCE_KINDS
        or not source.get("id")
    ):
        raise ValueError("a response of domain.yml or an action lacks custom.source: {kind, id}")
    return {
        "text": text,
        "buttons": [{"label": b["title"], "payload": b["payload"]} for b in buttons],
        "source": {"kind": source["kind"], "id": source["id"]},
        "confidence": custom.get("confidence"),
        "failed": custom.get("failed") is True,
    }


def _string(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise TurnError(f"{key} must be a string that is not empty")
    return value


def _customer(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise TurnError("customer must be an object with an id")
    return {
        "id": value["id"],
        "name": value.get("name"),
        "email": value.get("email"),
        "verified": value.get("verified") is True,
    }
