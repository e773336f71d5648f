"""Rasa's lock is looked at often, and its memory has an end."""

from __future__ import annotations

import asyncio
import inspect

from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.lock_store import WAIT_SECONDS, QuickLockStore
from bot.tracker_store import RecentTrackerStore

ENDPOINTS = AvailableEndpoints.read_endpoints("endpoints.yml")


def test_rasa_uses_our_stores() -> None:
    assert isinstance(LockStore.create(ENDPOINTS.lock_store), QuickLockStore)
    assert isinstance(TrackerStore.create(ENDPOINTS.tracker_store), RecentTrackerStore)


def test_the_lock_is_looked_at_every_20_ms() -> None:
    default = inspect.signature(QuickLockStore.lock).parameters["wait_time_in_seconds"].default
    assert default == WAIT_SECONDS == 0.02


def test_turns_of_one_conversation_follow_one_another() -> None:
    done: list[str] = []

    async def turn(store: QuickLockStore, name: str) -> None:
        async with store.lock("conversation"):
            done.append(f"{name} begins")
            await asyncio.sleep(0.01)
            done.append(f"{name} ends")

    async def both() -> None:
        store = QuickLockStore()
        await asyncio.gather(turn(store, "first"), turn(store, "second"))

    asyncio.run(both())
    assert done == ["first begins", "first ends", "second begins", "second ends"]


def test_the_conversations_used_last_are_kept() -> None:
    store = RecentTrackerStore(Domain.empty(), limit=2)

    async def use(*conversations: str) -> list[str]:
        for conversation in conversations:
            await store.save(DialogueStateTracker(conversation, []))
        return list(await store.keys())

    assert asyncio.run(use("a", "b", "a", "c")) == ["a", "c"]
