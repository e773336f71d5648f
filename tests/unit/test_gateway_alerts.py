"""The team hears of a long wait outside the console, once, and without what the customer said."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from handoff_gateway.commands import LeaveMessage, RequestHandoff, Say, Start, TakeStep
from handoff_gateway.conversation import NEW, decide, replay
from handoff_gateway.events import Contact, Event
from handoff_gateway.team_alerts import PAUSES_S, WAITING, TeamAlerts

SECRET_URL = "http://hook/secret-token"
WORDS = "my name is Mina and I am furious"
STEP = TakeStep(at=240_000, id="step", after=240, actions=("alert", "raise_priority"))


class Hook:
    """The chat tool's end: answers as told."""

    def __init__(self) -> None:
        self.answers: list[int | Exception] = []
        self.taken: list[dict[str, Any]] = []
        self.tries = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.tries += 1
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        if answer == 200:
            self.taken.append(json.loads(request.content))
        return httpx.Response(answer)


@contextlib.asynccontextmanager
async def alerts(
    hook: Hook, url: str = SECRET_URL, now: int = 240_000
) -> AsyncIterator[TeamAlerts]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(hook)) as http:
        found = TeamAlerts(url, http, lambda: now, pause=lambda _: asyncio.sleep(0))
        task = asyncio.create_task(found.run())
        yield found
        for _ in range(50):
            await asyncio.sleep(0)
        task.cancel()


def tell(to: TeamAlerts, *, ticket: bool = False) -> None:
    left = LeaveMessage(
        at=5, id="leave", text=WORDS, contact=Contact("email", "m@example.com"), promised_at=250_000
    )
    log: list[Event] = []
    for command in (
        Start(at=0, customer="a_mina", locale="ko"),
        Say(at=0, id="say", text=WORDS),
        RequestHandoff(at=0, id="ask", cause="asked"),
        *([left] if ticket else []),
    ):
        log += decide(replay(log), command)
    state = replay(log, NEW)
    to.observe("c_1", state, decide(state, STEP))


async def test_a_long_wait_is_told_without_who_waits_or_what_they_said() -> None:
    hook = Hook()
    async with alerts(hook) as team:
        tell(team)
    (body,) = hook.taken
    assert "waited 4 min 0 s" in body["text"]
    assert (body["conversation"], body["waited_s"], body["cause"]) == ("c_1", 240, "asked")
    assert "Mina" not in json.dumps(body) and "a_mina" not in json.dumps(body)


async def test_a_promise_about_to_break_is_told_too() -> None:
    hook = Hook()
    async with alerts(hook) as team:
        tell(team, ticket=True)
    (body,) = hook.taken
    assert body["ticket"] and "m@example.com" not in json.dumps(body)


async def test_a_hook_that_is_away_for_a_moment_still_gets_it_once() -> None:
    hook = Hook()
    hook.answers = [httpx.ConnectError("away"), 503]
    async with alerts(hook) as team:
        tell(team)
    assert hook.tries == 3 and len(hook.taken) == 1


async def test_a_hook_that_stays_away_is_given_up_without_telling_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hook = Hook()
    hook.answers = [500] * (len(PAUSES_S) + 1)
    with caplog.at_level(logging.ERROR):
        async with alerts(hook) as team:
            tell(team)
    assert "HANDRAIL_ALERT_URL" in caplog.text and "secret-token" not in caplog.text
    assert hook.taken == []


async def test_old_entries_told_again_after_a_start_alert_nobody() -> None:
    hook = Hook()
    async with alerts(hook, now=400_000) as team:
        tell(team)
    assert hook.tries == 0


async def test_without_a_hook_nothing_is_sent_and_a_flood_is_bounded() -> None:
    hook = Hook()
    async with alerts(hook, url="") as team:
        tell(team)
    assert hook.tries == 0
    async with alerts(hook) as team:
        for _ in range(WAITING + 5):
            tell(team)
    assert 0 < hook.tries <= WAITING
