"""One conversation of a customer after the other: which goes on, and when a new one opens."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from handoff_gateway.archive import ArchiveUnavailable
from handoff_gateway.commands import (
    AnswerHandBack,
    CancelHandoff,
    CorrectCase,
    End,
    LeaveMessage,
    RequestHandoff,
    Say,
    SetPreference,
    Start,
)
from handoff_gateway.conversation import NEW, Conversation, Refused
from handoff_gateway.events import Identity, Locale, Page
from handoff_gateway.keeper import Done, Keeper, NotFound
from handoff_gateway.ports import Desk

EARLIER_ASKED: Final = 3  # conversations before, in which a repeated command is looked for
REMEMBERED: Final = 5_000  # conversations that are over, kept in memory for that
BIRTH_MS: Final = 5_000  # from pointing at a new conversation to its first entry, as a rule


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


class Succession:
    """Knows which conversation a customer's command belongs to, and takes it there."""

    def __init__(self, keeper: Keeper, desk: Desk) -> None:
        self._keeper = keeper
        self._desk = desk
        self._over: OrderedDict[str, Conversation] = OrderedDict()

    async def current(self, customer: str) -> tuple[str, Conversation] | None:
        """The conversation that goes on for a customer, or the last one when it is over.

        While that one has not begun, because its first word was not kept, it is the one before.

        Raises:
            ArchiveUnavailable: it is over, and what was said can't be read now.
        """
        pointer = await self._desk.current(customer)
        for conversation_id in (pointer.conversation, pointer.before) if pointer else ():
            if conversation_id:
                conversation = await self._keeper.load(conversation_id)
                if conversation.customer == customer:
                    return conversation_id, conversation
        return None

    async def current_open(self, customer: str) -> tuple[str, Conversation] | None:
        """The conversation that a customer can go on with; an archived one never is."""
        try:
            known = await self.current(customer)
        except ArchiveUnavailable:
            return None
        return known if known and known[1].open else None

    async def wishes_people_first(self, customer: str) -> bool:
        """What the last conversation says; not known while the archive is away."""
        try:
            known = await self.current(customer)
        except ArchiveUnavailable:
            return False
        return known is not None and known[1].people_first

    async def hand_over(self, customer: str, conversation_id: str) -> None:
        """The conversation goes on for another customer id: who they are is known by now.

        Unless a person has, or is awaited in, another of theirs.
        """
        other = await self.current_open(customer)
        if other is None or other[1].stage == "bot":
            pointer = await self._desk.current(customer)
            before = pointer.conversation if pointer else None
            await self._desk.point(customer, before, conversation_id, self._keeper.clock())

    async def act(
        self,
        customer: Customer,
        command: OfCustomer,
        *,
        opens: bool = False,
        following: str | None = None,
    ) -> Done:
        """Act on the current conversation.

        Args:
            opens: a first word, or one after the end, opens a new one.
            following: the conversation that they see. Where it goes on, as far as is remembered,
                the store need not be asked which one it is.

        Raises:
            NotFound: none goes on, and the command opens none.
            Refused, StoreUnavailable
        """
        if following and self._goes_on(customer, following):
            if done := await self._done_before(self._keeper.remembered(following), command.id):
                return done
            try:
                return await self._keeper.act(following, command)
            except (Refused, NotFound, ArchiveUnavailable):  # over by now: look where they stand
                pass
        pointer = await self._desk.current(customer.id)
        current = pointer.conversation if pointer else None
        # Derived from the first command's id, so that a resend to any replica meets the same.
        opened = _conversation_id(customer.id, command.id)
        try:
            last, conversation = current, await self._keeper.load(current) if current else NEW
            lost = current is not None and self._keeper.is_gone(current)
            unborn = bool(pointer) and not conversation.started and not lost
            if pointer and unborn and pointer.before:  # its first word was not kept, or comes now
                last, conversation = pointer.before, await self._keeper.load(pointer.before)
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
            return await self._keeper.act(last, command)
        if not opens:
            raise NotFound
        if pointer and unborn and self._keeper.clock() - pointer.at < BIRTH_MS:
            opened = pointer.conversation  # another device's first word opens it just now
        elif current != opened:
            # Also when the log is gone: an id is never used again, for numbers were seen under it.
            opened = await self._desk.point(customer.id, current, opened, self._keeper.clock())
        before = conversation if mine else NEW
        await self._desk.track(opened)
        start = Start(
            at=self._keeper.clock(),
            customer=customer.id,
            locale=customer.locale,
            page=customer.page,
            identity=customer.identity,
            continues=last if mine else None,
            people_first=before.people_first,
            last_agent=before.last_agent,
        )
        return await self._keeper.act(opened, start, command)

    def _goes_on(self, customer: Customer, conversation_id: str) -> bool:
        """Whether a conversation is the customer's current one, as far as is remembered.

        It is, while it is open: only a verified customer can be given another one meanwhile
        (`hand_over`).
        """
        known = self._keeper.remembered(conversation_id)
        return known.open and known.customer == customer.id and customer.identity is None

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
            conversation = await self._keeper.load(conversation_id)
        except ArchiveUnavailable:
            return NEW  # archived: over for so long that nobody repeats anything of it
        if conversation.started and not conversation.open:
            self._over[conversation_id] = conversation
            if len(self._over) > REMEMBERED:
                self._over.popitem(last=False)
        return conversation


def _conversation_id(customer: str, first_message: str) -> str:
    return "c_" + hashlib.sha256(f"{customer}\n{first_message}".encode()).hexdigest()[:26]
