"""The FAQ service as the actions see it: entries by id."""

from typing import Any

import httpx

DEADLINE_SECONDS = 1.5


class FaqAwayError(Exception):
    """The FAQ service did not answer in time or not sensibly."""


class FaqClient:
    """A client of GET /entries/{id}."""

    def __init__(self, base_url: str) -> None:
        """`base_url` such as http://127.0.0.1:41235."""
        self._http = httpx.AsyncClient(base_url=base_url, timeout=DEADLINE_SECONDS)

    async def entry(self, entry_id: str, locale: str) -> dict[str, Any] | None:
        """The entry in the given language, or None when there is none of that id.

        Raises:
            FaqAwayError: the service did not answer.
        """
        try:
            response = await self._http.get(f"/entries/{entry_id}", params={"locale": locale})
            if response.status_code == 404:
                return None
            response.raise_for_status()
            entry: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise FaqAwayError(f"GET /entries: {type(error).__name__}") from error
        return entry

    async def close(self) -> None:
        """Close the kept connections."""
        await self._http.aclose()
