"""Whether a service that may be away is asked at all. Pure: the clock comes from outside.

`closed`: everybody asks. After so many failures in a row, `open`: nobody asks for a while. Then
`half_open`: one asks, and all others go on without. What it comes to closes the breaker, or opens
it for twice as long. See https://martinfowler.com/bliki/CircuitBreaker.html.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half_open"]
Ticket = int
"""Which time of the breaker a call belongs to. What an older one comes to says nothing any more."""


class Breaker:
    """Ask `admit` before each call, and say afterwards what it came to.

    Args:
        failures: in a row, to open.
        first_pause_s, longest_pause_s: for how long it stays open; doubled from time to time.
        clock: seconds, from any beginning.
    """

    def __init__(
        self,
        failures: int,
        first_pause_s: float,
        longest_pause_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._failures = failures
        self._first_pause_s = first_pause_s
        self._longest_pause_s = longest_pause_s
        self._clock = clock
        self._state: State = "closed"
        self._in_a_row = 0
        self._pause_s = first_pause_s
        self._until = 0.0
        self._time: Ticket = 0

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._state

    def admit(self) -> Ticket | None:
        """A ticket for one call; None: do not ask."""
        match self._state:
            case "closed":
                return self._time
            case "open" if self._clock() >= self._until:
                self._become("half_open")
                return self._time
        return None

    def is_void(self, ticket: Ticket) -> bool:
        """Whether the breaker has opened, or closed again, since the ticket was given."""
        return ticket != self._time

    def succeeded(self, ticket: Ticket) -> None:
        """The call was answered."""
        if self.is_void(ticket):
            return
        self._in_a_row = 0
        if self._state == "half_open":
            self._pause_s = self._first_pause_s
            self._become("closed")

    def failed(self, ticket: Ticket) -> None:
        """The call got no answer in time, or a useless one."""
        if self.is_void(ticket):
            return
        if self._state == "half_open":
            self._pause_s = min(self._pause_s * 2, self._longest_pause_s)
            self._open()
        else:
            self._in_a_row += 1
            if self._in_a_row >= self._failures:
                self._open()

    def abandoned(self, ticket: Ticket) -> None:
        """The call was given up before it came to anything: another may ask at once."""
        if not self.is_void(ticket) and self._state == "half_open":
            self._until = self._clock()
            self._become("open")

    def _open(self) -> None:
        self._in_a_row = 0
        self._until = self._clock() + self._pause_s
        self._become("open")

    def _become(self, state: State) -> None:
        self._state = state
        self._time += 1
