"""Acked is kept: the gateway to which a customer is talking is killed, again and again, and the
customer goes on with the other.

`HANDRAIL_FAULT_KILLS=1000` kills so many.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from random import Random
from typing import Final

import pytest_asyncio

from tests.support.fault_world import World, running_world
from tests.support.history import Record, Run, Who
from tests.support.history_checker import problems
from tests.support.parties import Customer

KILLS: Final = int(os.environ.get("HANDRAIL_FAULT_KILLS", "100"))
WORDS: Final = 12  # said around each kill
BACK_S: Final = 20.0


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        yield running


async def test_a_gateway_killed_while_a_customer_is_writing_loses_and_doubles_nothing(
    world: World,
) -> None:
    world.bot.mode = "chat"
    back: asyncio.Task[None] | None = None
    cut_short = 0
    histories: list[tuple[Customer, list[Record]]] = []
    for kill in range(KILLS):
        victim = kill % 2
        other = 1 - victim
        rng = Random(kill)
        history: list[Record] = []
        doors = [world.gateways[victim].ws]
        mina = Customer("Mina", lambda now=doors: now, rng, history)  # type: ignore[misc]
        connected = asyncio.create_task(mina.run())
        try:
            await mina.do("say", words="hello")
            if back:
                await back  # the one that goes on must be there
            words = [mina.do("say", words=f"{n}") for n in range(WORDS)]
            await asyncio.sleep(rng.uniform(0, 0.03))
            doors[:] = [world.gateways[other].ws]
            cut_short += not all(word.done() for word in words)
            world.gateways[victim].kill()
            back = asyncio.create_task(world.start(world.gateways[victim]))
            async with asyncio.timeout(BACK_S):
                await asyncio.gather(*words)
                await mina.do("say", words="still there?")
                while found := _broken(world, mina, history, follows=[mina.who]):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"kill {kill}: {found}") from None
        finally:
            connected.cancel()
            await asyncio.gather(connected, return_exceptions=True)
        histories.append((mina, history))
    if back:
        await back
    async with asyncio.timeout(BACK_S):  # what a killed gateway owed is answered by another, later
        for mina, history in histories:
            while _broken(world, mina, history, answered=True):
                await asyncio.sleep(0.1)
    assert cut_short > KILLS / 2, f"only {cut_short} kills came while words were under way"


def _broken(
    world: World,
    mina: Customer,
    history: list[Record],
    *,
    follows: Sequence[Who] = (),
    answered: bool = False,
) -> list[str]:
    """The broken promises; that the bot's answer comes is one of them only where `answered`."""
    logs = world.transcripts([mina.id])
    found = problems(Run(history, logs, dict.fromkeys(follows, mina.follows)))
    return [problem for problem in found if answered or not problem.startswith("unanswered")]
