"""What happened in a run of several parties: what each sent and was told, in its order. Pure data,
for `history_checker`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from handoff_gateway.events import Event

Transcript = Sequence[tuple[int, Event]]
"""Every entry of one log: its number and event."""


@dataclass(frozen=True, slots=True)
class Who:
    """A party; an agent by the name in the log."""

    role: Literal["customer", "agent"]
    name: str


@dataclass(frozen=True, slots=True)
class Invoke:
    """A frame left. Words carry their id in the text, so that they are known wherever they turn
    up; `conversation` is where an agent wants them."""

    who: Who
    id: str
    act: str
    text: str | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Ok:
    """It was acknowledged."""

    who: Who
    id: str
    conversation: str
    seq: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """The connection was lost, or the gateway said `unavailable`, before it was answered."""

    who: Who
    id: str


@dataclass(frozen=True, slots=True)
class Fail:
    """It was refused for good."""

    who: Who
    id: str
    code: str


@dataclass(frozen=True, slots=True)
class Received:
    """Any frame that came."""

    who: Who
    frame: Mapping[str, Any]


Record = Invoke | Ok | Unknown | Fail | Received


@dataclass(frozen=True)
class Run:
    """A history, and how it ended.

    Args:
        history: what happened to the parties.
        transcripts: every log there is, whole.
        follows: the conversations that each party follows at the end.
        waiting, held: the desk at the end: the queue, and who (by name) has which conversation.
    """

    history: Sequence[Record]
    transcripts: Mapping[str, Transcript]
    follows: Mapping[Who, Sequence[str]] = field(default_factory=dict)
    waiting: Sequence[str] = ()
    held: Mapping[str, str] = field(default_factory=dict)
