"""Tells the team outside the console that a customer waits too long: one POST to a web hook.

Chat tools take it as it is (a JSON object with `text`). Nothing the customer said or is goes along.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import httpx

from handoff_gateway.conversation import Conversation, replay
from handoff_gateway.events import Event, SlaStepped

logger = logging.getLogger(__name__)

WAITING: Final = 100  # alerts; beyond this new ones are left out
DEADLINE_S: Final = 5.0
PAUSES_S: Final = (1.0, 5.0, 25.0)  # between tries; an alert that comes later is none
STALE_MS: Final = 60_000  # entries told again after a start are no news


class TeamAlerts:
    """Start it with `run`; `observe` is a `keeper.Observer`.

    Args:
        url: the web hook; empty: alerts stay in the console.
        clock: milliseconds since the epoch.
        pause: waits for so many seconds.
    """

    def __init__(
        self,
        url: str,
        http: httpx.AsyncClient,
        clock: Callable[[], int],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._url = url
        self._http = http
        self._clock = clock
        self._pause = pause
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue(WAITING)

    def observe(self, conversation_id: str, before: Conversation, events: Sequence[Event]) -> None:
        """Take over the alerts among a conversation's new entries; returns at once."""
        for number, event in enumerate(events, start=1):
            alerts = isinstance(event, SlaStepped) and "alert" in event.actions
            if not self._url or not alerts or self._clock() - event.at > STALE_MS:
                continue
            body = alert_of(conversation_id, replay(events[:number], before), event.at)
            try:
                self._waiting.put_nowait(body)
            except asyncio.QueueFull:
                logger.warning("too many alerts wait for HANDRAIL_ALERT_URL; one was left out")

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            body = await self._waiting.get()
            for pause_s in (*PAUSES_S, None):
                if fault := await self._post(body):
                    if pause_s is None:
                        logger.error("HANDRAIL_ALERT_URL did not take an alert: %s", fault)
                        break
                    await self._pause(pause_s)
                else:
                    break

    async def _post(self, body: dict[str, Any]) -> str | None:
        """What went wrong, without the address: it may hold a secret."""
        try:
            response = await self._http.post(self._url, json=body, timeout=DEADLINE_S)
        except httpx.HTTPError as error:
            return type(error).__name__
        return f"status {response.status_code}" if response.is_error else None


def alert_of(conversation_id: str, conversation: Conversation, now: int) -> dict[str, Any]:
    """The body of an alert: a sentence, and what it is made of."""
    handoff = conversation.handoff
    waited_s = (now - handoff.requested_at) // 1_000 if handoff else 0
    ticket = conversation.stage == "ticket"
    what = (
        "A message is about to miss its promised time"
        if ticket
        else f"A customer has waited {waited_s // 60} min {waited_s % 60} s for a person"
    )
    cause = handoff.cause if handoff else ""
    return {
        "text": f"{what} (cause: {cause}, language: {conversation.locale}).",
        "conversation": conversation_id,
        "waited_s": waited_s,
        "cause": cause,
        "locale": conversation.locale,
        "ticket": ticket,
    }
