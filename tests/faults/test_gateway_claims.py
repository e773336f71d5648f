"""One owner: of two agents who claim a conversation at once, over two replicas, one gets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import pytest_asyncio

from handoff_gateway.events import Assigned
from tests.support.clients import Client, console, customer
from tests.support.fault_world import World, running_world

ROUNDS: Final = 1_000
EACH: Final = 50  # rounds for one conversation


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        yield running


async def test_of_two_agents_who_claim_at_once_one_wins_and_the_other_is_told_who(
    world: World,
) -> None:
    one, two = (gateway.ws for gateway in world.gateways)
    won = {"Hana": 0, "Jisoo": 0}
    for _ in range(ROUNDS // EACH):
        async with (
            console(one, world.cookies["Hana"]) as hana,
            console(two, world.cookies["Jisoo"]) as jisoo,
            customer(one) as mina,
        ):
            waiting = (await mina.ack(await mina.send("ask_human")))["conversation"]
            consoles = {"Hana": hana, "Jisoo": jisoo}
            winners = [await _claimed(consoles, waiting) for _ in range(EACH)]
            known_as = next(f["customer"] for f in mina.frames if f["type"] == "welcome")
            assert (await mina.ack(await mina.send("end")))["type"] == "ack"
        log = [event for _, event in world.transcripts([known_as])[waiting]]
        assert [e.agent.name for e in log if isinstance(e, Assigned)] == winners
        for name in winners:
            won[name] += 1
    assert sum(won.values()) == ROUNDS
    assert min(won.values()) > 0, f"it was no race: {won}"


async def _claimed(consoles: dict[str, Client], waiting: str) -> str:
    """Both claim it; the winner's name, after they gave it back to the queue."""
    sent = {
        name: await client.send("accept", conversation=waiting) for name, client in consoles.items()
    }
    answers = dict(
        zip(
            sent,
            await asyncio.gather(*(consoles[name].ack(sent[name]) for name in sent)),
            strict=True,
        )
    )
    (winner,) = [name for name, answer in answers.items() if answer["type"] == "ack"]
    (loser,) = set(sent) - {winner}
    refusal = answers[loser]
    assert (refusal["code"], refusal["message"]) == ("taken", f"{winner} has it already")
    given_back = await consoles[winner].send("release", conversation=waiting)
    assert (await consoles[winner].ack(given_back))["type"] == "ack"
    return winner
