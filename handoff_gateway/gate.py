"""Who may open a socket, and how much each may say. Pure: the clock comes from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from handoff_gateway.limits import Buckets, Limits, Places, Rate, TokenBucket, neighbourhood

FULL_RETRY_S: Final = 10.0  # when to try again where all places are taken
PACE: Final = (6, 5)  # a sixth of the burst at once, five times the rate: beyond it, only slower

Kind = Literal["customer", "agent"]


class Gate:
    """The limits of this process.

    Args:
        clock: seconds, from any beginning.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self.clock = clock
        self.addresses = self._buckets(limits.address_frames)
        self.each: dict[Kind, Buckets] = {
            "customer": self._buckets(limits.customer_frames),
            "agent": self._buckets(limits.agent_frames),
        }
        self.address_places = Places(limits.address_sockets)
        self.each_places = Places(limits.each_sockets)

    def _buckets(self, rate: Rate) -> Buckets:
        return Buckets(rate.burst, rate.per_second, self.clock)


class Guest:
    """One socket, as the limits see it: `enter`, `introduce`, many `wait_s`, `leave`.

    Args:
        host: the address that it comes from.
    """

    def __init__(self, gate: Gate, kind: Kind, host: str) -> None:
        self._gate = gate
        self._kind: Kind = kind
        self._address = neighbourhood(host, gate.limits.own_too)
        self._who: str | None = None
        self._entered = False
        limits = gate.limits
        rate = limits.customer_frames if kind == "customer" else limits.agent_frames
        now = gate.clock()
        slower, faster = PACE
        self._frames = TokenBucket(rate.burst, rate.per_second, now)
        self._pace = TokenBucket(max(1, rate.burst // slower), rate.per_second * faster, now)

    def enter(self) -> float:
        """Take a place of the address; 0 when there was one, else seconds until a next try."""
        if self._address is None:
            return 0.0
        if wait := self._gate.addresses.wait_s(self._address):
            return wait
        if not self._gate.address_places.take(self._address):
            return FULL_RETRY_S
        self._entered = True
        return 0.0

    def introduce(self, who: str) -> float:
        """Say whose socket it is, and take a place of theirs; as `enter`."""
        name = f"{self._kind} {who}"
        if name == self._who:
            return 0.0
        if not self._gate.each_places.take(name):
            return FULL_RETRY_S
        self._part()
        self._who = name
        return 0.0

    def pause_s(self) -> float:
        """For how long to wait before the next frame is taken: nobody writes so fast."""
        return self._pace.wait_s(self._gate.clock())

    def wait_s(self) -> float:
        """0 when one more frame is allowed, else the seconds until one will be."""
        if wait := self._frames.wait_s(self._gate.clock()):
            return wait
        if self._who and (wait := self._gate.each[self._kind].wait_s(self._who)):
            return wait
        return self._gate.addresses.wait_s(self._address) if self._address else 0.0

    def leave(self) -> None:
        """Give all places back."""
        self._part()
        if self._entered and self._address:
            self._gate.address_places.give(self._address)
        self._entered = False

    def _part(self) -> None:
        if self._who:
            self._gate.each_places.give(self._who)
            self._who = None
