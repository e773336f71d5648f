"""What the operator sees: permanent lines, and one line with a running clock while work goes on."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
HEARTBEAT_S = 30.0


def seconds(elapsed: float) -> str:
    """Returns a duration given in seconds as people say it: `0.4 s`, `12 s`, `2 min 5 s`."""
    if elapsed < 10:
        return f"{elapsed:.1f} s"
    if elapsed < 60:
        return f"{elapsed:.0f} s"
    return f"{elapsed // 60:.0f} min {elapsed % 60:.0f} s"


def last_lines(log: Path, count: int) -> list[str]:
    """Returns the last lines of a log that are not blank, oldest first; none if there is no log."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 200 * count - 4096))
            text = stream.read().decode(errors="replace")
    except OSError:
        return []
    return [line.rstrip() for line in text.splitlines() if line.strip()][-count:]


class Task:
    """One piece of work on the screen. `outcome` is added to its last line."""

    def __init__(self, title: str, log: Path | None) -> None:
        self.title = title
        self.log = log
        self.outcome = ""
        self.started = time.monotonic()

    def elapsed(self) -> float:
        return time.monotonic() - self.started


class Screen:
    """Writes to a terminal with a moving line, or to a pipe with plain lines."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.moving = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        symbols = "utf" in (getattr(self.stream, "encoding", None) or "").lower()
        self.done_mark, self.failed_mark, self.note_mark = "✓✗!" if symbols else "+x!"
        self.frames = FRAMES if symbols else "-\\|/"
        self.lock = threading.Lock()

    def line(self, text: str = "") -> None:
        """Writes a line that stays."""
        with self.lock:
            self._clear()
            self.stream.write(text + "\n")
            self.stream.flush()

    def done(self, text: str) -> None:
        self.line(f"  {self.done_mark} {text}")

    def failed(self, text: str) -> None:
        self.line(f"  {self.failed_mark} {text}")

    def note(self, text: str) -> None:
        self.line(f"  {self.note_mark} {text}")

    def status(self, text: str, tick: int = 0) -> None:
        """Shows a line that the next one replaces. A pipe gets nothing."""
        if not self.moving:
            return
        with self.lock:
            width = shutil.get_terminal_size().columns - 5
            self._clear()
            self.stream.write(f"  {self.frames[tick % len(self.frames)]} {text[:width]}")
            self.stream.flush()

    @contextmanager
    def task(self, title: str, log: Path | None = None) -> Iterator[Task]:
        """Shows `title` with its seconds and the log's last line until the block ends."""
        task = Task(title, log)
        over = threading.Event()
        show = self._animate if self.moving else self._plain
        shower = threading.Thread(target=show, args=(task, over.wait), daemon=True)
        shower.start()
        try:
            yield task
        except BaseException:
            over.set()
            shower.join()
            self.failed(f"{title}, after {seconds(task.elapsed())}")
            raise
        over.set()
        shower.join()
        outcome = f": {task.outcome}" if task.outcome else ""
        self.done(f"{title}{outcome} ({seconds(task.elapsed())})")

    def _animate(self, task: Task, over: Callable[[float], bool]) -> None:
        tick = 0
        while not over(0.1):
            latest = last_lines(task.log, 1) if task.log else []
            detail = f"  {latest[0].strip()}" if latest else ""
            self.status(f"{task.title}  {task.elapsed():.0f} s{detail}", tick)
            tick += 1

    def _plain(self, task: Task, over: Callable[[float], bool]) -> None:
        if over(1.0):
            return
        self.line(f"  . {task.title} ...")
        while not over(HEARTBEAT_S):
            self.line(f"  . {task.title} ... {seconds(task.elapsed())}")

    def _clear(self) -> None:
        if self.moving:
            self.stream.write("\r\x1b[2K")
