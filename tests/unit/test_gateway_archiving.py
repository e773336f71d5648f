"""Closed conversations move to the archive, and are found there, over the memory twins."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from handoff_gateway.archive import ArchiveUnavailable, MemoryArchive
from handoff_gateway.commands import Rate
from handoff_gateway.conversation import Refused
from handoff_gateway.events import AnswerRated, BotText, Event, Identity, Source, Started
from handoff_gateway.keeper import Done, NotFound
from handoff_gateway.ports import Answer, Conflict, Entry, Turn
from handoff_gateway.service import Service
from handoff_gateway.store_memory import MemoryDesk, MemoryLog
from handoff_gateway.succession import Customer
from handoff_gateway.sweeper import LOST_MS
from tests.unit.test_gateway_service import HANA, MINA, online, settled, words

GRACE_MS = 60_000


class Clock:
    now = 1_000_000

    def __call__(self) -> int:
        return self.now


class Away(MemoryArchive):
    """An archive that can be away."""

    away = False

    def _answer(self) -> None:
        if self.away:
            raise ArchiveUnavailable("away")

    async def put(self, conversation: str, entries: Sequence[Entry]) -> None:
        self._answer()
        await super().put(conversation, entries)

    async def append(self, conversation: str, expected: int, events: Sequence[Event]) -> bool:
        self._answer()
        return await super().append(conversation, expected, events)

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        self._answer()
        return await super().read(conversation, after)


class Desk:
    """One store and archive, and replicas on them."""

    def __init__(self) -> None:
        self.log, self.desk, self.archive = MemoryLog(), MemoryDesk(), Away()
        self.clock = Clock()
        self.retention_days = 0

    def replica(self) -> Service:
        return Service(
            self.log,
            self.desk,
            self._bot,
            clock=self.clock,
            archive=self.archive,
            archive_after_ms=GRACE_MS,
            retention_days=self.retention_days,
        )

    async def _bot(self, turn: Turn) -> Answer:
        return Answer((BotText(f"answer to {turn.text}", Source("faq", "period")),))

    async def sweep(self, service: Service) -> None:
        await service.sweeper.sweep()
        await service.mover.move()

    async def later(self, service: Service, ms: int = GRACE_MS) -> None:
        """After the sweep that sees it closed, and the time that it rests."""
        await self.sweep(service)
        self.clock.now += ms
        await self.sweep(service)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def service(desk: Desk) -> Service:
    return desk.replica()


def rating(helpful: bool = True, number: int = 1) -> Rate:
    return Rate(at=1, id=f"rate-{number:05d}", seq=3, entry="period", helpful=helpful)


async def ended(service: Service, text: str = "how long?", number: int = 1) -> str:
    done = await service.say(MINA, words(text, number))
    await settled(service)
    await service.end_by_customer(MINA, f"end-{number:06d}")
    return done.conversation


async def test_a_closed_conversation_rests_and_then_leaves_the_store(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    before = await desk.log.read(name)
    await desk.later(service, GRACE_MS - 1)
    assert await desk.log.read(name) == before
    desk.clock.now += 1
    await desk.sweep(service)
    assert await desk.log.read(name) == ()
    assert await desk.archive.read(name) == before
    assert await desk.desk.tracked() == frozenset()


async def test_what_is_open_stays(desk: Desk, service: Service) -> None:
    done = await service.say(MINA, words("how long?"))
    await settled(service)
    await desk.later(service, 10 * GRACE_MS)
    assert len(await desk.log.read(done.conversation)) == 3


async def test_a_returning_customer_finds_the_archived_conversation_as_it_was(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    before = await service.keeper.load(name)
    await desk.later(service)
    for replica in (service, desk.replica()):
        assert await replica.succession.current(MINA.id) == (name, before)


async def test_a_replica_that_remembers_it_open_learns_that_it_is_over(
    desk: Desk, service: Service
) -> None:
    other = desk.replica()
    done = await service.say(MINA, words("how long?"))
    await settled(service)
    assert (await other.keeper.load(done.conversation)).open
    await service.end_by_customer(MINA, "end-000001")
    await desk.later(service)
    assert (await other.keeper.load(done.conversation)).stage == "closed"


async def test_a_word_after_it_was_archived_opens_another_that_continues_it(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    await desk.later(service)
    done = await service.say(MINA, words("and now?", 2))
    started = (await desk.log.read(done.conversation))[0].event
    assert isinstance(started, Started) and started.continues == name


async def test_the_first_word_of_an_archived_conversation_sent_again_is_known(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    await desk.later(service)
    assert await service.say(MINA, words("how long?", 1)) == Done(name, 2)


async def test_an_answer_is_rated_in_the_archive_once(desk: Desk, service: Service) -> None:
    name = await ended(service)
    await desk.later(service)
    rated = await service.rate(MINA, name, rating())
    assert await desk.replica().rate(MINA, name, rating()) == rated
    entries = await desk.archive.read(name)
    assert isinstance(entries[-1].event, AnswerRated) and entries[-1].seq == rated.seq == 5
    assert await desk.log.read(name) == ()
    assert (await desk.archive.of_customer(MINA.id, 1))[0].helpful == 1


async def test_a_rating_between_the_archives_write_and_the_erasure_is_not_lost(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    put = desk.archive.put

    async def put_then_rated(conversation: str, entries: Sequence[Entry]) -> None:
        desk.archive.put = put  # type: ignore[method-assign]
        await put(conversation, entries)
        await service.rate(MINA, name, rating())

    desk.archive.put = put_then_rated  # type: ignore[method-assign]
    await desk.later(service)
    assert len(await desk.log.read(name)) == 5, "it stays until the archive has the rating too"
    await desk.sweep(service)
    assert await desk.log.read(name) == ()
    assert [entry.seq for entry in await desk.archive.read(name)] == [1, 2, 3, 4, 5]


async def test_in_the_archive_nothing_can_be_said_and_nobody_else_rates(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    await desk.later(service)
    with pytest.raises(Refused):
        await service.reply(HANA, name, "reply-0001", "too late")
    with pytest.raises(NotFound):
        await service.rate(Customer("a_thief", "en"), name, rating())


async def test_while_the_archive_is_away_closed_conversations_stay_and_new_ones_open(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    desk.archive.away = True
    await desk.later(service)
    assert len(await desk.log.read(name)) == 4
    desk.archive.away = False
    await desk.sweep(service)
    assert await desk.log.read(name) == ()
    desk.archive.away = True
    done = await service.say(MINA, words("and now?", 2))
    assert done.conversation != name
    await service.set_context(MINA, "ko", None)
    with pytest.raises(ArchiveUnavailable):
        await service.rate(MINA, name, rating())


async def test_while_the_archive_is_away_a_first_word_sent_again_makes_no_second_log(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    await desk.later(service)
    desk.archive.away = True
    with pytest.raises(ArchiveUnavailable):
        await service.say(MINA, words("how long?", 1))
    assert await desk.log.read(name) == ()


async def test_two_replicas_moving_at_once_archive_each_entry_once(
    desk: Desk, service: Service
) -> None:
    name = await ended(service)
    other = desk.replica()
    before = await desk.log.read(name)
    for replica in (service, other):
        await replica.sweeper.sweep()
    desk.clock.now += GRACE_MS
    for replica in (service, other):
        await replica.mover.move()
    assert await desk.archive.read(name) == before
    await service.rate(MINA, name, rating())
    await desk.archive.put(name, before)  # a third that was slower still
    assert len(await desk.archive.read(name)) == len(before) + 1


async def test_an_erased_log_is_never_gone_on_with_under_its_old_name(
    desk: Desk, service: Service
) -> None:
    done = await service.say(MINA, words("how long?"))
    await settled(service)
    await desk.log.erase(done.conversation, 3)
    assert await service.succession.current(MINA.id) is None
    assert not (await service.keeper.load(done.conversation)).started
    again = await service.say(MINA, words("hello?", 2))
    assert again.conversation != done.conversation
    assert await desk.log.read(done.conversation) == ()


async def test_an_erased_log_leaves_the_queue_after_a_while(desk: Desk, service: Service) -> None:
    done = await service.ask_human(MINA, "ask-000001")
    await desk.log.erase(done.conversation, 2)
    await service.sweeper.sweep()
    assert done.conversation in await desk.desk.tracked()
    desk.clock.now += LOST_MS + 1
    await service.sweeper.sweep()
    assert await desk.desk.tracked() == frozenset()
    assert (await service.desk_state()).waiting == ()


async def test_an_erased_log_refuses_its_agent(desk: Desk, service: Service) -> None:
    await online(service, HANA)
    done = await service.ask_human(MINA, "ask-000001")
    await service.assigning.accept(HANA, None, "accept-001")
    await desk.log.erase(done.conversation, 3)
    with pytest.raises(NotFound):
        await service.reply(HANA, done.conversation, "reply-0001", "hello?")
    assert await desk.log.append(done.conversation, 3, [], None) == Conflict(0, ())


async def test_agents_find_the_earlier_conversations_in_the_archive_and_just_closed(
    desk: Desk, service: Service
) -> None:
    first = await ended(service, "first question", 1)
    await desk.later(service)
    desk.clock.now += 1
    second = await ended(service, "second question", 2)
    desk.clock.now += 1
    third = await service.say(MINA, words("third question", 3))
    earlier = await service.history.earlier(third.conversation)
    assert earlier is not None
    assert [one.id for one in earlier] == [second, first]
    assert [one.question for one in earlier] == ["second question", "first question"]
    assert await service.history.earlier(first) == ()
    assert await service.history.earlier("c_none") is None


async def test_nobody_elses_conversation_is_among_the_earlier_ones(
    desk: Desk, service: Service
) -> None:
    await ended(service)
    await desk.later(service)
    other = Customer("a_other", "en", identity=Identity("Other", "other@example.com"))
    done = await service.say(other, words("mine", 9))
    assert await service.history.earlier(done.conversation) == ()


async def test_what_is_older_than_the_retention_is_forgotten(desk: Desk) -> None:
    desk.retention_days = 30
    service = desk.replica()
    name = await ended(service)
    await desk.later(service)
    await service.mover.forget_old()
    assert await desk.archive.read(name)
    desk.clock.now += 31 * 86_400_000
    await service.mover.forget_old()
    assert await desk.archive.read(name) == ()
    assert await service.succession.current(MINA.id) is None


async def test_without_a_retention_nothing_is_forgotten(desk: Desk, service: Service) -> None:
    name = await ended(service)
    await desk.later(service)
    desk.clock.now += 1_000 * 86_400_000
    await service.mover.forget_old()
    assert await desk.archive.read(name)
