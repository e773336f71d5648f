"""Forgetting a customer: what lives, what is archived, and what is being archived just then."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from handoff_gateway import customers_cli, erasure
from handoff_gateway.archive import MemoryArchive
from handoff_gateway.commands import Say
from handoff_gateway.erasure import Eraser
from handoff_gateway.events import Agent, BotText, CustomerSaid, Identity, Source, Started
from handoff_gateway.ports import AgentPresence, Answer, Entry, Turn
from handoff_gateway.service import Service
from handoff_gateway.succession import Customer
from tests.contract.conftest import Store
from tests.support.processes import IDENTITY_SECRET, SECRET

MINA = Customer("a_mina", "en")
KNOWN = Customer("v_mina", "en", identity=Identity("Mina", "mina@example.com"))
OTHER = Customer("a_other", "en")
HANA = Agent("g_hana", "Hana")


async def bot(turn: Turn) -> Answer:
    return Answer((BotText("Two days.", Source("faq", "x")),))


def said(number: int) -> Say:
    return Say(at=1, id=f"say-{number:06d}", text="where is it?")


async def test_a_forgotten_customer_leaves_nothing_and_takes_nobody_along(store: Store) -> None:
    service = Service(store.log, store.desk, bot)
    first = await service.say(MINA, said(1))
    await service.end_by_customer(MINA, "end-000001")
    await service.identify(MINA, KNOWN)
    second = await service.say(MINA, said(2))
    await service.identify(MINA, KNOWN)
    await service.ask_human(KNOWN, "ask-000001")
    await service.desk.arrive(AgentPresence(HANA.id, HANA.name, "online", 10**15))
    await service.assigning.accept(HANA, second.conversation, "accept-001")
    others = await service.say(OTHER, said(3))
    await service.close()

    async def archived_meanwhile(_: float) -> None:
        entries = (Entry(1, Started(at=1, customer="v_mina", locale="en")),)
        await service.archive.put("c_late", entries)

    eraser = Eraser(store.log, store.desk, service.archive, archived_meanwhile)
    found = await eraser.find("mina@example.com")
    assert found == {"a_mina", "v_mina"}, "who they were before the host vouched for them as well"
    erased = await eraser.forget(found)
    assert (erased.live, erased.archived) == (2, 1)
    for gone in (first.conversation, second.conversation, "c_late"):
        assert not (await service.keeper.load(gone)).started
    state = await service.desk_state()
    assert state.held == {} and state.waiting == ()
    assert await store.desk.tracked() == {others.conversation}
    assert await service.succession.current(KNOWN.id) is None
    assert (await service.keeper.load(others.conversation)).started
    again = await service.say(KNOWN, said(4))
    assert again.conversation not in (first.conversation, second.conversation)
    await service.close()


async def test_what_goes_on_while_it_is_erased_is_erased_too(store: Store) -> None:
    service = Service(store.log, store.desk, bot)
    done = await service.say(MINA, said(1))
    await service.close()
    erase = store.log.erase

    async def a_word_in_between(conversation: str, expected: int) -> bool:
        store.log.erase = erase  # type: ignore[method-assign]
        late = CustomerSaid(at=9, id="say-late01", text="still there?")
        await store.log.append(conversation, expected, [late], late.id)
        return await erase(conversation, expected)

    store.log.erase = a_word_in_between  # type: ignore[method-assign]
    eraser = Eraser(store.log, store.desk, MemoryArchive(), lambda _: asyncio.sleep(0))
    assert (await eraser.forget({"a_mina"})).live == 1
    assert await store.log.read(done.conversation) == ()


def test_the_operators_command_says_what_it_erased(
    valkey_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(erasure, "MOVING_S", 0)
    settings = {
        "REDIS_URL": valkey_url,
        "DATABASE_URL": f"sqlite:///{tmp_path}/handrail.db",
        "HANDRAIL_RASA_URL": "http://127.0.0.1:1",
        "HANDRAIL_FAQ_URL": "http://127.0.0.1:1",
        "HANDRAIL_SECRET": SECRET,
        "HANDRAIL_IDENTITY_SECRET": IDENTITY_SECRET,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert customers_cli.main(["forget", "nobody@example.com", "--yes"]) == 3
    assert "no conversation names" in capsys.readouterr().err
    asyncio.run(customers_say_something(valkey_url))
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert customers_cli.main(["forget", "a_mina"]) == 0
    assert "nothing was erased" in capsys.readouterr().out
    assert customers_cli.main(["forget", "a_mina", "--yes"]) == 0
    assert "erased 1 live and 0 archived conversations" in capsys.readouterr().out
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    assert customers_cli.main(["forget", "a_mina", "--yes"]) == 1
    assert "the store does not answer" in capsys.readouterr().err


async def customers_say_something(url: str) -> None:
    from handoff_gateway.store_feed import Feed
    from handoff_gateway.store_redis import RedisDesk, RedisLog, connect

    client = connect(url)
    feed = Feed(client)
    service = Service(RedisLog(client, feed), RedisDesk(client, feed), bot)
    await service.say(MINA, said(1))
    await service.close()
    await feed.close()
    await client.aclose()
