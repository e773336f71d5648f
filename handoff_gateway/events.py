"""What happened in a conversation: frozen events, the only thing the log holds.

Times (`at`) are milliseconds since the Unix epoch, taken by the shell and handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

import orjson
from pydantic import Field, TypeAdapter

Locale = Literal["en", "ko"]
SlaAction = Literal["widen", "alert", "raise_priority", "offer_message"]
"""What a step of the wait does: any agent may take it, the team is told, it goes before others, the
customer is offered to leave a message."""
ReleaseCause = Literal["agent", "absent", "unanswered"]
SourceKind = Literal["faq", "job", "smalltalk", "handoff", "abstain"]


@dataclass(frozen=True, slots=True)
class Page:
    """The page of the host website on which the customer is."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the host website says the customer is; present only when its signature was checked."""

    name: str | None
    email: str


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as named in the log."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a transfer leads: a queue of the desk's rules, or one agent."""

    queue: str | None = None
    agent: Agent | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a customer wants to be answered."""

    channel: Literal["email", "phone"]
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bot text comes from: an FAQ entry, a job, small talk, a handoff, or an abstention."""

    kind: SourceKind
    id: str


@dataclass(frozen=True, slots=True)
class Button:
    """A choice the bot offers. `payload` is for the bot alone and never leaves for the customer."""

    id: str
    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class BotText:
    """One bubble of the bot: Markdown, choices, source, and confidence (0..1) where it has one.

    `failed` says that a job could not be done.
    """

    text: str
    source: Source
    buttons: tuple[Button, ...] = ()
    confidence: float | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A job's form as far as it was filled when the customer was handed over."""

    name: str
    slots: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    at: int
    customer: str
    locale: Locale
    page: Page | None = None
    identity: Identity | None = None
    continues: str | None = None
    people_first: bool = False
    last_agent: str | None = None  # who they talked to last, in the conversation before
    kind: Literal["started"] = "started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextChanged:
    at: int
    locale: Locale | None = None
    page: Page | None = None
    kind: Literal["context_changed"] = "context_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    at: int
    customer: str
    identity: Identity
    kind: Literal["identified"] = "identified"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSaid:
    at: int
    id: str
    text: str
    choice: str | None = None
    ask_bot: bool = False
    kind: Literal["customer_said"] = "customer_said"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotReplied:
    at: int
    turn: int
    replies: tuple[BotText, ...]
    form: Form | None = None  # the one that is being filled in now
    kind: Literal["bot_replied"] = "bot_replied"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRated:
    """The customer said whether FAQ answer `entry`, in the bot's entry number `seq`, helped."""

    at: int
    id: str
    seq: int
    entry: str
    helpful: bool
    kind: Literal["answer_rated"] = "answer_rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceSet:
    """The customer wants a person at the first word of the next conversations, or no longer."""

    at: int
    id: str
    people_first: bool
    kind: Literal["preference_set"] = "preference_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested:
    at: int
    id: str
    cause: str
    by: Literal["customer", "bot"]
    form: Form | None = None
    kind: Literal["handoff_requested"] = "handoff_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffCancelled:
    at: int
    id: str
    kind: Literal["handoff_cancelled"] = "handoff_cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    at: int
    id: str
    agent: Agent
    by: Literal["agent", "routing"] = "agent"
    kind: Literal["assigned"] = "assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSaid:
    at: int
    id: str
    agent: Agent
    text: str
    kind: Literal["agent_said"] = "agent_said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """`cause`: the agent gave it back, was gone, or said nothing while the customer waited."""

    at: int
    id: str
    agent: Agent
    cause: ReleaseCause = "agent"
    kind: Literal["released"] = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """An agent passed it on. `note` is for colleagues and never reaches the customer."""

    at: int
    id: str
    agent: Agent
    to: Target
    note: str = ""
    kind: Literal["transferred"] = "transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """For colleagues; it never reaches the customer."""

    at: int
    id: str
    agent: Agent
    text: str
    kind: Literal["note_added"] = "note_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBackOffered:
    """The agent asks whether the bot may go on; `recap` says what was agreed."""

    at: int
    id: str
    agent: Agent
    recap: str
    kind: Literal["hand_back_offered"] = "hand_back_offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBackDeclined:
    at: int
    id: str
    kind: Literal["hand_back_declined"] = "hand_back_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack:
    """With the customer's consent; `recap` as it was offered."""

    at: int
    id: str
    agent: Agent
    recap: str = ""
    kind: Literal["handed_back"] = "handed_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaStepped:
    """Nobody had answered `after` seconds after the request, so this was done."""

    at: int
    id: str
    after: int
    actions: tuple[SlaAction, ...]
    kind: Literal["sla_stepped"] = "sla_stepped"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLeft:
    """The customer waits no longer: the desk answers at `contact`, by `promised_at` (ms)."""

    at: int
    id: str
    text: str
    contact: Contact
    promised_at: int
    kind: Literal["message_left"] = "message_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCorrected:
    """The customer corrected `field` of their case file (`Conversation.correctable`)."""

    at: int
    id: str
    field: str
    value: str
    kind: Literal["case_corrected"] = "case_corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """`silence`: nobody had said anything to the bot for a long time."""

    at: int
    id: str
    by: Literal["customer", "agent", "silence"]
    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedUp:
    at: int
    id: str
    disposition: str
    kind: Literal["wrapped_up"] = "wrapped_up"


Event = (
    Started
    | ContextChanged
    | Identified
    | CustomerSaid
    | BotReplied
    | AnswerRated
    | PreferenceSet
    | HandoffRequested
    | HandoffCancelled
    | Assigned
    | AgentSaid
    | Released
    | Transferred
    | NoteAdded
    | HandBackOffered
    | HandBackDeclined
    | HandedBack
    | SlaStepped
    | MessageLeft
    | CaseCorrected
    | Ended
    | WrappedUp
)

_Tagged = Annotated[Event, Field(discriminator="kind")]
_event: Final[TypeAdapter[Event]] = TypeAdapter(_Tagged)
_numbered: Final[TypeAdapter[list[tuple[int, Event]]]] = TypeAdapter(list[tuple[int, _Tagged]])


def to_json(event: Event) -> bytes:
    """One event as a JSON object, as the log keeps it."""
    return orjson.dumps(event)


def from_json(raw: bytes | str) -> Event:
    """The event in a JSON object of the log.

    Raises:
        pydantic.ValidationError: it is none, so somebody else wrote into the log.
    """
    return _event.validate_json(raw)


def numbered_from_json(raw: bytes) -> list[tuple[int, Event]]:
    """The events in a JSON list of [number, event], as the log tells its followers.

    Raises:
        pydantic.ValidationError: as of `from_json`.
    """
    return _numbered.validate_json(raw)
