"""The conversation as pure functions: `decide` answers commands with events, `evolve` applies them.

    stage      commands that change it                        next stage
    bot        RequestHandoff, BotReply with a handoff, End   queued, closed
    queued     Assign, CancelHandoff, End                     assigned, bot, closed
    assigned   Release, HandBack, End                         queued, bot, wrap_up
    wrap_up    WrapUp                                         closed
    closed     none: a later word opens a new conversation that links to this one

In every stage the customer may say whether an FAQ answer helped (Rate), and whether the next
conversations should begin with a person (SetPreference); nobody's part changes.

No I/O, no clock, no chance: times and ids arrive inside the commands. The `epoch` counts changes
of the owner; a bot answer carries the epoch in which it was asked for, and is refused when that
is past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final, Literal

from handoff_gateway.causes import OF_THE_CUSTOMER, Cause
from handoff_gateway.events import (
    Agent,
    AgentSaid,
    AnswerRated,
    Assigned,
    BotReplied,
    BotText,
    Button,
    ContextChanged,
    CustomerSaid,
    Ended,
    Event,
    Form,
    HandedBack,
    HandoffCancelled,
    HandoffRequested,
    Identified,
    Identity,
    Locale,
    Page,
    PreferenceSet,
    Released,
    Started,
    WrappedUp,
)
from handoff_gateway.outcomes import Outcome, outcome_of

Stage = Literal["bot", "queued", "assigned", "wrap_up", "closed"]
Reason = Literal[
    "already_started",
    "not_started",
    "closed",
    "not_waiting",
    "already_waiting",
    "already_assigned",
    "not_assigned",
    "not_your_conversation",
    "not_ended",
    "stale_turn",
    "unknown_choice",
    "not_an_answer",
]

EXPLANATIONS: Final[dict[Reason, str]] = {
    "already_started": "the conversation has begun already",
    "not_started": "the conversation has not begun",
    "closed": "the conversation is over",
    "not_waiting": "the conversation is not waiting for a person",
    "already_waiting": "the conversation is waiting for a person already",
    "already_assigned": "a person has the conversation already",
    "not_assigned": "no person has the conversation",
    "not_your_conversation": "another agent has the conversation",
    "not_ended": "the conversation has not ended",
    "stale_turn": "the bot's answer came too late",
    "unknown_choice": "the choice was not offered",
    "not_an_answer": "there is no such answer of the FAQ in that entry",
}


class Refused(Exception):
    """The conversation's state does not allow the command; nothing happened."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(EXPLANATIONS[reason])
        self.reason: Reason = reason


# --- commands -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    at: int
    customer: str
    locale: Locale
    page: Page | None = None
    identity: Identity | None = None
    continues: str | None = None
    people_first: bool = False


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
    at: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    at: int
    id: str
    agent: Agent


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBack:
    at: int
    id: str
    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """`agent` is None when the customer ends it."""

    at: int
    id: str
    agent: Agent | None = None


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
    | Assign
    | AgentSay
    | Release
    | HandBack
    | End
    | WrapUp
)


# --- state --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwedTurn:
    """A customer's utterance that the bot has yet to answer. `seq` is its number in the log."""

    seq: int
    text: str
    payload: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Handoff:
    """The request for a person, open or met. The wait counts from `requested_at`."""

    cause: str
    requested_at: int
    form: Form | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the bot said to one turn; `words` are the customer's, None for a pressed button."""

    words: str | None
    replies: tuple[BotText, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a log adds up to.

    `version` is the number of its last entry, `handled` the entry that each command id became,
    `offered` every choice the bot has offered (a customer may press an older one), `outcomes` what
    the bot's entries came to for the FAQ, by their numbers, `ratings` what the customer said of an
    answer, by that number and the FAQ's entry, `exchanges` every turn the bot answered, `declined`
    the causes for which the customer did not want the person, and `form` what a job is asking for.
    """

    version: int = 0
    stage: Stage = "bot"
    epoch: int = 0
    customer: str = ""
    locale: Locale = "en"
    page: Page | None = None
    identity: Identity | None = None
    agent: Agent | None = None
    handoff: Handoff | None = None
    owed: tuple[OwedTurn, ...] = ()
    offered: tuple[Button, ...] = ()
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    ratings: Mapping[tuple[int, str], bool] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    declined: frozenset[str] = frozenset()
    people_first: bool = False
    form: Form | None = None
    handled: Mapping[str, int] = field(default_factory=dict)
    last_text: str = ""
    last_from: Literal["customer", "bot", "agent", "none"] = "none"
    last_at: int = 0

    @property
    def started(self) -> bool:
        return self.version > 0

    @property
    def open(self) -> bool:
        """The customer can go on with it."""
        return self.stage in ("bot", "queued", "assigned")

    def button(self, choice: str) -> Button | None:
        """The button of this id, if the bot ever offered it."""
        return next((button for button in self.offered if button.id == choice), None)


NEW: Final = Conversation()


def decide(conversation: Conversation, command: Command) -> list[Event]:
    """The events that answer a command; none when it was answered before (same id).

    Raises:
        Refused: when its state does not allow the command.
    """
    if getattr(command, "id", None) in conversation.handled:
        return []
    if isinstance(command, Start):
        _require(not conversation.started, "already_started")
        return [
            Started(
                at=command.at,
                customer=command.customer,
                locale=command.locale,
                page=command.page,
                identity=command.identity,
                continues=command.continues,
                people_first=command.people_first,
            )
        ]
    _require(conversation.started, "not_started")
    match command:
        case SetContext():
            return _set_context(conversation, command)
        case Identify():
            _require(conversation.open, "closed")
            if command.identity == conversation.identity:
                return []
            return [Identified(at=command.at, customer=command.customer, identity=command.identity)]
        case Say():
            _require(conversation.open, "closed")
            if command.choice is not None:
                _require(conversation.button(command.choice) is not None, "unknown_choice")
            return [
                CustomerSaid(
                    at=command.at,
                    id=command.id,
                    text=command.text,
                    choice=command.choice,
                    ask_bot=command.ask_bot,
                )
            ]
        case BotReply():
            return _bot_reply(conversation, command)
        case Rate():
            return _rate(conversation, command)
        case SetPreference():
            wish = command.people_first
            return [PreferenceSet(at=command.at, id=command.id, people_first=wish)]
        case RequestHandoff():
            _require(conversation.open, "closed")
            _require(conversation.stage != "queued", "already_waiting")
            _require(conversation.stage == "bot", "already_assigned")
            return [
                HandoffRequested(
                    at=command.at,
                    id=command.id,
                    cause=command.cause,
                    by="customer" if command.cause in OF_THE_CUSTOMER else "bot",
                    form=conversation.form,
                )
            ]
        case CancelHandoff():
            _require(conversation.stage == "queued", "not_waiting")
            return [HandoffCancelled(at=command.at, id=command.id)]
        case Assign():
            _require(conversation.stage != "assigned", "already_assigned")
            _require(conversation.stage == "queued", "not_waiting")
            return [Assigned(at=command.at, id=command.id, agent=command.agent)]
        case AgentSay():
            _require_assignee(conversation, command.agent)
            return [AgentSaid(at=command.at, id=command.id, agent=command.agent, text=command.text)]
        case Release():
            _require_assignee(conversation, command.agent)
            return [Released(at=command.at, id=command.id, agent=command.agent)]
        case HandBack():
            _require_assignee(conversation, command.agent)
            return [HandedBack(at=command.at, id=command.id, agent=command.agent)]
        case End():
            _require(conversation.open, "closed")
            if command.agent is None:
                return [Ended(at=command.at, id=command.id, by="customer")]
            _require_assignee(conversation, command.agent)
            return [Ended(at=command.at, id=command.id, by="agent")]
        case WrapUp():
            _require(conversation.stage == "wrap_up", "not_ended")
            _require(conversation.agent == command.agent, "not_your_conversation")
            return [WrappedUp(at=command.at, id=command.id, disposition=command.disposition)]


def evolve(conversation: Conversation, event: Event) -> Conversation:
    """The conversation after one more entry. Total: every event in every state gives a state."""
    before = replace(conversation, version=conversation.version + 1, last_at=event.at)
    if event_id := getattr(event, "id", None):
        before = replace(before, handled={**before.handled, event_id: before.version})
    match event:
        case Started():
            return replace(
                before,
                customer=event.customer,
                locale=event.locale,
                page=event.page,
                identity=event.identity,
                people_first=event.people_first,
            )
        case ContextChanged():
            return replace(
                before, locale=event.locale or before.locale, page=event.page or before.page
            )
        case Identified():
            return replace(before, customer=event.customer, identity=event.identity)
        case CustomerSaid():
            return _hear(before, event)
        case BotReplied():
            return _answered(before, event)
        case AnswerRated():
            rating = {(event.seq, event.entry): event.helpful}
            return replace(before, ratings={**before.ratings, **rating})
        case PreferenceSet():
            return replace(before, people_first=event.people_first)
        case HandoffRequested():
            handoff = Handoff(event.cause, event.at, event.form)
            return _to(replace(before, handoff=handoff), "queued", None)
        case HandoffCancelled():
            # Who goes back to the bot wants no person first just now either.
            cause = {before.handoff.cause} if before.handoff else set()
            declined = before.declined | cause | {Cause.PEOPLE_FIRST}
            return _to(replace(before, handoff=None, declined=declined), "bot", None)
        case Assigned():
            return _to(before, "assigned", event.agent)
        case AgentSaid():
            return replace(before, last_text=event.text, last_from="agent")
        case Released():
            return _to(before, "queued", None)
        case HandedBack():
            return _to(replace(before, handoff=None), "bot", None)
        case Ended():
            stage: Stage = "wrap_up" if before.stage == "assigned" else "closed"
            return _to(before, stage, before.agent)
        case WrappedUp():
            return _to(before, "closed", before.agent)


def replay(events: Iterable[Event], since: Conversation = NEW) -> Conversation:
    """The state a log adds up to, from its beginning or from a known state."""
    return reduce(evolve, events, since)


def _to(conversation: Conversation, stage: Stage, agent: Agent | None) -> Conversation:
    """Another owner: the epoch goes on, and what the bot owed it owes no more."""
    return replace(conversation, stage=stage, agent=agent, epoch=conversation.epoch + 1, owed=())


def _hear(before: Conversation, event: CustomerSaid) -> Conversation:
    heard = replace(before, last_text=event.text, last_from="customer")
    bot_answers = before.stage == "bot" or (before.stage == "queued" and _for_bot(event))
    if not bot_answers:
        return heard
    button = before.button(event.choice) if event.choice else None
    payload = button.payload if button else None
    return replace(
        heard, owed=(*before.owed, OwedTurn(heard.version, event.text, payload, event.at))
    )


def _answered(before: Conversation, event: BotReplied) -> Conversation:
    offered = tuple(button for reply in event.replies for button in reply.buttons)
    asked = next((turn for turn in before.owed if turn.seq == event.turn), None)
    pressed = asked is not None and asked.payload is not None
    outcome = outcome_of(event.replies, pressed=pressed)
    words = asked.text if asked is not None and not pressed else None
    return replace(
        before,
        owed=tuple(turn for turn in before.owed if turn.seq != event.turn),
        offered=before.offered + offered,
        exchanges=(*before.exchanges, Exchange(words, event.replies)),
        form=event.form,
        outcomes={**before.outcomes, before.version: outcome} if outcome else before.outcomes,
        last_text=event.replies[0].text if event.replies else before.last_text,
        last_from="bot",
    )


def _for_bot(event: CustomerSaid) -> bool:
    """While waiting, words are for the person unless the bot is asked, or its button pressed."""
    return event.ask_bot or event.choice is not None


def _bot_reply(conversation: Conversation, command: BotReply) -> list[Event]:
    _require(command.epoch == conversation.epoch, "stale_turn")
    _require(any(turn.seq == command.turn for turn in conversation.owed), "stale_turn")
    replied = BotReplied(
        at=command.at, turn=command.turn, replies=command.replies, form=command.open_form
    )
    events: list[Event] = [replied]
    if command.handoff_cause is not None and conversation.stage == "bot":
        asked_at = next(turn.at for turn in conversation.owed if turn.seq == command.turn)
        events.append(
            HandoffRequested(
                at=asked_at,  # the wait counts from the customer's words, not from the bot's answer
                id=f"turn-{conversation.epoch}-{command.turn}",
                cause=command.handoff_cause,
                by="customer" if command.handoff_cause in OF_THE_CUSTOMER else "bot",
                form=command.form or conversation.form,
            )
        )
    return events


def _rate(conversation: Conversation, command: Rate) -> list[Event]:
    outcome = conversation.outcomes.get(command.seq)
    answered = outcome is not None and outcome.kind == "answer" and command.entry in outcome.entries
    _require(answered, "not_an_answer")
    if conversation.ratings.get((command.seq, command.entry)) is command.helpful:
        return []
    return [
        AnswerRated(
            at=command.at,
            id=command.id,
            seq=command.seq,
            entry=command.entry,
            helpful=command.helpful,
        )
    ]


def _set_context(conversation: Conversation, command: SetContext) -> list[Event]:
    _require(conversation.open, "closed")
    locale = command.locale if command.locale != conversation.locale else None
    page = command.page if command.page != conversation.page else None
    return [ContextChanged(at=command.at, locale=locale, page=page)] if locale or page else []


def _require(allowed: bool, reason: Reason) -> None:
    if not allowed:
        raise Refused(reason)


def _require_assignee(conversation: Conversation, agent: Agent) -> None:
    _require(conversation.stage == "assigned", "not_assigned")
    _require(conversation.agent == agent, "not_your_conversation")
