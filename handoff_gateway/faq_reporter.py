"""Sends signals to the FAQ service: in batches, again until they arrive, never in anybody's way.

They wait in memory; the logs keep all they are made of, and the next process is told again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Final

import httpx

from handoff_gateway.conversation import Conversation
from handoff_gateway.events import Event
from handoff_gateway.faq_signals import FaqSignal, signals_of
from handoff_gateway.http_answer import fetch

logger = logging.getLogger(__name__)

WAITING: Final = 10_000  # signals; beyond this the oldest go
BATCH: Final = 100
GATHER_S: Final = 0.5  # signals of this time leave together
DEADLINE_S: Final = 5.0
MAX_ANSWER: Final = 64 * 1024  # bytes
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 30.0
FAREWELL_S: Final = 2.0  # for what waits when the gateway stops
TRY_AGAIN: Final = (408, 429)  # the other answers from 400 to 499 would come again


class FaqReporter:
    """Start it with `run`, end it with `close`; `observe` is a `keeper.Observer`.

    Args:
        url: base address of the FAQ service.
        pause: waits for so many seconds.
    """

    def __init__(
        self,
        url: str,
        http: httpx.AsyncClient,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._url = f"{url.rstrip('/')}/signals"
        self._http = http
        self._pause = pause
        self._waiting: deque[FaqSignal] = deque(maxlen=WAITING)
        self._leaving: list[FaqSignal] = []
        self._news = asyncio.Event()
        self._dropped = 0

    def observe(self, conversation_id: str, before: Conversation, events: Sequence[Event]) -> None:
        """Take over the signals in a conversation's new entries; returns at once."""
        for signal in signals_of(conversation_id, before, events):
            self._dropped += len(self._waiting) == WAITING
            self._waiting.append(signal)
            self._news.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._pause(GATHER_S)
            while self._take():
                await self._deliver()

    async def close(self) -> None:
        """Try once more to send what waits; call it when `run` has ended."""
        try:
            async with asyncio.timeout(FAREWELL_S):
                while self._leaving or self._take():
                    await self._post()
                    self._leaving = []
        except (httpx.HTTPError, TimeoutError):
            left = len(self._leaving) + len(self._waiting)
            logger.warning("%d signals were not taken by the FAQ service", left)

    def _take(self) -> bool:
        """The next batch; False when nothing waits."""
        self._leaving = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        return bool(self._leaving)

    async def _deliver(self) -> None:
        """Send the batch until it is taken, or refused for good."""
        pause_s, away = FIRST_PAUSE_S, False
        while True:
            try:
                await self._post()
                break
            except (httpx.HTTPError, TimeoutError) as error:
                if not away:
                    logger.warning("signals wait for the FAQ service: %s", type(error).__name__)
                away = True
            await self._pause(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        self._leaving = []
        if self._dropped:
            logger.warning("%d signals were too many to keep", self._dropped)
            self._dropped = 0

    async def _post(self) -> None:
        """Raises httpx.HTTPError, TimeoutError when it should be sent again."""
        body = {"signals": [asdict(signal) for signal in self._leaving]}
        async with asyncio.timeout(DEADLINE_S):
            answer = await fetch(self._http, "POST", self._url, most=MAX_ANSWER, json=body)
        if answer.status in TRY_AGAIN or answer.status >= 500:
            raise httpx.HTTPError(f"status {answer.status}")
        if answer.status >= 400:
            count = len(self._leaving)
            logger.error("the FAQ service refused %d signals: %d", count, answer.status)
