"""How much one connection may say: a token bucket, pure."""

from __future__ import annotations


class TokenBucket:
    """Lets `burst` through at once and `per_second` in the long run.

    See https://en.wikipedia.org/wiki/Token_bucket.
    """

    def __init__(self, burst: int, per_second: float, now_s: float) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._tokens = float(burst)
        self._at_s = now_s

    def wait_s(self, now_s: float) -> float:
        """Take one token: 0 when there was one, else the seconds until there will be."""
        self._tokens = min(self._burst, self._tokens + (now_s - self._at_s) * self._per_second)
        self._at_s = now_s
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._per_second
