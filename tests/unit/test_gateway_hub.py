"""The clockwork of a process."""

from __future__ import annotations

import asyncio

import pytest

from handoff_gateway.hub import _every


async def test_the_clockwork_stops_even_when_a_cancellation_was_swallowed() -> None:
    begun = asyncio.Event()

    async def act() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    task = asyncio.create_task(_every(0, act))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(5):
            await task
