"""The use cases over the store's memory twin, with a bot that does as told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handoff_gateway.assigning import NotClaimed
from handoff_gateway.commands import Rate, Say
from handoff_gateway.conversation import Conversation, Refused
from handoff_gateway.events import (
    Agent,
    AgentSaid,
    AnswerRated,
    BotReplied,
    BotText,
    Contact,
    CustomerSaid,
    Ended,
    Event,
    HandoffRequested,
    Identity,
    Released,
    SlaStepped,
    Source,
    Started,
)
from handoff_gateway.hours import Hours
from handoff_gateway.keeper import Done, NotFound
from handoff_gateway.ports import (
    AgentPresence,
    Answer,
    Appended,
    BotUnavailable,
    Conflict,
    Duplicate,
    StoreUnavailable,
    Turn,
)
from handoff_gateway.routing import Place
from handoff_gateway.rules import DEFAULTS, AgentRules
from handoff_gateway.service import Service
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.succession import Customer
from handoff_gateway.texts import BOT_UNAVAILABLE

BY_HAND = replace(DEFAULTS, agent_defaults=AgentRules(capacity=2))
MINA = Customer("a_mina", "en")
HANA, JISOO = Agent("g_hana", "Hana"), Agent("g_jisoo", "Jisoo")


class Bot:
    """Answers each turn with its text, once `gate` is open."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.handoff_cause: str | None = None
        self.broken = False

    async def __call__(self, turn: Turn) -> Answer:
        self.turns.append(turn)
        await self.gate.wait()
        if self.broken:
            raise BotUnavailable("broken")
        text = BotText(f"answer to {turn.text}", Source("faq", "x"))
        return Answer((text,), self.handoff_cause)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def service(bot: Bot) -> Service:
    return Service(MemoryLog(), MemoryDesk(), bot, clock=Clock(), rules=BY_HAND)


def words(text: str, number: int = 1, **more: object) -> Say:
    return Say(at=1_000, id=f"say-{number:06d}", text=text, **more)  # type: ignore[arg-type]


async def events(service: Service, conversation: str) -> list[Event]:
    return [entry.event for entry in await service.log.read(conversation)]


async def settled(service: Service) -> None:
    """Until no turn is under way."""
    while service.turns.under_way():
        await asyncio.sleep(0)


async def online(service: Service, *agents: Agent) -> None:
    for agent in agents:
        takes = service.rules.agent_defaults
        await service.desk.arrive(AgentPresence(agent.id, agent.name, "online", 10**15, takes))


async def test_a_question_is_kept_then_answered(service: Service) -> None:
    done = await service.say(MINA, words("how long?"))
    await settled(service)
    kinds = [type(event) for event in await events(service, done.conversation)]
    assert kinds == [Started, CustomerSaid, BotReplied]
    assert done.seq == 2


async def test_a_resent_first_word_opens_no_second_conversation(service: Service) -> None:
    first = await service.say(MINA, words("hello"))
    again = await service.say(MINA, words("hello"))
    assert first == again


async def test_a_word_sent_again_after_the_next_conversation_began_makes_no_second_entry(
    service: Service,
) -> None:
    first = await service.say(MINA, words("hello"))
    await service.end_by_customer(MINA, "end-00001")
    for number in (2, 3):
        last = await service.say(MINA, words("and now?", number))
        assert await service.say(MINA, words("hello")) == replace(first, past=True)
        await service.end_by_customer(MINA, f"end-0000{number}")
    assert last.conversation != first.conversation


async def test_an_end_sent_again_does_not_end_the_next_conversation(service: Service) -> None:
    await service.say(MINA, words("hello"))
    ended = await service.end_by_customer(MINA, "end-00001")
    second = await service.say(MINA, words("and now?", 2))
    again = await service.end_by_customer(MINA, "end-00001")
    assert again == replace(ended, past=True)
    assert (await service.keeper.load(second.conversation)).open


async def test_two_first_words_at_once_meet_in_one_conversation(service: Service) -> None:
    both = await asyncio.gather(
        service.say(MINA, words("one", 1)), service.say(MINA, words("two", 2))
    )
    assert both[0].conversation == both[1].conversation


async def test_turns_are_answered_one_after_the_other_in_order(service: Service, bot: Bot) -> None:
    bot.gate.clear()
    done = await service.say(MINA, words("one", 1))
    await service.say(MINA, words("two", 2))
    await asyncio.sleep(0)
    assert len(bot.turns) == 1
    bot.gate.set()
    await settled(service)
    answers = [e for e in await events(service, done.conversation) if isinstance(e, BotReplied)]
    assert [a.replies[0].text for a in answers] == ["answer to one", "answer to two"]


def rating(number: int = 1, helpful: bool = True) -> Rate:
    return Rate(at=2_000, id=f"rate-{number:05d}", seq=3, entry="x", helpful=helpful)


async def test_an_answer_is_rated_once_however_often_it_is_sent(service: Service) -> None:
    done = await service.say(MINA, words("how long?"))
    await settled(service)
    assert await service.rate(MINA, done.conversation, rating()) == Done(done.conversation, 4)
    assert await service.rate(MINA, done.conversation, rating()) == Done(done.conversation, 4)
    rated = [e for e in await events(service, done.conversation) if isinstance(e, AnswerRated)]
    assert [event.helpful for event in rated] == [True]


async def test_an_answer_is_rated_after_the_end_and_opens_nothing(service: Service) -> None:
    done = await service.say(MINA, words("how long?"))
    await settled(service)
    await service.end_by_customer(MINA, "end-000001")
    rated = await service.rate(MINA, done.conversation, rating(helpful=False))
    assert rated.conversation == done.conversation
    assert (await service.keeper.load(done.conversation)).stage == "closed"
    assert await service.succession.current(MINA.id) == (
        done.conversation,
        await service.keeper.load(done.conversation),
    )


@pytest.mark.parametrize("conversation", ["theirs", "c_doesnotexist"])
async def test_anothers_answer_and_none_at_all_look_the_same(
    service: Service, conversation: str
) -> None:
    done = await service.say(MINA, words("how long?"))
    await settled(service)
    named = done.conversation if conversation == "theirs" else conversation
    with pytest.raises(NotFound):
        await service.rate(Customer("a_thief", "en"), named, rating())


async def test_an_observer_hears_every_entry_once_with_the_state_before_it(bot: Bot) -> None:
    heard: list[tuple[int, list[str]]] = []

    def observe(_: str, before: Conversation, new: Sequence[Event]) -> None:
        heard.append((before.version, [event.kind for event in new]))

    service = Service(MemoryLog(), MemoryDesk(), bot, observe=observe, clock=Clock())
    await service.say(MINA, words("how long?"))
    await service.say(MINA, words("how long?"))
    await settled(service)
    assert heard == [(0, ["started", "customer_said"]), (2, ["bot_replied"])]


async def test_after_a_restart_an_observer_hears_open_conversations_of_late_again(bot: Bot) -> None:
    log, desk, clock = MemoryLog(), MemoryDesk(), Clock()
    before = Service(log, desk, bot, clock=clock)
    old = await before.say(Customer("a_old", "en"), words("long ago"))
    await settled(before)
    clock.now += 4_000_000
    new = await before.say(MINA, words("just now"))
    await settled(before)
    heard: list[tuple[str, int, int]] = []

    def observe(conversation: str, state: Conversation, entries: Sequence[Event]) -> None:
        heard.append((conversation, state.version, len(entries)))

    await Service(log, desk, bot, observe=observe, clock=clock).keeper.retell()
    assert heard == [(new.conversation, 0, 3)] and old.conversation != new.conversation


async def test_late_bot_answer_is_dropped_after_handoff(service: Service, bot: Bot) -> None:
    bot.gate.clear()
    done = await service.say(MINA, words("slow one"))
    await service.ask_human(MINA, "ask-000001")
    bot.gate.set()
    await settled(service)
    assert not [e for e in await events(service, done.conversation) if isinstance(e, BotReplied)]


async def test_a_dead_bot_gets_the_customer_an_honest_sentence(service: Service, bot: Bot) -> None:
    bot.broken = True
    done = await service.say(Customer("a_ko", "ko"), words("언제 와요?"))
    await settled(service)
    reply = (await events(service, done.conversation))[-1]
    assert isinstance(reply, BotReplied)
    assert reply.replies[0].source == BOT_UNAVAILABLE
    assert "상담원" in reply.replies[0].text


async def test_the_request_for_a_person_is_answered_after_its_place_is_durable(
    service: Service,
) -> None:
    done = await service.ask_human(MINA, "ask-000001")
    assert [name for name, _ in (await service.desk_state()).waiting] == [done.conversation]


class BrokenDesk(MemoryDesk):
    """A store that dies between the log and the queue, once."""

    broken = True

    async def enqueue(self, conversation: str, place: Place, now: int) -> None:
        if self.broken:
            self.broken = False
            raise StoreUnavailable("gone")
        await super().enqueue(conversation, place, now)


async def test_a_request_whose_queue_entry_failed_is_not_acknowledged_and_heals_when_repeated(
    bot: Bot,
) -> None:
    service = Service(MemoryLog(), BrokenDesk(), bot, clock=Clock())
    with pytest.raises(StoreUnavailable):
        await service.ask_human(MINA, "ask-000001")
    assert (await service.desk_state()).waiting == ()
    done = await service.ask_human(MINA, "ask-000001")
    asked = [e for e in await events(service, done.conversation) if isinstance(e, HandoffRequested)]
    assert len(asked) == 1
    assert len((await service.desk_state()).waiting) == 1


async def test_the_sweep_heals_a_request_whose_queue_entry_failed(bot: Bot) -> None:
    service = Service(MemoryLog(), BrokenDesk(), bot, clock=Clock())
    with pytest.raises(StoreUnavailable):
        await service.ask_human(MINA, "ask-000001")
    await service.sweeper.sweep()
    assert len((await service.desk_state()).waiting) == 1


async def test_the_sweep_returns_a_claim_whose_agent_never_got_it(service: Service) -> None:
    await online(service, HANA)
    done = await service.ask_human(MINA, "ask-000001")
    await service.desk.claim(HANA.id, service.clock(), done.conversation)
    await service.sweeper.sweep()
    assert (await service.desk_state()).waiting == (), "a fresh claim is left alone"
    clock = service.clock
    assert isinstance(clock, Clock)
    clock.now += 6_000
    await service.sweeper.sweep()
    assert [name for name, _ in (await service.desk_state()).waiting] == [done.conversation]


async def test_two_replicas_ask_the_bot_for_a_turn_once_whatever_both_do(bot: Bot) -> None:
    log, desk, clock = MemoryLog(), MemoryDesk(), Clock()
    here, there = (Service(log, desk, bot, clock=clock) for _ in range(2))
    bot.gate.clear()
    done = await here.say(MINA, words("slow question"))
    await there.say(MINA, words("and another", 2))
    clock.now += 9_000
    await asyncio.gather(here.sweeper.sweep(), there.sweeper.sweep())
    for _ in range(50):
        await asyncio.sleep(0)
    bot.gate.set()
    await settled(here)
    await settled(there)
    assert [turn.text for turn in bot.turns] == ["slow question", "and another"]
    kinds = [type(event) for event in await events(here, done.conversation)]
    assert kinds == [Started, CustomerSaid, CustomerSaid, BotReplied, BotReplied]


async def test_two_replicas_sweeping_at_once_give_an_absent_agents_conversation_back_once(
    bot: Bot,
) -> None:
    log, desk, clock = MemoryLog(), MemoryDesk(), Clock()
    here, there = (Service(log, desk, bot, clock=clock) for _ in range(2))
    await desk.arrive(AgentPresence(HANA.id, HANA.name, "online", clock.now + 30_000))
    done = await here.ask_human(MINA, "ask-00001")
    await here.assigning.accept(HANA, None, "accept-01")
    clock.now += 200_000
    await asyncio.gather(
        here.sweeper.sweep(), there.sweeper.sweep(), here.sweeper.sweep(), there.sweeper.sweep()
    )
    kinds = [type(event) for event in await events(here, done.conversation)]
    assert kinds.count(Released) == 1
    assert [name for name, _ in (await desk.state(clock.now)).waiting] == [done.conversation]


async def test_the_sweep_answers_a_turn_whose_gateway_died(bot: Bot) -> None:
    log, desk, clock = MemoryLog(), MemoryDesk(), Clock()
    dead = Service(log, desk, bot, clock=clock)
    bot.gate.clear()
    done = await dead.say(MINA, words("how long?"))
    for task in dead.turns.under_way():
        task.cancel()
    bot.gate.set()
    heir = Service(log, desk, bot, clock=clock)
    clock.now += 10_000
    await heir.sweeper.sweep()
    await settled(heir)
    assert isinstance((await events(heir, done.conversation))[-1], BotReplied)


async def test_a_gone_agents_conversation_returns_to_its_place_after_the_grace(
    service: Service,
) -> None:
    clock = service.clock
    assert isinstance(clock, Clock)
    presence = AgentPresence(HANA.id, HANA.name, "online", clock.now + 30_000)
    await service.desk.arrive(presence)
    done = await service.ask_human(MINA, "ask-000001")
    asked_at = (await service.desk_state()).waiting[0][1]
    await service.assigning.accept(HANA, None, "accept-001")
    clock.now += 80_000
    await service.sweeper.sweep()
    assert (await service.desk_state()).waiting == (), "within the grace it stays theirs"
    clock.now += 20_000
    await service.sweeper.sweep()
    assert (await service.desk_state()).waiting == ((done.conversation, asked_at),)


async def test_an_agent_accepts_and_both_words_stand_in_one_log(service: Service) -> None:
    await online(service, HANA)
    done = await service.ask_human(MINA, "ask-000001")
    await service.assigning.accept(HANA, None, "accept-001")
    await service.reply(HANA, done.conversation, "reply-0001", "Hello, Hana here.")
    await service.say(MINA, words("hi Hana"))
    assert [type(e) for e in await events(service, done.conversation)][-2:] == [
        AgentSaid,
        CustomerSaid,
    ]


async def test_two_agents_accepting_one_conversation_gives_one_winner(service: Service) -> None:
    await online(service, HANA, JISOO)
    done = await service.ask_human(MINA, "ask-000001")
    results = await asyncio.gather(
        service.assigning.accept(HANA, done.conversation, "accept-00h"),
        service.assigning.accept(JISOO, done.conversation, "accept-00j"),
        return_exceptions=True,
    )
    losers = [r for r in results if isinstance(r, NotClaimed)]
    assert len(losers) == 1 and losers[0].claim.outcome == "taken"


async def test_accepting_the_next_twice_with_one_id_takes_one(service: Service) -> None:
    await online(service, HANA)
    await service.ask_human(MINA, "ask-000001")
    await service.ask_human(Customer("a_other", "en"), "ask-000002")
    first = await service.assigning.accept(HANA, None, "accept-001")
    assert await service.assigning.accept(HANA, None, "accept-001") == first
    assert len((await service.desk_state()).waiting) == 1


async def test_an_agent_holds_no_more_than_the_capacity(service: Service) -> None:
    await online(service, HANA)
    for number in range(3):
        await service.ask_human(Customer(f"a_{number}", "en"), f"ask-00000{number}")
    for number in range(2):
        await service.assigning.accept(HANA, None, f"accept-00{number}")
    with pytest.raises(NotClaimed) as refusal:
        await service.assigning.accept(HANA, None, "accept-009")
    assert refusal.value.claim.outcome == "full"


async def test_wrapping_up_frees_the_place(service: Service) -> None:
    await online(service, HANA)
    done = await service.ask_human(MINA, "ask-000001")
    await service.assigning.accept(HANA, None, "accept-001")
    await service.end_by_agent(HANA, done.conversation, "end-000001")
    assert (await service.desk_state()).held == {done.conversation: HANA.id}
    await service.wrap_up(HANA, done.conversation, "wrap-00001", "solved")
    assert (await service.desk_state()).held == {}


async def test_a_word_after_the_end_opens_a_conversation_that_continues_the_last(
    service: Service,
) -> None:
    first = await service.say(MINA, words("one", 1))
    await service.end_by_customer(MINA, "end-000001")
    second = await service.say(MINA, words("two", 2))
    started = (await events(service, second.conversation))[0]
    assert isinstance(started, Started)
    assert started.continues == first.conversation != second.conversation


async def test_an_unknown_conversation_looks_like_a_forbidden_one(service: Service) -> None:
    with pytest.raises(NotFound):
        await service.cancel_handoff(MINA, "cancel-001")
    await service.say(MINA, words("mine"))
    with pytest.raises(NotFound):
        await service.cancel_handoff(Customer("a_thief", "en"), "cancel-002")


async def test_an_identified_customer_finds_the_conversation_on_another_device(
    service: Service,
) -> None:
    done = await service.say(MINA, words("hello"))
    verified = Customer("v_mina", "en", identity=Identity("Mina", "mina@example.com"))
    await service.identify(MINA, verified)
    found = await service.succession.current("v_mina")
    assert found is not None and found[0] == done.conversation
    assert await service.succession.current("a_mina") is None, (
        "the anonymous token opens it no more"
    )


async def test_a_reply_by_an_agent_without_the_conversation_is_refused(service: Service) -> None:
    done = await service.ask_human(MINA, "ask-000001")
    with pytest.raises(Refused):
        await service.reply(HANA, done.conversation, "reply-0001", "hi")


class LosingLog(MemoryLog):
    """Appends, then loses the reply, once."""

    lost = False

    async def append(
        self, conversation: str, expected: int, events: Sequence[Event], message_id: str | None
    ) -> Appended | Duplicate | Conflict:
        result = await super().append(conversation, expected, events, message_id)
        if not self.lost and isinstance(result, Appended):
            self.lost = True
            raise StoreUnavailable("reply lost")
        return result


async def test_a_lost_reply_and_a_resend_make_one_entry(bot: Bot) -> None:
    service = Service(LosingLog(), MemoryDesk(), bot, clock=Clock())
    with pytest.raises(StoreUnavailable):
        await service.say(MINA, words("hello"))
    done = await service.say(MINA, words("hello"))
    await settled(service)
    said = [e for e in await events(service, done.conversation) if isinstance(e, CustomerSaid)]
    assert len(said) == 1


async def test_another_replica_sees_what_this_one_did(bot: Bot) -> None:
    log, desk, clock = MemoryLog(), MemoryDesk(), Clock()
    one, two = (Service(log, desk, bot, clock=clock) for _ in range(2))
    await online(one, HANA)
    done = await one.ask_human(MINA, "ask-000001")
    await two.assigning.accept(HANA, None, "accept-001")
    await one.reply(HANA, done.conversation, "reply-0001", "from the other replica")
    assert isinstance((await events(two, done.conversation))[-1], AgentSaid)


# --- escalation -----------------------------------------------------------------------------------


async def test_words_that_ask_for_a_person_are_acknowledged_with_their_place_and_ask_no_bot(
    service: Service, bot: Bot
) -> None:
    done = await service.say(MINA, words("can I talk to a person?"))
    assert [name for name, _ in (await service.desk_state()).waiting] == [done.conversation]
    kinds = [event.kind for event in await events(service, done.conversation)]
    assert kinds == ["started", "customer_said", "bot_replied", "handoff_requested"]
    assert bot.turns == []


async def test_words_whose_queue_entry_failed_heal_when_repeated(bot: Bot) -> None:
    service = Service(MemoryLog(), BrokenDesk(), bot, clock=Clock())
    with pytest.raises(StoreUnavailable):
        await service.say(MINA, words("I will sue you"))
    done = await service.say(MINA, words("I will sue you"))
    asked = [e for e in await events(service, done.conversation) if isinstance(e, HandoffRequested)]
    assert [event.cause for event in asked] == ["legal"]
    assert len((await service.desk_state()).waiting) == 1


async def test_a_bot_still_thinking_is_overtaken_by_words_that_call_a_person(
    service: Service, bot: Bot
) -> None:
    bot.gate.clear()
    done = await service.say(MINA, words("how long?", 1))
    await service.say(MINA, words("human please", 2))
    bot.gate.set()
    await settled(service)
    replied = [e for e in await events(service, done.conversation) if isinstance(e, BotReplied)]
    assert [event.replies[0].source.kind for event in replied] == ["handoff"]


async def test_people_first_goes_on_into_every_next_conversation_until_it_is_taken_back(
    service: Service, bot: Bot
) -> None:
    await service.say(MINA, words("how long?", 1))
    await settled(service)
    first = await service.set_preference(MINA, "prefer-001", people_first=True)
    assert await service.set_preference(MINA, "prefer-001", people_first=True) == first
    for number in (2, 3):
        await service.end_by_customer(MINA, f"end-{number:05d}")
        done = await service.say(MINA, words("how long?", number))
        assert done.conversation != first.conversation
        handoff = (await service.keeper.load(done.conversation)).handoff
        assert handoff is not None and handoff.cause == "people_first"
    assert len(bot.turns) == 1
    await service.end_by_customer(MINA, "end-00009")
    await service.set_preference(MINA, "prefer-002", people_first=False)
    done = await service.say(MINA, words("how long?", 9))
    await settled(service)
    assert (await service.keeper.load(done.conversation)).stage == "bot" and len(bot.turns) == 2


async def test_a_preference_without_a_conversation_to_carry_it_is_not_found(
    service: Service,
) -> None:
    with pytest.raises(NotFound):
        await service.set_preference(MINA, "prefer-001", people_first=True)
    assert await service.desk.tracked() == frozenset()


async def test_one_customers_preference_never_reaches_another(service: Service) -> None:
    await service.say(MINA, words("how long?"))
    await service.set_preference(MINA, "prefer-001", people_first=True)
    done = await service.say(Customer("a_other", "en"), words("how long?"))
    assert (await service.keeper.load(done.conversation)).people_first is False


async def test_a_known_customers_preference_survives_their_signing_in_elsewhere(
    service: Service,
) -> None:
    known = Customer("v_mina", "en", identity=Identity("Mina", "mina@example.com"))
    await service.say(known, words("how long?", 1))
    await service.set_preference(known, "prefer-001", people_first=True)
    await service.end_by_customer(known, "end-00001")
    done = await service.say(MINA, words("hello", 2))
    await settled(service)
    await service.identify(MINA, known)
    assert (await service.keeper.load(done.conversation)).people_first is True


# --- what time alone asks for ---------------------------------------------------------------------


MINUTE = 60_000
MAIL = Contact("email", "mina@example.com")


def replicas(bot: Bot, clock: Clock) -> tuple[Service, Service]:
    """Two gateways on one store."""
    log, desk = MemoryLog(), MemoryDesk()
    return Service(log, desk, bot, clock=clock), Service(log, desk, bot, clock=clock)


async def test_a_long_wait_takes_its_steps_once_though_two_replicas_watch(bot: Bot) -> None:
    clock = Clock()
    ours, theirs = replicas(bot, clock)
    asked = await ours.ask_human(MINA, "ask-000001")
    clock.now += 4 * MINUTE
    await asyncio.gather(ours.sweeper.sweep(), theirs.sweeper.sweep())
    clock.now += MINUTE
    await theirs.sweeper.sweep()
    await ours.sweeper.sweep()
    steps = [e for e in await events(ours, asked.conversation) if isinstance(e, SlaStepped)]
    assert [(step.after, step.actions) for step in steps] == [
        (120, ("widen",)),
        (240, ("alert", "raise_priority")),
        (300, ("offer_message",)),
    ]


async def test_nobody_who_waits_is_ever_closed_by_a_timer(service: Service) -> None:
    clock = service.clock
    assert isinstance(clock, Clock)
    asked = await service.ask_human(MINA, "ask-000001")
    for _ in range(10):
        clock.now += 24 * 60 * MINUTE
        await service.sweeper.sweep()
    assert (await service.keeper.load(asked.conversation)).stage == "queued"
    assert [name for name, _ in (await service.desk_state()).waiting] == [asked.conversation]


async def test_a_conversation_with_the_bot_that_nobody_goes_on_with_ends(service: Service) -> None:
    clock = service.clock
    assert isinstance(clock, Clock)
    said = await service.say(MINA, words("hello"))
    await settled(service)
    clock.now += service.sweeper.idle_ms
    await service.sweeper.sweep()
    await service.sweeper.sweep()
    assert [e.by for e in await events(service, said.conversation) if isinstance(e, Ended)] == [
        "silence"
    ]


async def test_a_left_message_keeps_its_place_and_is_a_ticket_until_an_agent_takes_it(
    service: Service,
) -> None:
    asked = await service.ask_human(MINA, "ask-000001")
    await service.ask_human(Customer("a_other", "en"), "ask-000002")
    await service.leave_message(MINA, "leave-0001", "call me", MAIL)
    left = await service.keeper.load(asked.conversation)
    assert left.stage == "ticket" and left.handoff and left.handoff.message
    assert left.handoff.message.promised_at > service.clock()
    assert next(name for name, _ in (await service.desk_state()).waiting) == asked.conversation
    await service.say(MINA, words("how long?"))
    await settled(service)
    assert (await service.keeper.load(asked.conversation)).last_from == "bot", (
        "the bot goes on helping"
    )
    await online(service, HANA)
    assert (
        await service.assigning.accept(HANA, None, "accept-001")
    ).conversation == asked.conversation
    await service.release(HANA, asked.conversation, "release-01")
    assert (await service.keeper.load(asked.conversation)).stage == "ticket"


async def test_a_message_can_be_withdrawn_and_a_person_asked_for_again(service: Service) -> None:
    asked = await service.ask_human(MINA, "ask-000001")
    await service.leave_message(MINA, "leave-0001", "call me", MAIL)
    with pytest.raises(Refused):
        await service.end_by_customer(MINA, "end-000001")
    await service.ask_human(MINA, "ask-000002")
    again = await service.keeper.load(asked.conversation)
    assert again.stage == "queued" and again.handoff and again.handoff.message
    await service.cancel_handoff(MINA, "cancel-001")
    assert (await service.keeper.load(asked.conversation)).stage == "ticket", "still to be answered"
    await service.cancel_handoff(MINA, "cancel-002")
    assert (await service.keeper.load(asked.conversation)).stage == "bot", "withdrawn"
    assert (await service.desk_state()).waiting == ()


async def test_the_desk_learns_how_long_agents_take(service: Service) -> None:
    clock = service.clock
    assert isinstance(clock, Clock)
    asked = await service.ask_human(MINA, "ask-000001")
    await online(service, HANA)
    await service.assigning.accept(HANA, asked.conversation, "accept-001")
    clock.now += 10_000
    await service.reply(HANA, asked.conversation, "reply-0001", "hello")
    clock.now += 60_000
    await service.reply(HANA, asked.conversation, "reply-0002", "bye")
    await service.end_by_agent(HANA, asked.conversation, "end-000001")
    await service.wrap_up(HANA, asked.conversation, "wrap-00001", "solved")
    recent = (await service.desk_state()).recent
    assert len(recent.answered) == len(recent.held) == 1
    assert 10_000 <= recent.answered[0] < 11_000 and 70_000 <= recent.held[0] < 72_000


async def test_a_case_file_holds_what_was_asked_tried_and_corrected(service: Service) -> None:
    await service.say(MINA, words("how long?"))
    await settled(service)
    asked = await service.ask_human(MINA, "ask-000001")
    with pytest.raises(Refused):
        await service.correct_case(MINA, "fix-000001", "shoe_size", "44")
    await service.correct_case(MINA, "fix-000002", "question", "how long to Busan?")
    case = await service.case(asked.conversation)
    assert (case.question, case.cause, case.proof) == ("how long?", "asked", "none")
    assert [(one.words, one.outcome, one.entries) for one in case.tried] == [
        ("how long?", "answer", ["x"])
    ]
    assert [(one.field, one.value) for one in case.corrections] == [
        ("question", "how long to Busan?")
    ]


async def test_a_case_file_knows_the_conversations_before(service: Service) -> None:
    first = await service.say(MINA, words("where is my order?"))
    await settled(service)
    await service.end_by_customer(MINA, "end-000001")
    second = await service.say(MINA, words("me again", 2))
    case = await service.case(second.conversation)
    assert [(one.conversation, one.question) for one in case.earlier] == [
        (first.conversation, "where is my order?")
    ]


async def test_what_is_remembered_wrongly_neither_refuses_nor_loses_a_word(bot: Bot) -> None:
    log, desk = MemoryLog(), MemoryDesk()
    here, there = (Service(log, desk, bot, clock=Clock(), rules=BY_HAND) for _ in range(2))
    await online(here, HANA)
    done = await here.ask_human(MINA, "ask-0001")
    await settled(here)
    # `here` still remembers a conversation that waits.
    await there.assigning.accept(HANA, done.conversation, "take-0001")
    said = await here.reply(HANA, done.conversation, "reply-001", "hello")
    assert await there.reply(HANA, done.conversation, "reply-001", "hello") == said
    # `here` still remembers an open one.
    await there.end_by_agent(HANA, done.conversation, "end-00001")
    again = await here.say(MINA, words("are you there?", 7), following=done.conversation)
    assert again.conversation != done.conversation
    await settled(here)


async def test_a_word_where_one_reads_needs_no_look_at_the_store(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = await service.say(MINA, words("hello", 1))
    await settled(service)
    await service.ask_human(MINA, "ask-0001")

    async def unexpected(*_: object) -> None:
        raise AssertionError("the store was read")

    monkeypatch.setattr(service.keeper, "live", unexpected)
    monkeypatch.setattr(service.desk, "current", unexpected)
    monkeypatch.setattr(service.desk, "track", unexpected)
    kept = await service.say(MINA, words("my parcel is lost", 2), following=done.conversation)
    assert kept.conversation == done.conversation


# --- a first word that is not kept, or not the only one -------------------------------------------


class ForgetfulLog(MemoryLog):
    """Keeps nothing while it is `away`."""

    away = False

    async def append(self, *args: Any, **more: Any) -> Appended | Duplicate | Conflict:
        if self.away:
            raise StoreUnavailable("away")
        return await super().append(*args, **more)


async def test_a_first_word_sent_again_still_goes_on_from_the_conversation_before(bot: Bot) -> None:
    log = ForgetfulLog()
    service = Service(log, MemoryDesk(), bot, clock=Clock())
    first = await service.say(MINA, words("hello"))
    await service.set_preference(MINA, "prefer-001", True)
    await service.end_by_customer(MINA, "end-000001")
    log.away = True
    with pytest.raises(StoreUnavailable):
        await service.say(MINA, words("me again", 2))
    assert (await service.succession.current(MINA.id) or ("", None))[0] == first.conversation
    log.away = False
    # What was kept before is known, though its sender never heard of it.
    assert (await service.end_by_customer(MINA, "end-000001")).conversation == first.conversation
    again = await service.say(MINA, words("me again", 2))
    started = (await events(service, again.conversation))[0]
    assert isinstance(started, Started)
    assert (started.continues, started.people_first) == (first.conversation, True)


class SlowLog(MemoryLog):
    """The first append waits until `gate` is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()

    async def append(self, *args: Any, **more: Any) -> Appended | Duplicate | Conflict:
        if not self.begun.is_set():
            self.begun.set()
            await self.gate.wait()
        return await super().append(*args, **more)


async def test_the_first_words_of_two_devices_open_one_conversation(bot: Bot) -> None:
    log = SlowLog()
    ours = Service(log, desk := MemoryDesk(), bot, clock=(clock := Clock()))
    theirs = Service(log, desk, bot, clock=clock)
    from_phone = asyncio.create_task(ours.say(MINA, words("from the phone", 1)))
    await log.begun.wait()  # it has pointed at its conversation, which has not begun
    laptop = await theirs.say(MINA, words("from the laptop", 2))
    log.gate.set()
    phone = await from_phone
    assert phone.conversation == laptop.conversation
    said = [e.text for e in await events(ours, phone.conversation) if isinstance(e, CustomerSaid)]
    assert said == ["from the laptop", "from the phone"]


async def test_while_the_desk_is_closed_and_empty_no_step_is_told_that_would_not_be_true(
    bot: Bot,
) -> None:
    clock = Clock()
    never = Hours(ZoneInfo("UTC"), (((0, 1),), *((),) * 6))  # a minute on Mondays
    rules = replace(DEFAULTS, queues=tuple(replace(q, hours=never) for q in DEFAULTS.queues))
    service = Service(MemoryLog(), MemoryDesk(), bot, clock=clock, rules=rules)
    asked = await service.ask_human(MINA, "ask-000001")
    clock.now += 10 * MINUTE
    await service.sweeper.sweep()
    assert not [e for e in await events(service, asked.conversation) if isinstance(e, SlaStepped)]
    await online(service, HANA)
    await service.sweeper.sweep()
    steps = [e for e in await events(service, asked.conversation) if isinstance(e, SlaStepped)]
    assert [step.after for step in steps] == [120, 240, 300]


async def test_the_question_in_a_case_is_what_was_asked_before_the_person_was_called(
    service: Service, bot: Bot
) -> None:
    await service.say(MINA, words("how long?"))
    await settled(service)
    asked = await service.ask_human(MINA, "ask-000001")
    await service.say(MINA, words("do you wrap gifts?", 2, ask_bot=True))
    await settled(service)
    case = await service.case(asked.conversation)
    assert case.question == "how long?"
    assert [one.words for one in case.tried] == ["how long?", "do you wrap gifts?"]


async def test_the_bot_is_told_once_that_a_person_had_the_conversation(
    service: Service, bot: Bot
) -> None:
    asked = await service.ask_human(MINA, "ask-000001")
    await online(service, HANA)
    await service.assigning.accept(HANA, asked.conversation, "accept-001")
    await service.offer_hand_back(HANA, asked.conversation, "offer-0001", "refunded")
    await service.answer_hand_back(MINA, "consent-01", True)
    for number in (1, 2):
        await service.say(MINA, words("how long?", number))
        await settled(service)
    assert [turn.after_person for turn in bot.turns] == [True, False]


async def test_a_word_sent_again_into_the_next_conversation_is_known_from_the_one_before(
    service: Service,
) -> None:
    first = await service.say(MINA, words("hello"))
    await service.end_by_customer(MINA, "end-000001")
    second = await service.say(MINA, words("me again", 2))
    await settled(service)
    # Their socket follows the second by now, and nobody asks which one goes on.
    again = await service.say(MINA, words("hello"), following=second.conversation)
    assert (again.conversation, again.seq, again.past) == (first.conversation, first.seq, True)
    said = [e for e in await events(service, second.conversation) if isinstance(e, CustomerSaid)]
    assert [event.text for event in said] == ["me again"]


async def test_what_a_colleague_looks_at_is_not_read_by_who_has_it(service: Service) -> None:
    asked = await service.ask_human(MINA, "ask-000001")
    await online(service, HANA)
    await service.assigning.accept(HANA, asked.conversation, "accept-001")
    await service.read_by_agent(JISOO, asked.conversation, 3)
    assert await service.log.read_marks(asked.conversation) == {}
    await service.read_by_agent(HANA, asked.conversation, 10**6)
    assert await service.log.read_marks(asked.conversation) == {"agent": 3}, "up to its end"
