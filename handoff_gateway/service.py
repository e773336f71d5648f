"""The use cases of customers and agents, one a method. Knows the ports, no socket and no store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from handoff_gateway.archive import Archive, ArchiveUnavailable, MemoryArchive
from handoff_gateway.archive_history import History
from handoff_gateway.archive_mover import Mover
from handoff_gateway.assigning import Assigning
from handoff_gateway.case import case_of
from handoff_gateway.causes import Cause
from handoff_gateway.commands import (
    AddNote,
    AgentSay,
    AnswerHandBack,
    CancelHandoff,
    CorrectCase,
    End,
    Identify,
    LeaveMessage,
    OfferHandBack,
    Rate,
    Release,
    RequestHandoff,
    Say,
    SetContext,
    SetPreference,
    Transfer,
    WrapUp,
)
from handoff_gateway.conversation import NEW
from handoff_gateway.events import Agent, Contact, Locale, Page, Target
from handoff_gateway.frames import CaseFile
from handoff_gateway.hours import answer_by
from handoff_gateway.keeper import Done, Keeper, NotFound, Observer
from handoff_gateway.ports import (
    AgentPresence,
    Bot,
    Desk,
    DeskState,
    Log,
    Reader,
    Signal,
)
from handoff_gateway.routing import hours_of
from handoff_gateway.rules import DEFAULTS, Rules
from handoff_gateway.succession import Customer, Succession
from handoff_gateway.sweeper import Sweeper
from handoff_gateway.turns import Turns

EARLIER_IN_CASE: Final = 5  # conversations in a case file
FAREWELL_S: Final = 8.0  # for the turns under way when the process is to end


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Service:
    """The use cases; what goes on by itself is in the parts that it puts together.

    Args:
        log, desk, bot: the ports.
        observe: see `Keeper`.
        clock: milliseconds since the epoch.
        rules: the desk's; they may be replaced at any time.
        archive: where closed conversations go; None keeps them in this process (tests).
        archive_after_ms, retention_days: see `Mover`.
        idle_ms: see `Sweeper`.
    """

    def __init__(
        self,
        log: Log,
        desk: Desk,
        bot: Bot,
        *,
        observe: Observer = lambda *_: None,
        clock: Callable[[], int] = now_ms,
        rules: Rules = DEFAULTS,
        archive: Archive | None = None,
        archive_after_ms: int = 3_600_000,
        retention_days: int = 0,
        idle_ms: int = 86_400_000,
    ) -> None:
        self.log = log
        self.desk = desk
        self.clock = clock
        self.archive = archive or MemoryArchive()
        self.history = History(log, self.archive)
        self.mover = Mover(log, desk, self.archive, clock, archive_after_ms, retention_days)
        self.keeper = Keeper(log, desk, self.archive, rules, clock, observe)
        self.succession = Succession(self.keeper, desk)
        self.turns = Turns(self.keeper, log, bot)
        self.assigning = Assigning(self.keeper, desk)
        self.keeper.then(moved=self.assigning.soon, owed=self.turns.answer)
        self.sweeper = Sweeper(self.keeper, desk, self.turns, self.assigning, self.mover, idle_ms)

    # --- customers ------------------------------------------------------------------------------

    async def say(self, customer: Customer, command: Say, following: str | None = None) -> Done:
        """Keep the customer's words; the bot's answer follows by itself where it owes one.

        `following` is the conversation that they see.

        Where the words call a person (`escalation`), that is part of the same entry, and this
        returns when the place in the queue is durable.

        Raises:
            Refused, StoreUnavailable
        """
        return await self.succession.act(customer, command, opens=True, following=following)

    async def ask_human(self, customer: Customer, message_id: str) -> Done:
        """The door. Returns when the request and its place in the queue are durable.

        Raises:
            Refused, StoreUnavailable
        """
        command = RequestHandoff(at=self.clock(), id=message_id, cause=Cause.ASKED)
        return await self.succession.act(customer, command, opens=True)

    async def rate(self, customer: Customer, conversation_id: str, command: Rate) -> Done:
        """Keep whether an FAQ answer helped, also when the conversation is over.

        Raises:
            NotFound: no such conversation of theirs.
            Refused, StoreUnavailable
        """
        conversation = await self.keeper.load(conversation_id)
        if conversation.customer != customer.id:
            raise NotFound
        return await self.keeper.act(conversation_id, command)

    async def cancel_handoff(self, customer: Customer, message_id: str) -> Done:
        """The waiting customer goes back to the bot."""
        return await self.succession.act(customer, CancelHandoff(at=self.clock(), id=message_id))

    async def set_preference(self, customer: Customer, message_id: str, people_first: bool) -> Done:
        """Whether the customer's next conversations begin with a person; also after the end.

        Raises:
            NotFound: they have no conversation that could carry it on.
            StoreUnavailable
        """
        command = SetPreference(at=self.clock(), id=message_id, people_first=people_first)
        return await self.succession.act(customer, command)

    async def leave_message(
        self, customer: Customer, message_id: str, text: str, contact: Contact
    ) -> Done:
        """The waiting customer rather leaves a message: a ticket, answered by when they were told.

        Raises:
            NotFound, Refused, StoreUnavailable
        """
        now = self.clock()
        known = await self.succession.current_open(customer.id)
        hours = hours_of(known[1] if known else NEW, self.rules)
        command = LeaveMessage(
            at=now,
            id=message_id,
            text=text,
            contact=contact,
            promised_at=answer_by(hours, now, self.rules.answer_within_ms),
        )
        return await self.succession.act(customer, command)

    async def answer_hand_back(self, customer: Customer, message_id: str, agree: bool) -> Done:
        """The customer lets the bot go on, or keeps the person."""
        command = AnswerHandBack(at=self.clock(), id=message_id, agree=agree)
        return await self.succession.act(customer, command)

    async def correct_case(
        self, customer: Customer, message_id: str, field: str, value: str
    ) -> Done:
        """The customer corrects their case file."""
        command = CorrectCase(at=self.clock(), id=message_id, field=field, value=value)
        return await self.succession.act(customer, command)

    async def end_by_customer(self, customer: Customer, message_id: str) -> Done:
        """The customer ends the conversation."""
        return await self.succession.act(customer, End(at=self.clock(), id=message_id))

    async def set_context(
        self, customer: Customer, locale: Locale | None, page: Page | None
    ) -> None:
        """Note where the customer is and which language they read, if a conversation is open."""
        if known := await self.succession.current_open(customer.id):
            await self.keeper.act(known[0], SetContext(at=self.clock(), locale=locale, page=page))

    async def identify(self, customer: Customer, verified: Customer) -> None:
        """An anonymous customer turned out to be `verified`: the open conversation becomes theirs.

        It is the one that goes on from now, unless a person has, or is awaited in, another of
        theirs.
        """
        known = await self.succession.current_open(customer.id)
        if known is None or verified.identity is None:
            return
        command = Identify(at=self.clock(), customer=verified.id, identity=verified.identity)
        await self.keeper.act(known[0], command)
        if await self.succession.wishes_people_first(verified.id):
            wish_id = f"carried-{known[1].epoch}"  # once: said again, it changes nothing
            wish = SetPreference(at=self.clock(), id=wish_id, people_first=True)
            await self.keeper.act(known[0], wish)
        await self.succession.hand_over(verified.id, known[0])

    # --- agents ---------------------------------------------------------------------------------

    async def arrive(self, presence: AgentPresence) -> None:
        """An agent is at the desk, or back, or away: who is online may be given something."""
        await self.desk.arrive(presence)
        self.assigning.soon()

    async def reply(self, agent: Agent, conversation_id: str, message_id: str, text: str) -> Done:
        """The agent's words to the customer. Raises Refused unless it is theirs."""
        command = AgentSay(at=self.clock(), id=message_id, agent=agent, text=text)
        return await self.keeper.act(conversation_id, command)

    async def release(self, agent: Agent, conversation_id: str, message_id: str) -> Done:
        """Back to the queue, at the place of its request."""
        command = Release(at=self.clock(), id=message_id, agent=agent)
        return await self.keeper.act(conversation_id, command)

    async def transfer(
        self, agent: Agent, conversation_id: str, message_id: str, to: Target, note: str
    ) -> Done:
        """On to another queue or agent, at the place of its request."""
        command = Transfer(at=self.clock(), id=message_id, agent=agent, to=to, note=note)
        return await self.keeper.act(conversation_id, command)

    async def note(self, agent: Agent, conversation_id: str, message_id: str, text: str) -> Done:
        """A note for colleagues, at any time."""
        command = AddNote(at=self.clock(), id=message_id, agent=agent, text=text)
        return await self.keeper.act(conversation_id, command)

    async def offer_hand_back(
        self, agent: Agent, conversation_id: str, message_id: str, recap: str
    ) -> Done:
        """Ask the customer whether the bot may go on."""
        command = OfferHandBack(at=self.clock(), id=message_id, agent=agent, recap=recap)
        return await self.keeper.act(conversation_id, command)

    async def end_by_agent(self, agent: Agent, conversation_id: str, message_id: str) -> Done:
        """End it; the wrap-up is left."""
        command = End(at=self.clock(), id=message_id, agent=agent)
        return await self.keeper.act(conversation_id, command)

    async def wrap_up(
        self, agent: Agent, conversation_id: str, message_id: str, disposition: str
    ) -> Done:
        """Close an ended conversation with what came of it."""
        command = WrapUp(at=self.clock(), id=message_id, agent=agent, disposition=disposition)
        return await self.keeper.act(conversation_id, command)

    async def desk_state(self) -> DeskState:
        """Queue, holders and agents as they are now."""
        return await self.desk.state(self.clock())

    # --- both -----------------------------------------------------------------------------------

    @property
    def rules(self) -> Rules:
        """The desk's, as they are in force now."""
        return self.keeper.rules

    def use_rules(self, rules: Rules) -> None:
        """Go by other rules from now on; the sweep moves those who wait to their new places."""
        self.keeper.rules = rules

    async def case(self, conversation_id: str) -> CaseFile:
        """The case file, with the customer's earlier conversations as far as they can be read now.

        Raises:
            NotFound, StoreUnavailable
        """
        conversation = await self.keeper.load(conversation_id)
        if not conversation.started:
            raise NotFound
        try:
            earlier = await self.history.before(conversation_id, conversation)
        except ArchiveUnavailable:
            earlier = ()
        return case_of(conversation_id, conversation, earlier[:EARLIER_IN_CASE])

    async def read_by_customer(self, conversation_id: str, seq: int) -> None:
        """The customer has seen it up to `seq`, or its end where that is lower."""
        conversation = await self.keeper.load(conversation_id)
        await self.log.mark_read(conversation_id, "customer", min(seq, conversation.version))

    async def read_by_agent(self, agent: Agent, conversation_id: str, seq: int) -> None:
        """The same of an agent. Counts only for who has it: colleagues may look."""
        conversation = await self.keeper.load(conversation_id)
        if conversation.agent == agent:
            await self.log.mark_read(conversation_id, "agent", min(seq, conversation.version))

    async def typing(self, conversation_id: str, who: Reader) -> None:
        """Somebody is writing."""
        await self.log.signal(conversation_id, Signal(who))

    async def close(self) -> None:
        """Let what is under way finish, so that no customer waits for a dead process.

        What takes longer is left to the sweep, of another replica or of the next process.
        """
        under_way = (*self.turns.under_way(), *self.assigning.under_way())
        for task in under_way:
            asyncio.get_running_loop().call_later(FAREWELL_S, task.cancel)
        await asyncio.gather(*under_way, return_exceptions=True)
