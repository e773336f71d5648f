"""Who sends a request, from which website's page, and a body of bounded size."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handoff_gateway.accounts import Account

COOKIE: Final = "handrail_agent"

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


async def body_of(request: Request, most: int) -> bytes | None:
    """Return the request's body; None when it has more than `most` bytes."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
