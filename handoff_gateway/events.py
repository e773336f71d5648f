"""What happened in a conversation: frozen events, the only thing the log holds.

Times (`at`) are milliseconds since the Unix epoch, taken by the shell and handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

Locale = Literal["en", "ko"]
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
    at: int
    id: str
    agent: Agent
    kind: Literal["released"] = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack:
    at: int
    id: str
    agent: Agent
    kind: Literal["handed_back"] = "handed_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    at: int
    id: str
    by: Literal["customer", "agent"]
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
    | HandedBack
    | Ended
    | WrappedUp
)

_event: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def to_json(event: Event) -> bytes:
    """One event as a JSON object, as the log keeps it."""
    return _event.dump_json(event)


def from_json(raw: bytes | str) -> Event:
    """The event in a JSON object of the log.

    Raises:
        pydantic.ValidationError: it is none, so somebody else wrote into the log.
    """
    return _event.validate_json(raw)
