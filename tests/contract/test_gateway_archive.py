"""What any archive must do, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handoff_gateway import events
from handoff_gateway.account_tables import Base
from handoff_gateway.accounts import async_url
from handoff_gateway.archive import Archive, ArchiveUnavailable, MemoryArchive
from handoff_gateway.archive_sql import SqlArchive
from handoff_gateway.archive_summary import Summary
from handoff_gateway.archive_tables import METADATA
from handoff_gateway.conversation import replay
from handoff_gateway.events import (
    Agent,
    AnswerRated,
    Assigned,
    BotReplied,
    BotText,
    Button,
    Contact,
    ContextChanged,
    CustomerSaid,
    Ended,
    Event,
    Form,
    HandoffRequested,
    Identified,
    Identity,
    MessageLeft,
    Page,
    Source,
    Started,
    WrappedUp,
)
from handoff_gateway.ports import Entry
from handoff_gateway.schema import VERSION_TABLE, prepare
from tests.contract.conftest import drop_tables
from tests.unit.test_gateway_protocol_doc import SAMPLES

HANA = Agent("g_hana", "하나")
STORY: list[Event] = [
    Started(at=1_000, customer="a_mina", locale="ko", page=Page("https://x/y", "말 😀")),
    CustomerSaid(at=2_000, id="say-000001", text="배송은\0 얼마나 걸려요? \"'\\ 😀\n"),
    BotReplied(
        at=3_000,
        turn=2,
        replies=(BotText("Two.", Source("faq", "period"), (Button("b", "More", "/x"),), 0.91),),
    ),
    ContextChanged(at=3_500, locale="en"),
    Identified(at=3_600, customer="v_mina", identity=Identity("Mina", "mina@example.com")),
    HandoffRequested(
        at=4_000, id="ask-000001", cause="asked", by="customer", form=Form("f", {"email": "m@"})
    ),
    Assigned(at=5_000, id="accept-001", agent=HANA),
    Ended(at=6_000, id="end-000001", by="agent"),
    WrappedUp(at=7_000, id="wrap-00001", disposition="solved"),
]
RATED = AnswerRated(at=8_000, id="rate-00001", seq=3, entry="period", helpful=True)
SUMMARY = Summary(
    id="c_1",
    customer="v_mina",
    opened=1_000,
    closed=7_000,
    locale="en",
    question="배송은 얼마나 걸려요? \"'\\ 😀\n",
    agents=("하나",),
    disposition="solved",
    helpful=0,
    unhelpful=0,
    version=9,
)


def numbered(log: list[Event]) -> list[Entry]:
    return [Entry(number, event) for number, event in enumerate(log, start=1)]


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database without any table."""
    url = f"sqlite:///{tmp_path}/handrail.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = create_async_engine(async_url(url))
    await drop_tables(engine)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def archive(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Archive]:
    if request.param == "memory":
        yield MemoryArchive()
        return
    url = f"sqlite:///{tmp_path}/handrail.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = create_async_engine(async_url(url))
    await drop_tables(engine)
    await prepare(engine)
    yield SqlArchive(engine)
    await engine.dispose()


async def test_what_was_put_is_read_back_word_for_word(archive: Archive) -> None:
    await archive.put("c_1", numbered(STORY))
    assert await archive.read("c_1") == tuple(numbered(STORY))
    assert await archive.read("c_1", 8) == tuple(numbered(STORY)[8:])
    assert await archive.read("c_none") == ()


@pytest.mark.parametrize("kind", [e.__dataclass_fields__["kind"].default for e in get_args(Event)])
async def test_replay_of_the_archived_equals_the_state_before(archive: Archive, kind: str) -> None:
    types = {e.__dataclass_fields__["kind"].default: e for e in get_args(events.Event)}
    log = [*STORY, types[kind](at=9_000, **SAMPLES[kind])]
    await archive.put("c_1", numbered(log))
    read = [entry.event for entry in await archive.read("c_1")]
    assert read == log
    assert replay(read) == replay(log)


async def test_put_twice_and_at_once_keeps_each_entry_once(archive: Archive) -> None:
    await asyncio.gather(*(archive.put("c_1", numbered(STORY)) for _ in range(5)))
    await archive.put("c_1", numbered(STORY))
    assert await archive.read("c_1") == tuple(numbered(STORY))
    assert await archive.of_customer("v_mina", 10) == (SUMMARY,)


async def test_put_again_adds_what_came_since(archive: Archive) -> None:
    await archive.put("c_1", numbered(STORY))
    await archive.put("c_1", numbered([*STORY, RATED]))
    assert (await archive.read("c_1"))[-1] == Entry(10, RATED)
    assert (await archive.of_customer("v_mina", 10))[0].helpful == 1


async def test_a_slower_put_undoes_nothing_that_was_appended_since(archive: Archive) -> None:
    await archive.put("c_1", numbered(STORY))
    assert await archive.append("c_1", 9, [RATED])
    await archive.put("c_1", numbered(STORY))
    assert await archive.read("c_1") == tuple(numbered([*STORY, RATED]))
    summary = (await archive.of_customer("v_mina", 10))[0]
    assert (summary.version, summary.helpful, summary.closed) == (10, 1, 7_000)


async def test_of_many_appends_at_one_version_one_wins(archive: Archive) -> None:
    await archive.put("c_1", numbered(STORY))
    results = await asyncio.gather(*(archive.append("c_1", 9, [RATED]) for _ in range(5)))
    assert sum(results) == 1
    assert len(await archive.read("c_1")) == 10


async def test_nothing_is_appended_to_what_is_not_there_or_went_on(archive: Archive) -> None:
    assert not await archive.append("c_1", 9, [RATED])
    await archive.put("c_1", numbered(STORY))
    assert not await archive.append("c_1", 8, [RATED])
    assert not await archive.append("c_1", 10, [RATED])
    assert len(await archive.read("c_1")) == 9


async def test_a_customers_conversations_come_newest_first_and_nobody_elses(
    archive: Archive,
) -> None:
    for number in range(3):
        log: list[Event] = [
            Started(at=number, customer="a_mina", locale="en"),
            Ended(at=number + 10, id=f"end-00000{number}", by="customer"),
        ]
        await archive.put(f"c_{number}", numbered(log))
    await archive.put("c_other", numbered(STORY))
    found = await archive.of_customer("a_mina", 2)
    assert [summary.id for summary in found] == ["c_2", "c_1"]
    assert await archive.of_customer("a_nobody", 2) == ()


async def test_what_was_closed_too_long_ago_is_forgotten_with_its_entries(
    archive: Archive,
) -> None:
    await archive.put("c_old", numbered(STORY))
    young: list[Event] = [
        Started(at=1, customer="v_mina", locale="en"),
        Ended(at=8_000, id="end-000009", by="customer"),
    ]
    await archive.put("c_young", numbered(young))
    assert await archive.forget(7_000) == 0
    assert await archive.forget(7_001) == 1
    assert await archive.read("c_old") == ()
    assert [summary.id for summary in await archive.of_customer("v_mina", 9)] == ["c_young"]


async def test_a_database_that_is_away_is_told_as_one_error(tmp_path: Path) -> None:
    engine = create_async_engine(async_url(f"sqlite:///{tmp_path}/no/such/folder/handrail.db"))
    archive = SqlArchive(engine)
    for _ in range(2):
        with pytest.raises(ArchiveUnavailable):
            await archive.read("c_1")
    await engine.dispose()


async def test_the_migrations_make_the_tables_that_the_code_knows(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return list(compare_metadata(context, [Base.metadata, METADATA]))

    await prepare(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_many_starts_at_once_make_the_tables_once(engine: AsyncEngine) -> None:
    await asyncio.gather(*(prepare(engine) for _ in range(4)))
    await SqlArchive(engine).put("c_1", numbered(STORY))


@pytest.mark.parametrize("who", ["v_mina", "a_mina", "MINA@example.com", "+82 10 1234 5678"])
async def test_a_customer_is_found_by_every_name_and_forgotten_alone(
    archive: Archive, who: str
) -> None:
    contact = Contact("phone", "+82 10 1234 5678")
    left = MessageLeft(at=9_000, id="leave-001", text="call", contact=contact, promised_at=9_999)
    await archive.put("c_1", numbered([*STORY, left]))
    await archive.put("c_2", numbered([Started(at=1, customer="v_mina", locale="en")]))
    await archive.put("c_3", numbered([Started(at=1, customer="a_other", locale="en")]))
    assert await archive.customers("nobody@example.com") == frozenset()
    assert await archive.customers(who) == {"a_mina", "v_mina"}
    assert await archive.forget_customer("v_mina") == 2
    assert await archive.read("c_1") == await archive.read("c_2") == ()
    assert len(await archive.read("c_3")) == 1
    assert await archive.customers(who) == frozenset()
