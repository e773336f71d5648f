"""What to tell of each process: ready, died, back, given up. Decided here, done elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum, auto

from deploy.processes import Program
from deploy.supervise import State

TRY_AGAIN_AFTER_S = 30.0


class News(StrEnum):
    """What happened to a process since the last look."""

    READY = auto()
    DIED = auto()
    BACK = auto()
    GIVEN_UP = auto()
    TRY_AGAIN = auto()


@dataclass
class Watched:
    """One process as we know it.

    since        when it was started, or found dead, on the caller's clock in seconds
    ever_ready   whether it has been ready before
    """

    program: Program
    since: float
    ready: bool = False
    ever_ready: bool = False
    pid: int = 0
    given_up: bool = False
    last_try: float = field(default=0.0)

    def look(self, state: State | None, now: float, is_ready: Callable[[str], bool]) -> list[News]:
        """Compares with what supervisord says now. Returns what is new; asks for readiness only
        while the process is not known to be ready. `state` is None when the keeper is away."""
        news = []
        died = self.pid and (state is None or state.pid != self.pid)
        if died and self.ready:
            self.ready, self.since = False, now
            news.append(News.DIED)
        self.pid = state.pid if state else 0
        if state and state.given_up:
            if not self.given_up:
                self.given_up, self.last_try = True, now
                news.append(News.GIVEN_UP)
            elif now - self.last_try >= TRY_AGAIN_AFTER_S:
                self.last_try = now
                news.append(News.TRY_AGAIN)
        elif self.pid and not self.ready and is_ready(self.program.ready):
            news.append(News.BACK if self.ever_ready else News.READY)
            self.ready = self.ever_ready = True
            self.given_up = False
        return news
