"""The sweep: what time alone asks for, and what a crash or a leaving left behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from typing import Final

from handoff_gateway.archive_mover import Mover
from handoff_gateway.assigning import Assigning
from handoff_gateway.commands import Command
from handoff_gateway.conversation import Conversation, Refused
from handoff_gateway.hours import next_opening
from handoff_gateway.keeper import Keeper
from handoff_gateway.ports import Desk, DeskState
from handoff_gateway.routing import hours_of, placement
from handoff_gateway.turns import Turns
from handoff_gateway.waiting import absent_agent, expiry, silent_agent, steps_due

logger = logging.getLogger(__name__)

READ_AT_ONCE: Final = 100  # conversations that a sweep reads together
CLAIM_GRACE_MS: Final = (
    5_000  # between a claim and its Assigned entry; after that the claim is void
)
LOST_MS: Final = 60_000  # a tracked conversation without a log for longer will have none


class Sweeper:
    """Looks through all that lives.

    Args:
        mover: is told what is closed.
        idle_ms: after how long without a word a conversation with the bot ends.
    """

    def __init__(
        self,
        keeper: Keeper,
        desk: Desk,
        turns: Turns,
        assigning: Assigning,
        mover: Mover,
        idle_ms: int,
    ) -> None:
        self._keeper = keeper
        self._desk = desk
        self._turns = turns
        self._assigning = assigning
        self._mover = mover
        self.idle_ms = idle_ms
        self._since = keeper.clock()
        self._lost: dict[str, int] = {}

    async def sweep(self) -> None:
        """Mend what a crash or a leaving left behind.

        Indexes that differ from the log, turns whose asker died, conversations of agents who are
        gone: those return to the queue at their place, so that no customer talks to nobody. Also
        takes the steps of a wait that has become long, and assigns. Everything here follows from
        the logs and the clock, and does nothing when it is done twice, so any replica may do it.

        Raises:
            StoreUnavailable
        """
        state = await self._desk.state(self._heard_since())  # before the logs are read
        here = {agent.id for agent in state.agents}
        waiting = {name for name, _ in state.waiting}
        tracked = await self._desk.tracked()
        self._mover.keep_only(tracked)
        self._lost = {name: at for name, at in self._lost.items() if name in tracked}
        async for conversation_id, conversation in self._all_live(tracked):
            if not conversation.started:
                await self._miss(conversation_id)
                continue
            self._lost.pop(conversation_id, None)
            waits = conversation_id in waiting
            if not await self._mend(conversation_id, conversation, state, waits):
                continue
            if conversation.stage == "closed":
                self._mover.rest(conversation_id, conversation.last_at)
            for command in self._due(conversation, here, state):
                await self._do(conversation_id, command)
            self._turns.take_over(conversation_id, conversation)
        await self._assigning.assign_waiting()

    async def _all_live(self, tracked: Iterable[str]) -> AsyncIterator[tuple[str, Conversation]]:
        """Tracked conversations that do not rest, read many at a time: one round trip for all."""
        names = [name for name in tracked if not self._mover.rests(name)]
        for first in range(0, len(names), READ_AT_ONCE):
            some = names[first : first + READ_AT_ONCE]
            read = await asyncio.gather(*(self._keeper.live(name) for name in some))
            for one in zip(some, read, strict=True):
                yield one

    async def _mend(
        self, conversation_id: str, conversation: Conversation, state: DeskState, waits: bool
    ) -> bool:
        """Bring the indexes in step with the log where they differ.

        Returns:
            False when it has just been claimed, so that its Assigned entry may be on the way.
        """
        moved = waits and state.places.get(conversation_id) != placement(
            conversation, self._keeper.rules
        )
        if moved or not _in_step(conversation, waits, state.held.get(conversation_id)):
            claimed = await self._desk.claimed_at(conversation_id)
            fresh = claimed is not None and self._keeper.clock() - claimed < CLAIM_GRACE_MS
            if fresh and conversation.stage in ("queued", "ticket"):
                return False
            await self._keeper.reconcile(conversation_id, conversation)
        return True

    async def _miss(self, conversation_id: str) -> None:
        """A tracked conversation without a log is about to begin, or was archived or erased."""
        first_missed = self._lost.setdefault(conversation_id, self._keeper.clock())
        if self._keeper.clock() - first_missed > LOST_MS:
            await self._desk.withdraw(conversation_id, self._keeper.clock())
            await self._desk.untrack(conversation_id)
            del self._lost[conversation_id]

    def _heard_since(self) -> int:
        """Agents silent for longer than this (ms), the grace time, are not here any more.

        Silence before this process began may have been ours: it does not count.
        """
        now = self._keeper.clock()
        grace = self._keeper.rules.absent_after_ms
        return now - grace if now - self._since > grace else 0

    def _due(self, conversation: Conversation, here: set[str], state: DeskState) -> list[Command]:
        """What time alone asks for."""
        now, rules = self._keeper.clock(), self._keeper.rules
        steps = steps_due(conversation, rules.steps, now)
        if steps and self._is_deserted(conversation, state, now):
            # None would be true: all that are due then are taken when it opens.
            steps = []
        due = (
            absent_agent(conversation, here, now),
            *steps,
            silent_agent(conversation, rules.unanswered_after_ms, now),
            expiry(conversation, self.idle_ms, now),
        )
        return [command for command in due if command is not None]

    def _is_deserted(self, conversation: Conversation, state: DeskState, now: int) -> bool:
        """Whether nobody is online, nor due by the hours of the conversation's queue."""
        if any(agent.status == "online" and agent.until >= now for agent in state.agents):
            return False
        return next_opening(hours_of(conversation, self._keeper.rules), now) is not None

    async def _do(self, conversation_id: str, command: Command) -> None:
        """What the sweep found due, unless the conversation has moved on meanwhile."""
        try:
            await self._keeper.act(conversation_id, command)
        except Refused:
            logger.info("a conversation had moved on before the sweep")


def _in_step(conversation: Conversation, waits: bool, holder: str | None) -> bool:
    """Whether the desk's indexes say of a conversation what its log says."""
    match conversation.stage:
        case "queued" | "ticket":
            return waits and holder is None
        case "assigned" | "wrap_up" if conversation.agent:
            return not waits and holder == conversation.agent.id
        case _:
            return not waits and holder is None
