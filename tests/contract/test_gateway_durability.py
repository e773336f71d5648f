"""What `HANDRAIL_DURABILITY` promises, against servers that follow, sleep, and keep too little."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator

import pytest

from handoff_gateway import store_client
from handoff_gateway.durability import LOCAL, Durability
from handoff_gateway.events import CustomerSaid, Started
from handoff_gateway.ports import Appended, Duplicate, StoreUnavailable
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import RedisLog, check_durability, connect
from tests.support.stores import DURABLE, Node, Replicated, running_replicated

STARTED = Started(at=1, customer="a_1", locale="ko")
SAID = CustomerSaid(at=2, id="m-2", text="안녕")


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replicated]:
    monkeypatch.setattr(store_client, "CONFIRM_MS", 200)
    with running_replicated() as servers:
        yield servers


@contextlib.asynccontextmanager
async def log_on(url: str, replicas: int = 1) -> AsyncIterator[RedisLog]:
    client = connect(url, Durability(replicas))
    try:
        yield RedisLog(client, Feed(client))
    finally:
        await client.aclose()


async def test_an_entry_is_appended_only_when_the_replica_has_it(servers: Replicated) -> None:
    async with log_on(servers.primary.url) as log:
        assert await log.append("c", 0, [STARTED], None) == Appended(1)
        servers.replica.sleep()
        with pytest.raises(StoreUnavailable, match="0 of 1 replicas"):
            await log.append("c", 1, [SAID], "m-2")
        servers.replica.wake()
        assert await log.append("c", 1, [SAID], "m-2") == Duplicate(2)
        assert len(await log.read("c")) == 2


async def test_what_no_replica_confirmed_is_told_by_no_read_no_resend_and_no_other_gateway(
    servers: Replicated,
) -> None:
    async with log_on(servers.primary.url) as log, log_on(servers.primary.url) as other:
        servers.replica.sleep()
        with pytest.raises(StoreUnavailable):
            await log.append("c", 0, [STARTED, SAID], "m-2")
        for gateway in (log, other):
            with pytest.raises(StoreUnavailable):
                await gateway.read("c")
            with pytest.raises(StoreUnavailable):
                await gateway.append("c", 0, [STARTED, SAID], "m-2")
            with pytest.raises(StoreUnavailable):
                await gateway.append("c", 0, [STARTED], "m-3")
        servers.replica.wake()
        assert len(await other.read("c")) == 2
        assert await other.append("c", 2, [SAID], "m-2") == Duplicate(2)
        assert len(await log.read("c")) == 2


async def test_what_was_appended_is_on_the_replica_when_the_primary_is_killed(
    servers: Replicated,
) -> None:
    async with log_on(servers.primary.url) as log:
        for number in range(20):
            assert await log.append("c", number, [STARTED], None) == Appended(number + 1)
        servers.primary.kill()
    servers.replica.ask("REPLICAOF", "NO", "ONE")
    async with log_on(servers.replica.url, replicas=0) as after:
        assert len(await after.read("c")) == 20


async def test_more_replicas_than_there_are_is_never_confirmed(servers: Replicated) -> None:
    async with log_on(servers.primary.url, replicas=2) as log:
        with pytest.raises(StoreUnavailable, match="1 of 2 replicas"):
            await log.append("c", 0, [STARTED], None)


async def test_reading_and_signalling_go_on_while_appends_wait_for_a_replica(
    servers: Replicated,
) -> None:
    async with log_on(servers.primary.url) as log:
        await log.append("known", 0, [STARTED], None)
        servers.replica.sleep()
        with pytest.raises(StoreUnavailable):
            await log.append("c", 0, [STARTED], None)
        assert len(await log.read("known")) == 1
        servers.replica.wake()


async def test_without_an_append_only_file_replicas_confirm_what_they_hold_in_memory(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with running_replicated("--appendonly", "no") as servers:
        async with log_on(servers.primary.url) as log:
            assert await log.append("c", 0, [STARTED], None) == Appended(1)
    assert "not on disk" in caplog.text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (DURABLE, None),
        (("--appendonly", "no"), "appendonly no"),
        (("--appendonly", "yes", "--appendfsync", "everysec"), "appendfsync everysec"),
        ((*DURABLE, "--rename-command", "CONFIG", ""), "could not be checked"),
    ],
)
async def test_a_store_that_keeps_less_than_local_promises_is_told_once_at_the_start(
    options: tuple[str, ...], told: str | None
) -> None:
    with tempfile.TemporaryDirectory(prefix="hr-") as folder:
        node = Node(folder, *options)
        client = connect(node.url, LOCAL)
        warning = await check_durability(client)
        await client.aclose()
        node.kill()
    assert warning is None if told is None else told in (warning or "")
