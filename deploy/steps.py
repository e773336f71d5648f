"""Idempotent steps. Each leaves a stamp that says what it was made from; a fresh one is skipped.

A stamp is removed before its step runs and written after it succeeded, so a set-up that was
interrupted goes on where it stopped. One lock keeps two set-ups of a checkout from meeting.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deploy.command import CommandFailed
from deploy.problem import Problem
from deploy.screen import Screen, Task, last_lines

SHOWN_LINES = 12


class NotFinished(Exception):
    """A step could not do its work and the rest goes on without it. The text says what to do."""

    def __init__(self, sentence: str, details: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.details = list(details)


@dataclass(frozen=True)
class Work:
    """What a running step gets: its log, and its task on the screen."""

    log: Path
    task: Task


@dataclass(frozen=True)
class Step:
    """One piece of set-up.

    name     stamps and logs are called after it
    title    what the operator reads
    stamps   where its stamp is kept: inside an environment, so that it goes when that goes
    made_of  returns the fingerprint of everything the result depends on
    is_made  tells whether the result is there
    run      does it; may raise CommandFailed, NotFinished or Problem
    mend     a sentence for when a command failed
    """

    name: str
    title: str
    stamps: Path
    made_of: Callable[[], str]
    is_made: Callable[[], bool]
    run: Callable[[Work], None]
    mend: str

    @property
    def stamp(self) -> Path:
        return self.stamps / self.name

    @cached_property
    def key(self) -> str:
        return self.made_of() + "\n"

    def is_fresh(self) -> bool:
        """Tells whether the result is there and was made from what is there now."""
        with contextlib.suppress(OSError):
            return self.is_made() and self.stamp.read_text() == self.key
        return False


def run_steps(steps: Sequence[Step], lock: Path, logs: Path, screen: Screen) -> None:
    """Runs the steps that are not fresh, in order. Raises Problem when one fails."""
    if all(step.is_fresh() for step in steps):
        return
    with _locked(lock, screen):
        for step in steps:
            if not step.is_fresh():
                _run(step, logs / f"setup-{step.name}.log", screen)


def _run(step: Step, log: Path, screen: Screen) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    step.stamp.unlink(missing_ok=True)
    try:
        with screen.task(step.title, log) as task:
            step.run(Work(log, task))
    except CommandFailed as failure:
        raise Problem(
            f"Set-up stopped at '{step.title}'. {step.mend} Then run the same command again; it "
            f"goes on from here. Full log: {log}",
            last_lines(log, SHOWN_LINES),
        ) from failure
    except NotFinished as unfinished:
        screen.note(str(unfinished))
        for line in unfinished.details:
            screen.line(f"      {line}")
        return
    step.stamp.parent.mkdir(parents=True, exist_ok=True)
    step.stamp.write_text(step.key)


@contextlib.contextmanager
def _locked(path: Path, screen: Screen) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            screen.note(f"Another set-up is running here (process {lock.read()}); waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
