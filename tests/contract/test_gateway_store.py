"""What any store must do, held against each adapter."""

from __future__ import annotations

import asyncio

import pytest

from handoff_gateway.events import CustomerSaid, Event, Started
from handoff_gateway.ports import (
    OBSERVED,
    AgentPresence,
    Appended,
    Claim,
    Conflict,
    Duplicate,
    Entry,
    News,
    Pointer,
    Signal,
    StoreUnavailable,
)
from handoff_gateway.routing import Place
from handoff_gateway.rules import AgentRules
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import RedisLog, connect
from tests.contract.conftest import Store

STARTED = Started(at=1, customer="a_1", locale="ko")
NOW = 1_000_000


def said(number: int) -> CustomerSaid:
    return CustomerSaid(at=number, id=f"m-{number:08d}", text=f"말 {number} \"'\\ 😀\n")


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._event = asyncio.Event()

    def __call__(self, _: str, news: News) -> None:
        self.news.append(news)
        self._event.set()

    async def until(self, count: int) -> list[News]:
        async with asyncio.timeout(5):
            while len(self.news) < count:
                self._event.clear()
                await self._event.wait()
        return self.news


async def test_a_log_is_numbered_from_one_without_gaps(store: Store) -> None:
    assert await store.log.append("c", 0, [STARTED, said(2)], "m-2") == Appended(2)
    assert await store.log.append("c", 2, [said(3)], "m-3") == Appended(3)
    assert [entry.seq for entry in await store.log.read("c")] == [1, 2, 3]


async def test_what_was_appended_is_read_back_word_for_word(store: Store) -> None:
    await store.log.append("c", 0, [STARTED, said(2)], None)
    assert await store.log.read("c", 1) == (Entry(2, said(2)),)
    assert await store.log.read("c", 2) == ()


async def test_a_message_id_is_appended_once(store: Store) -> None:
    await store.log.append("c", 0, [STARTED, said(2)], "m-2")
    assert await store.log.append("c", 2, [said(2)], "m-2") == Duplicate(2)
    assert await store.log.append("c", 0, [said(2)], "m-2") == Duplicate(2)
    assert len(await store.log.read("c")) == 2


async def test_the_same_message_id_in_another_conversation_is_another_message(store: Store) -> None:
    await store.log.append("c", 0, [STARTED], "m-2")
    assert await store.log.append("d", 0, [STARTED], "m-2") == Appended(1)


async def test_a_conflict_appends_nothing_and_tells_what_was_missed(store: Store) -> None:
    await store.log.append("c", 0, [STARTED, said(2)], None)
    assert await store.log.append("c", 1, [said(9)], "m-9") == Conflict(2, (Entry(2, said(2)),))
    assert len(await store.log.read("c")) == 2


async def test_a_log_that_is_gone_shows_as_a_conflict_below_the_expected_version(
    store: Store,
) -> None:
    assert await store.log.append("c", 7, [said(8)], "m-8") == Conflict(0, ())


async def test_an_erased_log_is_gone_with_its_ids(store: Store) -> None:
    await store.log.append("c", 0, [STARTED, said(2)], "m-2")
    assert await store.log.erase("c", 2)
    assert await store.log.read("c") == ()
    assert await store.log.append("c", 2, [said(2)], "m-2") == Conflict(0, ())
    assert await store.log.erase("c", 2), "again changes nothing"


async def test_a_log_that_went_on_is_not_erased(store: Store) -> None:
    await store.log.append("c", 0, [STARTED, said(2)], "m-2")
    assert not await store.log.erase("c", 1)
    assert len(await store.log.read("c")) == 2


async def test_of_many_appends_at_one_version_one_wins(store: Store) -> None:
    results = await asyncio.gather(
        *(store.log.append("c", 0, [STARTED], f"m-{n}") for n in range(20))
    )
    assert sum(isinstance(result, Appended) for result in results) == 1


async def test_a_turn_is_taken_by_one_at_a_time_and_again_when_their_time_is_over(
    store: Store,
) -> None:
    taken = await asyncio.gather(*(store.log.take_turn("c", 2, 60_000) for _ in range(10)))
    assert sum(taken) == 1
    assert await store.log.take_turn("c", 3, 1), "another turn"
    assert await store.log.take_turn("d", 2, 60_000), "another conversation"
    await asyncio.sleep(0.05)
    assert await store.log.take_turn("c", 3, 60_000)


async def test_followers_hear_entries_and_signals_in_order(store: Store) -> None:
    heard = Heard()
    await store.log.follow("c", heard)
    await store.log.append("c", 0, [STARTED, said(2)], None)
    await store.log.signal("c", Signal("agent"))
    await store.log.append("c", 2, [said(3)], None)
    assert await heard.until(3) == [
        (Entry(1, STARTED), Entry(2, said(2))),
        Signal("agent"),
        (Entry(3, said(3)),),
    ]


async def test_who_unfollows_hears_no_more(store: Store) -> None:
    gone, stays = Heard(), Heard()
    await store.log.follow("c", gone)
    await store.log.follow("c", stays)
    await store.log.unfollow("c", gone)
    await store.log.append("c", 0, [STARTED], None)
    await stays.until(1)
    assert gone.news == []


async def test_the_queue_is_in_the_order_of_the_requests(store: Store) -> None:
    await store.desk.enqueue("late", place(300), NOW)
    await store.desk.enqueue("early", place(100), NOW)
    await store.desk.enqueue("late", place(300), NOW)  # again: keeps its place
    assert (await store.desk.state(NOW)).waiting == (("early", 100), ("late", 300))


def place(requested_at: int) -> Place:
    return Place("desk", 2, requested_at)


async def here(
    store: Store, agent: str = "hana", status: str = "online", capacity: int = 8
) -> None:
    takes = AgentRules(capacity=capacity)
    await store.desk.arrive(AgentPresence(agent, agent.title(), status, NOW + 30_000, takes))  # type: ignore[arg-type]


async def test_the_longest_waiting_is_claimed_first(store: Store) -> None:
    await here(store)
    await store.desk.enqueue("second", place(200), NOW)
    await store.desk.enqueue("first", place(100), NOW)
    assert await store.desk.claim("hana", NOW, None) == Claim("claimed", "first")
    state = await store.desk.state(NOW)
    assert (state.waiting, state.held) == ((("second", 200),), {"first": "hana"})


async def test_two_agents_claiming_one_conversation_gives_one_winner_and_names_it(
    store: Store,
) -> None:
    await here(store, "hana")
    await here(store, "jisoo")
    await store.desk.enqueue("c", place(100), NOW)
    both = await asyncio.gather(*(store.desk.claim(agent, NOW, "c") for agent in ("hana", "jisoo")))
    outcomes = sorted(claim.outcome for claim in both)
    assert outcomes == ["claimed", "taken"]
    winner = (await store.desk.state(NOW)).held["c"]
    assert next(c for c in both if c.outcome == "taken").holder == winner


async def test_claiming_again_what_one_holds_is_no_second_claim(store: Store) -> None:
    await here(store)
    await store.desk.enqueue("c", place(100), NOW)
    assert await store.desk.claim("hana", NOW, "c") == Claim("claimed", "c")
    assert await store.desk.claim("hana", NOW, "c") == Claim("claimed", "c")


@pytest.mark.parametrize(
    ("status", "capacity", "now", "outcome"),
    [
        ("online", 1, NOW, "full"),
        ("away", 9, NOW, "offline"),
        ("online", 9, NOW + 60_000, "offline"),
    ],
)
async def test_a_claim_needs_an_online_agent_with_a_free_place(
    store: Store, status: str, capacity: int, now: int, outcome: str
) -> None:
    await here(store)
    await store.desk.enqueue("held", place(50), NOW)
    await store.desk.claim("hana", NOW, None)
    await here(store, status=status, capacity=capacity)
    await store.desk.enqueue("c", place(100), NOW)
    assert (await store.desk.claim("hana", now, None)).outcome == outcome
    assert (await store.desk.state(NOW)).waiting == (("c", 100),)


async def test_an_unknown_agent_or_conversation_claims_nothing(store: Store) -> None:
    await here(store)
    assert (await store.desk.claim("nobody", NOW, None)).outcome == "offline"
    assert (await store.desk.claim("hana", NOW, None)).outcome == "none"
    assert (await store.desk.claim("hana", NOW, "c")).outcome == "none"


async def test_a_released_conversation_is_back_at_its_place(store: Store) -> None:
    await here(store)
    await store.desk.enqueue("first", place(100), NOW)
    await store.desk.enqueue("second", place(200), NOW)
    await store.desk.claim("hana", NOW, None)
    await store.desk.enqueue("first", place(100), NOW)
    state = await store.desk.state(NOW)
    assert (state.waiting, state.held) == ((("first", 100), ("second", 200)), {})


async def test_the_desk_follows_what_the_log_says(store: Store) -> None:
    await store.desk.enqueue("c", place(100), NOW)
    await store.desk.hold("c", "hana", NOW)
    assert (await store.desk.state(NOW)).held == {"c": "hana"}
    assert await store.desk.claimed_at("c") == NOW
    await store.desk.withdraw("c", NOW)
    state = await store.desk.state(NOW)
    assert (state.waiting, state.held, await store.desk.claimed_at("c")) == ((), {}, None)


async def test_who_signed_out_is_not_brought_back_by_a_console_that_closes(store: Store) -> None:
    closing = AgentPresence("hana", "Hana", "online", NOW + 8_000)
    await store.desk.arrive(closing, only_known=True)
    assert (await store.desk.state(NOW)).agents == ()
    await here(store)
    await store.desk.arrive(closing, only_known=True)
    assert (await store.desk.state(NOW)).agents == (closing,)


async def test_presence_runs_out(store: Store) -> None:
    await here(store)
    assert [a.name for a in (await store.desk.state(NOW)).agents] == ["Hana"]
    assert (await store.desk.state(NOW + 30_001)).agents == ()
    await store.desk.go("hana")
    assert (await store.desk.state(NOW)).agents == ()


async def test_the_current_conversation_moves_only_from_where_it_was(store: Store) -> None:
    assert await store.desk.current("a_1") is None
    assert await store.desk.point("a_1", None, "c", NOW) == "c"
    assert await store.desk.point("a_1", None, "d", NOW) == "c"
    assert await store.desk.current("a_1") == Pointer("c", NOW)
    assert await store.desk.point("a_1", "c", "d", NOW + 1) == "d"
    assert await store.desk.current("a_1") == Pointer("d", NOW + 1, "c")
    await store.desk.unpoint("a_1")
    assert await store.desk.current("a_1") is None


async def test_tracked_conversations_are_remembered_until_they_are_over(store: Store) -> None:
    await store.desk.track("c")
    await store.desk.track("d")
    await store.desk.untrack("c")
    assert await store.desk.tracked() == {"d"}


async def test_who_points_at_a_conversation_and_tracks_it_is_remembered(store: Store) -> None:
    assert await store.desk.point("a_1", None, "c", NOW) == "c"
    await store.desk.track("c")
    assert await store.desk.tracked() == {"c"}
    await store.desk.untrack("c")
    await store.desk.track("c")
    assert await store.desk.tracked() == {"c"}


async def test_the_desk_tells_of_every_change_and_of_no_other(store: Store) -> None:
    changes: list[int] = []
    await store.desk.on_change(lambda: changes.append(1))
    await store.desk.enqueue("c", place(100), NOW)
    await store.desk.enqueue("c", place(100), NOW)
    await here(store)
    await here(store)
    async with asyncio.timeout(5):
        while len(changes) < 2:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert len(changes) == 2


async def test_a_lost_feed_comes_back_and_says_that_news_may_be_missing(valkey_url: str) -> None:
    client = connect(valkey_url)
    await client.command("FLUSHDB")
    feed = Feed(client)
    log, heard = RedisLog(client, feed), Heard()
    await log.follow("c", heard)
    await client.command("CLIENT", "KILL", "TYPE", "pubsub")
    assert await heard.until(1) == [None]
    await log.append("c", 0, [STARTED], None)
    assert (await heard.until(2))[1] == (Entry(1, STARTED),)
    await feed.close()
    await client.aclose()


async def test_a_store_that_is_away_is_told_as_such(tmp_path: object) -> None:
    client = connect(f"unix://{tmp_path}/nobody.sock")
    log = RedisLog(client, Feed(client))
    events: list[Event] = [STARTED]
    with pytest.raises(StoreUnavailable):
        await log.append("c", 0, events, None)
    await client.aclose()


async def test_how_far_somebody_has_read_only_goes_on(store: Store) -> None:
    heard = Heard()
    await store.log.append("c", 0, [STARTED, said(2), said(3)], None)
    await store.log.follow("c", heard)
    await store.log.mark_read("c", "agent", 2)
    await store.log.mark_read("c", "agent", 1)
    await store.log.mark_read("c", "customer", 3)
    assert await heard.until(2) == [Signal("agent", 2), Signal("customer", 3)]
    assert await store.log.read_marks("c") == {"agent": 2, "customer": 3}
    assert await store.log.erase("c", 3)
    assert await store.log.read_marks("c") == {}


async def test_customers_who_have_the_chat_open_are_known_for_a_while(store: Store) -> None:
    await store.desk.customers_here(["c1", "c2"], NOW, NOW + 10)
    await store.desk.customers_here(["c2"], NOW + 11, NOW + 21)
    assert (await store.desk.state(NOW + 10)).here == {"c2"}, "c1 was forgotten with the next word"
    assert (await store.desk.state(NOW + 22)).here == frozenset()
    await store.desk.customers_here([], NOW + 22, NOW + 32)
    assert (await store.desk.state(NOW + 1)).here == frozenset()


async def test_the_newest_observations_of_each_kind_are_kept(store: Store) -> None:
    for ms in range(OBSERVED + 3):
        await store.desk.observed("held", ms)
    await store.desk.observed("answered", 7)
    recent = (await store.desk.state(NOW)).recent
    assert recent.held == tuple(range(OBSERVED + 2, 2, -1))
    assert recent.answered == (7,)
