"""The desk's rules as plain values (`handoff.yml`): who gets whom, when, and what is said. Pure.

`rules_file` reads them; whoever decides gets them as an argument. `DEFAULTS` holds where nothing
else is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from handoff_gateway.causes import MANNERS, Cause, Manner
from handoff_gateway.events import Locale, SlaAction
from handoff_gateway.hours import ALWAYS, Hours

Assigning = Literal["automatically", "by_hand"]
Routing = Literal["least_busy", "longest_idle"]
Priority = Literal["high", "normal", "low"]

RANKS: Final[dict[Priority, int]] = {"high": 1, "normal": 2, "low": 3}
"""Lower goes first. 0 is what was raised above `high`."""


@dataclass(frozen=True, slots=True)
class Match:
    """Requests for which all that is named here holds; what is empty holds for every one.

    `pages` are beginnings of a page's address, `topics` FAQ entries and jobs talked about last.
    """

    causes: frozenset[str] = frozenset()
    languages: frozenset[Locale] = frozenset()
    pages: tuple[str, ...] = ()
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: which requests go there, and who gets them.

    It takes what one of `takes` matches: with `Match()` every request, with none at all only what
    is transferred there. `skills` are those that an agent needs all of.
    """

    id: str
    names: Mapping[Locale, str]
    hours: Hours = ALWAYS
    takes: tuple[Match, ...] = (Match(),)
    skills: frozenset[str] = frozenset()
    priority: Priority = "normal"
    assign: Assigning = "automatically"
    routing: Routing = "least_busy"
    sticky: bool = True


@dataclass(frozen=True, slots=True)
class AgentRules:
    """What an agent takes: `queues` None is all of them, `capacity` is conversations at a time."""

    queues: frozenset[str] | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[Locale] = frozenset({"en", "ko"})
    capacity: int = 8


ANYTHING: Final = AgentRules()


@dataclass(frozen=True, slots=True)
class Step:
    """What the desk does for a customer whom nobody has answered `after` seconds after asking."""

    after: int
    actions: tuple[SlaAction, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Sentences in place of the gateway's own (`texts`), where an operator wrote some."""

    calling: Mapping[Cause, Mapping[Locale, str]] = field(default_factory=dict)
    offering: Mapping[Cause, Mapping[Locale, str]] = field(default_factory=dict)
    bot_unavailable: Mapping[Locale, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of the desk.

    `queues` in the order in which they are asked whether they take a request; at least one takes
    every request. `agents` by their e-mail in small letters. `manners` says for each cause how a
    person is called, or `off`; `misunderstandings` in a row, and `repeats` of a question, are
    needed before one is offered. `answer_within_ms` is open time in which a left message is
    answered, `unanswered_after_ms` the time for which an agent who was given a conversation may
    say nothing, `absent_after_ms` the time for which an agent who went away keeps what they hold.
    """

    queues: tuple[Queue, ...]
    agents: Mapping[str, AgentRules] = field(default_factory=dict)
    agent_defaults: AgentRules = ANYTHING
    manners: Mapping[Cause, Manner | Literal["off"]] = field(default_factory=lambda: MANNERS)
    misunderstandings: int = 2
    repeats: int = 1
    steps: tuple[Step, ...] = (
        Step(120, ("widen",)),
        Step(240, ("alert", "raise_priority")),
        Step(300, ("offer_message",)),
    )
    answer_within_ms: int = 4 * 3_600_000
    unanswered_after_ms: int = 60_000
    absent_after_ms: int = 60_000
    texts: Texts = field(default_factory=Texts)

    def queue(self, queue_id: str | None) -> Queue | None:
        """The queue of this id, if there is one."""
        return next((queue for queue in self.queues if queue.id == queue_id), None)

    def agent(self, email: str) -> AgentRules:
        """What the agent with this e-mail takes."""
        return self.agents.get(email.lower(), self.agent_defaults)


DEFAULTS: Final = Rules(
    queues=(Queue("desk", {"en": "Desk", "ko": "상담"}, assign="by_hand"),),
)
"""One queue at all hours, from which agents take by hand."""
