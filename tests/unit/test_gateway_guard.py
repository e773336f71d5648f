"""Calls to a service that hangs or fails: bounded in number and time, and not made in vain."""

from __future__ import annotations

import asyncio

import pytest

from handoff_gateway.guard import FAILURES, FIRST_PAUSE_S, Guard, NotAsked


class Service:
    """Counts who asks; hangs until `gate` opens."""

    def __init__(self) -> None:
        self.asked = self.in_flight = self.most = 0
        self.gate = asyncio.Event()
        self.broken = False

    async def __call__(self) -> str:
        self.asked += 1
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            await self.gate.wait()
        finally:
            self.in_flight -= 1
        if self.broken:
            raise ConnectionError("broken")
        return "answer"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def outcomes(guard: Guard, service: Service, count: int, deadline_s: float) -> list[object]:
    calls = (guard.run(service, deadline_s) for _ in range(count))
    results = await asyncio.gather(*calls, return_exceptions=True)
    return [type(r) if isinstance(r, BaseException) else r for r in results]


async def test_of_many_callers_only_so_many_ask_at_once() -> None:
    service, guard = Service(), Guard("it", 4)
    answers = asyncio.create_task(outcomes(guard, service, 50, 10))
    while service.in_flight < 4:
        await asyncio.sleep(0)
    service.gate.set()
    assert await answers == ["answer"] * 50
    assert service.most == 4


async def test_while_it_hangs_nobody_waits_beyond_the_deadline_and_then_nobody_asks() -> None:
    service, guard = Service(), Guard("it", 8)
    found = await outcomes(guard, service, 100, 0.05)
    assert set(found) <= {TimeoutError, NotAsked}
    # Places that come free before it is seen to hang are taken by who waits for one.
    asked = service.asked
    assert 8 <= asked < 8 + FAILURES, "those who waited for a place did not ask in vain"
    assert set(await outcomes(guard, service, 100, 0.05)) == {NotAsked}
    assert service.asked == asked


async def test_one_tries_again_after_a_pause_and_then_all_are_answered() -> None:
    service, clock = Service(), Clock()
    guard = Guard("it", 8, clock)
    service.gate.set()
    service.broken = True
    assert await outcomes(guard, service, FAILURES, 1) == [ConnectionError] * FAILURES
    clock.now += FIRST_PAUSE_S
    service.broken = False
    service.gate.clear()
    trial = asyncio.create_task(guard.run(service, 5))
    await asyncio.sleep(0)
    assert await outcomes(guard, service, 10, 1) == [NotAsked] * 10
    service.gate.set()
    assert await trial == "answer"
    assert await outcomes(guard, service, 10, 1) == ["answer"] * 10


async def test_a_trial_that_is_given_up_leaves_the_next_one_free() -> None:
    service, clock = Service(), Clock()
    guard = Guard("it", 8, clock)
    service.gate.set()
    service.broken = True
    await outcomes(guard, service, FAILURES, 1)
    clock.now += FIRST_PAUSE_S
    service.broken = False
    service.gate.clear()
    trial = asyncio.create_task(guard.run(service, 5))
    await asyncio.sleep(0)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    service.gate.set()
    assert await guard.run(service, 1) == "answer"
