"""`./handrail up`: from nothing to a running desk, then watching over it until told to stop."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TextIO

from deploy import instance, model
from deploy.command import clean_environment, parent_mark, tethered
from deploy.environment import DEFAULT_HOST, decide, public_port, public_url, write_env_file
from deploy.layout import Layout
from deploy.ports import can_bind, free_ports, who_listens
from deploy.problem import Problem
from deploy.processes import programs
from deploy.reach import check_database, check_store
from deploy.ready import is_ready
from deploy.screen import Screen, last_lines, seconds
from deploy.setup import Setup
from deploy.supervise import Keeper
from deploy.watch import News, Watched

NEEDED_WITHIN_S, ALL_WITHIN_S = 60.0, 180.0
LOOK_WHILE_STARTING_S, LOOK_S = 0.1, 1.0


def up(layout: Layout, given: Mapping[str, str], screen: Screen, *, detach: bool) -> int:
    """Runs the desk until it is stopped; with `detach` returns when it is ready.

    Returns the exit code. Raises Problem when it cannot start.
    """
    os.chdir(layout.root)
    try:
        with instance.held(layout) as lock:
            instance.wait_for_remains(layout)
            _look_before(given)
            signal.signal(signal.SIGTERM, _interrupt)
            signal.signal(signal.SIGHUP, _interrupt)
            if detach:
                return _in_background(layout, given, screen, lock)
            return Desk(layout, given, screen).serve("Ctrl-C stops everything.", lambda: None)
    except instance.AlreadyRunning:
        return _tell_of_the_other(layout, screen, wait=detach)


def _tell_of_the_other(layout: Layout, screen: Screen, *, wait: bool) -> int:
    """Says where the `up` that runs already is; with `wait` once all of it is ready.

    A part that does not start is waited for no longer than by the other `up`. Returns 0, or 1 when
    that one ended meanwhile.
    """
    began = time.monotonic()
    while wait and not _other_is_ready(layout) and time.monotonic() - began < ALL_WITHIN_S:
        if instance.running(layout) is None:
            screen.line("The ./handrail up that was starting here has ended.")
            return 1
        time.sleep(LOOK_WHILE_STARTING_S)
    running = instance.running_environment(layout)
    where = f": {public_url(running)}/" if running else " and is just starting."
    screen.line(f"Handrail runs here already{where}  (./handrail down stops it)")
    return 0


def _other_is_ready(layout: Layout) -> bool:
    running = instance.running_environment(layout)
    if running is None:
        return False
    parts = programs(layout, running, own_store=False)
    return all(is_ready(part.ready) for part in parts)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _look_before(given: Mapping[str, str]) -> None:
    """Raises Problem for what would fail later anyway: better told now, before any set-up."""
    check_port(given.get("HANDRAIL_HOST") or DEFAULT_HOST, public_port(given))
    if url := given.get("REDIS_URL"):
        check_store(url)
    if url := given.get("DATABASE_URL"):
        check_database(url)


def check_port(host: str, port: int) -> None:
    """Raises Problem when nothing of ours can listen there; port 0 means any and is fine."""
    error = can_bind(host, port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        who = who_listens(port)
        raise Problem(
            f"Port {port} is in use{f' by {who}' if who else ''}: stop that, or take another port, "
            f"for instance HANDRAIL_PORT={port + 1 if port < 65535 else 8701} ./handrail up"
        )
    if error.errno == errno.EACCES:
        raise Problem(f"Port {port} is for root only: HANDRAIL_PORT=8700 ./handrail up")
    raise Problem(
        f"Nothing can listen on {host}, port {port} ({(error.strerror or str(error)).lower()}): "
        "set HANDRAIL_HOST to an address of this machine, for instance 127.0.0.1."
    )


def _in_background(layout: Layout, given: Mapping[str, str], screen: Screen, lock: TextIO) -> int:
    """Serves in a process of its own, which shows its start here. Returns when it is ready or over.

    Both processes come back from here: ours at once when ready, the other one when it was stopped.
    """
    read_end, write_end = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.close(write_end)
        try:
            if os.read(read_end, 1):
                return 0
        except KeyboardInterrupt:
            os.kill(child, signal.SIGTERM)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    os.setsid()
    os.close(read_end)
    instance.mark(lock)

    def ready() -> None:
        os.write(write_end, b"1")
        os.close(write_end)
        screen.moving = False
        with (layout.logs / "up.log").open("ab") as log, Path(os.devnull).open("rb") as nothing:
            for descriptor, target in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(descriptor.fileno(), target)

    return Desk(layout, given, screen).serve("./handrail down stops it.", ready)


class Desk:
    """One running system, from set-up to the last process's end."""

    def __init__(self, layout: Layout, given: Mapping[str, str], screen: Screen) -> None:
        self.layout = layout
        self.given = given
        self.screen = screen
        self.environment: dict[str, str] = {}
        self.account: subprocess.Popen[str] | None = None

    def serve(self, how_to_stop: str, tell_ready: Callable[[], None]) -> int:
        """Does it all. Returns 0 after an orderly stop. Raises Problem when it cannot start."""
        began = time.monotonic()
        try:
            self._prepare()
        except KeyboardInterrupt:
            self.screen.line("Interrupted; the next ./handrail up goes on from here.")
            return 130
        own_store = not self.given.get("REDIS_URL")
        parts = programs(self.layout, self.environment, own_store=own_store)
        keeper = Keeper(self.layout, parts, self.environment)
        try:
            keeper.start()
            watched = [Watched(program, time.monotonic()) for program in parts]
            self._wait_until_ready(keeper, watched)
            self._greet(time.monotonic() - began, how_to_stop)
            tell_ready()
            self._watch(keeper, watched)
        except KeyboardInterrupt:
            return 0
        finally:
            self._stop(keeper)

    def _prepare(self) -> None:
        setup = Setup(self.layout, self.given)
        setup.run(setup.for_up(), self.screen)
        self._ask_to_be_let_in()
        self.environment = decide(self.layout, self.given, free_ports(4))
        self.environment["HANDRAIL_MODEL"] = str(
            self.given.get("HANDRAIL_MODEL") or model.model_path(self.layout)
        )
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        write_env_file(self.layout.env_file, self.environment)

    def _ask_to_be_let_in(self) -> None:
        """Raises Problem when the operator's store or database refuses us."""
        if not self.given.get("REDIS_URL") and not self.given.get("DATABASE_URL"):
            return
        probe = subprocess.run(
            [self.layout.app_python, "-m", "deploy.probe"],
            cwd=self.layout.root,
            env=clean_environment(self.given),
            capture_output=True,
            text=True,
            check=False,
        )
        if probe.returncode:
            said = (probe.stdout or probe.stderr).strip().splitlines()
            raise Problem(said[-1] if said else "The store or database could not be asked.")

    def _wait_until_ready(self, keeper: Keeper, watched: list[Watched]) -> None:
        """Returns when all are ready, or the needed ones are and the others take too long."""
        began, tick = time.monotonic(), 0
        while any(not part.ready for part in watched):
            elapsed = time.monotonic() - began
            for part, news in self._look(keeper, watched):
                if news is News.READY:
                    self.screen.done(f"{part.program.name:<8} ready ({seconds(elapsed)})")
                    if part.program.name == "gateway":
                        self.account = self._make_first_account()
            late = [part for part in watched if not part.ready]
            for part in late:
                if part.program.needed and (part.given_up or elapsed > NEEDED_WITHIN_S):
                    log = self.layout.logs / f"{part.program.name}.log"
                    raise Problem(
                        f"The {part.program.name} does not start; the end of {log} says why:",
                        last_lines(log, 12),
                    )
            if all(part.given_up for part in late) or elapsed > ALL_WITHIN_S:
                break
            names = ", ".join(part.program.name for part in late)
            self.screen.status(f"waiting for {names}  {elapsed:.0f} s", tick)
            tick += 1
            time.sleep(LOOK_WHILE_STARTING_S)
        for part in watched:
            if not part.ready:
                self._tell_failing(part)

    def _watch(self, keeper: Keeper, watched: list[Watched]) -> NoReturn:
        while True:
            time.sleep(LOOK_S)
            if not keeper.is_alive():
                self._tell("the supervisor died and took all with it; starting them again")
                for part in watched:
                    part.look(None, time.monotonic(), is_ready)
                keeper.start()
            for part, news in self._look(keeper, watched):
                if news is News.DIED:
                    self._tell(f"{part.program.name} died; it is being started again")
                elif news is News.GIVEN_UP:
                    self._tell_failing(part)
                elif news in (News.BACK, News.READY):
                    away = seconds(time.monotonic() - part.since)
                    self._tell(f"{part.program.name} is ready again, after {away}")

    def _look(self, keeper: Keeper, watched: list[Watched]) -> list[tuple[Watched, News]]:
        states = keeper.states()
        if states is None:
            return []
        found = []
        for part in watched:
            state = states.get(part.program.name)
            for news in part.look(state, time.monotonic(), is_ready):
                found.append((part, news))
                if news is News.TRY_AGAIN:
                    keeper.try_again(part.program)
        return found

    def _tell(self, text: str) -> None:
        self.screen.line(f"  {datetime.now():%H:%M:%S}  {text}")

    def _tell_failing(self, part: Watched) -> None:
        log = self.layout.logs / f"{part.program.name}.log"
        self._tell(
            f"{part.program.name} does not start and is tried again every half minute; meanwhile "
            f"customers are told so and can reach a person. The end of {log}:"
        )
        for line in last_lines(log, 6):
            self.screen.line(f"      {line}")

    def _make_first_account(self) -> "subprocess.Popen[str]":
        """Starts the program that makes an agent account when there is none yet."""
        return subprocess.Popen(
            tethered([self.layout.app_python, "-m", "handoff_gateway.agents_cli", "first"]),
            cwd=self.layout.root,
            env=clean_environment({**self.environment, **parent_mark()}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _greet(self, elapsed: float, how_to_stop: str) -> None:
        url = public_url(self.environment)
        self.screen.line(f"\n  Handrail is ready ({seconds(elapsed)}).\n")
        if self.environment["HANDRAIL_DEMO"] == "1":
            self.screen.line(f"    Shop page      {url}/")
        self.screen.line(f"    Agent console  {url}/console")
        self.screen.line(f"    Editor page    {url}/editor")
        self._greet_first_agent()
        self.screen.line(f"\n  {how_to_stop}  ./handrail logs -f follows the logs.")

    def _greet_first_agent(self) -> None:
        if self.account is None:
            return
        said = [line for line in self.account.communicate()[0].splitlines() if line.strip()]
        if self.account.returncode == 0:
            for line in said:
                self.screen.line(f"    First agent    {line}  (shown this once)")
        else:
            self.screen.note(
                f"The first agent account could not be made ({said[-1] if said else 'no reason'}): "
                "./handrail agents add makes one."
            )

    def _stop(self, keeper: Keeper) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        with self.screen.task("Stopping") as task:
            keeper.stop()
            task.outcome = "everything has ended"
        self.layout.env_file.unlink(missing_ok=True)
        if self.layout.sockets() != self.layout.run:
            with contextlib.suppress(OSError):  # not empty when something had to be killed
                self.layout.sockets().rmdir()
