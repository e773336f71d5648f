"""Who gets whom, pure: where a conversation waits (`placement`), and who is given it (`assign`).

A place follows from the log and the rules alone, so the sweep can always make it anew. `assign`
says in Python what `lua/assign.lua` does in the store; one test holds them to each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handoff_gateway.conversation import Conversation, Handoff
from handoff_gateway.events import Locale
from handoff_gateway.hours import Hours
from handoff_gateway.rules import RANKS, AgentRules, Assigning, Match, Queue, Routing, Rules

RESERVED_MS: Final = 60_000  # a transfer to an agent waits for them alone


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation waits: lower `rank` first, then earlier `requested_at` (ms).

    `skills` and `language` are what an agent needs; `preferred` is the agent the customer talked to
    last. Nobody but `only` gets it before `only_until` (ms), or while they are online. Who `passed`
    on it is not given it again: they may take it by hand.
    `widened`: the queue and the skills count no more, and the language only while somebody online
    speaks it. `ticket`: a message was left, and nobody waits here.
    """

    queue: str
    rank: int
    requested_at: int
    language: Locale = "en"
    skills: tuple[str, ...] = ()
    assign: Assigning = "automatically"
    routing: Routing = "least_busy"
    preferred: str | None = None
    only: str | None = None
    only_until: int = 0
    passed: tuple[str, ...] = ()
    widened: bool = False
    ticket: bool = False

    @property
    def order(self) -> tuple[int, int]:
        return self.rank, self.requested_at


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who is online: what they take, how many they have, since when (ms) they are idle."""

    id: str
    takes: AgentRules
    load: int = 0
    idle_since: int = 0

    @property
    def free(self) -> bool:
        return self.load < self.takes.capacity


@dataclass(frozen=True, slots=True)
class Standing:
    """`position` (1 is next) among those of the same queue or for the same agents; these agents."""

    position: int
    agents: frozenset[str]


def placement(conversation: Conversation, rules: Rules) -> Place | None:
    """Where a conversation waits for a person, or would again; None where none was asked for."""
    handoff = conversation.handoff
    if handoff is None:
        return None
    queue = _queue(conversation, handoff, rules)
    widened = "widen" in handoff.actions
    raised = "raise_priority" in handoff.actions
    only = handoff.to.agent.id if handoff.to and handoff.to.agent and not widened else None
    return Place(
        queue=queue.id,
        rank=RANKS[queue.priority] - raised,
        requested_at=handoff.requested_at,
        language=conversation.locale,
        skills=tuple(sorted(queue.skills)),
        assign=queue.assign,
        routing=queue.routing,
        preferred=conversation.last_agent if queue.sticky else None,
        only=only,
        only_until=handoff.moved_at + RESERVED_MS if only else 0,
        passed=tuple(sorted(handoff.passed)),
        widened=widened,
        ticket=not handoff.live,
    )


def elsewhere(before: Conversation, after: Conversation, rules: Rules) -> bool:
    """Whether a conversation's place has become another. What is only said changes none."""
    as_it_was = (
        after.handoff is before.handoff
        and after.locale == before.locale
        and after.last_agent == before.last_agent
    )
    return not as_it_was and placement(after, rules) != placement(before, rules)


def hours_of(conversation: Conversation, rules: Rules) -> Hours:
    """When somebody is due for a conversation: the hours of its queue."""
    place = placement(conversation, rules)
    queue = rules.queue(place.queue) if place else None
    return (queue or rules.queues[-1]).hours


def standings(
    waiting: Iterable[tuple[str, Place]], online: Sequence[Candidate], now: int
) -> dict[str, Standing]:
    """How each of those who wait stands.

    Args:
        waiting: in the order of the queue.
        online: agents who are online, with or without a free place.
    """
    ahead: Counter[tuple[str, frozenset[str]]] = Counter()
    known: dict[tuple[object, ...], frozenset[str]] = {}
    found = {}
    for name, place in waiting:
        alike = (place.queue, place.language, place.widened, place.only, place.only_until)
        if alike not in known:
            known[alike] = frozenset(agent.id for agent in fitting(place, online, now))
        agents = known[alike]
        before = sum(
            count
            for (queue, others), count in ahead.items()
            if queue == place.queue or not agents.isdisjoint(others)
        )
        found[name] = Standing(before + 1, agents)
        ahead[place.queue, agents] += 1
    return found


def assign(
    waiting: Iterable[tuple[str, Place]], online: Sequence[Candidate], now: int, limit: int
) -> Iterator[tuple[str, str]]:
    """The conversations that are given away now, each with its agent's id; at most `limit`.

    Args:
        waiting: in the order of the queue.
        online: agents who are online, with or without a free place.
    """
    agents = {agent.id: agent for agent in online}
    for name, place in waiting:
        if limit == 0 or not any(agent.free for agent in agents.values()):
            return
        if chosen := choose(place, list(agents.values()), now):
            agents[chosen.id] = replace(chosen, load=chosen.load + 1)
            limit -= 1
            yield name, chosen.id


def choose(place: Place, online: Sequence[Candidate], now: int) -> Candidate | None:
    """Who is given the conversation of this place, if anybody can be."""
    if place.assign == "by_hand":
        return None
    free = [
        agent
        for agent in fitting(place, online, now)
        if agent.free and (agent.id not in place.passed or agent.id == place.only)
    ]
    if sticky := next((agent for agent in free if agent.id == place.preferred), None):
        return sticky
    if place.routing == "longest_idle":
        return min(free, key=lambda agent: (agent.idle_since, agent.load, agent.id), default=None)
    return min(free, key=lambda agent: (agent.load, agent.idle_since, agent.id), default=None)


def fitting(place: Place, online: Sequence[Candidate], now: int) -> list[Candidate]:
    """Who may have the conversation of this place, with or without a free place."""
    reserved = [agent for agent in online if agent.id == place.only]
    if place.only and (reserved or now < place.only_until):
        return reserved
    fit = [agent for agent in online if place.widened or _does(place, agent.takes)]
    speak = [agent for agent in fit if place.language in agent.takes.languages]
    return fit if place.widened and not speak else speak


def _does(place: Place, takes: AgentRules) -> bool:
    of_queue = takes.queues is None or place.queue in takes.queues
    return of_queue and takes.skills.issuperset(place.skills)


def _queue(conversation: Conversation, handoff: Handoff, rules: Rules) -> Queue:
    """Where it was transferred to, else the first that takes it; the last, if none does."""
    if handoff.to and (transferred := rules.queue(handoff.to.queue)):
        return transferred
    return next(
        (queue for queue in rules.queues if _takes(queue, conversation, handoff)), rules.queues[-1]
    )


def _takes(queue: Queue, conversation: Conversation, handoff: Handoff) -> bool:
    return any(_matches(match, conversation.locale, handoff) for match in queue.takes)


def _matches(match: Match, locale: Locale, handoff: Handoff) -> bool:
    return (
        (not match.causes or handoff.cause in match.causes)
        and (not match.languages or locale in match.languages)
        and (not match.pages or (handoff.page or "").startswith(match.pages))
        and (not match.topics or not match.topics.isdisjoint(handoff.topics))
    )
