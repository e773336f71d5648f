"""Calls to a service that may be away, slow or broken: so many at once, for so long, and none in
vain.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from handoff_gateway.breaker import Breaker

logger = logging.getLogger(__name__)

FAILURES: Final = 5
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 30.0

T = TypeVar("T")


class NotAsked(Exception):
    """The service has been failing: it was not asked."""


class Guard:
    """One for each service.

    Args:
        name: of the service, for the log.
        at_once: calls in flight; further ones wait, within their deadline.
        clock: seconds, from any beginning.
    """

    def __init__(
        self, name: str, at_once: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._places = asyncio.Semaphore(at_once)
        self._breaker = Breaker(FAILURES, FIRST_PAUSE_S, LONGEST_PAUSE_S, clock)

    async def run(self, call: Callable[[], Awaitable[T]], deadline_s: float) -> T:
        """What `call` returns. Whatever it raises counts as a failure of the service.

        Raises:
            NotAsked: the service rests.
            TimeoutError: not within the deadline, the wait for a place included.
            Exception: as `call`.
        """
        ticket = self._breaker.admit()
        if ticket is None:
            raise NotAsked(f"{self._name} has been failing and is left alone for a moment")
        before = self._breaker.state
        asked = False
        try:
            async with asyncio.timeout(deadline_s), self._places:
                if self._breaker.is_void(ticket):  # it began to rest while this one waited
                    raise NotAsked(f"{self._name} has been failing")
                asked = True
                result = await call()
        except NotAsked:
            raise
        except Exception:
            if asked:
                self._breaker.failed(ticket)
                self._tell(before)
            else:
                self._breaker.abandoned(ticket)
            raise
        except BaseException:
            self._breaker.abandoned(ticket)
            raise
        self._breaker.succeeded(ticket)
        self._tell(before)
        return result

    def _tell(self, before: str) -> None:
        now = self._breaker.state
        if now == "open" and before == "closed":
            logger.warning("%s does not answer: it is asked now and then until it does", self._name)
        elif now == "closed" and before == "half_open":
            logger.warning("%s answers again", self._name)
