"""The keeper starts processes and starts dead ones again, stops them in order, leaves no orphan."""

import configparser
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.environment import decide
from deploy.layout import Layout
from deploy.processes import Program, programs
from deploy.supervise import Keeper, configuration
from tests.unit.test_deploy_tether import is_alive, wait_for_end

ROOT = Path(__file__).parents[2]


@pytest.fixture
def layout() -> Iterator[Layout]:
    """A checkout whose app environment is the one that runs the tests, under an awkward name."""
    with tempfile.TemporaryDirectory(prefix="%s keeper") as folder:
        root = Path(folder)
        (root / ".handrail").mkdir()
        (root / ".handrail" / "app").symlink_to(sys.prefix)
        layout = Layout(root, root / "%s var")
        layout.logs.mkdir(parents=True)
        layout.run.mkdir()
        yield layout


def read(text: str) -> configparser.ConfigParser:
    """Reads a configuration with the settings that supervisord reads it with."""
    parser = configparser.ConfigParser(inline_comment_prefixes=(";", "#"), interpolation=None)
    parser.read_string(text)
    return parser


def stand_in(layout: Layout, name: str, stop_order: int = 2) -> Program:
    """A program that writes when it starts and when it is asked to end."""
    code = (
        "import os, signal, sys, time\n"
        "def end(*_):\n"
        f"    print(time.monotonic_ns(), 'end', {name!r}, file=open('events', 'a'))\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"print(os.getpid(), file=open({name!r}, 'w'))\n"
        "time.sleep(60)\n"
    )
    file = layout.root / f"{name}.py"
    file.write_text(code)
    return Program(name, (sys.executable, str(file)), "", stop_order=stop_order)


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 15
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def pid_of(layout: Layout, name: str) -> int:
    """Waits until a stand-in has started and returns its process id."""
    file = layout.root / name
    wait_until(lambda: file.exists() and file.read_text())
    return int(file.read_text())


@pytest.fixture
def keeper(layout: Layout) -> Iterator[Keeper]:
    kept = [stand_in(layout, "store", 1), stand_in(layout, "faq"), stand_in(layout, "gateway", 3)]
    keeper = Keeper(layout, kept, {"HANDRAIL_VAR": str(layout.var)})
    keeper.start()
    yield keeper
    keeper.stop()


def test_every_program_is_tethered_logged_rotated_and_restarted(layout: Layout) -> None:
    decided = decide(layout, {}, [1, 2, 3, 4])
    all_of_them = programs(layout, decided, own_store=True)
    parsed = read(configuration(layout, all_of_them))
    for program in all_of_them:
        section = parsed[f"program:{program.name}"]
        words = shlex.split(section["command"].replace("%%", "%"))
        assert words[-len(program.command) :] == list(program.command)
        assert any(word.endswith("tether.py") for word in words)
        assert section["autorestart"] == "true"
        assert section["stdout_logfile"] == f"log/{program.name}.log"
        assert section["stdout_logfile_maxbytes"]
        assert section["killasgroup"] == "true"


def test_store_ends_in_good_order_even_when_its_keeper_was_killed(layout: Layout) -> None:
    decided = decide(layout, {}, [1, 2, 3, 4])
    parsed = read(configuration(layout, programs(layout, decided, own_store=True)))
    assert " TERM " in parsed["program:store"]["command"]
    assert " KILL " in parsed["program:gateway"]["command"]


def test_gateway_stops_first_and_the_store_last(layout: Layout) -> None:
    decided = decide(layout, {}, [1, 2, 3, 4])
    parsed = read(configuration(layout, programs(layout, decided, own_store=True)))
    groups = {
        int(parsed[title]["priority"]): parsed[title]["programs"]
        for title in parsed.sections()
        if title.startswith("group:")
    }
    # supervisord stops the highest priority first.
    assert [groups[n] for n in sorted(groups)] == ["store", "rasa,faq,actions", "gateway"]


def test_store_of_the_operator_is_not_started(layout: Layout) -> None:
    decided = decide(layout, {"REDIS_URL": "redis://store/0"}, [1, 2, 3, 4])
    names = [program.name for program in programs(layout, decided, own_store=False)]
    assert names == ["rasa", "faq", "actions", "gateway"]


def test_configuration_holds_no_secret(layout: Layout) -> None:
    decided = decide(layout, {}, [1, 2, 3, 4])
    text = configuration(layout, programs(layout, decided, own_store=True))
    assert decided["HANDRAIL_SECRET"] not in text


def test_process_that_dies_is_started_again(layout: Layout, keeper: Keeper) -> None:
    first = pid_of(layout, "faq")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: pid_of(layout, "faq") != first)
    wait_until(lambda: (keeper.states() or {})["faq"].pid == pid_of(layout, "faq"))


def test_processes_are_stopped_in_order_and_all_end(layout: Layout, keeper: Keeper) -> None:
    pids = [pid_of(layout, name) for name in ("store", "faq", "gateway")]
    keeper.stop()
    assert not any(map(is_alive, pids))
    events = sorted((layout.root / "events").read_text().splitlines())
    assert [line.split()[-1] for line in events] == ["gateway", "faq", "store"]


def test_no_process_is_left_when_the_supervisor_was_killed(layout: Layout, keeper: Keeper) -> None:
    pids = [pid_of(layout, name) for name in ("store", "faq", "gateway")]
    assert keeper.process
    keeper.process.kill()
    for pid in pids:
        wait_for_end(pid)


UP = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from deploy.layout import Layout
from deploy.supervise import Keeper
from tests.unit.test_deploy_supervise import stand_in
layout = Layout(Path(sys.argv[1]), Path(sys.argv[2]))
keeper = Keeper(layout, [stand_in(layout, "store", 1), stand_in(layout, "faq")], {{}})
keeper.start()
print(keeper.process.pid, flush=True)
time.sleep(60)
"""


def test_no_process_is_left_when_up_itself_was_killed(layout: Layout) -> None:
    up = subprocess.Popen(
        [sys.executable, "-c", UP, str(layout.root), str(layout.var)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert up.stdout
    supervisor = int(up.stdout.readline())
    pids = [pid_of(layout, name) for name in ("store", "faq")]
    up.kill()
    up.communicate()
    for pid in (supervisor, *pids):
        wait_for_end(pid)
