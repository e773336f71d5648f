"""Who waits is given to who is there: the use case over the store's memory twin."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from handoff_gateway.events import Agent, Assigned, Target
from handoff_gateway.ports import AgentPresence, Answer, Turn
from handoff_gateway.rules import DEFAULTS, AgentRules, Queue, Rules
from handoff_gateway.service import Service
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.succession import Customer
from handoff_gateway.sweeper import CLAIM_GRACE_MS

HANA, JISOO = Agent("g_hana", "Hana"), Agent("g_jisoo", "Jisoo")
NAMES = {"en": "x", "ko": "x"}
RULES = Rules(
    queues=(Queue("side", NAMES, takes=()), Queue("desk", NAMES)),
    agent_defaults=AgentRules(capacity=1),
)


class Clock:
    now = 1_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


async def no_bot(turn: Turn) -> Answer:
    return Answer(())


class Stage:
    """A desk with replicas that share one store."""

    def __init__(self, rules: Rules = RULES, replicas: int = 1) -> None:
        self.clock, self.log, self.desk = Clock(), MemoryLog(), MemoryDesk()
        self.services = [
            Service(self.log, self.desk, no_bot, clock=self.clock, rules=rules)
            for _ in range(replicas)
        ]
        self.service = self.services[0]

    async def arrive(self, agent: Agent, takes: AgentRules | None = None) -> None:
        takes = takes or self.service.rules.agent_defaults
        presence = AgentPresence(agent.id, agent.name, "online", 10**15, takes)
        await self.service.arrive(presence)
        await self.settled()

    async def ask(self, number: int) -> str:
        done = await self.service.ask_human(Customer(f"a_{number}", "en"), f"ask-00000{number}")
        await self.settled()
        return done.conversation

    async def settled(self) -> None:
        for service in self.services:
            while service.assigning.under_way():
                await asyncio.sleep(0)

    async def given(self, conversation: str) -> list[str]:
        entries = await self.log.read(conversation)
        found = [e.event for e in entries if isinstance(e.event, Assigned)]
        assert all(event.by == "routing" for event in found)
        return [event.agent.id for event in found]

    async def held(self) -> dict[str, str]:
        return (await self.service.desk_state()).held


async def test_a_request_is_given_to_whoever_is_there() -> None:
    stage = Stage()
    await stage.arrive(HANA)
    conversation = await stage.ask(1)
    assert await stage.given(conversation) == [HANA.id]
    state = await stage.service.keeper.load(conversation)
    assert (state.stage, state.agent) == ("assigned", HANA)


async def test_whoever_comes_gets_the_longest_waiting_and_the_next_when_a_place_is_free() -> None:
    stage = Stage()
    first, second = await stage.ask(1), await stage.ask(2)
    await stage.arrive(HANA)
    assert await stage.held() == {first: HANA.id}
    await stage.service.end_by_agent(HANA, first, "end-000001")
    await stage.settled()
    assert await stage.given(second) == [], "the wrap-up is still to be done"
    await stage.service.wrap_up(HANA, first, "wrap-00001", "solved")
    await stage.settled()
    assert await stage.held() == {second: HANA.id}


async def test_what_an_agent_gives_up_goes_to_somebody_else() -> None:
    stage = Stage()
    await stage.arrive(HANA)
    conversation = await stage.ask(1)
    await stage.arrive(JISOO)
    await stage.service.release(HANA, conversation, "release-01")
    await stage.settled()
    assert await stage.given(conversation) == [HANA.id, JISOO.id]


async def test_who_gives_one_up_is_never_given_it_again_and_may_take_it_by_hand() -> None:
    stage = Stage()
    await stage.arrive(HANA)
    one = await stage.ask(1)
    await stage.service.release(HANA, one, "release-01")
    await stage.settled()
    stage.clock.now += 10 * 60_000
    await stage.arrive(HANA)
    await stage.service.sweeper.sweep()
    await stage.settled()
    assert await stage.held() == {}
    await stage.service.assigning.accept(HANA, one, "accept-001")
    assert await stage.held() == {one: HANA.id}


async def test_who_was_gone_is_given_it_again_when_they_are_back() -> None:
    stage = Stage()
    await stage.arrive(HANA)
    one = await stage.ask(1)
    await stage.service.desk.go(HANA.id)
    stage.clock.now += 10 * 60_000
    await stage.service.sweeper.sweep()
    await stage.settled()
    assert await stage.held() == {}
    await stage.arrive(HANA)
    await stage.settled()
    assert await stage.held() == {one: HANA.id}


async def test_a_transfer_to_a_queue_goes_to_its_agents() -> None:
    stage = Stage()
    await stage.arrive(HANA)
    conversation = await stage.ask(1)
    await stage.arrive(JISOO, AgentRules(frozenset({"side"})))
    to = Target(queue="side")
    await stage.service.transfer(HANA, conversation, "transfer-1", to, "please")
    await stage.settled()
    assert await stage.given(conversation) == [HANA.id, JISOO.id]


async def test_replicas_that_assign_at_once_give_nobody_twice() -> None:
    stage = Stage(replicas=3)
    conversations = [await stage.ask(n) for n in range(6)]
    for agent in (HANA, JISOO):
        takes = AgentRules(capacity=2)
        await stage.desk.arrive(AgentPresence(agent.id, agent.name, "online", 10**15, takes))
    await asyncio.gather(*(s.assigning.assign_waiting() for s in stage.services for _ in range(3)))
    given = [await stage.given(conversation) for conversation in conversations]
    assert [len(agents) for agents in given] == [1, 1, 1, 1, 0, 0]
    assert sorted(agent for agents in given for agent in agents) == [HANA.id] * 2 + [JISOO.id] * 2


async def test_a_crash_between_giving_and_writing_it_down_is_mended_by_the_sweep() -> None:
    stage = Stage()
    conversation = await stage.ask(1)
    presence = AgentPresence(HANA.id, HANA.name, "online", 10**15, AgentRules(capacity=1))
    await stage.desk.arrive(presence)
    assert await stage.desk.assign(stage.clock(), 10) == ((conversation, HANA),)
    await stage.service.sweeper.sweep()
    assert await stage.given(conversation) == [], "it may be on the way"
    stage.clock.now += CLAIM_GRACE_MS
    await stage.service.sweeper.sweep()
    await stage.settled()
    assert await stage.given(conversation) == [HANA.id]
    assert await stage.held() == {conversation: HANA.id}


async def test_other_rules_move_those_who_wait() -> None:
    stage = Stage(replace(RULES, queues=(Queue("desk", NAMES, assign="by_hand"),)))
    conversation = await stage.ask(1)
    await stage.arrive(HANA)
    assert await stage.held() == {}
    stage.service.use_rules(RULES)
    await stage.service.sweeper.sweep()
    await stage.settled()
    assert await stage.held() == {conversation: HANA.id}


async def test_where_agents_take_by_hand_nobody_is_given_anything() -> None:
    stage = Stage(DEFAULTS)
    await stage.ask(1)
    await stage.arrive(HANA)
    await stage.service.sweeper.sweep()
    assert await stage.held() == {}


@pytest.mark.parametrize("status", ["away", "online"])
async def test_who_is_away_is_given_nothing_until_they_are_back(status: str) -> None:
    stage = Stage()
    conversation = await stage.ask(1)
    away = AgentPresence(HANA.id, HANA.name, "away", 10**15, AgentRules(capacity=1))
    await stage.service.arrive(away)
    await stage.settled()
    assert await stage.held() == {}
    await stage.service.arrive(replace(away, status=status))  # type: ignore[arg-type]
    await stage.settled()
    assert await stage.held() == ({conversation: HANA.id} if status == "online" else {})
