"""The conversation as pure functions: `decide` answers commands with events, `evolve` applies them.

    stage      commands that change it                              next stage
    bot        RequestHandoff, BotReply with a handoff, End, Expire  queued, closed
    queued     Assign, CancelHandoff, LeaveMessage, End              assigned, bot, ticket, closed
    ticket     Assign, RequestHandoff, CancelHandoff                 assigned, queued, bot
    assigned   Release, Transfer, AnswerHandBack, End                queued, ticket, bot, wrap_up
    wrap_up    WrapUp, Expire                                        closed
    closed     none: a later word opens a new conversation that links to this one

A ticket is a message that the customer left instead of waiting: the desk owes an answer, and the
bot talks meanwhile.

In every stage the customer may say whether an FAQ answer helped (Rate), and whether the next
conversations should begin with a person (SetPreference), and agents may write notes; nobody's part
changes.

No I/O, no clock, no chance: times and ids arrive inside the commands. The `epoch` counts changes
of the owner; a bot answer carries the epoch in which it was asked for, and is refused when that
is past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final, Literal

from handoff_gateway.causes import OF_THE_CUSTOMER, Cause
from handoff_gateway.commands import (
    AddNote,
    AgentSay,
    AnswerHandBack,
    Assign,
    BotReply,
    CancelHandoff,
    Command,
    CorrectCase,
    End,
    Expire,
    Identify,
    LeaveMessage,
    OfferHandBack,
    Rate,
    Release,
    RequestHandoff,
    Say,
    SetContext,
    SetPreference,
    Start,
    TakeStep,
    Transfer,
    WrapUp,
)
from handoff_gateway.events import (
    Agent,
    AgentSaid,
    AnswerRated,
    Assigned,
    BotReplied,
    BotText,
    Button,
    CaseCorrected,
    Contact,
    ContextChanged,
    CustomerSaid,
    Ended,
    Event,
    Form,
    HandBackDeclined,
    HandBackOffered,
    HandedBack,
    HandoffCancelled,
    HandoffRequested,
    Identified,
    Identity,
    Locale,
    MessageLeft,
    NoteAdded,
    Page,
    PreferenceSet,
    Released,
    SlaAction,
    SlaStepped,
    Started,
    Target,
    Transferred,
    WrappedUp,
)
from handoff_gateway.outcomes import Outcome, outcome_of

Stage = Literal["bot", "queued", "ticket", "assigned", "wrap_up", "closed"]
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
    "not_offered",
    "unknown_field",
    "ticket_open",
    "nowhere_else",
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
    "unknown_field": "there is no such field in the case file",
    "not_offered": "the bot was not offered again, or the offer is past",
    "ticket_open": "a message is still to be answered; withdraw it first",
    "nowhere_else": "it is with that agent already",
}
UNRECORDED: Final = "unrecorded"  # disposition of a conversation that nobody wrapped up


class Refused(Exception):
    """The conversation's state does not allow the command; nothing happened."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(EXPLANATIONS[reason])
        self.reason: Reason = reason


# --- state --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwedTurn:
    """A customer's utterance that the bot has yet to answer. `seq` is its number in the log."""

    seq: int
    text: str
    payload: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Message:
    """What a customer left instead of waiting, and by when (ms) it is to be answered."""

    text: str
    contact: Contact
    promised_at: int


@dataclass(frozen=True, slots=True)
class Handoff:
    """The request for a person, open or met. The wait counts from `requested_at` (ms).

    `to` is where an agent transferred it, `moved_at` (ms) when it came to the queue last, `passed`
    the agents who gave it away, `steps` the steps of the wait taken by now (seconds after the
    request) and `actions` what they did, `answered_at` (ms) when an agent first spoke, `message`
    what the customer left, and `live` whether they wait for words here. `question` is what they had
    asked the bot, `topics` are the FAQ
    entries and jobs they had talked about last, and `page` is where they were, when they asked.
    """

    cause: str
    requested_at: int
    form: Form | None
    to: Target | None = None
    moved_at: int = 0
    passed: frozenset[str] = frozenset()
    steps: frozenset[int] = frozenset()
    actions: frozenset[SlaAction] = frozenset()
    answered_at: int | None = None
    message: Message | None = None
    live: bool = True
    question: str = ""
    topics: frozenset[str] = frozenset()
    page: str | None = None


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
    the causes for which the customer did not want the person, `form` what a job is asking for,
    `last_agent` the id of the agent they talked to last, here or in the conversation before,
    `assigned_at` (ms) and `assigned_by` how the conversation came to whoever has it or had it last,
    `recap` what an agent who would hand back agreed with them, while that is unanswered,
    `after_person` whether the bot has yet to speak after a person handed back, and
    `corrections` what they corrected in their case file.
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
    opened_at: int = 0
    continues: str | None = None
    form: Form | None = None
    last_agent: str | None = None
    assigned_at: int = 0
    assigned_by: Literal["agent", "routing"] = "agent"
    recap: str | None = None
    after_person: bool = False
    corrections: Mapping[str, str] = field(default_factory=dict)
    handled: Mapping[str, int] = field(default_factory=dict)
    first_words: str = ""
    last_text: str = ""
    last_from: Literal["customer", "bot", "agent", "none"] = "none"
    last_at: int = 0

    @property
    def started(self) -> bool:
        return self.version > 0

    @property
    def open(self) -> bool:
        """The customer can go on with it."""
        return self.stage in ("bot", "queued", "ticket", "assigned")

    @property
    def with_bot(self) -> bool:
        """What the customer says is for the bot."""
        return self.stage in ("bot", "ticket")

    @property
    def unanswered(self) -> bool:
        """Somebody waits here for a person, and none has spoken yet."""
        return (
            self.stage in ("queued", "assigned")
            and self.handoff is not None
            and self.handoff.live
            and self.handoff.answered_at is None
        )

    @property
    def told_form(self) -> Form | None:
        """The job's form that was told something: the one the handoff ended, else the open one."""
        return (self.handoff.form if self.handoff else None) or self.form

    @property
    def question(self) -> str:
        """What the customer asked last, in their own words, that the bot understood; else what they
        said to it last. The asking for a person is no question.
        """
        asked = [
            exchange
            for exchange in reversed(self.exchanges)
            if exchange.words and all(reply.source.kind != "handoff" for reply in exchange.replies)
        ]
        understood = (
            exchange
            for exchange in asked
            if any(reply.source.kind in ("faq", "job") for reply in exchange.replies)
        )
        best = next(understood, asked[0] if asked else None)
        return (best.words if best else None) or self.first_words

    @property
    def correctable(self) -> frozenset[str]:
        """The fields of the case file that the customer may correct."""
        filled = self.told_form.slots if self.told_form else {}
        return frozenset({"question", "name", "contact", *filled})

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
                last_agent=command.last_agent,
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
            _require(conversation.with_bot, "already_assigned")
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
            _require(conversation.stage in ("queued", "ticket"), "not_waiting")
            return [HandoffCancelled(at=command.at, id=command.id)]
        case LeaveMessage():
            _require(conversation.stage == "queued", "not_waiting")
            return [
                MessageLeft(
                    at=command.at,
                    id=command.id,
                    text=command.text,
                    contact=command.contact,
                    promised_at=command.promised_at,
                )
            ]
        case TakeStep():
            _require(conversation.unanswered or conversation.stage == "ticket", "not_waiting")
            return [
                SlaStepped(
                    at=command.at, id=command.id, after=command.after, actions=command.actions
                )
            ]
        case CorrectCase():
            _require(conversation.open, "closed")
            _require(command.field in conversation.correctable, "unknown_field")
            if conversation.corrections.get(command.field) == command.value:
                return []
            return [
                CaseCorrected(
                    at=command.at, id=command.id, field=command.field, value=command.value
                )
            ]
        case Assign():
            _require(conversation.stage != "assigned", "already_assigned")
            _require(conversation.stage in ("queued", "ticket"), "not_waiting")
            return [Assigned(at=command.at, id=command.id, agent=command.agent, by=command.by)]
        case AgentSay():
            _require_assignee(conversation, command.agent)
            return [AgentSaid(at=command.at, id=command.id, agent=command.agent, text=command.text)]
        case Release():
            _require_assignee(conversation, command.agent)
            return [
                Released(at=command.at, id=command.id, agent=command.agent, cause=command.cause)
            ]
        case Transfer():
            _require_assignee(conversation, command.agent)
            _require(command.to.agent != command.agent, "nowhere_else")
            return [
                Transferred(
                    at=command.at,
                    id=command.id,
                    agent=command.agent,
                    to=command.to,
                    note=command.note,
                )
            ]
        case AddNote():
            return [NoteAdded(at=command.at, id=command.id, agent=command.agent, text=command.text)]
        case OfferHandBack():
            _require_assignee(conversation, command.agent)
            return [
                HandBackOffered(
                    at=command.at, id=command.id, agent=command.agent, recap=command.recap
                )
            ]
        case AnswerHandBack():
            _require(conversation.recap is not None, "not_offered")
            return [_answer_hand_back(conversation, command)]
        case Expire():
            return _expire(conversation, command)
        case End():
            _require(conversation.open, "closed")
            if command.agent is None:
                _require(conversation.stage != "ticket", "ticket_open")
                return [Ended(at=command.at, id=command.id, by="customer")]
            _require_assignee(conversation, command.agent)
            return [Ended(at=command.at, id=command.id, by="agent")]
        case WrapUp():
            _require(conversation.stage == "wrap_up", "not_ended")
            _require(conversation.agent == command.agent, "not_your_conversation")
            return [WrappedUp(at=command.at, id=command.id, disposition=command.disposition)]


def evolve(conversation: Conversation, event: Event) -> Conversation:
    """The conversation after one more entry. Total: every event in every state gives a state."""
    version, handled = conversation.version + 1, conversation.handled
    if event_id := getattr(event, "id", None):
        handled = {**handled, event_id: version}
    if isinstance(event, CustomerSaid | AgentSaid):  # most entries: one copy, not one a change
        return _spoken(conversation, event, version, handled)
    before = replace(conversation, version=version, last_at=event.at, handled=handled)
    match event:
        case Started():
            return replace(
                before,
                customer=event.customer,
                locale=event.locale,
                page=event.page,
                identity=event.identity,
                people_first=event.people_first,
                opened_at=event.at,
                continues=event.continues,
                last_agent=event.last_agent,
            )
        case ContextChanged():
            return replace(
                before, locale=event.locale or before.locale, page=event.page or before.page
            )
        case Identified():
            return replace(before, customer=event.customer, identity=event.identity)
        case BotReplied():
            return _answered(before, event)
        case AnswerRated():
            rating = {(event.seq, event.entry): event.helpful}
            return replace(before, ratings={**before.ratings, **rating})
        case PreferenceSet():
            return replace(before, people_first=event.people_first)
        case HandoffRequested():
            return _to(replace(before, handoff=_handoff(before, event)), "queued", None)
        case HandoffCancelled():
            return _cancelled(before)
        case SlaStepped():
            return _with_handoff(
                before,
                lambda handoff: replace(
                    handoff,
                    steps=handoff.steps | {event.after},
                    actions=handoff.actions | frozenset(event.actions),
                ),
            )
        case MessageLeft():
            message = Message(event.text, event.contact, event.promised_at)
            left_behind = _with_handoff(
                before, lambda handoff: replace(handoff, message=message, live=False)
            )
            said = replace(left_behind, last_text=event.text, last_from="customer")
            return _to(said, "ticket", None)
        case CaseCorrected():
            return replace(before, corrections={**before.corrections, event.field: event.value})
        case Assigned():
            assigned = replace(
                before, last_agent=event.agent.id, assigned_at=event.at, assigned_by=event.by
            )
            return _to(assigned, "assigned", event.agent)
        case Released():
            passed = None if event.cause == "absent" else event.agent  # who was gone may come back
            return _given_up(before, passed, event.at, None)
        case Transferred():
            return _given_up(before, event.agent, event.at, event.to)
        case NoteAdded():
            return before
        case HandBackOffered():
            return replace(before, recap=event.recap)
        case HandBackDeclined():
            return replace(before, recap=None)
        case HandedBack():
            back = replace(before, handoff=None, form=None, after_person=True)
            return _to(back, "bot", None)
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
    return replace(
        conversation,
        stage=stage,
        agent=agent,
        epoch=conversation.epoch + 1,
        owed=(),
        recap=None,
    )


def _with_handoff(conversation: Conversation, change: Callable[[Handoff], Handoff]) -> Conversation:
    """The same with its handoff changed, if there is one."""
    if conversation.handoff is None:
        return conversation
    return replace(conversation, handoff=change(conversation.handoff))


def _handoff(before: Conversation, event: HandoffRequested) -> Handoff:
    """A new request. A message left before it is still to be answered."""
    topics = (
        frozenset(
            reply.source.id for reply in exchange.replies if reply.source.kind in ("faq", "job")
        )
        for exchange in reversed(before.exchanges)
    )
    form = {event.form.name} if event.form else frozenset[str]()
    return Handoff(
        event.cause,
        event.at,
        event.form,
        moved_at=event.at,
        message=before.handoff.message if before.handoff else None,
        question=before.question,
        topics=next(filter(None, topics), frozenset[str]()) | form,
        page=before.page.url if before.page else None,
    )


def _cancelled(before: Conversation) -> Conversation:
    """Back to the bot. A message left before this request is still to be answered."""
    handoff = before.handoff
    # Who goes back to the bot wants no person first just now either.
    declined = before.declined | ({handoff.cause} if handoff else set()) | {Cause.PEOPLE_FIRST}
    if before.stage == "queued" and handoff and handoff.message:
        waiting = replace(handoff, live=False)
        return _to(replace(before, handoff=waiting, declined=declined), "ticket", None)
    return _to(replace(before, handoff=None, declined=declined), "bot", None)


def _given_up(
    before: Conversation, agent: Agent | None, at: int, to: Target | None
) -> Conversation:
    """Back to the queue at its place; without `to`, to the queue where it was.

    `agent` is who did not want it, if anybody.
    """
    given = _with_handoff(
        before,
        lambda handoff: replace(
            handoff,
            to=to or (Target(handoff.to.queue) if handoff.to and handoff.to.queue else None),
            moved_at=at,
            passed=handoff.passed | ({agent.id} if agent else set()),
        ),
    )
    live = given.handoff is None or given.handoff.live
    return _to(given, "queued" if live else "ticket", None)


def _spoken(
    before: Conversation,
    event: CustomerSaid | AgentSaid,
    version: int,
    handled: Mapping[str, int],
) -> Conversation:
    """After words of the customer or the agent."""
    handoff, first, owed = before.handoff, before.first_words, before.owed
    if isinstance(event, AgentSaid):
        if handoff and handoff.answered_at is None:
            handoff = replace(handoff, answered_at=event.at)
    else:
        first = first or event.text
        if before.stage == "assigned" and handoff and not handoff.live:
            handoff = replace(handoff, live=True)  # whoever left a message is here again
        if before.with_bot or (before.stage == "queued" and _for_bot(event)):
            button = before.button(event.choice) if event.choice else None
            payload = button.payload if button else None
            owed = (*owed, OwedTurn(version, event.text, payload, event.at))
    return replace(
        before,
        version=version,
        last_at=event.at,
        handled=handled,
        handoff=handoff,
        first_words=first,
        owed=owed,
        last_text=event.text,
        last_from="agent" if isinstance(event, AgentSaid) else "customer",
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
        after_person=False,
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
    if command.handoff_cause is not None and conversation.with_bot:
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


def _answer_hand_back(conversation: Conversation, command: AnswerHandBack) -> Event:
    if not command.agree or conversation.agent is None:
        return HandBackDeclined(at=command.at, id=command.id)
    return HandedBack(
        at=command.at, id=command.id, agent=conversation.agent, recap=conversation.recap or ""
    )


def _expire(conversation: Conversation, command: Expire) -> list[Event]:
    """Only what nobody waits in: a conversation with the bot, or one left to be wrapped up."""
    if conversation.stage == "wrap_up":
        return [WrappedUp(at=command.at, id=command.id, disposition=UNRECORDED)]
    _require(conversation.open, "closed")
    _require(conversation.stage != "queued", "already_waiting")
    _require(conversation.stage != "ticket", "ticket_open")
    _require(conversation.stage == "bot", "already_assigned")
    return [Ended(at=command.at, id=command.id, by="silence")]


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
