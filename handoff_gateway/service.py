"""The gateway's use cases, one a method. Knows the ports, no socket and no store.

Order of every act: append to the log, then bring the desk's indexes in step (`_reconcile`).
A crash in between is mended by repeating the act with the same id, or by the sweep.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from handoff_gateway.archive import Archive, ArchiveUnavailable, MemoryArchive
from handoff_gateway.archive_history import History
from handoff_gateway.archive_mover import Mover
from handoff_gateway.case import case_of
from handoff_gateway.causes import Cause
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
    Transfer,
    WrapUp,
)
from handoff_gateway.conversation import NEW, Conversation, OwedTurn, Refused, evolve, replay
from handoff_gateway.escalation import respond
from handoff_gateway.events import Agent, Contact, Event, Identity, Locale, Page, Target
from handoff_gateway.frames import CaseFile
from handoff_gateway.hours import answer_by
from handoff_gateway.ports import (
    AgentPresence,
    Answer,
    Appended,
    Bot,
    BotUnavailable,
    Claim,
    Conflict,
    Desk,
    DeskState,
    Duplicate,
    Entry,
    Log,
    Reader,
    Signal,
    StoreUnavailable,
    Turn,
)
from handoff_gateway.routing import elsewhere, hours_of, placement
from handoff_gateway.rules import DEFAULTS, Rules
from handoff_gateway.texts import bot_unavailable
from handoff_gateway.waiting import expiry, observations, silent_agent, steps_due

logger = logging.getLogger(__name__)

ASSIGNED_AT_ONCE: Final = 20  # a script holds up the whole store, so it is a short one
CACHED: Final = 5_000  # conversations whose state is kept in memory; the log is the truth
EARLIER_ASKED: Final = 3  # conversations before, in which a repeated command is looked for
EARLIER_IN_CASE: Final = 5  # conversations in a case file
READ_AT_ONCE: Final = 100  # conversations that a sweep reads together
CLAIM_GRACE_MS: Final = (
    5_000  # between a claim and its Assigned entry; after that the claim is void
)
RETOLD_MS: Final = 3_600_000  # how far back an observer is told again after a start
BIRTH_MS: Final = 5_000  # from pointing at a new conversation to its first entry, as a rule
LOST_MS: Final = 60_000  # a tracked conversation without a log for longer will have none
FAREWELL_S: Final = 8.0  # for the turns under way when the process is to end
OWED_GRACE_MS: Final = 8_000  # a turn owed for longer has lost the process that asked for it


class NotFound(Exception):
    """No such conversation, or not yours: the same to whoever asks."""


class NotClaimed(Exception):
    """The waiting conversation did not become the agent's; `claim` says why."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(claim.outcome)
        self.claim = claim


@dataclass(frozen=True, slots=True)
class Done:
    """A command's entry: durable as number `seq` of this conversation.

    `past`: another conversation has begun since.
    """

    conversation: str
    seq: int
    past: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the sockets know one."""

    id: str
    locale: Locale
    page: Page | None = None
    identity: Identity | None = None


OfCustomer = (
    Say
    | RequestHandoff
    | CancelHandoff
    | LeaveMessage
    | AnswerHandBack
    | CorrectCase
    | SetPreference
    | End
)

Observer = Callable[[str, Conversation, Sequence[Event]], None]
"""Hears of a conversation's new entries at once, so it neither waits nor raises."""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Service:
    """The use cases of customers, agents and the sweep.

    Args:
        log, desk, bot: the ports.
        observe: told of every append of this process, with the conversation before it; of the same
            entries again after a restart.
        clock: milliseconds since the epoch.
        rules: the desk's; they may be replaced at any time.
        archive: where closed conversations go; None keeps them in this process (tests).
        archive_after_ms, retention_days: see `Mover`.
        idle_ms: after how long without a word a conversation with the bot ends.
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
        self.archive = archive or MemoryArchive()
        self.history = History(log, self.archive)
        self.mover = Mover(log, desk, self.archive, clock, archive_after_ms, retention_days)
        self.rules = rules
        self.idle_ms = idle_ms
        self.clock = clock
        self._bot = bot
        self._observe = observe
        self._since = clock()
        self._cache: OrderedDict[str, Conversation] = OrderedDict()
        self._over: OrderedDict[str, Conversation] = OrderedDict()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._gone: set[str] = set()  # had a log once, and have none
        self._turns: dict[str, asyncio.Task[None]] = {}
        self._owing: set[str] = set()
        self._lost: dict[str, int] = {}
        self._assigning: asyncio.Task[None] | None = None
        self._assign_again = False

    # --- customers ------------------------------------------------------------------------------

    async def current(self, customer: str) -> tuple[str, Conversation] | None:
        """The conversation that goes on for a customer, or the last one when it is over.

        While that one has not begun, because its first word was not kept, it is the one before.

        Raises:
            ArchiveUnavailable: it is over, and what was said can't be read now.
        """
        pointer = await self.desk.current(customer)
        for conversation_id in (pointer.conversation, pointer.before) if pointer else ():
            if conversation_id:
                conversation = await self.load(conversation_id)
                if conversation.customer == customer:
                    return conversation_id, conversation
        return None

    def heard(self, conversation_id: str, entry: Entry) -> None:
        """An entry that somebody here was told: what is remembered of the conversation has it."""
        known = self._cache.get(conversation_id)
        if known and entry.seq == known.version + 1:
            self._cache[conversation_id] = evolve(known, entry.event)

    def remembered(self, conversation_id: str) -> Conversation:
        """The conversation as it was when this process last heard of it; while somebody here
        follows it, that is as it is (version 0: nothing is remembered).
        """
        return self._cache.get(conversation_id, NEW)

    async def say(self, customer: Customer, command: Say, following: str | None = None) -> Done:
        """Keep the customer's words; the bot's answer follows by itself where it owes one.

        `following` is the conversation that they see.

        Where the words call a person (`escalation`), that is part of the same entry, and this
        returns when the place in the queue is durable.

        Raises:
            Refused, StoreUnavailable
        """
        if following and self._goes_on(customer, following):
            if done := await self._done_before(self.remembered(following), command.id):
                return done
            try:
                return await self._act(following, command)
            except (Refused, NotFound, ArchiveUnavailable):  # over by now: look where they stand
                pass
        return await self._as_customer(customer, command, opens=True)

    def _goes_on(self, customer: Customer, conversation_id: str) -> bool:
        """Whether a conversation is the customer's current one, as far as is remembered.

        It is, while it is open: only a verified customer can be given another one meanwhile
        (`identify`).
        """
        known = self.remembered(conversation_id)
        return known.open and known.customer == customer.id and customer.identity is None

    async def ask_human(self, customer: Customer, message_id: str) -> Done:
        """The door. Returns when the request and its place in the queue are durable.

        Raises:
            Refused, StoreUnavailable
        """
        command = RequestHandoff(at=self.clock(), id=message_id, cause=Cause.ASKED)
        return await self._as_customer(customer, command, opens=True)

    async def rate(self, customer: Customer, conversation_id: str, command: Rate) -> Done:
        """Keep whether an FAQ answer helped, also when the conversation is over.

        Raises:
            NotFound: no such conversation of theirs.
            Refused, StoreUnavailable
        """
        conversation = await self.load(conversation_id)
        if conversation.customer != customer.id:
            raise NotFound
        return await self._act(conversation_id, command)

    async def cancel_handoff(self, customer: Customer, message_id: str) -> Done:
        """The waiting customer goes back to the bot."""
        return await self._as_customer(customer, CancelHandoff(at=self.clock(), id=message_id))

    async def set_preference(self, customer: Customer, message_id: str, people_first: bool) -> Done:
        """Whether the customer's next conversations begin with a person; also after the end.

        Raises:
            NotFound: they have no conversation that could carry it on.
            StoreUnavailable
        """
        command = SetPreference(at=self.clock(), id=message_id, people_first=people_first)
        return await self._as_customer(customer, command)

    async def leave_message(
        self, customer: Customer, message_id: str, text: str, contact: Contact
    ) -> Done:
        """The waiting customer rather leaves a message: a ticket, answered by when they were told.

        Raises:
            NotFound, Refused, StoreUnavailable
        """
        now = self.clock()
        known = await self._current_open(customer.id)
        hours = hours_of(known[1] if known else NEW, self.rules)
        command = LeaveMessage(
            at=now,
            id=message_id,
            text=text,
            contact=contact,
            promised_at=answer_by(hours, now, self.rules.answer_within_ms),
        )
        return await self._as_customer(customer, command)

    async def answer_hand_back(self, customer: Customer, message_id: str, agree: bool) -> Done:
        """The customer lets the bot go on, or keeps the person."""
        command = AnswerHandBack(at=self.clock(), id=message_id, agree=agree)
        return await self._as_customer(customer, command)

    async def correct_case(
        self, customer: Customer, message_id: str, field: str, value: str
    ) -> Done:
        """The customer corrects their case file."""
        command = CorrectCase(at=self.clock(), id=message_id, field=field, value=value)
        return await self._as_customer(customer, command)

    async def end_by_customer(self, customer: Customer, message_id: str) -> Done:
        """The customer ends the conversation."""
        return await self._as_customer(customer, End(at=self.clock(), id=message_id))

    async def set_context(
        self, customer: Customer, locale: Locale | None, page: Page | None
    ) -> None:
        """Note where the customer is and which language they read, if a conversation is open."""
        if known := await self._current_open(customer.id):
            await self._act(known[0], SetContext(at=self.clock(), locale=locale, page=page))

    async def identify(self, customer: Customer, verified: Customer) -> None:
        """An anonymous customer turned out to be `verified`: the open conversation becomes theirs.

        It is the one that goes on from now, unless a person has, or is awaited in, another of
        theirs.
        """
        known = await self._current_open(customer.id)
        if known is None or verified.identity is None:
            return
        command = Identify(at=self.clock(), customer=verified.id, identity=verified.identity)
        await self._act(known[0], command)
        if await self._wishes_people_first(verified.id):
            wish_id = f"carried-{known[1].epoch}"  # once: said again, it changes nothing
            wish = SetPreference(at=self.clock(), id=wish_id, people_first=True)
            await self._act(known[0], wish)
        other = await self._current_open(verified.id)
        if other is None or other[1].stage == "bot":
            pointer = await self.desk.current(verified.id)
            before = pointer.conversation if pointer else None
            await self.desk.point(verified.id, before, known[0], self.clock())

    # --- agents ---------------------------------------------------------------------------------

    async def accept(self, agent: Agent, conversation_id: str | None, message_id: str) -> Done:
        """Take a waiting conversation, or the first that is for them.

        Raises:
            NotClaimed: taken, none waiting, no free place, or the agent is not online.
        """
        if done := await self._accepted(agent, message_id):
            return done
        claim = await self.desk.claim(agent.id, self.clock(), conversation_id)
        if claim.outcome != "claimed" or claim.conversation is None:
            raise NotClaimed(claim)
        try:
            return await self._act(
                claim.conversation, Assign(at=self.clock(), id=message_id, agent=agent)
            )
        except Refused as refusal:
            conversation = await self.load(claim.conversation)
            if refusal.reason == "already_assigned" and conversation.agent == agent:
                return Done(claim.conversation, conversation.version)
            await self._reconcile(claim.conversation, conversation)
            holder = conversation.agent.id if conversation.agent else None
            raise NotClaimed(
                Claim("taken" if holder else "none", claim.conversation, holder)
            ) from refusal

    async def arrive(self, presence: AgentPresence) -> None:
        """An agent is at the desk, or back, or away: who is online may be given something."""
        await self.desk.arrive(presence)
        self._assign_soon()

    def use_rules(self, rules: Rules) -> None:
        """Go by other rules from now on; the sweep moves those who wait to their new places."""
        self.rules = rules

    async def assign_waiting(self) -> None:
        """Give those who wait to agents with a free place, in order, as the rules say.

        The desk gives each to one agent in one act. What a crash keeps out of the log then is void
        after the grace of a claim, and the sweep returns it to its place.
        """
        if all(queue.assign == "by_hand" for queue in self.rules.queues):
            return
        while given := await self.desk.assign(self.clock(), ASSIGNED_AT_ONCE):
            for conversation_id, agent in given:
                await self._assign_to(agent, conversation_id)

    async def _assign_to(self, agent: Agent, conversation_id: str) -> None:
        """Write down what the desk gave. The id is the same for whoever gives it away this time."""
        conversation = await self.load(conversation_id)
        assignment = Assign(
            at=self.clock(), id=f"routed-{conversation.epoch}", agent=agent, by="routing"
        )
        try:
            await self._act(conversation_id, assignment)
        except (Refused, NotFound):
            await self._reconcile(conversation_id, await self.load(conversation_id))

    def _assign_soon(self) -> None:
        """Assign, and once more where that is under way: what it saw may be past."""
        self._assign_again = True
        if self._assigning is None or self._assigning.done():
            self._assigning = asyncio.create_task(self._assign_all())

    async def _assign_all(self) -> None:
        while self._assign_again:
            self._assign_again = False
            try:
                await self.assign_waiting()
            except StoreUnavailable as error:
                logger.warning("assigning is left to the sweep: %s", error)

    async def _accepted(self, agent: Agent, message_id: str) -> Done | None:
        """What this very command took before: sent again, it takes no second conversation."""
        for conversation_id, holder in (await self.desk_state()).held.items():
            if holder == agent.id:
                conversation = await self.load(conversation_id)
                if seq := conversation.handled.get(message_id):
                    return Done(conversation_id, seq)
        return None

    async def reply(self, agent: Agent, conversation_id: str, message_id: str, text: str) -> Done:
        """The agent's words to the customer. Raises Refused unless it is theirs."""
        command = AgentSay(at=self.clock(), id=message_id, agent=agent, text=text)
        return await self._act(conversation_id, command)

    async def release(self, agent: Agent, conversation_id: str, message_id: str) -> Done:
        """Back to the queue, at the place of its request."""
        command = Release(at=self.clock(), id=message_id, agent=agent)
        return await self._act(conversation_id, command)

    async def transfer(
        self, agent: Agent, conversation_id: str, message_id: str, to: Target, note: str
    ) -> Done:
        """On to another queue or agent, at the place of its request."""
        command = Transfer(at=self.clock(), id=message_id, agent=agent, to=to, note=note)
        return await self._act(conversation_id, command)

    async def note(self, agent: Agent, conversation_id: str, message_id: str, text: str) -> Done:
        """A note for colleagues, at any time."""
        command = AddNote(at=self.clock(), id=message_id, agent=agent, text=text)
        return await self._act(conversation_id, command)

    async def offer_hand_back(
        self, agent: Agent, conversation_id: str, message_id: str, recap: str
    ) -> Done:
        """Ask the customer whether the bot may go on."""
        command = OfferHandBack(at=self.clock(), id=message_id, agent=agent, recap=recap)
        return await self._act(conversation_id, command)

    async def end_by_agent(self, agent: Agent, conversation_id: str, message_id: str) -> Done:
        """End it; the wrap-up is left."""
        command = End(at=self.clock(), id=message_id, agent=agent)
        return await self._act(conversation_id, command)

    async def wrap_up(
        self, agent: Agent, conversation_id: str, message_id: str, disposition: str
    ) -> Done:
        """Close an ended conversation with what came of it."""
        command = WrapUp(at=self.clock(), id=message_id, agent=agent, disposition=disposition)
        return await self._act(conversation_id, command)

    async def desk_state(self) -> DeskState:
        """Queue, holders and agents as they are now."""
        return await self.desk.state(self.clock())

    # --- both -----------------------------------------------------------------------------------

    async def load(self, conversation_id: str) -> Conversation:
        """The conversation as its log says now, or its archived entries (version 0: unknown).

        Raises:
            StoreUnavailable
            ArchiveUnavailable: it is not in the store, and the archive does not answer.
        """
        conversation = await self._live(conversation_id)
        if conversation.started:
            return conversation
        return replay(entry.event for entry in await self.archive.read(conversation_id))

    async def case(self, conversation_id: str) -> CaseFile:
        """The case file, with the customer's earlier conversations as far as they can be read now.

        Raises:
            NotFound, StoreUnavailable
        """
        conversation = await self.load(conversation_id)
        if not conversation.started:
            raise NotFound
        try:
            earlier = await self.history.earlier(conversation_id) or ()
        except ArchiveUnavailable:
            earlier = ()
        return case_of(conversation_id, conversation, earlier[:EARLIER_IN_CASE])

    async def mark_read(self, conversation_id: str, who: Reader, seq: int) -> None:
        """One side has seen the conversation up to `seq`, or its end where that is lower."""
        conversation = await self.load(conversation_id)
        await self.log.mark_read(conversation_id, who, min(seq, conversation.version))

    async def typing(self, conversation_id: str, who: Literal["customer", "agent", "bot"]) -> None:
        """Somebody is writing."""
        await self.log.signal(conversation_id, Signal(who))

    async def sweep(self) -> None:
        """Mend what a crash or a leaving left behind.

        Indexes that differ from the log, turns whose asker died, conversations of agents who are
        gone: those return to the queue at their place, so that no customer talks to nobody. Also
        takes the steps of a wait that has become long, and assigns. Everything here follows from
        the logs and the clock, and does nothing when it is done twice, so any replica may do it.
        """
        here = await self._agents_here()
        state = await self.desk_state()  # before the logs are read
        waiting = {name for name, _ in state.waiting}
        tracked = await self.desk.tracked()
        self.mover.keep_only(tracked)
        self._lost = {name: at for name, at in self._lost.items() if name in tracked}
        async for conversation_id, conversation in self._all_live(tracked):
            if not conversation.started:
                await self._miss(conversation_id)
                continue
            self._lost.pop(conversation_id, None)
            holder = state.held.get(conversation_id)
            waits, place = conversation_id in waiting, placement(conversation, self.rules)
            moved = waits and state.places.get(conversation_id) != place
            if moved or not _in_step(conversation, waits, holder):
                claimed = await self.desk.claimed_at(conversation_id)
                fresh = claimed is not None and self.clock() - claimed < CLAIM_GRACE_MS
                if fresh and conversation.stage in ("queued", "ticket"):
                    continue  # its Assigned entry may be on the way
                await self._reconcile(conversation_id, conversation)
            if conversation.stage == "closed":
                self.mover.rest(conversation_id, conversation.last_at)
            agent = conversation.agent
            if conversation.stage == "assigned" and agent and agent.id not in here:
                await self._do(
                    conversation_id,
                    Release(
                        at=self.clock(),
                        id=f"absent-{conversation.epoch}",
                        agent=agent,
                        cause="absent",
                    ),
                )
            for command in self._due(conversation):
                await self._do(conversation_id, command)
            if conversation.owed and self.clock() - conversation.owed[0].at > OWED_GRACE_MS:
                self._answer(conversation_id)
        await self.assign_waiting()

    async def retell(self) -> None:
        """Tell the observer of the entries of what was alive lately, from their beginning.

        What the process before this one heard and could not pass on comes again.
        """
        since = self.clock() - RETOLD_MS
        for conversation_id in await self.desk.tracked():
            if (await self._live(conversation_id)).last_at > since:
                entries = await self.log.read(conversation_id)
                self._observe(conversation_id, NEW, [entry.event for entry in entries])

    async def close(self) -> None:
        """Let what is under way finish, so that no customer waits for a dead process.

        What takes longer is left to the sweep, of another replica or of the next process.
        """
        under_way = [*self._turns.values(), *([self._assigning] if self._assigning else [])]
        for task in under_way:
            asyncio.get_running_loop().call_later(FAREWELL_S, task.cancel)
        await asyncio.gather(*under_way, return_exceptions=True)

    # --- inside ---------------------------------------------------------------------------------

    async def _current_open(self, customer: str) -> tuple[str, Conversation] | None:
        """The conversation that a customer can go on with; an archived one never is."""
        try:
            known = await self.current(customer)
        except ArchiveUnavailable:
            return None
        return known if known and known[1].open else None

    async def _wishes_people_first(self, customer: str) -> bool:
        """What the last conversation says; not known while the archive is away."""
        try:
            known = await self.current(customer)
        except ArchiveUnavailable:
            return False
        return known is not None and known[1].people_first

    async def _live(self, conversation_id: str) -> Conversation:
        """The conversation as its log in the store says now (version 0 when there is none).

        The last known entry is read again: when it is not there, the log is another or gone.
        """
        known = self.remembered(conversation_id)
        news = await self.log.read(conversation_id, max(known.version - 1, 0))
        if known.started and not news:
            known, news = NEW, await self.log.read(conversation_id)
        if not news:
            if self._cache.pop(conversation_id, None):
                if len(self._gone) > CACHED:
                    self._gone.clear()
                self._gone.add(conversation_id)
            return NEW
        events = (entry.event for entry in news if entry.seq > known.version)
        return self._remember(conversation_id, replay(events, known))

    async def _all_live(self, tracked: Iterable[str]) -> AsyncIterator[tuple[str, Conversation]]:
        """Tracked conversations that do not rest, read many at a time: one round trip for all."""
        names = [name for name in tracked if not self.mover.rests(name)]
        for first in range(0, len(names), READ_AT_ONCE):
            some = names[first : first + READ_AT_ONCE]
            read = await asyncio.gather(*(self._live(name) for name in some))
            for one in zip(some, read, strict=True):
                yield one

    async def _miss(self, conversation_id: str) -> None:
        """A tracked conversation without a log is about to begin, or was archived or erased."""
        first_missed = self._lost.setdefault(conversation_id, self.clock())
        if self.clock() - first_missed > LOST_MS:
            await self.desk.withdraw(conversation_id, self.clock())
            await self.desk.untrack(conversation_id)
            del self._lost[conversation_id]

    async def _agents_here(self) -> set[str]:
        """Agents who have not signed out, nor been silent for the grace time.

        Silence before this process began may have been ours: it does not count.
        """
        now = self.clock()
        grace = self.rules.absent_after_ms
        heard_since = now - grace if now - self._since > grace else 0
        return {agent.id for agent in (await self.desk.state(heard_since)).agents}

    def _due(self, conversation: Conversation) -> list[Command]:
        """What time alone asks for."""
        now = self.clock()
        late: list[Command] = [*steps_due(conversation, self.rules.steps, now)]
        silent = silent_agent(conversation, self.rules.unanswered_after_ms, now)
        over = expiry(conversation, self.idle_ms, now)
        return late + [command for command in (silent, over) if command is not None]

    async def _do(self, conversation_id: str, command: Command) -> None:
        """What the sweep found due, unless the conversation has moved on meanwhile."""
        try:
            await self._act(conversation_id, command)
        except Refused:
            logger.info("a conversation had moved on before the sweep")

    async def _as_customer(
        self,
        customer: Customer,
        command: OfCustomer,
        *,
        opens: bool = False,
    ) -> Done:
        """Act on the current conversation; a first word, or one after the end, opens a new one."""
        pointer = await self.desk.current(customer.id)
        current = pointer.conversation if pointer else None
        # Derived from the first command's id, so that a resend to any replica meets the same.
        opened = _conversation_id(customer.id, command.id)
        try:
            last, conversation = current, await self.load(current) if current else NEW
            unborn = bool(pointer) and not conversation.started and current not in self._gone
            if pointer and unborn and pointer.before:  # its first word was not kept, or comes now
                last, conversation = pointer.before, await self.load(pointer.before)
        except ArchiveUnavailable:
            if current == opened:
                raise  # this very word may have opened it
            # What is not in the store is over; a new one needs no archive.
            last, conversation, unborn = current, NEW, False
        mine = conversation.customer == customer.id
        if mine and (done := await self._done_before(conversation, command.id)):
            return done
        known = command.id in conversation.handled or conversation.open
        if last and mine and (known or not opens):
            return await self._act(last, command)
        if not opens:
            raise NotFound
        if pointer and unborn and self.clock() - pointer.at < BIRTH_MS:
            opened = pointer.conversation  # another device's first word opens it just now
        elif current != opened:
            # Also when the log is gone: an id is never used again, for numbers were seen under it.
            opened = await self.desk.point(customer.id, current, opened, self.clock())
        await self.desk.track(opened)
        start = Start(
            at=self.clock(),
            customer=customer.id,
            locale=customer.locale,
            page=customer.page,
            identity=customer.identity,
            continues=last if mine else None,
            people_first=mine and conversation.people_first,
            last_agent=conversation.last_agent if mine else None,
        )
        return await self._act(opened, start, command)

    async def _done_before(self, conversation: Conversation, message_id: str) -> Done | None:
        """What a command became in one of the conversations before this one.

        It was sent again because its answer was lost, and meanwhile another conversation has begun:
        by what the customer sent after it, or on another device.
        """
        if message_id in conversation.handled:
            return None
        before = conversation.continues
        for _ in range(EARLIER_ASKED):
            if before is None:
                break
            earlier = await self._earlier(before)
            if seq := earlier.handled.get(message_id):
                return Done(before, seq, past=True)
            before = earlier.continues
        return None

    async def _earlier(self, conversation_id: str) -> Conversation:
        """A conversation that another one continues: over, so reading it once will do."""
        if known := self._over.get(conversation_id):
            return known
        try:
            conversation = await self.load(conversation_id)
        except ArchiveUnavailable:
            return NEW  # archived: over for so long that nobody repeats anything of it
        if conversation.started and not conversation.open:
            self._over[conversation_id] = conversation
            if len(self._over) > CACHED:
                self._over.popitem(last=False)
        return conversation

    async def _act(self, conversation_id: str, *commands: Command) -> Done:
        """Decide, append, bring the indexes in step. Several commands become one append.

        The indexes hold who owns the conversation, so words that move nothing leave them alone.

        Decided from what is remembered, since a log that went on refuses the append and brings
        what was missed. Only what appends nothing needs the log read.

        Raises:
            Refused: the conversation's state, freshly read, does not allow it.
            StoreUnavailable: unknown whether it happened; repeat it with the same id.
        """
        async with self._locks[conversation_id]:
            remembered = self._cache.get(conversation_id)
            conversation = remembered or await self._live(conversation_id)
            message_id = next((c.id for c in commands if hasattr(c, "id")), None)
            moved = True  # a repeated command also completes what a crash left undone
            while True:
                if not conversation.started and not isinstance(commands[0], Start):
                    return await self._act_on_archived(conversation_id, commands, message_id)
                try:
                    events = _decide_all(conversation, commands, self.rules)
                except Refused:
                    if conversation is not remembered:
                        raise
                    events = []
                if not events and conversation is remembered:
                    remembered, conversation = None, await self._live(conversation_id)
                    continue
                if not events:
                    break
                result = await self.log.append(
                    conversation_id, conversation.version, events, message_id
                )
                match result:
                    case Appended():
                        self._observe(conversation_id, conversation, events)
                        before, heard = conversation, self.remembered(conversation_id)
                        if heard.version == result.version:  # from those who follow it here
                            conversation = heard
                        else:
                            conversation = replay(events, before)
                        if heard.version <= result.version:
                            self._remember(conversation_id, conversation)
                        moved = conversation.epoch != before.epoch or elsewhere(
                            before, conversation, self.rules
                        )
                        for what, ms in observations(before, conversation):
                            await self.desk.observed(what, ms)
                        break
                    case Duplicate():
                        conversation = await self._live(conversation_id)
                        break
                    case Conflict(version=version, missed=missed):
                        if version == 0 < conversation.version:
                            self._cache.pop(conversation_id, None)
                            return await self._act_on_archived(
                                conversation_id, commands, message_id
                            )
                        if version < conversation.version:  # the log lost its end
                            conversation = await self._live(conversation_id)
                        else:
                            conversation = replay((e.event for e in missed), conversation)
        if moved:
            # Again, for whoever slept since it began: what is not tracked is never archived.
            await self.desk.track(conversation_id)
            await self._reconcile(conversation_id, conversation)
            self._assign_soon()
        if conversation.owed:
            self._answer(conversation_id)
        seq = conversation.handled.get(message_id or "", conversation.version)
        return Done(conversation_id, seq)

    async def _act_on_archived(
        self, conversation_id: str, commands: tuple[Command, ...], message_id: str | None
    ) -> Done:
        """Decide and append where a closed conversation is once it has left the store.

        Raises:
            NotFound: it is not in the archive either.
            Refused, StoreUnavailable
        """
        while entries := await self.archive.read(conversation_id):
            conversation = replay(entry.event for entry in entries)
            events = _decide_all(conversation, commands, self.rules)
            if not events or await self.archive.append(
                conversation_id, conversation.version, events
            ):
                self._observe(conversation_id, conversation, events)
                conversation = replay(events, conversation)
                seq = conversation.handled.get(message_id or "", conversation.version)
                return Done(conversation_id, seq)
        raise NotFound

    async def _reconcile(self, conversation_id: str, conversation: Conversation) -> None:
        """Bring the desk's indexes in step with the log. Idempotent; the log is the truth."""
        now, place = self.clock(), placement(conversation, self.rules)
        match conversation.stage:
            case "queued" | "ticket" if place:
                await self.desk.enqueue(conversation_id, place, now)
            case "assigned" | "wrap_up" if conversation.agent:
                await self.desk.hold(conversation_id, conversation.agent.id, now)
            case _:
                await self.desk.withdraw(conversation_id, now)

    def _answer(self, conversation_id: str) -> None:
        """See to it that the turns owed are answered, one after the other."""
        self._owing.add(conversation_id)
        if conversation_id not in self._turns:
            self._turns[conversation_id] = asyncio.create_task(self._run_turns(conversation_id))

    async def _run_turns(self, conversation_id: str) -> None:
        """One turn in flight per conversation: two at once would make Rasa's lock wait."""
        try:
            while conversation_id in self._owing:
                self._owing.discard(conversation_id)
                conversation = await self.load(conversation_id)
                while conversation.owed:
                    owed = conversation.owed[0]
                    if not await self.log.take_turn(conversation_id, owed.seq, OWED_GRACE_MS):
                        break  # another replica asks; it goes on with what is owed afterwards
                    await self._run_turn(conversation_id, conversation, owed)
                    conversation = await self.load(conversation_id)
        except StoreUnavailable:
            logger.warning("a turn is left to the sweep: the store did not answer")
        finally:
            del self._turns[conversation_id]

    async def _run_turn(
        self, conversation_id: str, conversation: Conversation, owed: OwedTurn
    ) -> None:
        await self.typing(conversation_id, "bot")
        try:
            answer = await self._bot(_turn(conversation_id, conversation, owed))
        except BotUnavailable as error:
            logger.warning("the bot gave no answer: %s", error)
            answer = Answer(
                (bot_unavailable(conversation.locale, self.rules.texts),),
                open_form=conversation.form,
            )
        command = BotReply(
            at=self.clock(),
            turn=owed.seq,
            epoch=conversation.epoch,
            replies=answer.replies,
            handoff_cause=answer.handoff_cause,
            form=answer.form,
            open_form=answer.open_form,
        )
        try:
            await self._act(conversation_id, command)
        except Refused:
            logger.info("a late bot answer was dropped")

    def _remember(self, conversation_id: str, conversation: Conversation) -> Conversation:
        self._cache[conversation_id] = conversation
        self._cache.move_to_end(conversation_id)
        while len(self._cache) > CACHED:
            gone, _ = self._cache.popitem(last=False)
            if not self._locks[gone].locked():
                del self._locks[gone]
        return conversation


def _in_step(conversation: Conversation, waits: bool, holder: str | None) -> bool:
    """Whether the desk's indexes say of a conversation what its log says."""
    match conversation.stage:
        case "queued" | "ticket":
            return waits and holder is None
        case "assigned" | "wrap_up" if conversation.agent:
            return not waits and holder == conversation.agent.id
        case _:
            return not waits and holder is None


def _decide_all(
    conversation: Conversation, commands: tuple[Command, ...], rules: Rules
) -> list[Event]:
    """The events of several commands in a row; a Start where it has begun is passed over."""
    events: list[Event] = []
    decided: list[Event] = []
    for command in commands:
        conversation = replay(decided, conversation)
        decided = []
        if not (isinstance(command, Start) and conversation.started):
            decided = respond(conversation, command, rules)
            events.extend(decided)
    return events


def _turn(conversation_id: str, conversation: Conversation, owed: OwedTurn) -> Turn:
    return Turn(
        conversation=conversation_id,
        seq=owed.seq,
        epoch=conversation.epoch,
        text=owed.text,
        payload=owed.payload,
        locale=conversation.locale,
        page=conversation.page,
        customer=conversation.customer,
        identity=conversation.identity,
    )


def _conversation_id(customer: str, first_message: str) -> str:
    return "c_" + hashlib.sha256(f"{customer}\n{first_message}".encode()).hexdigest()[:26]
