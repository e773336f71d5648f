"""What is kept of signals: nobody's name, number or address, and ids as keyed hashes."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answer", "ask", "decline"]
Verdict = Literal["helpful", "unhelpful"]
Kind = Literal["declined", "asked_back", "unhelpful", "person"]
"""Why a question is a gap: what went wrong first."""

KINDS: tuple[Kind, ...] = ("declined", "asked_back", "unhelpful", "person")


@dataclass(frozen=True)
class TurnRecord:
    """A question. `key` is equal for equal words; `answer` names the answer that was given."""

    id: str
    conversation: str
    at: int
    locale: str
    text: str
    key: str
    outcome: Outcome
    entries: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True)
class ReactionRecord:
    """What a customer did after a turn."""

    id: str
    kind: Literal["helpful", "unhelpful", "person"]
    conversation: str
    at: int
    turn: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Unanswered:
    """A question that was not answered well. `dismissed` says why an editor put it aside, or ''."""

    id: str
    conversation: str
    at: int
    locale: str
    text: str
    key: str
    kind: Kind
    answer: str
    dismissed: str


@dataclass
class Usage:
    """What became of one entry since the signals began."""

    served: int = 0
    asked_back: int = 0
    helpful: int = 0
    unhelpful: int = 0
    person: int = 0
