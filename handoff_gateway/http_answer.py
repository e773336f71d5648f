"""The whole answer to an HTTP request, of bounded size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with all of its body; `kind` is its media type, without parameters."""

    status: int
    kind: str
    content_type: str | None
    content: bytes


class TooLarge(httpx.HTTPError):
    """The body does not end where it should."""


async def fetch(
    http: httpx.AsyncClient, method: str, url: str, *, most: int, **request: Any
) -> Answered:
    """Ask, and read the answer. The deadline is the caller's (`asyncio.timeout`): httpx's own
    begin anew with every byte that comes.

    Args:
        most: bytes of the body.

    Raises:
        httpx.HTTPError: no answer, or one that was cut off or packed; TooLarge.
    """
    headers = {**request.pop("headers", {}), "Accept-Encoding": "identity"}
    async with http.stream(method, url, headers=headers, **request) as response:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise httpx.DecodingError("packed, though that was declined")  # any size may be in it
        chunks, size = [], 0
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > most:
                raise TooLarge(f"more than {most} bytes")
            chunks.append(chunk)
        content_type = response.headers.get("content-type")
        kind = (content_type or "").partition(";")[0].strip().lower()
        return Answered(response.status_code, kind, content_type, b"".join(chunks))
