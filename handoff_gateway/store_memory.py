"""The store's twin in memory: for tests, and to say in plain Python what the Lua scripts do."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from handoff_gateway.events import Agent, Event
from handoff_gateway.ports import (
    OBSERVED,
    AgentPresence,
    Appended,
    Claim,
    Conflict,
    DeskState,
    Duplicate,
    Entry,
    Listener,
    Pointer,
    Reader,
    Signal,
)
from handoff_gateway.routing import Place, assign, fitting
from handoff_gateway.waiting import Observed, Recent


class MemoryLog:
    """`ports.Log` in one process."""

    def __init__(self) -> None:
        self._logs: dict[str, list[Event]] = defaultdict(list)
        self._ids: dict[tuple[str, str], int] = {}
        self._marks: defaultdict[str, dict[Reader, int]] = defaultdict(dict)
        self._followers: dict[str, list[Listener]] = defaultdict(list)
        self._turns: dict[tuple[str, int], float] = {}

    async def append(
        self, conversation: str, expected: int, events: Sequence[Event], message_id: str | None
    ) -> Appended | Duplicate | Conflict:
        log = self._logs[conversation]
        if message_id and (seq := self._ids.get((conversation, message_id))):
            return Duplicate(seq)
        if len(log) != expected:
            return Conflict(len(log), await self.read(conversation, expected))
        log.extend(events)
        if message_id:
            self._ids[conversation, message_id] = len(log)
        news = await self.read(conversation, expected)
        for listener in tuple(self._followers[conversation]):
            listener(conversation, news)
        return Appended(len(log))

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        log = self._logs[conversation]
        return tuple(Entry(n, event) for n, event in enumerate(log, start=1) if n > after)

    async def erase(self, conversation: str, expected: int) -> bool:
        if len(self._logs[conversation]) not in (0, expected):
            return False
        del self._logs[conversation]
        self._marks.pop(conversation, None)
        self._ids = {key: seq for key, seq in self._ids.items() if key[0] != conversation}
        return True

    async def take_turn(self, conversation: str, turn: int, for_ms: int) -> bool:
        now = time.monotonic()
        if self._turns.get((conversation, turn), now) > now:
            return False
        self._turns[conversation, turn] = now + for_ms / 1_000
        return True

    async def signal(self, conversation: str, signal: Signal) -> None:
        for listener in tuple(self._followers[conversation]):
            listener(conversation, signal)

    async def mark_read(self, conversation: str, who: Reader, seq: int) -> None:
        if self._marks[conversation].get(who, 0) < seq:
            self._marks[conversation][who] = seq
            await self.signal(conversation, Signal(who, seq))

    async def read_marks(self, conversation: str) -> dict[Reader, int]:
        return dict(self._marks[conversation])

    async def follow(self, conversation: str, listener: Listener) -> None:
        self._followers[conversation].append(listener)

    async def unfollow(self, conversation: str, listener: Listener) -> None:
        if listener in self._followers[conversation]:
            self._followers[conversation].remove(listener)


class MemoryDesk:
    """`ports.Desk` in one process."""

    def __init__(self) -> None:
        self._waiting: dict[str, Place] = {}
        self._held: dict[str, tuple[int, str]] = {}
        self._agents: dict[str, AgentPresence] = {}
        self._idle: dict[str, int] = {}
        self._here: dict[str, int] = {}
        self._recent: defaultdict[str, list[int]] = defaultdict(list)
        self._tracked: set[str] = set()
        self._current: dict[str, Pointer] = {}
        self._listeners: list[Callable[[], None]] = []

    async def enqueue(self, conversation: str, place: Place, now: int) -> None:
        freed = self._free(conversation, now)
        if self._waiting.get(conversation) != place or freed:
            self._waiting[conversation] = place
            self._changed()

    async def hold(self, conversation: str, agent: str, now: int) -> None:
        left = self._waiting.pop(conversation, None)
        holder = self._held.get(conversation)
        if holder is None or holder[1] != agent:
            self._free(conversation, now)
            self._held[conversation] = (now, agent)
        elif left is None:
            return
        self._changed()

    async def withdraw(self, conversation: str, now: int) -> None:
        left = self._waiting.pop(conversation, None)
        if self._free(conversation, now) or left is not None:
            self._changed()

    async def claim(self, agent: str, now: int, conversation: str | None) -> Claim:
        online = (await self.state(now)).online()
        me = next((one for one in online if one.id == agent), None)
        if me is None:
            return Claim("offline")
        if conversation is not None:
            if holder := self._held.get(conversation):
                if holder[1] == agent:
                    return Claim("claimed", conversation)
                return Claim("taken", conversation, holder[1])
            if conversation not in self._waiting:
                return Claim("none")
        if not me.free:
            return Claim("full")
        if conversation is None:
            fit = (c for c, place in self._in_order() if me in fitting(place, online, now))
            conversation = next(fit, None)
            if conversation is None:
                return Claim("none")
        self._give(conversation, agent, now)
        return Claim("claimed", conversation)

    async def assign(self, now: int, limit: int) -> tuple[tuple[str, Agent], ...]:
        state = await self.state(now)
        given = tuple(assign(self._in_order(), state.online(), now, limit))
        for conversation, agent in given:
            self._give(conversation, agent, now)
        return tuple((c, Agent(agent, self._agents[agent].name)) for c, agent in given)

    async def claimed_at(self, conversation: str) -> int | None:
        holder = self._held.get(conversation)
        return holder[0] if holder else None

    async def arrive(self, presence: AgentPresence, *, only_known: bool = False) -> None:
        before = self._agents.get(presence.id)
        if before is None and only_known:
            return
        self._agents[presence.id] = presence
        if before is None or before.status != presence.status:
            self._changed()

    async def go(self, agent: str) -> None:
        if self._agents.pop(agent, None):
            self._changed()

    async def customers_here(self, conversations: Collection[str], now: int, until: int) -> None:
        before = (await self.state(now)).here
        self._here = {c: at for c, at in self._here.items() if at >= now}
        self._here |= dict.fromkeys(conversations, until)
        if not before.issuperset(conversations):
            self._changed()

    async def observed(self, what: Observed, ms: int) -> None:
        self._recent[what] = [ms, *self._recent[what]][:OBSERVED]

    async def state(self, now: int) -> DeskState:
        return DeskState(
            waiting=tuple((c, place.requested_at) for c, place in self._in_order()),
            held={c: agent for c, (_, agent) in self._held.items()},
            agents=tuple(
                sorted((a for a in self._agents.values() if a.until >= now), key=lambda a: a.id)
            ),
            places=dict(self._waiting),
            idle_since=dict(self._idle),
            here=frozenset(c for c, until in self._here.items() if until >= now),
            recent=Recent(tuple(self._recent["held"]), tuple(self._recent["answered"])),
        )

    async def track(self, conversation: str) -> None:
        self._tracked.add(conversation)

    async def untrack(self, conversation: str) -> None:
        self._tracked.discard(conversation)

    async def tracked(self) -> frozenset[str]:
        return frozenset(self._tracked)

    async def current(self, customer: str) -> Pointer | None:
        return self._current.get(customer)

    async def point(self, customer: str, before: str | None, after: str, now: int) -> str:
        known = self._current.get(customer)
        if (known.conversation if known else None) == before:
            self._current[customer] = Pointer(after, now, before)
        return self._current[customer].conversation

    async def unpoint(self, customer: str) -> None:
        self._current.pop(customer, None)

    async def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def _in_order(self) -> list[tuple[str, Place]]:
        return sorted(self._waiting.items(), key=lambda one: (one[1].order, one[0]))

    def _give(self, conversation: str, agent: str, now: int) -> None:
        del self._waiting[conversation]
        self._held[conversation] = (now, agent)
        self._changed()

    def _free(self, conversation: str, now: int) -> bool:
        """Nobody holds it any more; whether somebody did."""
        holder = self._held.pop(conversation, None)
        if holder:
            self._idle[holder[1]] = now
        return holder is not None

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()
