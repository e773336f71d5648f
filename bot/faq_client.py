"""The FAQ service as Rasa's NLU sees it: blocking, with a short patience.

An NLU component that waits stops every conversation of this server, so a service that did not
answer in time is left alone for a moment before it is asked again.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, TimeoutError

REST_SECONDS = 2.0
TRAINING_TIMEOUT_SECONDS = 120.0


class FaqAwayError(Exception):
    """The FAQ service did not give a usable answer."""


class FaqClient:
    """A blocking client of the FAQ service's /search and /embed."""

    def __init__(
        self,
        base_url: str,
        timeout_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`base_url` such as http://127.0.0.1:41235; the timeout is for one search."""
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout_seconds
        self._clock = clock
        self._rest_until = 0.0
        self._pool = urllib3.PoolManager(maxsize=1, retries=False)

    def search(self, text: str, locale: str) -> dict[str, Any]:
        """The service's answer to one question, with the question's embedding.

        Raises:
            FaqAwayError: it is not there, too slow, or was too slow a moment ago.
        """
        if self._clock() < self._rest_until:
            raise FaqAwayError(f"{self._base_url} timed out less than {REST_SECONDS:g} s ago")
        question = {"text": text, "locale": locale, "embedding": True}
        return self._post("/search", question, self._timeout)

    def embed(self, texts: list[str]) -> list[list[float]]:
        """The embeddings of many texts, for training.

        Raises:
            FaqAwayError: it is not there or too slow.
        """
        return self._post("/embed", {"texts": texts}, TRAINING_TIMEOUT_SECONDS)["embeddings"]

    def _post(self, path: str, body: dict[str, Any], timeout: float) -> dict[str, Any]:
        url = self._base_url + path
        try:
            response = self._pool.request(
                "POST",
                url,
                body=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
                timeout=timeout,
            )
        except NewConnectionError as error:
            # Nobody listens: that costs no time, though urllib3 counts it among the timeouts.
            raise FaqAwayError(f"{url}: {error}") from error
        except TimeoutError as error:
            self._rest_until = self._clock() + REST_SECONDS
            raise FaqAwayError(f"{url} gave no answer within {timeout:g} s") from error
        except HTTPError as error:
            raise FaqAwayError(f"{url}: {error}") from error
        if response.status != 200:
            raise FaqAwayError(f"{url} answered with status {response.status}")
        return json.loads(response.data)
