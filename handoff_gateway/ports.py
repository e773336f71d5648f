"""What the gateway needs from outside. Adapters: store_memory, store_redis, rasa_client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from handoff_gateway.events import Agent, BotText, Event, Form, Identity, Locale, Page
from handoff_gateway.routing import Candidate, Place
from handoff_gateway.rules import ANYTHING, AgentRules
from handoff_gateway.waiting import NOTHING_YET, Observed, Recent


class StoreUnavailable(Exception):
    """The store did not answer; whether the act happened is unknown. Repeat it, same ids."""


# --- the log ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One event under its number (1 is the first of a conversation)."""

    seq: int
    event: Event


@dataclass(frozen=True, slots=True)
class Appended:
    """All events are durable; `version` is the number of the last."""

    version: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The message id was appended before, as entry `seq`; nothing was appended now."""

    seq: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """The log went on meanwhile: nothing was appended, `missed` is what came after `expected`.

    A `version` below the expected one means that the log is gone.
    """

    version: int
    missed: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """Somebody is writing, or has read up to entry `read`: told to those who follow."""

    who: Literal["bot", "customer", "agent"]
    read: int | None = None


Reader = Literal["customer", "agent"]

News = tuple[Entry, ...] | Signal | None
"""What a follower hears: new entries, a signal, or None: news may have been missed, read again."""

Listener = Callable[[str, News], None]


class Log(Protocol):
    """The numbered logs of all conversations."""

    async def append(
        self, conversation: str, expected: int, events: Sequence[Event], message_id: str | None
    ) -> Appended | Duplicate | Conflict:
        """Append all or nothing at `expected` + 1, durably, and tell the followers.

        What this and `read` return of the log is as durable as the store's setting promises.

        Raises:
            StoreUnavailable: the store did not answer, or its replicas did not confirm in time.
        """

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        """The entries numbered above `after`, in order."""

    async def erase(self, conversation: str, expected: int) -> bool:
        """Forget the log and its ids; False: it went on beyond `expected`, nothing was erased."""

    async def take_turn(self, conversation: str, turn: int, for_ms: int) -> bool:
        """Whether the caller may ask the bot for this turn: one caller at a time, for so long."""

    async def signal(self, conversation: str, signal: Signal) -> None:
        """Tell the followers; no one else, no record."""

    async def mark_read(self, conversation: str, who: Reader, seq: int) -> None:
        """Keep the highest entry that one side has read, and tell the followers of a new one.

        For convenience: it may be lost with the store's memory, and goes when the log does.
        """

    async def read_marks(self, conversation: str) -> dict[Reader, int]:
        """The highest entry that each side has read, where it has read any."""

    async def follow(self, conversation: str, listener: Listener) -> None:
        """Hear of every entry appended from now on (returns when that holds)."""

    async def unfollow(self, conversation: str, listener: Listener) -> None:
        """Hear no more."""


# --- the desk -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgentPresence:
    """An agent at the desk, until `until` (ms) unless heard from again, and what they take."""

    id: str
    name: str
    status: Literal["online", "away"]
    until: int
    takes: AgentRules = ANYTHING


@dataclass(frozen=True, slots=True)
class DeskState:
    """The desk now: (conversation, requested_at) in order, who has which, which agents are there.

    `places` are those of the waiting, `idle_since` (ms) is when an agent last got a place back,
    `here` are the conversations whose customer has the chat open, `recent` what was seen lately.
    """

    waiting: tuple[tuple[str, int], ...]
    held: dict[str, str]
    agents: tuple[AgentPresence, ...]
    places: Mapping[str, Place] = field(default_factory=dict)
    idle_since: Mapping[str, int] = field(default_factory=dict)
    here: frozenset[str] = frozenset()
    recent: Recent = NOTHING_YET

    def online(self) -> list[Candidate]:
        """The agents who are online, with what they have."""
        loads = Counter(self.held.values())
        return [
            Candidate(agent.id, agent.takes, loads[agent.id], self.idle_since.get(agent.id, 0))
            for agent in self.agents
            if agent.status == "online"
        ]


@dataclass(frozen=True, slots=True)
class Claim:
    """Outcome of asking for a waiting conversation. `holder` is the agent id when it is taken."""

    outcome: Literal["claimed", "taken", "none", "full", "offline"]
    conversation: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """A customer's current conversation since `at` (ms), and the one that was it before.

    It is moved before the conversation's first entry is appended.
    """

    conversation: str
    at: int = 0
    before: str | None = None


OBSERVED: Final = 50
"""Observations of each kind that a desk keeps."""


class Desk(Protocol):
    """Indexes beside the logs: queue, holders, presence. The sweep repairs them from the logs."""

    async def enqueue(self, conversation: str, place: Place, now: int) -> None:
        """Put it at its place, held by nobody; again changes nothing."""

    async def hold(self, conversation: str, agent: str, now: int) -> None:
        """Say who has it, as the log says."""

    async def withdraw(self, conversation: str, now: int) -> None:
        """It waits no more and nobody has it."""

    async def claim(self, agent: str, now: int, conversation: str | None) -> Claim:
        """Give this one, or the first that fits, to an online agent with a free place who asks."""

    async def assign(self, now: int, limit: int) -> tuple[tuple[str, Agent], ...]:
        """Give the waiting to online agents by the rules in one act, at most `limit` of them."""

    async def claimed_at(self, conversation: str) -> int | None:
        """When it was last claimed or held (ms)."""

    async def arrive(self, presence: AgentPresence, *, only_known: bool = False) -> None:
        """An agent is here; said again before `until` passes.

        With `only_known` nothing happens where they are not: who signed out stays away.
        """

    async def go(self, agent: str) -> None:
        """An agent went away."""

    async def customers_here(self, conversations: Collection[str], now: int, until: int) -> None:
        """The customers of these have the chat open until `until` (ms), unless said again."""

    async def observed(self, what: Observed, ms: int) -> None:
        """One more observation for `Recent`, of which the newest are kept."""

    async def state(self, now: int) -> DeskState:
        """The desk as it is now."""

    async def track(self, conversation: str) -> None:
        """It lives: the sweep looks after it."""

    async def untrack(self, conversation: str) -> None:
        """It is over."""

    async def tracked(self) -> frozenset[str]:
        """All that live."""

    async def current(self, customer: str) -> Pointer | None:
        """The conversation that goes on when this customer comes back."""

    async def point(self, customer: str, before: str | None, after: str, now: int) -> str:
        """Make `after` the current one if it still is `before`; returns the current one.

        It is remembered for 400 days at least.
        """

    async def unpoint(self, customer: str) -> None:
        """No conversation is this customer's current one any more."""

    async def on_change(self, listener: Callable[[], None]) -> None:
        """Hear whenever the desk changed, here or on another replica."""


# --- the bot ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """One question to the bot. `payload` is set when a button of the bot's was pressed,
    `after_person` when a person has had the conversation since the bot last spoke.
    """

    conversation: str
    seq: int
    epoch: int
    text: str
    payload: str | None
    locale: Locale
    page: Page | None
    customer: str
    identity: Identity | None
    after_person: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says, and whether it hands the customer to a person.

    `form` is the one that the handoff ended, `open_form` the one that goes on.
    """

    replies: tuple[BotText, ...]
    handoff_cause: str | None = None
    form: Form | None = None
    open_form: Form | None = None


class BotUnavailable(Exception):
    """The bot is away, too slow, or said nothing."""


Bot = Callable[[Turn], Awaitable[Answer]]
"""Ask the bot. Raises BotUnavailable; never hangs."""
