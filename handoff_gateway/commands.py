"""What may be asked of a conversation: frozen commands, named as requests.

`conversation.decide` answers each with events. Whoever asks supplies time (`at`, milliseconds since
the Unix epoch) and a message id (`id`), which stays the same when the command is sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handoff_gateway.events import (
    Agent,
    BotText,
    Contact,
    Form,
    Identity,
    Locale,
    Page,
    ReleaseCause,
    SlaAction,
    Target,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    at: int
    customer: str
    locale: Locale
    page: Page | None = None
    identity: Identity | None = None
    continues: str | None = None
    people_first: bool = False
    last_agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContext:
    at: int
    locale: Locale | None = None
    page: Page | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """The host website vouches for the customer, who is called `customer` from now on."""

    at: int
    customer: str
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    at: int
    id: str
    text: str
    choice: str | None = None
    ask_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BotReply:
    """The bot's answer to `turn` (the number of the customer's entry), asked for in `epoch`.

    `form` is the one that its handoff ended, `open_form` the one that goes on.
    """

    at: int
    turn: int
    epoch: int
    replies: tuple[BotText, ...]
    handoff_cause: str | None = None
    form: Form | None = None
    open_form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The customer says whether FAQ answer `entry`, in the bot's entry number `seq`, helped."""

    at: int
    id: str
    seq: int
    entry: str
    helpful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreference:
    """Whether a person is to be called at the first word of the customer's next conversations."""

    at: int
    id: str
    people_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHandoff:
    at: int
    id: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelHandoff:
    """Back to the bot; one who left a message before asking again waits for its answer as before,
    and one who only left a message withdraws it.
    """

    at: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveMessage:
    """The waiting customer rather leaves a message, to be answered by `promised_at` (ms)."""

    at: int
    id: str
    text: str
    contact: Contact
    promised_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep:
    """Nobody answered for `after` seconds: the desk takes `actions`."""

    at: int
    id: str
    after: int
    actions: tuple[SlaAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCase:
    at: int
    id: str
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    at: int
    id: str
    agent: Agent
    by: Literal["agent", "routing"] = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSay:
    at: int
    id: str
    agent: Agent
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    at: int
    id: str
    agent: Agent
    cause: ReleaseCause = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    at: int
    id: str
    agent: Agent
    to: Target
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    at: int
    id: str
    agent: Agent
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferHandBack:
    """The agent asks the customer whether the bot may go on, with what was agreed."""

    at: int
    id: str
    agent: Agent
    recap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHandBack:
    """The customer lets the bot go on, or keeps the person."""

    at: int
    id: str
    agree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """`agent` is None when the customer ends it."""

    at: int
    id: str
    agent: Agent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire:
    """Nobody spoke to the bot, or wrapped up, for a long time."""

    at: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    at: int
    id: str
    agent: Agent
    disposition: str


Command = (
    Start
    | SetContext
    | Identify
    | Say
    | BotReply
    | Rate
    | SetPreference
    | RequestHandoff
    | CancelHandoff
    | LeaveMessage
    | TakeStep
    | CorrectCase
    | Assign
    | AgentSay
    | Release
    | Transfer
    | AddNote
    | OfferHandBack
    | AnswerHandBack
    | End
    | Expire
    | WrapUp
)
