"""All sockets of this process: consoles are told the desk, waiting customers their place.

Several changes in a short time are told once. Also the process's clockwork: presence, tips, sweep.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from pydantic import BaseModel

from handoff_gateway.cards import agent_cards, conversation_card, queue_cards
from handoff_gateway.conversation import Conversation
from handoff_gateway.events import SlaAction
from handoff_gateway.frames import Waiting, desk_json, list_json
from handoff_gateway.hours import answer_by, next_opening
from handoff_gateway.ports import AgentPresence, DeskState, StoreUnavailable
from handoff_gateway.routing import Candidate, Standing, standings
from handoff_gateway.rules import Rules
from handoff_gateway.service import Service
from handoff_gateway.waiting import estimate

logger = logging.getLogger(__name__)

COALESCE_S: Final = 0.05
REFRESH_S: Final = 5.0  # presence that ran out, and words said while waiting, show up this soon
HERE_MS: Final = 15_000
ROUNDED_MS: Final = 30_000  # estimates are told in steps of this, so that they do not flicker
PRESENCE_MS: Final = 30_000
PARTED_MS: Final = 8_000  # enough for a reload, or for another replica to say that they are here
TIP_S: Final = 20.0
CHECKED_AT_ONCE: Final = 100  # sockets; their reads leave in one round trip
SWEEP_S: Final = 5.0
FORGET_S: Final = 600.0


class CustomerSide(Protocol):
    """A customer's socket, as the hub sees it."""

    conversation: str | None

    def tell_waiting(self, waiting: Waiting) -> None: ...
    async def check(self) -> None: ...


class AgentSide(Protocol):
    """An agent's socket, as the hub sees it."""

    @property
    def presence(self) -> AgentPresence: ...
    @property
    def followed(self) -> Collection[str]: ...
    def tell_desk(self, desk: bytes) -> None: ...
    async def check(self) -> None: ...


class Hub:
    """Start it with `run`; sockets come with `join` and leave with `part`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._customers: set[CustomerSide] = set()
        self._agents: set[AgentSide] = set()
        self._changed = asyncio.Event()
        self._cards: dict[str, _Card] = {}
        self._at_desk: set[str] = set()  # conversations that wait or that an agent has

    def join_customer(self, side: CustomerSide) -> None:
        self._customers.add(side)

    def part_customer(self, side: CustomerSide) -> None:
        self._customers.discard(side)

    async def join_agent(self, side: AgentSide) -> None:
        self._agents.add(side)
        await self._service.arrive(side.presence)
        self._changed.set()

    async def part_agent(self, side: AgentSide) -> None:
        """A console closed. Its agent is soon not online any more, unless another one is open."""
        if side not in self._agents:
            return
        self._agents.remove(side)
        presence = side.presence
        if not any(other.presence.id == presence.id for other in self._agents):
            soon = replace(presence, until=self._service.clock() + PARTED_MS)
            with contextlib.suppress(StoreUnavailable):
                await self._service.desk.arrive(soon, only_known=True)

    async def announce(self, side: AgentSide) -> None:
        """The agent's presence, now."""
        await self._service.arrive(side.presence)

    def refresh(self) -> None:
        """Tell the desk to all, soon."""
        self._changed.set()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._tell())
            tasks.create_task(_try(self._service.keeper.retell))
            tasks.create_task(_every(REFRESH_S, self._renew_presence))
            tasks.create_task(_every(REFRESH_S, self._say_who_is_here))
            tasks.create_task(_every(TIP_S, self._check_positions))
            tasks.create_task(_every(SWEEP_S, self._service.sweeper.sweep))
            tasks.create_task(_every(SWEEP_S, self._service.mover.move))
            tasks.create_task(_every(FORGET_S, self._service.mover.forget_old))

    async def _listen(self) -> None:
        """Hear of the desk's changes; a store that is away just now must not stop the rest."""
        while True:
            try:
                await self._service.desk.on_change(self._changed.set)
                return
            except StoreUnavailable:
                await asyncio.sleep(1)

    async def _tell(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(COALESCE_S)
            self._changed.clear()
            try:
                state = await self._service.desk_state()
                await self._tell_customers(state)
                if self._agents:
                    await self._tell_agents(state)
            except StoreUnavailable:
                await asyncio.sleep(1)
                self._changed.set()
            except Exception:  # one conversation that can't be shown must not end the clockwork
                logger.exception("the desk could not be told")

    async def _tell_customers(self, state: DeskState) -> None:
        self._at_desk = {*(name for name, _ in state.waiting), *state.held}
        outlook = _Outlook(state, self._service.rules, self._service.clock())
        for side in tuple(self._customers):
            name = side.conversation
            if name is not None and name in state.places:
                conversation = await self._followed(name)
                if conversation.stage == "queued" and conversation.handoff:
                    side.tell_waiting(outlook.waiting(name, conversation.handoff.actions))

    async def _say_who_is_here(self) -> None:
        """Agents see which of their customers have the chat open."""
        chats = {side.conversation for side in self._customers if side.conversation}
        if here := chats & self._at_desk:
            now = self._service.clock()
            await self._service.desk.customers_here(sorted(here), now, now + HERE_MS)

    async def _tell_agents(self, state: DeskState) -> None:
        mine: defaultdict[str, list[str]] = defaultdict(list)
        for name, holder in sorted(state.held.items()):
            mine[holder].append(name)
        agents = {side: side.presence.id for side in self._agents}
        waiting = [name for name, _ in state.waiting]
        await self._make_cards({*waiting, *(n for agent in agents.values() for n in mine[agent])})
        # What is the same for all is made once: there may be hundreds.
        queue = list_json(self._cards[name].body for name in waiting)
        queues = _in_json(queue_cards(self._service.rules))
        colleagues = _in_json(agent_cards(state))
        for side, agent in agents.items():
            side.tell_desk(
                desk_json(
                    queue=queue,
                    mine=(self._cards[name].body for name in mine[agent]),
                    here=sorted(state.here.intersection([*mine[agent], *waiting])),
                    agents=colleagues,
                    capacity=side.presence.takes.capacity,
                    queues=queues,
                )
            )

    async def _make_cards(self, names: Iterable[str]) -> None:
        """The cards of conversations; only the logs of those that nobody here follows are read, and
        only what has changed is made anew.
        """
        followed = {side.conversation for side in self._customers}
        for side in self._agents:
            followed.update(side.followed)
        before, self._cards = self._cards, {}
        rules = self._service.rules
        names = list(names)
        loaded = await asyncio.gather(  # one round trip for all
            *(
                self._followed(name) if name in followed else self._service.keeper.load(name)
                for name in names
            )
        )
        for name, conversation in zip(names, loaded, strict=True):
            card = before.get(name)
            if card is None or card.conversation is not conversation or card.rules is not rules:
                told = conversation_card(name, conversation, rules).model_dump_json().encode()
                card = _Card(conversation, rules, told)
            self._cards[name] = card

    async def _followed(self, conversation_id: str) -> Conversation:
        """A conversation that somebody here follows: what is remembered of it holds."""
        known = self._service.keeper.remembered(conversation_id)
        return known if known.started else await self._service.keeper.load(conversation_id)

    async def _renew_presence(self) -> None:
        arrivals = (self._service.desk.arrive(side.presence) for side in tuple(self._agents))
        await asyncio.gather(*arrivals)  # one round trip for all
        self._changed.set()

    async def _check_positions(self) -> None:
        sides: list[CustomerSide | AgentSide] = [*self._customers, *self._agents]
        for first in range(0, len(sides), CHECKED_AT_ONCE):
            some = sides[first : first + CHECKED_AT_ONCE]
            # What one can't be told must not keep it from the others.
            await asyncio.gather(*(_try(side.check) for side in some))


@dataclass(frozen=True, slots=True)
class _Card:
    """A conversation's card in JSON, and what it was made of."""

    conversation: Conversation
    rules: Rules
    body: bytes


class _Outlook:
    """What one look at the desk says to all who wait."""

    def __init__(self, state: DeskState, rules: Rules, now: int) -> None:
        self._now = now
        self._rules = rules
        self._places = state.places
        self._recent = state.recent
        self._online = {agent.id: agent for agent in state.online()}
        waiting = [(name, state.places[name]) for name, _ in state.waiting if name in state.places]
        self._standings = standings(waiting, list(self._online.values()), now)
        self._times: dict[str, tuple[int | None, int]] = {}

    def waiting(self, conversation: str, actions: frozenset[SlaAction]) -> Waiting:
        """What to tell whoever waits in this conversation."""
        place, standing = self._places[conversation], self._standings[conversation]
        opens_at, answered_by = self._times_of(place.queue)
        likely = self._estimate(standing)
        return Waiting(
            conversation=conversation,
            position=standing.position,
            since=place.requested_at,
            agents_online=len(standing.agents),
            opens_at=None if standing.agents else opens_at,
            soonest=self._at(likely[0]) if likely else None,
            latest=self._at(likely[1]) if likely else None,
            answer_by=-(-answered_by // ROUNDED_MS) * ROUNDED_MS,
            offered="offer_message" in actions or not standing.agents,
        )

    def _estimate(self, standing: Standing) -> tuple[int, int] | None:
        agents: list[Candidate] = [self._online[agent] for agent in standing.agents]
        places = sum(agent.takes.capacity for agent in agents)
        free = sum(max(agent.takes.capacity - agent.load, 0) for agent in agents)
        return estimate(standing.position, free, places, self._recent)

    def _times_of(self, queue_id: str) -> tuple[int | None, int]:
        """When the queue opens next, and by when a message left there now is answered."""
        if queue_id not in self._times:
            hours = (self._rules.queue(queue_id) or self._rules.queues[-1]).hours
            promised = answer_by(hours, self._now, self._rules.answer_within_ms)
            self._times[queue_id] = next_opening(hours, self._now), promised
        return self._times[queue_id]

    def _at(self, wait: int) -> int:
        return -(-(self._now + wait) // ROUNDED_MS) * ROUNDED_MS


def _in_json(cards: Iterable[BaseModel]) -> bytes:
    return list_json(card.model_dump_json().encode() for card in cards)


async def _every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _try(act)
        task = asyncio.current_task()
        if task and task.cancelling():  # the store's client now and then swallows a cancellation
            raise asyncio.CancelledError


async def _try(act: Callable[[], Awaitable[None]]) -> None:
    try:
        await act()
    except StoreUnavailable as error:
        logger.warning("%s: the store does not answer: %s", act.__name__, error)
    except Exception:
        logger.exception("%s failed", act.__name__)
