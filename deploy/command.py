"""Running other programs: tethered to us, logged, with an environment that cannot surprise them."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.tether import PARENT, TETHER

# Variables of the operator's shell that would change which code our Pythons load.
HARMFUL = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


class CommandFailed(Exception):
    """A program ended with a code that is not 0. `code` is negative for a signal."""

    def __init__(self, command: Sequence[object], code: int) -> None:
        super().__init__(f"{' '.join(map(str, command[:4]))} ended with {code}")
        self.code = code


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Returns our environment without the harmful variables and with the extra ones."""
    kept = {name: value for name, value in os.environ.items() if name not in HARMFUL}
    return {**kept, **(extra or {})}


def tethered(command: Sequence[object], *, signal_name: str = "KILL") -> list[str]:
    """Returns `command` wrapped so that it gets the signal when its parent dies."""
    return [sys.executable, "-I", "-S", str(TETHER), signal_name, *map(str, command)]


def parent_mark() -> dict[str, str]:
    """Returns the variable by which a tether knows that we are the parent it is tied to."""
    return {PARENT: str(os.getpid())}


def run_logged(
    command: Sequence[object],
    log: Path,
    *,
    cwd: Path,
    extra: Mapping[str, str] | None = None,
) -> None:
    """Runs a program to its end, its output appended to `log`.

    Raises CommandFailed. The program dies with us, so an interrupted set-up leaves nothing running.
    """
    with log.open("a", encoding="utf-8") as stream:
        stream.write(f"$ {' '.join(map(str, command))}\n")
        stream.flush()
        result = subprocess.run(
            tethered(command),
            cwd=cwd,
            env=clean_environment({**(extra or {}), **parent_mark()}),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        raise CommandFailed(command, result.returncode)


def output_of(command: Sequence[object], timeout: float = 20) -> str | None:
    """Returns what a program prints, stripped, or None if it fails or takes too long (seconds)."""
    try:
        result = subprocess.run(
            [str(word) for word in command],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
            text=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() if result.returncode == 0 else None
