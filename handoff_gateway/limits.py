"""How much is let in: rates and numbers of open sockets, by name. Pure.

All of it counts in one process: N replicas behind one address let in N times as much.
"""

from __future__ import annotations

import ipaddress
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and `per_second` in the long run."""

    burst: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator allows (the variables: `settings`).

    `customer_frames` and `agent_frames` hold for each connection, and for all connections of one
    customer or agent together; `each_sockets` for a customer or agent. What holds for an address
    leaves this machine's own out unless `own_too`: a proxy, a test or a benchmark has thousands.
    """

    customer_frames: Rate = Rate(120, 2.0)
    agent_frames: Rate = Rate(3_000, 50.0)
    address_frames: Rate = Rate(6_000, 300.0)
    each_sockets: int = 50
    address_sockets: int = 1_000
    own_too: bool = False


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
        self._buckets.move_to_end(name)
        return self._buckets[name].wait_s(now)

    def forget(self, name: str) -> None:
        """Begin anew with this name."""
        self._buckets.pop(name, None)


class Places:
    """So many places for each name; who leaves gives theirs back."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken: Counter[str] = Counter()

    def take(self, name: str) -> bool:
        """Take a place of this name; False: all are taken, and none was."""
        if self._taken[name] >= self._limit:
            return False
        self._taken[name] += 1
        return True

    def give(self, name: str) -> None:
        """Give one back."""
        self._taken[name] -= 1
        if self._taken[name] <= 0:
            del self._taken[name]


def neighbourhood(host: str, own_too: bool) -> str | None:
    """The name under which an address is counted; None: it is not.

    An IPv6 host has a whole /64 to choose from, so that is what counts. This machine's own
    addresses count only with `own_too`.
    """
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback and not own_too:
        return None
    return str(address if address.version == 4 else ipaddress.ip_network((address, 64), False))
