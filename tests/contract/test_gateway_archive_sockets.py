"""A closed conversation's way over real sockets: archived, seen again, rated, read, erased."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from redis import Redis

from tests.contract.test_gateway_sockets import sign_in_demo, sign_in_new, welcome
from tests.support.clients import Client, Frame, console, customer
from tests.support.processes import FakeBot, GatewayProcess, Store, running_store, wait_until


class QuickGateway(GatewayProcess):
    """Sweeps five times a second."""

    module = "tests.support.dying_gateway"


@pytest.fixture(scope="module")
def own_store() -> Iterator[Store]:
    with running_store() as store:
        yield store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def archiving(
    request: pytest.FixtureRequest, own_store: Store, fake_bot: FakeBot
) -> Iterator[GatewayProcess]:
    """A gateway that archives at once what is closed."""
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        url = f"sqlite:///{folder}/handrail.db"
        if request.param == "postgresql":
            url = request.getfixturevalue("postgres_url")
        gateway = QuickGateway(
            own_store.url, fake_bot.url, folder, HANDRAIL_ARCHIVE_AFTER="0", DATABASE_URL=url
        )
        gateway.database_url = url
        gateway.start()
        try:
            yield gateway
        finally:
            gateway.stop()


@pytest.fixture
async def http(archiving: GatewayProcess) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP requests of a signed-in agent."""
    cookie = await sign_in_new(archiving, "Hana")
    async with httpx.AsyncClient(base_url=archiving.http, headers={"Cookie": cookie}) as client:
        yield client


def keys(store: Store, conversation: str) -> list[bytes]:
    with Redis.from_url(store.url) as client:
        return list(client.keys(f"handrail:{{c:{conversation}}}:*"))


def live(store: Store) -> set[bytes]:
    with Redis.from_url(store.url) as client:
        return set(client.smembers("handrail:{desk}:tracked"))


async def ask(client: Client, text: str = "How long does delivery take?") -> Frame:
    """The entry of the bot's answer to this question."""
    await client.send("say", text=text)
    return await client.until(
        lambda f: f["type"] == "entry" and f"**{text}**" in str(f["event"].get("replies"))
    )


async def archived(
    gateway: GatewayProcess, store: Store, text: str
) -> tuple[str, str, list[Frame]]:
    """A conversation that has left the store: its customer's token, its id and its entries."""
    async with customer(gateway.ws) as mina:
        conversation = (await ask(mina, text))["conversation"]
        await mina.ack(await mina.send("end"))
        await mina.event("ended")
        token, entries = welcome(mina)["token"], mina.entries
    wait_until(lambda: not keys(store, conversation), "the log to leave the store")
    return token, conversation, entries


async def test_a_closed_conversation_leaves_the_store_and_its_customer_still_sees_it(
    archiving: GatewayProcess, own_store: Store
) -> None:
    token, conversation, entries = await archived(archiving, own_store, "one")
    wait_until(lambda: conversation.encode() not in live(own_store), "the sweep", 90)
    async with customer(archiving.ws, token=token) as again:
        await again.event("ended")
        assert (welcome(again)["conversation"], again.entries) == (conversation, entries)
        await ask(again, "And now?")
        started = next(e for e in again.entries if e["conversation"] != conversation)
        assert started["event"]["continues"] == conversation


async def test_a_customer_who_stays_connected_notices_nothing_and_can_still_rate(
    archiving: GatewayProcess, own_store: Store
) -> None:
    async with customer(archiving.ws) as mina:
        answer = await ask(mina)
        conversation = answer["conversation"]
        await mina.ack(await mina.send("end"))
        wait_until(lambda: not keys(own_store, conversation), "the log to leave the store")
        about = {"conversation": conversation, "seq": answer["seq"], "entry": "delivery_period"}
        rated = await mina.send("rate", **about, helpful=True)
        ack = await mina.ack(rated)
        assert (await mina.event("answer_rated"))["seq"] == ack["seq"] == 5
        await mina.send("rate", **about, helpful=True, id=rated)
        assert await mina.ack(rated) == ack
        assert not [f for f in mina.frames if f["type"] in ("error", "start_fresh")]
    assert keys(own_store, conversation) == []


async def test_an_agent_opens_an_archived_conversation_and_reads_it_over_http(
    archiving: GatewayProcess, own_store: Store, http: httpx.AsyncClient
) -> None:
    token, conversation, entries = await archived(archiving, own_store, "first question")
    async with (
        customer(archiving.ws, token=token) as mina,
        console(archiving.ws, await sign_in_demo(archiving)) as hana,
    ):
        now = (await ask(mina, "second question"))["conversation"]
        await hana.send("open", conversation=conversation, after=0)
        await hana.event("ended")
        assert [e["seq"] for e in hana.entries] == [e["seq"] for e in entries]

        read = (await http.get(f"/api/conversations/{conversation}")).json()
        assert read["card"]["stage"] == "closed"
        assert [e["event"]["kind"] for e in read["entries"]] == [
            e["event"]["kind"] for e in entries
        ]
        earlier = (await http.get(f"/api/conversations/{now}/earlier")).json()["conversations"]
        assert [(one["id"], one["question"]) for one in earlier] == [
            (conversation, "first question")
        ]


async def test_only_agents_read_conversations(archiving: GatewayProcess, own_store: Store) -> None:
    from handoff_gateway.accounts import Accounts

    _, conversation, _ = await archived(archiving, own_store, "private")
    accounts = Accounts.at(archiving.database_url)
    address = f"{secrets.token_hex(4)}@example.com"
    editor = await accounts.add(address, "Nari", "long enough 1", ["editor"])
    token = await accounts.sign_in(editor.id)
    await accounts.close()
    async with httpx.AsyncClient(base_url=archiving.http) as client:
        for path in (conversation, f"{conversation}/earlier"):
            assert (await client.get(f"/api/conversations/{path}")).status_code == 401
            cookie = {"Cookie": f"handrail_agent={token}"}
            answer = await client.get(f"/api/conversations/{path}", headers=cookie)
            assert answer.status_code == 403


async def test_an_unknown_conversation_is_not_found(http: httpx.AsyncClient) -> None:
    for path in ("c_none", "c_none/earlier"):
        assert (await http.get(f"/api/conversations/{path}")).status_code == 404


# --- a log that is gone ---------------------------------------------------------------------------


def erase(store: Store, conversation: str) -> None:
    with Redis.from_url(store.url) as client:
        client.delete(*keys(store, conversation))


async def test_a_client_whose_log_was_erased_is_told_to_start_fresh_at_its_next_hello(
    archiving: GatewayProcess, own_store: Store
) -> None:
    async with customer(archiving.ws) as mina:
        answer = await ask(mina)
        token, conversation = welcome(mina)["token"], answer["conversation"]
        erase(own_store, conversation)
        # On the open socket, as a client that misses something does, and on a new one.
        seen = {"protocol": 1, "token": token, "conversation": conversation, "after": 3}
        await mina.send("hello", **seen)
        fresh = await mina.until(lambda f: f["type"] == "start_fresh")
        assert (fresh["conversation"], fresh["version"]) == (conversation, 0)
        assert welcome(mina)["conversation"] is None
        other = (await ask(mina, "hello?"))["conversation"]
        assert other != conversation, "numbers that were seen are never given again"
    async with customer(archiving.ws, token=token, conversation=conversation, after=3) as again:
        await again.event("bot_replied")
        assert [e["seq"] for e in again.entries] == [1, 2, 3]
        assert {e["conversation"] for e in again.entries} == {other}


async def test_a_log_that_is_erased_under_a_follower_is_told_by_the_position_check(
    archiving: GatewayProcess, own_store: Store
) -> None:
    async with (
        customer(archiving.ws) as mina,
        console(archiving.ws, await sign_in_demo(archiving)) as hana,
    ):
        conversation = (await ask(mina))["conversation"]
        await hana.send("open", conversation=conversation, after=0)
        await hana.event("bot_replied")
        erase(own_store, conversation)
        for side in (mina, hana):
            fresh = await side.until(lambda f: f["type"] == "start_fresh", seconds=40)
            assert (fresh["conversation"], fresh["version"]) == (conversation, 0)
        await hana.send("open", conversation=conversation, after=3)
        await hana.error("not_found")
        assert (await ask(mina, "hello?"))["seq"] == 3


async def test_an_agent_who_has_seen_more_than_there_is_gets_all_from_the_beginning(
    archiving: GatewayProcess,
) -> None:
    async with (
        customer(archiving.ws) as mina,
        console(archiving.ws, await sign_in_demo(archiving)) as hana,
    ):
        conversation = (await ask(mina))["conversation"]
        await hana.send("open", conversation=conversation, after=9)
        fresh = await hana.until(lambda f: f["type"] == "start_fresh")
        assert fresh["version"] == 3
        await hana.event("bot_replied")
        assert [e["seq"] for e in hana.entries] == [1, 2, 3]
