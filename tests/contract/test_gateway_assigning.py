"""Giving the waiting to agents: what any store must do, and all stores do alike."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from handoff_gateway.events import Agent, Locale
from handoff_gateway.ports import AgentPresence, Desk, DeskState
from handoff_gateway.routing import Place, choose, fitting
from handoff_gateway.rules import AgentRules
from handoff_gateway.store_memory import MemoryDesk
from tests.contract.conftest import Store

NOW = 10_000_000
HANA, JISOO = Agent("hana", "Hana"), Agent("jisoo", "Jisoo")
QUEUES, SKILLS = ("orders", "desk"), ("refunds", "tea")
LANGUAGES: tuple[Locale, ...] = ("en", "ko")
NAMES = [f"c{n}" for n in range(14)]
AGENTS = [f"a{n}" for n in range(5)]


def place(requested_at: int, **more: Any) -> Place:
    return Place("desk", more.pop("rank", 2), requested_at, **more)


async def here(store: Store, agent: Agent, **takes: Any) -> None:
    presence = AgentPresence(agent.id, agent.name, "online", NOW + 30_000, AgentRules(**takes))
    await store.desk.arrive(presence)


async def test_the_waiting_are_given_away_in_order_as_far_as_places_go(store: Store) -> None:
    await here(store, HANA, capacity=2)
    for name, at in (("third", 300), ("first", 100), ("second", 200)):
        await store.desk.enqueue(name, place(at), NOW)
    assert await store.desk.assign(NOW, 10) == (("first", HANA), ("second", HANA))
    state = await store.desk.state(NOW)
    assert (state.waiting, set(state.held)) == ((("third", 300),), {"first", "second"})
    assert await store.desk.assign(NOW, 10) == ()


async def test_a_freed_place_goes_to_the_next_in_order(store: Store) -> None:
    await here(store, HANA, capacity=1)
    for name, at in (("first", 100), ("second", 200), ("third", 300)):
        await store.desk.enqueue(name, place(at), NOW)
    assert await store.desk.assign(NOW, 10) == (("first", HANA),)
    await store.desk.withdraw("first", NOW + 1)
    assert await store.desk.assign(NOW + 2, 10) == (("second", HANA),)


async def test_who_was_raised_goes_before_an_earlier_request(store: Store) -> None:
    await here(store, HANA, capacity=1)
    await store.desk.enqueue("early", place(100), NOW)
    await store.desk.enqueue("late", place(200), NOW)
    await store.desk.enqueue("late", place(200, rank=1), NOW)
    assert await store.desk.assign(NOW, 10) == (("late", HANA),)


async def test_no_more_are_given_away_than_were_asked_for(store: Store) -> None:
    await here(store, HANA)
    for n in range(5):
        await store.desk.enqueue(f"c{n}", place(n), NOW)
    assert len(await store.desk.assign(NOW, 2)) == 2


async def test_many_replicas_assigning_at_once_give_nobody_twice(store: Store) -> None:
    await here(store, HANA, capacity=5)
    await here(store, JISOO, capacity=5)
    for n in range(20):
        await store.desk.enqueue(f"c{n:02}", place(n), NOW)
    results = await asyncio.gather(*(store.desk.assign(NOW, 3) for _ in range(10)))
    given = [name for pairs in results for name, _ in pairs]
    assert sorted(given) == [f"c{n:02}" for n in range(10)]
    state = await store.desk.state(NOW)
    assert Counter(state.held.values()) == {"hana": 5, "jisoo": 5}


async def test_the_least_busy_gets_it_and_then_whoever_is_idle_for_longest(store: Store) -> None:
    await here(store, HANA)
    await here(store, JISOO)
    await store.desk.hold("a", "hana", NOW)
    await store.desk.enqueue("c", place(100), NOW)
    assert await store.desk.assign(NOW, 1) == (("c", JISOO),)
    await store.desk.withdraw("c", NOW + 20)
    await store.desk.withdraw("a", NOW + 10)
    await store.desk.enqueue("d", place(200), NOW)
    assert await store.desk.assign(NOW + 30, 1) == (("d", HANA),)


async def test_by_longest_idle_the_load_does_not_matter(store: Store) -> None:
    await here(store, HANA)
    await here(store, JISOO)
    await store.desk.hold("a", "hana", NOW)
    await store.desk.hold("b", "jisoo", NOW)
    await store.desk.withdraw("b", NOW + 1)  # jisoo got a place back just now, hana never needed to
    await store.desk.enqueue("c", place(100, routing="longest_idle"), NOW)
    assert await store.desk.assign(NOW + 2, 1) == (("c", HANA),)


@pytest.mark.parametrize(
    ("waits", "takes"),
    [
        (place(1, skills=("refunds",)), {}),
        (place(1, language="ko"), {"languages": frozenset({"en"})}),
        (place(1), {"queues": frozenset({"orders"})}),
        (place(1, assign="by_hand"), {}),
        (place(1, only="jisoo", only_until=NOW + 1), {}),
        (place(1, passed=("hana",)), {}),
        (place(1), {"capacity": 0}),
    ],
)
async def test_who_may_not_have_it_is_not_given_it_and_keeps_nobody_else_waiting(
    store: Store, waits: Place, takes: dict[str, Any]
) -> None:
    await here(store, HANA, **takes)
    await store.desk.enqueue("c", waits, NOW)
    assert await store.desk.assign(NOW, 10) == ()
    await here(store, JISOO, skills=frozenset({"refunds"}))
    given = await store.desk.assign(NOW, 10)
    assert given == (() if waits.assign == "by_hand" else (("c", JISOO),))


async def test_an_agent_who_asks_gets_the_first_that_is_for_them(store: Store) -> None:
    await here(store, HANA, queues=frozenset({"desk"}))
    await store.desk.enqueue("early", replace(place(100), queue="orders"), NOW)
    await store.desk.enqueue("late", place(200, assign="by_hand"), NOW)
    claim = await store.desk.claim("hana", NOW, None)
    assert (claim.outcome, claim.conversation) == ("claimed", "late")
    claim = await store.desk.claim("hana", NOW, "early")
    assert claim.outcome == "claimed", "what they name they get, whatever the rules say"


async def test_an_agents_own_capacity_holds_for_claims_too(store: Store) -> None:
    await here(store, HANA, capacity=1)
    await store.desk.enqueue("a", place(100), NOW)
    await store.desk.enqueue("b", place(200), NOW)
    assert (await store.desk.claim("hana", NOW, "a")).outcome == "claimed"
    assert (await store.desk.claim("hana", NOW, "b")).outcome == "full"


async def test_what_is_told_of_an_agent_and_a_place_is_read_back(store: Store) -> None:
    takes = AgentRules(frozenset({"desk"}), frozenset({"tea"}), frozenset({"ko"}), 3)
    await store.desk.arrive(AgentPresence("hana", "하나", "away", NOW + 1, takes))
    waits = place(100, skills=("tea",), preferred="hana", only="jisoo", passed=("a", "b"))
    await store.desk.enqueue("c", waits, NOW)
    state = await store.desk.state(NOW)
    assert state.agents == (AgentPresence("hana", "하나", "away", NOW + 1, takes),)
    assert (state.places, state.online()) == ({"c": waits}, [])


# --- any store against the twin in memory -------------------------------------------------------


def some(random: Random, of: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(one for one in of if random.random() < 0.3))


def any_place(random: Random, now: int) -> Place:
    return Place(
        queue=random.choice(QUEUES),
        rank=random.randint(0, 3),
        requested_at=random.randint(1, 50),
        language=random.choice(LANGUAGES),
        skills=some(random, SKILLS[:1]),
        assign=random.choice(("automatically",) * 9 + ("by_hand",)),
        routing=random.choice(("least_busy", "longest_idle")),
        preferred=random.choice((None, *AGENTS)),
        only=random.choice((None, None, None, *AGENTS)),
        only_until=now + random.randint(-50, 50),
        passed=some(random, tuple(AGENTS)),
        widened=random.random() < 0.2,
    )


def any_presence(random: Random, now: int) -> AgentPresence:
    agent = random.choice(AGENTS)
    takes = AgentRules(
        queues=random.choice((None, frozenset(some(random, QUEUES)))),
        skills=frozenset(some(random, SKILLS)),
        languages=frozenset(random.sample(LANGUAGES, random.randint(1, 2))),
        capacity=random.randint(1, 3),
    )
    status: Any = random.choice(("online", "online", "online", "away"))
    return AgentPresence(agent, agent.upper(), status, now + random.randint(-20, 400), takes)


async def act(random: Random, now: int, desks: list[Desk]) -> None:
    """One thing that happens at a desk, the same at each of these."""
    name, agent = random.choice(NAMES), random.choice(AGENTS)
    waits, presence, limit = any_place(random, now), any_presence(random, now), random.randint(1, 6)
    wanted = random.choice((None, name))
    what = random.randint(0, 11)
    told = []
    for desk in desks:
        before = await desk.state(now)
        match what:
            case 0 | 1 | 2 | 3:
                await desk.enqueue(name, waits, now)
            case 4 | 5 | 6:
                await desk.arrive(presence)
            case 7:
                await desk.withdraw(name, now)
            case 8:
                await desk.hold(name, agent, now)
            case 9:
                told.append(str(await desk.claim(agent, now, wanted)))
            case _:
                given = await desk.assign(now, limit)
                holds(before, await desk.state(now), given, now, limit)
                told.append(str(given))
    assert len(set(told)) <= 1, told


def holds(
    before: DeskState, after: DeskState, given: tuple[tuple[str, Agent], ...], now: int, limit: int
) -> None:
    """What assigning promises, said without doing it."""
    assert len({name for name, _ in given}) == len(given) <= limit
    online = {agent.id: agent for agent in before.online()}
    load = Counter(before.held.values())
    waiting = [name for name, _ in before.waiting]
    order = [waiting.index(name) for name, _ in given]
    assert order == sorted(order)
    for name, agent in given:
        assert online[agent.id] in fitting(before.places[name], list(online.values()), now)
        load[agent.id] += 1
        assert load[agent.id] <= online[agent.id].takes.capacity
        assert after.held[name] == agent.id
    assert {name for name, _ in after.waiting} == set(waiting) - {name for name, _ in given}
    # Nobody whom a free agent could have been given was overtaken, or left when there was room.
    last = len(waiting) if len(given) < limit else max(order) + 1
    left = [name for name in waiting[:last] if name in after.places]
    for name in left:
        assert choose(before.places[name], after.online(), now) is None


@pytest.mark.parametrize("seed", range(12))
async def test_every_store_gives_the_same_to_the_same(store: Store, seed: int) -> None:
    random, twin = Random(seed), MemoryDesk()
    for step in range(120):
        now = NOW + step * 10
        await act(random, now, [store.desk, twin])
        assert await store.desk.state(now) == await twin.state(now)
