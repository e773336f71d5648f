"""Every frame of the socket protocol, typed. Unknown fields fail here; inside, values are trusted.

`docs/protocol.md` describes each frame for people; a test holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal, TypeVar

import orjson
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

PROTOCOL: Final = 1
MAX_TEXT: Final = 4_000  # characters of one utterance
MAX_FRAME: Final = (
    64 * 1024
)  # bytes; a larger frame is refused with an error frame, the socket stays open
MAX_WIRE: Final = (
    256 * 1024
)  # bytes; beyond this the socket is closed with 1009, before the text is read

Locale = Literal["en", "ko"]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"\S")]
Mood = Literal["calm", "upset"]
Seq = Annotated[int, Field(ge=0)]
EntryId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


_PLAUSIBLE: Final = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "phone": re.compile(r"\+?(?:[ ().-]*[0-9]){7,15}"),
}
_EXPECTED: Final = {
    "email": "expected an e-mail address such as mina@example.com",
    "phone": "expected a telephone number of 7 to 15 digits such as +82 10 1234 5678",
}


class Frame(BaseModel):
    """A frame: JSON object with a `type`; frozen, and closed to unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Frame):
    """The page of the host website on which the customer is."""

    url: Annotated[str, StringConstraints(max_length=2_000, pattern=r"^https?://")]
    title: Annotated[str, StringConstraints(max_length=300)] = ""


# --- customer to gateway ------------------------------------------------------------------------


class CustomerHello(Frame):
    """First frame of a customer's socket, and after each reconnect with what was seen already."""

    type: Literal["hello"]
    protocol: int
    locale: Locale = "en"
    token: Annotated[str, StringConstraints(max_length=400)] | None = None
    identity: Annotated[str, StringConstraints(max_length=4_000)] | None = None
    page: Page | None = None
    conversation: Id | None = None
    after: Seq = 0


class Say(Frame):
    """The customer's words, or a pressed button: `choice` its id, `text` its label."""

    type: Literal["say"]
    id: Id
    text: Text
    choice: Id | None = None
    ask_bot: bool = False


class Rate(Frame):
    """The customer says whether an FAQ answer helped; said again, the last word counts."""

    type: Literal["rate"]
    id: Id
    conversation: Id
    seq: Seq
    entry: EntryId
    helpful: bool


class AskHuman(Frame):
    """The door: the customer asks for a person."""

    type: Literal["ask_human"]
    id: Id


class CancelHandoff(Frame):
    """The waiting customer goes back to the bot."""

    type: Literal["cancel_handoff"]
    id: Id


class Contact(Frame):
    """Where a customer wants to be answered: an e-mail address, or a telephone number."""

    channel: Literal["email", "phone"]
    value: Annotated[str, StringConstraints(min_length=3, max_length=200, strip_whitespace=True)]

    @model_validator(mode="after")
    def _plausible(self) -> Contact:
        if not _PLAUSIBLE[self.channel].fullmatch(self.value):
            raise ValueError(_EXPECTED[self.channel])
        return self


class LeaveMessage(Frame):
    """The waiting customer rather leaves a message; the desk answers it where they say."""

    type: Literal["leave_message"]
    id: Id
    text: Text
    contact: Contact


class AnswerHandBack(Frame):
    """Whether the bot may go on, when the agent has asked."""

    type: Literal["answer_hand_back"]
    id: Id
    agree: bool


class ReadCase(Frame):
    """The customer wants to see their case file."""

    type: Literal["read_case"]


class CorrectCase(Frame):
    """The customer corrects a field of their case file."""

    type: Literal["correct_case"]
    id: Id
    field: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    value: Annotated[str, StringConstraints(max_length=1_000)]


class Read(Frame):
    """The reader has seen the conversation up to entry `seq`."""

    type: Literal["read"]
    conversation: Id
    seq: Seq


class SetPreference(Frame):
    """Whether the customer's next conversations begin with a person, the bot being skipped."""

    type: Literal["set_preference"]
    id: Id
    people_first: bool


class SetContext(Frame):
    """The customer moved to another page or switched the language."""

    type: Literal["set_context"]
    locale: Locale | None = None
    page: Page | None = None


class Identify(Frame):
    """The host website vouches for the customer with a signed token (JWT, HS256)."""

    type: Literal["identify"]
    identity: Annotated[str, StringConstraints(max_length=4_000)]


class CustomerTyping(Frame):
    """The customer is writing; shown to the agent, kept nowhere."""

    type: Literal["typing"]


class CustomerEnd(Frame):
    """The customer ends the conversation."""

    type: Literal["end"]
    id: Id


CustomerFrame = Annotated[
    CustomerHello
    | Say
    | Rate
    | AskHuman
    | CancelHandoff
    | LeaveMessage
    | AnswerHandBack
    | ReadCase
    | CorrectCase
    | Read
    | SetPreference
    | SetContext
    | Identify
    | CustomerTyping
    | CustomerEnd,
    Field(discriminator="type"),
]


# --- agent to gateway ---------------------------------------------------------------------------


class AgentHello(Frame):
    """First frame of a console's socket; who it is comes from the session cookie."""

    type: Literal["hello"]
    protocol: int


class Presence(Frame):
    """The agent is ready for conversations, or is not."""

    type: Literal["presence"]
    status: Literal["online", "away"]


class Accept(Frame):
    """Take this waiting conversation, or the one that has waited longest when none is named."""

    type: Literal["accept"]
    id: Id
    conversation: Id | None = None


class Open(Frame):
    """Follow a conversation: its entries after `after` come now, later ones as they happen."""

    type: Literal["open"]
    conversation: Id
    after: Seq = 0


class Leave(Frame):
    """Stop following a conversation."""

    type: Literal["leave"]
    conversation: Id


class Reply(Frame):
    """The agent's words to the customer."""

    type: Literal["reply"]
    id: Id
    conversation: Id
    text: Text


class AgentTyping(Frame):
    """The agent is writing; shown to the customer, kept nowhere."""

    type: Literal["typing"]
    conversation: Id


class Release(Frame):
    """Give the conversation back to the queue; it keeps its place."""

    type: Literal["release"]
    id: Id
    conversation: Id


class Transfer(Frame):
    """Pass the conversation on, to a queue or to an agent; `note` is for colleagues only."""

    type: Literal["transfer"]
    id: Id
    conversation: Id
    queue: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    agent: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    note: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Transfer:
        if (self.queue is None) == (self.agent is None):
            raise ValueError("expected either a queue or an agent")
        return self


class Note(Frame):
    """For colleagues; the customer never sees it."""

    type: Literal["note"]
    id: Id
    conversation: Id
    text: Text


class HandBack(Frame):
    """Ask the customer whether the bot may go on; `recap` is what was agreed."""

    type: Literal["hand_back"]
    id: Id
    conversation: Id
    recap: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""


class AgentEnd(Frame):
    """End the conversation; what is left is the wrap-up."""

    type: Literal["end"]
    id: Id
    conversation: Id


Disposition = Literal["solved", "follow_up", "not_solved", "no_answer"]


class WrapUp(Frame):
    """Close an ended conversation with what came of it."""

    type: Literal["wrap_up"]
    id: Id
    conversation: Id
    disposition: Disposition


AgentFrame = Annotated[
    AgentHello
    | Presence
    | Accept
    | Open
    | Leave
    | Reply
    | AgentTyping
    | Release
    | Transfer
    | Note
    | Read
    | HandBack
    | AgentEnd
    | WrapUp,
    Field(discriminator="type"),
]


# --- gateway to both ----------------------------------------------------------------------------

ErrorCode = Literal[
    "bad_frame",  # not JSON, unknown type or field, wrong value; `message` says which
    "too_large",  # frame above MAX_FRAME bytes
    "hello_first",  # another frame came before hello: closed with 4400
    "unsupported_protocol",  # closed with 4400
    "unauthorised",  # bad or expired token: closed with 4401
    "not_found",  # no such conversation, or not yours
    "refused",  # the conversation's stage does not allow it; `message` says why
    "taken",  # another agent has it; `message` says who
    "too_fast",  # rate limit; try again after `retry_after` seconds
    "too_many",  # sockets of one address, customer or agent: closed with 4429
    "unavailable",  # the store did not answer: nothing was kept, send again with the same id
]


class Entry(Frame):
    """One numbered entry of a conversation's log, as this reader may see it."""

    type: Literal["entry"] = "entry"
    conversation: str
    seq: int
    at: int
    event: dict[str, Any]


class Ack(Frame):
    """The frame with this id is durable as entry `seq`; sent again it gets the same number."""

    type: Literal["ack"] = "ack"
    id: str
    conversation: str
    seq: int


class Typing(Frame):
    """Somebody on the other side is writing."""

    type: Literal["typing"] = "typing"
    conversation: str
    who: Literal["bot", "customer", "agent"]


class WasRead(Frame):
    """How far the other side, or this one on another device, has read."""

    type: Literal["was_read"] = "was_read"
    conversation: str
    who: Literal["customer", "agent"]
    seq: int


class Attempt(Frame):
    """What the bot made of one question: its words, and the FAQ entries behind them."""

    words: str | None
    outcome: Literal["answer", "ask", "decline", "job", "talk"]
    entries: list[str]
    text: str


class Filled(Frame):
    """A field that the bot asked for, as the customer gave it."""

    field: str
    value: str


class LeftMessage(Frame):
    """What the customer left instead of waiting."""

    text: str
    contact: Contact
    promised_at: int


class Earlier(Frame):
    """An earlier conversation of the same customer."""

    conversation: str
    opened: int
    question: str
    disposition: str | None
    helpful: int
    unhelpful: int


class CaseFile(Frame):
    """What is known before anybody asks again. The customer reads the same, and corrects it."""

    type: Literal["case"] = "case"
    conversation: str
    locale: Locale
    customer_name: str | None
    email: str | None
    proof: Literal["host_token", "none"]
    page_title: str
    page_url: str | None
    cause: str | None
    since: int | None
    question: str
    tried: list[Attempt]
    form: str | None
    filled: list[Filled]
    mood: Mood
    message: LeftMessage | None
    corrections: list[Filled]
    earlier: list[Earlier]


class Tip(Frame):
    """The newest number of a followed conversation, so that a reader that is behind notices."""

    type: Literal["tip"] = "tip"
    conversation: str
    version: int


class StartFresh(Frame):
    """What you have of this conversation stands no more (its log was erased, expired, or lost its
    end): forget it. `version` entries follow from number 1; 0: there is nothing any more.
    """

    type: Literal["start_fresh"] = "start_fresh"
    conversation: str
    version: int


class Error(Frame):
    """Something sent was not accepted; nothing was kept of it."""

    type: Literal["error"] = "error"
    code: ErrorCode
    message: str
    id: str | None = None
    retry_after: float | None = None


# --- gateway to customer ------------------------------------------------------------------------


class CustomerWelcome(Frame):
    """Answer to hello: who you are to us, and the conversation that goes on (null: none yet)."""

    type: Literal["welcome"] = "welcome"
    protocol: int = PROTOCOL
    token: str
    customer: str
    name: str | None
    conversation: str | None
    version: int
    door: Literal[True] = True


class Waiting(Frame):
    """The wait, told honestly: sent only while the queue entry is durable."""

    type: Literal["waiting"] = "waiting"
    conversation: str
    position: int
    since: int
    agents_online: int
    opens_at: int | None
    soonest: int | None
    latest: int | None
    answer_by: int
    offered: bool


# --- gateway to agent ---------------------------------------------------------------------------


class AgentCard(Frame):
    """An agent as colleagues see one."""

    id: str
    name: str
    status: Literal["online", "away", "offline"]
    load: int


class QueueCard(Frame):
    """A queue to which a conversation can be transferred; `name` in each language."""

    id: str
    name: dict[Locale, str]


class ConversationCard(Frame):
    """A conversation in a list of the console."""

    conversation: str
    stage: Literal["bot", "queued", "ticket", "assigned", "wrap_up", "closed"]
    version: int
    locale: Locale
    customer_name: str | None
    customer_verified: bool
    page_title: str
    page_url: str | None
    cause: str | None
    since: int
    last_text: str
    last_from: Literal["customer", "bot", "agent", "none"]
    agent_name: str | None
    queue: str | None
    actions: list[Literal["widen", "alert", "raise_priority", "offer_message"]]
    answered: bool
    promised_at: int | None
    mood: Mood


class AgentWelcome(Frame):
    """Answer to the console's hello."""

    type: Literal["welcome"] = "welcome"
    protocol: int = PROTOCOL
    agent: AgentCard
    email: str
    capacity: int


class Desk(Frame):
    """The whole desk as it is now: the queue in its order, your conversations, your colleagues."""

    type: Literal["desk"] = "desk"
    queue: list[ConversationCard]
    mine: list[ConversationCard]
    here: list[str]
    agents: list[AgentCard]
    capacity: int
    queues: list[QueueCard]


class Opened(Frame):
    """A followed conversation's card; its entries follow as `entry` frames."""

    type: Literal["opened"] = "opened"
    card: ConversationCard


def entry_json(conversation: str, seq: int, at: int, event: dict[str, Any]) -> bytes:
    """An `Entry` as it leaves: most frames are one, so no model is made of it."""
    return orjson.dumps(
        {"type": "entry", "conversation": conversation, "seq": seq, "at": at, "event": event}
    )


def ack_json(frame_id: str, conversation: str, seq: int) -> bytes:
    """An `Ack` as it leaves: there is one for each message."""
    return orjson.dumps({"type": "ack", "id": frame_id, "conversation": conversation, "seq": seq})


def list_json(frames: Iterable[bytes]) -> bytes:
    """Frames in JSON as a list in JSON."""
    return b"[%b]" % b",".join(frames)


def desk_json(
    *,
    queue: bytes,
    mine: Iterable[bytes],
    here: list[str],
    agents: bytes,
    capacity: int,
    queues: bytes,
) -> bytes:
    """A `Desk` as it leaves, of cards in JSON: what is the same for all consoles is made once."""
    return orjson.dumps(
        {
            "type": "desk",
            "queue": orjson.Fragment(queue),
            "mine": orjson.Fragment(list_json(mine)),
            "here": here,
            "agents": orjson.Fragment(agents),
            "capacity": capacity,
            "queues": orjson.Fragment(queues),
        }
    )


T = TypeVar("T")

_customer: Final[TypeAdapter[CustomerFrame]] = TypeAdapter(CustomerFrame)
_agent: Final[TypeAdapter[AgentFrame]] = TypeAdapter(AgentFrame)


class BadFrame(ValueError):
    """A frame that is not of the protocol.

    Args:
        code: the error frame's code.
        message: what was found, where, and what was expected.
        frame_id: the frame's own `id` where one could be read.
    """

    def __init__(self, code: ErrorCode, message: str, frame_id: str | None = None) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.frame_id = frame_id


def parse_customer(raw: str | bytes) -> CustomerFrame:
    """Read a customer's frame.

    Raises:
        BadFrame: when it is too large or not of the protocol.
    """
    return _parse(_customer, raw)


def parse_agent(raw: str | bytes) -> AgentFrame:
    """Read an agent's frame.

    Raises:
        BadFrame: when it is too large or not of the protocol.
    """
    return _parse(_agent, raw)


def _parse(adapter: TypeAdapter[T], raw: str | bytes) -> T:
    size = len(raw.encode() if isinstance(raw, str) else raw)
    if size > MAX_FRAME:
        raise BadFrame("too_large", f"the frame has {size} bytes; at most {MAX_FRAME} are taken")
    try:
        return adapter.validate_json(raw)
    except ValidationError as error:
        raise BadFrame("bad_frame", _explain(error), _frame_id(raw)) from None


def _explain(error: ValidationError) -> str:
    """The first fault as a sentence: the field and what is wrong; never its value."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "frame"
    return f"{where}: {first['msg']}"


def _frame_id(raw: str | bytes) -> str | None:
    try:
        value = TypeAdapter(dict[str, Any]).validate_json(raw).get("id")
    except ValidationError:
        return None
    return value if isinstance(value, str) and len(value) <= 64 else None
