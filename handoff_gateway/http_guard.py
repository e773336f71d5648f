"""Who sends a request: the session's cookie, and from which website's page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handoff_gateway.accounts import Account
from handoff_gateway.limits import TokenBucket

COOKIE: Final = "handrail_agent"
REMEMBERED: Final = 10_000

AccountOf = Callable[[str], Awaitable[Account | None]]
"""Whose session a token is."""


async def signed_in(request: Request, account_of: AccountOf) -> Account | None:
    """Return the account whose session the request's cookie names, or None."""
    token = request.cookies.get(COOKIE)
    return await account_of(token) if token else None


def foreign(request: Request, origins: frozenset[str]) -> Response | None:
    """Refuse a request that another website's page sends with our cookie."""
    origin = request.headers.get("origin")
    if origin is None or origin in origins:
        return None
    return JSONResponse({"error": f"requests from {origin} are not allowed"}, 403)


class Buckets:
    """A token bucket for each name, of the names used last.

    Args:
        clock: seconds, from any beginning.
    """

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def wait_s(self, name: str) -> float:
        """Take one token of this name: 0 when there was one, else seconds until there will be."""
        now = self._clock()
        if name not in self._buckets:
            self._buckets[name] = TokenBucket(self._burst, self._per_second, now)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        return self._buckets[name].wait_s(now)

    def forget(self, name: str) -> None:
        """Begin anew with this name."""
        self._buckets.pop(name, None)
