"""What the FAQ service is told of a conversation, so that editors see what their words do. Pure.

A signal's id comes of its conversation and the number of its entry in the log: sent again, by
whomever, it is the same signal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from handoff_gateway.conversation import Conversation, evolve
from handoff_gateway.events import AnswerRated, BotReplied, Event, HandoffRequested, Locale
from handoff_gateway.outcomes import OutcomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSignal:
    """A question and what the FAQ made of it: `entries` were answered, or offered."""

    id: str
    conversation: str
    at: int
    locale: Locale
    text: str
    outcome: OutcomeKind
    entries: tuple[str, ...]
    confidence: float | None
    kind: Literal["turn"] = "turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingSignal:
    """Whether an answer helped. `turn` is the id of its turn's signal; the newest rating counts."""

    kind: Literal["helpful", "unhelpful"]
    id: str
    conversation: str
    at: int
    turn: str
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignal:
    """The customer asked for a person. `turn` is the id of the last turn's signal, if any."""

    id: str
    conversation: str
    at: int
    turn: str | None
    cause: str
    kind: Literal["person"] = "person"


FaqSignal = TurnSignal | RatingSignal | PersonSignal

_TELLING: Final = (BotReplied, AnswerRated, HandoffRequested)


def signals_of(
    conversation_id: str, before: Conversation, events: Sequence[Event]
) -> list[FaqSignal]:
    """The signals in a conversation's new entries, which follow on the state `before`."""
    found: list[FaqSignal] = []
    if not any(isinstance(event, _TELLING) for event in events):
        return found
    for event in events:
        after = evolve(before, event)
        if signal := _signal(conversation_id, before, after, event):
            found.append(signal)
        before = after
    return found


def _signal(
    conversation_id: str, before: Conversation, after: Conversation, event: Event
) -> FaqSignal | None:
    signal_id = _id(conversation_id, after.version)
    match event:
        case BotReplied():
            outcome = after.outcomes.get(after.version)
            asked = next((turn for turn in before.owed if turn.seq == event.turn), None)
            if outcome is None or asked is None:
                return None
            return TurnSignal(
                id=signal_id,
                conversation=conversation_id,
                at=asked.at,
                locale=before.locale,
                text=asked.text,
                outcome=outcome.kind,
                entries=outcome.entries,
                confidence=outcome.confidence,
            )
        case AnswerRated():
            return RatingSignal(
                kind="helpful" if event.helpful else "unhelpful",
                id=signal_id,
                conversation=conversation_id,
                at=event.at,
                turn=_id(conversation_id, event.seq),
                entry=event.entry,
            )
        case HandoffRequested(by="customer"):
            last = max(before.outcomes, default=None)
            return PersonSignal(
                id=signal_id,
                conversation=conversation_id,
                at=event.at,
                turn=_id(conversation_id, last) if last else None,
                cause=event.cause,
            )
        case _:
            return None


def _id(conversation_id: str, seq: int) -> str:
    return hashlib.sha256(f"{conversation_id}\n{seq}".encode()).hexdigest()[:32]
