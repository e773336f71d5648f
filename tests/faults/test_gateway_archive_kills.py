"""Closed conversations are archived exactly once, at whichever step the gateway is killed."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from redis import Redis

from tests.support.clients import customer
from tests.support.processes import (
    FakeBot,
    GatewayProcess,
    Store,
    running_bot,
    running_store,
    wait_until,
)


class DyingGateway(GatewayProcess):
    """Kills itself where `DIE_AT` says."""

    module = "tests.support.dying_gateway"

    def died(self) -> bool:
        assert self._process
        return self._process.poll() is not None


@dataclass
class Place:
    """A store, a bot, and a folder with the database."""

    store: Store
    bot: FakeBot
    folder: str

    def gateway(self, **env: str) -> DyingGateway:
        return DyingGateway(self.store.url, self.bot.url, self.folder, **env)

    def archived(self, conversation: str) -> list[tuple[int, str]]:
        with sqlite3.connect(f"{self.folder}/handrail.db") as database:
            rows = database.execute(
                "SELECT seq, kind FROM entries WHERE conversation = ? ORDER BY seq", (conversation,)
            ).fetchall()
        return rows

    def stored(self, conversation: str) -> bool:
        with Redis.from_url(self.store.url) as client:
            return bool(client.keys(f"handrail:{{c:{conversation}}}:*"))


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with (
        running_store() as store,
        running_bot() as bot,
        tempfile.TemporaryDirectory(prefix="hr-") as folder,
    ):
        yield Place(store, bot, folder)


async def ended(gateway: GatewayProcess) -> tuple[str, str, list[dict[str, Any]]]:
    """A conversation that its customer has ended: token, id and entries."""
    async with customer(gateway.ws) as mina:
        await mina.send("say", text=f"How long? {secrets.token_hex(4)}")
        await mina.event("bot_replied")
        await mina.ack(await mina.send("end"))
        await mina.event("ended")
        token = next(f["token"] for f in mina.frames if f["type"] == "welcome")
        return token, mina.entries[0]["conversation"], mina.entries


STEPS = [
    *("before put", "inside put", "after put"),
    *("before erase", "after erase", "before untrack", "after untrack"),
]


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_any_step_each_entry_is_in_the_archive_once(
    place: Place, step: str
) -> None:
    resting = place.gateway(HANDRAIL_ARCHIVE_AFTER="3600")
    resting.start()
    token, conversation, entries = await ended(resting)
    assert resting.stop() == 0
    expected = [(entry["seq"], entry["event"]["kind"]) for entry in entries]

    dying = place.gateway(HANDRAIL_ARCHIVE_AFTER="0", DIE_AT=step)
    dying.spawn()
    wait_until(dying.died, f"the gateway to die {step}")
    assert place.stored(conversation) or place.archived(conversation) == expected

    living = place.gateway(HANDRAIL_ARCHIVE_AFTER="0")
    living.start()
    try:
        wait_until(lambda: not place.stored(conversation), "the log to leave the store")
        assert place.archived(conversation) == expected
        async with customer(living.ws, token=token) as again:
            await again.event("ended")
            assert again.entries == entries
    finally:
        living.stop()


async def test_while_the_database_is_away_it_stays_in_the_store_and_customers_go_on(
    place: Place,
) -> None:
    gateway = place.gateway(HANDRAIL_ARCHIVE_AFTER="0")
    gateway.start()
    database = sqlite3.connect(f"{place.folder}/handrail.db", isolation_level=None, timeout=30)
    try:
        database.execute("BEGIN EXCLUSIVE")
        token, conversation, entries = await ended(gateway)
        wait_until(lambda: "stays in the store for now" in gateway.log(), "the move to fail")
        assert place.stored(conversation)
        async with customer(gateway.ws, token=token) as again:
            await again.event("ended")
            await again.ack(await again.send("say", text="And now?"))
        database.execute("ROLLBACK")
        wait_until(lambda: not place.stored(conversation), "the log to leave the store")
        assert [seq for seq, _ in place.archived(conversation)] == [e["seq"] for e in entries]
    finally:
        database.close()
        gateway.stop()


async def test_two_replicas_at_once_archive_each_entry_once(place: Place) -> None:
    one, two = (place.gateway(HANDRAIL_ARCHIVE_AFTER="0") for _ in range(2))
    one.start()
    two.start()
    try:
        logs = [await ended(gateway) for gateway in (one, two) * 5]
        for token, conversation, entries in logs:
            wait_until(lambda name=conversation: not place.stored(name), "the log to leave")  # type: ignore[misc]
            expected = [(entry["seq"], entry["event"]["kind"]) for entry in entries]
            assert place.archived(conversation) == expected
            async with customer(two.ws, token=token) as again:
                await again.event("ended")
                assert again.entries == entries
    finally:
        one.stop()
        two.stop()
    assert "Traceback" not in one.log() + two.log()
