"""Who waits becomes an agent's: the desk gives each to one agent, then the log says so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from handoff_gateway.commands import Assign
from handoff_gateway.conversation import Refused
from handoff_gateway.events import Agent
from handoff_gateway.keeper import Done, Keeper, NotFound
from handoff_gateway.ports import Claim, Desk, StoreUnavailable

logger = logging.getLogger(__name__)

ASSIGNED_AT_ONCE: Final = 20  # a script holds up the whole store, so it is a short one


class NotClaimed(Exception):
    """The waiting conversation did not become the agent's; `claim` says why."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(claim.outcome)
        self.claim = claim


class Assigning:
    """Gives waiting conversations to agents: to who takes one, and by the rules."""

    def __init__(self, keeper: Keeper, desk: Desk) -> None:
        self._keeper = keeper
        self._desk = desk
        self._task: asyncio.Task[None] | None = None
        self._again = False

    async def accept(self, agent: Agent, conversation_id: str | None, message_id: str) -> Done:
        """Take a waiting conversation, or the first that is for them.

        Raises:
            NotClaimed: taken, none waiting, no free place, or the agent is not online.
            StoreUnavailable
        """
        if done := await self._accepted(agent, message_id):
            return done
        claim = await self._desk.claim(agent.id, self._keeper.clock(), conversation_id)
        if claim.outcome != "claimed" or claim.conversation is None:
            raise NotClaimed(claim)
        try:
            return await self._keeper.act(
                claim.conversation, Assign(at=self._keeper.clock(), id=message_id, agent=agent)
            )
        except Refused as refusal:
            conversation = await self._keeper.load(claim.conversation)
            if refusal.reason == "already_assigned" and conversation.agent == agent:
                return Done(claim.conversation, conversation.version)
            await self._keeper.reconcile(claim.conversation, conversation)
            holder = conversation.agent.id if conversation.agent else None
            raise NotClaimed(
                Claim("taken" if holder else "none", claim.conversation, holder)
            ) from refusal

    async def assign_waiting(self) -> None:
        """Give those who wait to agents with a free place, in order, as the rules say.

        The desk gives each to one agent in one act. What a crash keeps out of the log then is void
        after the grace of a claim, and the sweep returns it to its place.

        Raises:
            StoreUnavailable
        """
        if all(queue.assign == "by_hand" for queue in self._keeper.rules.queues):
            return
        while given := await self._desk.assign(self._keeper.clock(), ASSIGNED_AT_ONCE):
            for conversation_id, agent in given:
                await self._assign(agent, conversation_id)

    def soon(self) -> None:
        """Assign, and once more where that is under way: what it saw may be past."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def under_way(self) -> Sequence[asyncio.Task[None]]:
        """The assigning that `soon` began, while it goes on."""
        return (self._task,) if self._task and not self._task.done() else ()

    async def _accepted(self, agent: Agent, message_id: str) -> Done | None:
        """What this very command took before: sent again, it takes no second conversation."""
        state = await self._desk.state(self._keeper.clock())
        for conversation_id, holder in state.held.items():
            if holder == agent.id:
                conversation = await self._keeper.load(conversation_id)
                if seq := conversation.handled.get(message_id):
                    return Done(conversation_id, seq)
        return None

    async def _assign(self, agent: Agent, conversation_id: str) -> None:
        """Write down what the desk gave. The id is the same for whoever gives it away this time."""
        conversation = await self._keeper.load(conversation_id)
        assignment = Assign(
            at=self._keeper.clock(), id=f"routed-{conversation.epoch}", agent=agent, by="routing"
        )
        try:
            await self._keeper.act(conversation_id, assignment)
        except (Refused, NotFound):
            await self._keeper.reconcile(conversation_id, await self._keeper.load(conversation_id))

    async def _run(self) -> None:
        while self._again:
            self._again = False
            try:
                await self.assign_waiting()
            except StoreUnavailable as error:
                logger.warning("assigning is left to the sweep: %s", error)
