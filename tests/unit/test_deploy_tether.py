"""A tethered program cannot outlive the process that started it, however that one ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import tether
from deploy.tether import PARENT, TETHER

SLEEP = "import time; time.sleep(60)"


def is_alive(process: int) -> bool:
    """Tells whether a process still runs; one that waits to be reaped does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return status not in "ZX"


def wait_for_end(process: int) -> None:
    deadline = time.monotonic() + 10
    while is_alive(process):
        assert time.monotonic() < deadline, f"process {process} is still there"
        time.sleep(0.02)


# A parent that starts a tethered child, prints the child's id and then hangs.
PARENT_PROGRAM = f"""
import os, subprocess, sys, time
os.environ[{PARENT!r}] = str(os.getpid())
child = subprocess.Popen([sys.executable, {str(TETHER)!r}, *sys.argv[1:]], stdout=subprocess.PIPE)
print(child.pid, child.stdout.readline().decode().strip(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def start_parent(started: list[subprocess.Popen[str]], *words: str) -> tuple[int, int, str]:
    """Returns the ids of a parent and its tethered child, and the child's first line."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT_PROGRAM, *words], stdout=subprocess.PIPE, text=True
    )
    started.append(parent)
    assert parent.stdout
    child, _, said = parent.stdout.readline().strip().partition(" ")
    return parent.pid, int(child), said


def test_child_is_gone_when_its_parent_was_killed(started: list[subprocess.Popen[str]]) -> None:
    program = f"print('here', flush=True); {SLEEP}"
    parent, child, said = start_parent(started, "KILL", sys.executable, "-c", program)
    assert said == "here"
    os.kill(parent, signal.SIGKILL)
    wait_for_end(child)


def test_child_may_end_in_good_order_when_its_parent_was_killed(
    started: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    note = tmp_path / "note"
    program = (
        "import pathlib, signal, sys\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(note)!r}).touch(), "
        "sys.exit()))\n"
        f"print('here', flush=True); {SLEEP}"
    )
    parent, child, _ = start_parent(started, "TERM", sys.executable, "-c", program)
    os.kill(parent, signal.SIGKILL)
    wait_for_end(child)
    assert note.exists()


def test_grandchild_is_gone_when_the_first_of_the_chain_was_killed(
    started: list[subprocess.Popen[str]],
) -> None:
    parent, child, grandchild = start_parent(
        started, "KILL", sys.executable, "-c", PARENT_PROGRAM, "KILL", "sh", "-c", "echo; sleep 60"
    )
    os.kill(parent, signal.SIGKILL)
    wait_for_end(child)
    wait_for_end(int(grandchild.split()[0]))


def test_nothing_is_started_when_the_parent_is_dead_already(tmp_path: Path) -> None:
    note = tmp_path / "note"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    result = subprocess.run(
        [sys.executable, str(TETHER), "KILL", "touch", str(note)],
        env={**os.environ, PARENT: str(dead.pid)},
        check=False,
    )
    assert result.returncode == 0
    assert not note.exists()


def test_tethered_program_keeps_its_exit_code_and_arguments() -> None:
    result = subprocess.run(
        [sys.executable, str(TETHER), "TERM", "sh", "-c", 'echo "$1"; exit 7', "sh", "a b"],
        env={**os.environ, PARENT: str(os.getpid())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (7, "a b\n")


def test_missing_program_is_told_by_name() -> None:
    result = subprocess.run(
        [sys.executable, str(TETHER), "TERM", "no-such-program"],
        env={**os.environ, PARENT: str(os.getpid())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 127
    assert "no-such-program cannot be started" in result.stderr


WATCHING = f"""
import os, signal, sys
sys.path.insert(0, {str(TETHER.parent.parent)!r})
from deploy import tether
sys.exit(tether.watch_over(sys.argv[1:], int(os.environ[{PARENT!r}]), signal.SIGKILL))
"""


def test_watching_shim_of_other_systems_ends_the_child_too(
    started: list[subprocess.Popen[str]],
) -> None:
    program = f"import os; print(os.getpid(), flush=True); {SLEEP}"
    chain = [sys.executable, "-c", WATCHING, sys.executable, "-c", program]
    parent_program = PARENT_PROGRAM.replace(repr(str(TETHER)) + ", *sys.argv[1:]", "*sys.argv[2:]")
    parent = subprocess.Popen(
        [sys.executable, "-c", parent_program, *chain], stdout=subprocess.PIPE, text=True
    )
    started.append(parent)
    assert parent.stdout
    shim, child = map(int, parent.stdout.readline().split())
    parent.kill()
    wait_for_end(shim)
    wait_for_end(child)


def test_watching_shim_passes_signals_on() -> None:
    program = f"print('here', flush=True); {SLEEP}"
    shim = subprocess.Popen(
        [sys.executable, "-c", WATCHING, sys.executable, "-c", program],
        env={**os.environ, PARENT: str(os.getpid())},
        stdout=subprocess.PIPE,
    )
    assert shim.stdout
    shim.stdout.readline()
    shim.terminate()
    assert shim.wait(10) == 128 + signal.SIGTERM
    shim.stdout.close()


def test_tether_imports_nothing_of_ours() -> None:
    assert "deploy" not in Path(tether.__file__).read_text().split('"""', 2)[2]
