"""What one turn of the bot came to for the FAQ: answered, asked back or declined. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from handoff_gateway.events import BotText, Button

OutcomeKind = Literal["answer", "ask", "decline"]

ASK_BACK: Final = "ask_back"
# Abstentions that say nothing about the question: something was away, or an entry is gone.
NO_FAULT_OF_THE_QUESTION: Final = frozenset({"bot_unavailable", "faq_unavailable", "entry_gone"})
_OPENS_ENTRY: Final = "/faq"
_ASKS_FOR_PERSON: Final = "/contact_human_agent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`entries` were answered, or offered; `confidence` (0..1) is that of the least sure reply."""

    kind: OutcomeKind
    entries: tuple[str, ...] = ()
    confidence: float | None = None


def outcome_of(replies: Sequence[BotText], *, pressed: bool) -> Outcome | None:
    """The outcome of a turn with all its replies; None when it was no question to the FAQ.

    An answer beside something else is an answer. A pressed button is no question in the customer's
    words, so what it leads to counts only when it is an answer.
    """
    if answers := [reply for reply in replies if reply.source.kind == "faq"]:
        return _outcome("answer", answers, (reply.source.id for reply in answers))
    if pressed:
        return None
    abstained = [reply for reply in replies if reply.source.kind == "abstain"]
    if asked := [reply for reply in abstained if reply.source.id == ASK_BACK]:
        offered = (entry_behind(button) for reply in asked for button in reply.buttons)
        return _outcome("ask", asked, (entry for entry in offered if entry))
    declined = [reply for reply in abstained if reply.source.id not in NO_FAULT_OF_THE_QUESTION]
    return _outcome("decline", declined, ()) if declined else None


def entry_behind(button: Button) -> str | None:
    """The FAQ entry that a button opens; None for any other button."""
    name, brace, rest = button.payload.partition("{")
    if name != _OPENS_ENTRY:
        return None
    try:
        entry = json.loads(brace + rest).get("entry")
    except ValueError:
        return None
    return entry if isinstance(entry, str) else None


def asks_for_person(button: Button) -> bool:
    """Whether a button asks for a person when it is pressed."""
    return button.payload == _ASKS_FOR_PERSON


def offers_person(reply: BotText) -> bool:
    """Whether a button under this reply asks for a person."""
    return any(asks_for_person(button) for button in reply.buttons)


def person_button(button_id: str, label: str) -> Button:
    """A button that asks for a person, for the gateway as for the bot."""
    return Button(button_id, label, _ASKS_FOR_PERSON)


def _outcome(kind: OutcomeKind, replies: Sequence[BotText], entries: Iterable[str]) -> Outcome:
    sure = [reply.confidence for reply in replies if reply.confidence is not None]
    return Outcome(kind, tuple(dict.fromkeys(entries)), min(sure, default=None))
