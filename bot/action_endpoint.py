"""How Rasa calls the action server: one kept session, a deadline, and no half-done turns."""

import asyncio
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

DEADLINE_SECONDS = 4.0


class TurnFailed(BaseException):
    """An action could not be run, so the whole turn is given up and the tracker stays as it was.

    Not an `Exception`: Rasa catches those around every action, says nothing, and goes on with a
    conversation in which the action seems to have happened.
    """


class ActionEndpoint(EndpointConfig):
    """Rasa's client of the action server (Rasa alone would wait 300 s and open a socket a call)."""

    _session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Run one action; `kwargs["json"]` is Rasa's call.

        Raises:
            ClientResponseError: the action declined (400), which Rasa's forms know how to take.
            TurnFailed: anything else that is not an answer within the deadline.
        """
        call = kwargs["json"]
        # Our actions keep their texts in catalogues and need nothing of the domain (which Rasa
        # would send whole, with every response, on every call).
        call["domain"] = {}
        try:
            async with self._open_session().post(self.url, json=call) as response:
                if response.status == 200:
                    return await response.json()
                body = await response.text()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise TurnFailed(
                f"the action server at {self.url} did not answer {call['next_action']}: {error!r}"
            ) from error
        if response.status == 400:
            raise ClientResponseError(400, response.reason or "", body)
        raise TurnFailed(
            f"{call['next_action']} failed with status {response.status}: {body[:200]}"
        )

    def _open_session(self) -> aiohttp.ClientSession:
        # Made at the first call: a session belongs to the running event loop.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=DEADLINE_SECONDS)
            )
        return self._session

    async def close(self) -> None:
        """Close the kept session."""
        if self._session is not None:
            await self._session.close()
