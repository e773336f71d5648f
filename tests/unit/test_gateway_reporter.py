"""Signals reach the FAQ service, whatever it does, and nobody waits for them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from handoff_gateway.commands import BotReply, Say, Start
from handoff_gateway.conversation import NEW, Conversation, decide, replay
from handoff_gateway.events import BotText, Source
from handoff_gateway.faq_reporter import BATCH, WAITING, FaqReporter

WORDS = "my card is 4111-1111"
REPLY = (BotText("Two days.", Source("faq", "delivery")),)


class Faq:
    """The FAQ service's end: answers as told, and keeps what it took by id."""

    def __init__(self) -> None:
        self.answers: list[int | Exception] = []
        self.requests: list[list[dict[str, Any]]] = []
        self.kept: dict[str, dict[str, Any]] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)["signals"]
        self.requests.append(body)
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        if answer == 200:
            self.kept |= {signal["id"]: signal for signal in body}
        return httpx.Response(answer, json={"kept": len(body)})


@pytest.fixture
def faq() -> Faq:
    return Faq()


@pytest.fixture
async def reporter(faq: Faq) -> AsyncIterator[FaqReporter]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(faq)) as http:
        yield FaqReporter("http://faq/", http, pause=lambda _: asyncio.sleep(0))


def tell(reporter: FaqReporter, number: int) -> None:
    """One answered question of its own conversation."""
    state: Conversation = NEW
    for command in (
        Start(at=1, customer="a_1", locale="en"),
        Say(at=2, id="say-00001", text=WORDS),
        BotReply(at=3, turn=2, epoch=0, replies=REPLY),
    ):
        events = decide(state, command)
        reporter.observe(f"c_{number}", state, events)
        state = replay(events, state)


@contextlib.asynccontextmanager
async def running(reporter: FaqReporter) -> AsyncIterator[None]:
    task = asyncio.create_task(reporter.run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until_kept(faq: Faq, count: int) -> None:
    async with asyncio.timeout(10):
        while len(faq.kept) < count:
            await asyncio.sleep(0)


async def test_signals_leave_in_batches(reporter: FaqReporter, faq: Faq) -> None:
    for number in range(BATCH + 1):
        tell(reporter, number)
    async with running(reporter):
        await until_kept(faq, BATCH + 1)
    assert [len(body) for body in faq.requests] == [BATCH, 1]
    assert faq.requests[0][0] == {
        "kind": "turn",
        "id": faq.requests[0][0]["id"],
        "conversation": "c_0",
        "at": 2,
        "locale": "en",
        "text": WORDS,
        "outcome": "answer",
        "entries": ["delivery"],
        "confidence": None,
    }


@pytest.mark.parametrize("trouble", [httpx.ConnectError("away"), httpx.ReadTimeout("late"), 503])
async def test_they_are_sent_again_until_they_are_taken_under_the_same_ids(
    reporter: FaqReporter, faq: Faq, trouble: int | Exception
) -> None:
    faq.answers = [trouble] * 5
    async with running(reporter):
        tell(reporter, 1)
        await until_kept(faq, 1)
        tell(reporter, 2)
        await until_kept(faq, 2)
    assert len({body[0]["id"] for body in faq.requests[:6]}) == 1


async def test_what_the_service_refuses_for_good_does_not_stop_the_rest(
    reporter: FaqReporter, faq: Faq, caplog: pytest.LogCaptureFixture
) -> None:
    faq.answers = [422]
    async with running(reporter):
        tell(reporter, 1)
        async with asyncio.timeout(10):
            while not faq.requests:
                await asyncio.sleep(0)
        tell(reporter, 2)
        await until_kept(faq, 1)
    assert "refused 1 signals: 422" in caplog.text


async def test_beyond_the_limit_the_oldest_go_and_that_is_told(
    reporter: FaqReporter, faq: Faq, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(WAITING + 3):
        tell(reporter, number)
    async with running(reporter):
        await until_kept(faq, WAITING)
    assert {"c_0", "c_3"} & {s["conversation"] for s in faq.kept.values()} == {"c_3"}
    assert "3 signals were too many to keep" in caplog.text


async def test_what_waits_is_sent_when_the_gateway_stops(reporter: FaqReporter, faq: Faq) -> None:
    tell(reporter, 1)
    await reporter.close()
    assert len(faq.kept) == 1


async def test_a_stop_while_the_service_is_away_ends_and_says_what_is_lost(
    reporter: FaqReporter, faq: Faq, caplog: pytest.LogCaptureFixture
) -> None:
    faq.answers = [httpx.ConnectError("away")] * 9
    tell(reporter, 1)
    await reporter.close()
    assert "1 signals were not taken" in caplog.text


async def test_logs_hold_no_words(
    reporter: FaqReporter, faq: Faq, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="handoff_gateway")
    faq.answers = [httpx.ConnectError("away"), 500, 422]
    async with running(reporter):
        tell(reporter, 1)
        async with asyncio.timeout(10):
            while len(faq.requests) < 3:
                await asyncio.sleep(0)
        tell(reporter, 2)
        await until_kept(faq, 1)
    assert caplog.text and "4111" not in caplog.text
