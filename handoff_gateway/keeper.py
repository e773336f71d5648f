"""Keeps the conversations: what is remembered of them, and every entry that is added.

Order of every act: append to the log, then bring the desk's indexes in step (`reconcile`).
A crash in between is mended by repeating the act with the same id, or by the sweep.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_gateway.archive import Archive
from handoff_gateway.commands import Command, Start
from handoff_gateway.conversation import NEW, Conversation, Refused, evolve, replay
from handoff_gateway.escalation import respond
from handoff_gateway.events import Event
from handoff_gateway.ports import Appended, Conflict, Desk, Duplicate, Entry, Log
from handoff_gateway.routing import elsewhere, placement
from handoff_gateway.rules import Rules
from handoff_gateway.waiting import observations

CACHED: Final = 5_000  # conversations whose state is kept in memory; the log is the truth
RETOLD_MS: Final = 3_600_000  # how far back an observer is told again after a start


class NotFound(Exception):
    """No such conversation, or not yours: the same to whoever asks."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command's entry: durable as number `seq` of this conversation.

    `past`: another conversation has begun since.
    """

    conversation: str
    seq: int
    past: bool = False


Observer = Callable[[str, Conversation, Sequence[Event]], None]
"""Hears of a conversation's new entries at once, so it neither waits nor raises."""


class Keeper:
    """Decides, appends and remembers, for one conversation at a time.

    Args:
        rules: the desk's; they may be replaced at any time.
        clock: milliseconds since the epoch.
        observe: told of every append of this process, with the conversation before it; of the same
            entries again after a restart.
    """

    def __init__(
        self,
        log: Log,
        desk: Desk,
        archive: Archive,
        rules: Rules,
        clock: Callable[[], int],
        observe: Observer,
    ) -> None:
        self.rules = rules
        self.clock = clock
        self._log = log
        self._desk = desk
        self._archive = archive
        self._observe = observe
        self._cache: OrderedDict[str, Conversation] = OrderedDict()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._gone: set[str] = set()
        self._moved: Callable[[], None] = lambda: None
        self._owed: Callable[[str], None] = lambda _: None

    def then(self, moved: Callable[[], None], owed: Callable[[str], None]) -> None:
        """What follows an act: `moved` where somebody may wait now, or a place be free; `owed`
        where the bot owes this conversation a turn.
        """
        self._moved, self._owed = moved, owed

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

    def is_gone(self, conversation_id: str) -> bool:
        """Whether it had a log once, as this process saw it, and has none."""
        return conversation_id in self._gone

    async def load(self, conversation_id: str) -> Conversation:
        """The conversation as its log says now, or its archived entries (version 0: unknown).

        Raises:
            StoreUnavailable
            ArchiveUnavailable: it is not in the store, and the archive does not answer.
        """
        conversation = await self.live(conversation_id)
        if conversation.started:
            return conversation
        return replay(entry.event for entry in await self._archive.read(conversation_id))

    async def live(self, conversation_id: str) -> Conversation:
        """The conversation as its log in the store says now (version 0 when there is none).

        The last known entry is read again: when it is not there, the log is another or gone.

        Raises:
            StoreUnavailable
        """
        known = self.remembered(conversation_id)
        news = await self._log.read(conversation_id, max(known.version - 1, 0))
        if known.started and not news:
            known, news = NEW, await self._log.read(conversation_id)
        if not news:
            if self._cache.pop(conversation_id, None):
                if len(self._gone) > CACHED:
                    self._gone.clear()
                self._gone.add(conversation_id)
            return NEW
        events = (entry.event for entry in news if entry.seq > known.version)
        return self._remember(conversation_id, replay(events, known))

    async def act(self, conversation_id: str, *commands: Command) -> Done:
        """Decide, append, bring the indexes in step. Several commands become one append.

        The indexes hold who owns the conversation, so words that move nothing leave them alone.

        Decided from what is remembered, since a log that went on refuses the append and brings
        what was missed. Only what appends nothing needs the log read.

        Raises:
            NotFound: there is no such conversation, and the first command is not its Start.
            Refused: the conversation's state, freshly read, does not allow it.
            StoreUnavailable: unknown whether it happened; repeat it with the same id.
        """
        message_id = next((c.id for c in commands if hasattr(c, "id")), None)
        async with self._locks[conversation_id]:
            kept = await self._append(conversation_id, commands, message_id)
            if kept is None:
                return await self._act_on_archived(conversation_id, commands, message_id)
        conversation, moved = kept
        if moved:
            # Again, for whoever slept since it began: what is not tracked is never archived.
            await self._desk.track(conversation_id)
            await self.reconcile(conversation_id, conversation)
            self._moved()
        if conversation.owed:
            self._owed(conversation_id)
        seq = conversation.handled.get(message_id or "", conversation.version)
        return Done(conversation_id, seq)

    async def reconcile(self, conversation_id: str, conversation: Conversation) -> None:
        """Bring the desk's indexes in step with the log. Idempotent; the log is the truth."""
        now, place = self.clock(), placement(conversation, self.rules)
        match conversation.stage:
            case "queued" | "ticket" if place:
                await self._desk.enqueue(conversation_id, place, now)
            case "assigned" | "wrap_up" if conversation.agent:
                await self._desk.hold(conversation_id, conversation.agent.id, now)
            case _:
                await self._desk.withdraw(conversation_id, now)

    async def retell(self) -> None:
        """Tell the observer of the entries of what was alive lately, from their beginning.

        What the process before this one heard and could not pass on comes again.

        Raises:
            StoreUnavailable
        """
        since = self.clock() - RETOLD_MS
        for conversation_id in await self._desk.tracked():
            if (await self.live(conversation_id)).last_at > since:
                entries = await self._log.read(conversation_id)
                self._observe(conversation_id, NEW, [entry.event for entry in entries])

    async def _append(
        self, conversation_id: str, commands: tuple[Command, ...], message_id: str | None
    ) -> tuple[Conversation, bool] | None:
        """Decide and append to the log, again for as long as it went on meanwhile.

        Returns:
            The conversation afterwards, and whether the indexes may be out of step with it; None
            where there is no log.

        Raises:
            Refused, StoreUnavailable
        """
        remembered = self._cache.get(conversation_id)
        conversation = remembered or await self.live(conversation_id)
        while True:
            if not conversation.started and not isinstance(commands[0], Start):
                return None
            try:
                events = _decide_all(conversation, commands, self.rules)
            except Refused:
                if conversation is not remembered:
                    raise
                events = []
            if not events and conversation is remembered:
                remembered, conversation = None, await self.live(conversation_id)
                continue
            if not events:
                break
            result = await self._log.append(
                conversation_id, conversation.version, events, message_id
            )
            match result:
                case Appended(version=version):
                    return await self._appended(conversation_id, conversation, events, version)
                case Duplicate():
                    conversation = await self.live(conversation_id)
                    break
                case Conflict(version=version, missed=missed):
                    if version == 0 < conversation.version:
                        self._cache.pop(conversation_id, None)
                        return None
                    if version < conversation.version:  # the log lost its end
                        conversation = await self.live(conversation_id)
                    else:
                        conversation = replay((e.event for e in missed), conversation)
        return conversation, True  # a repeated command also completes what a crash left undone

    async def _appended(
        self, conversation_id: str, before: Conversation, events: list[Event], version: int
    ) -> tuple[Conversation, bool]:
        """The conversation as of `version`, remembered and observed, and whether it moved."""
        self._observe(conversation_id, before, events)
        heard = self.remembered(conversation_id)  # also from those who follow it here
        conversation = heard if heard.version == version else replay(events, before)
        if heard.version <= version:
            self._remember(conversation_id, conversation)
        moved = conversation.epoch != before.epoch or elsewhere(before, conversation, self.rules)
        for what, ms in observations(before, conversation):
            await self._desk.observed(what, ms)
        return conversation, moved

    async def _act_on_archived(
        self, conversation_id: str, commands: tuple[Command, ...], message_id: str | None
    ) -> Done:
        """Decide and append where a closed conversation is once it has left the store.

        Raises:
            NotFound: it is not in the archive either.
            Refused, StoreUnavailable
        """
        while entries := await self._archive.read(conversation_id):
            conversation = replay(entry.event for entry in entries)
            events = _decide_all(conversation, commands, self.rules)
            if not events or await self._archive.append(
                conversation_id, conversation.version, events
            ):
                self._observe(conversation_id, conversation, events)
                conversation = replay(events, conversation)
                seq = conversation.handled.get(message_id or "", conversation.version)
                return Done(conversation_id, seq)
        raise NotFound

    def _remember(self, conversation_id: str, conversation: Conversation) -> Conversation:
        self._cache[conversation_id] = conversation
        self._cache.move_to_end(conversation_id)
        while len(self._cache) > CACHED:
            gone, _ = self._cache.popitem(last=False)
            if not self._locks[gone].locked():
                del self._locks[gone]
        return conversation


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
