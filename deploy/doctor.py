"""`./handrail doctor`: what is needed, whether it is here, and the exact mend for what is not."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy import instance, node_finder, test_programs
from deploy.environment import DEFAULT_HOST, public_port, public_url
from deploy.layout import Layout
from deploy.lockfiles import complaints
from deploy.problem import Problem
from deploy.processes import programs
from deploy.reach import check_database, check_store, without_password
from deploy.ready import is_ready
from deploy.screen import Screen
from deploy.setup import Setup, content_errors
from deploy.steps import Step
from deploy.up import check_port

GIB = 2**30
WIDTH = 30
NEEDED_FOR_SETUP, NEEDED_TO_RUN = 6 * GIB, 1 * GIB


@dataclass(frozen=True)
class Finding:
    """One line of the table. `mend` is empty when all is well; `optional` things may be missing."""

    what: str
    found: str
    mend: str = ""
    optional: bool = False


def doctor(layout: Layout, environ: Mapping[str, str], screen: Screen) -> int:
    """Prints the table. Returns 0 when nothing needed is missing, else 1."""
    missing = 0
    for finding in findings(layout, environ):
        if not finding.mend:
            screen.done(f"{finding.what:<{WIDTH}} {finding.found}")
            continue
        show = screen.note if finding.optional else screen.failed
        show(f"{finding.what:<{WIDTH}} {finding.found}")
        for line in finding.mend.splitlines():
            screen.line(f"    {'':<{WIDTH}} {line}")
        missing += not finding.optional
    screen.line()
    screen.line(f"{missing} missing." if missing else "All that is needed is here.")
    return 1 if missing else 0


def findings(layout: Layout, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yields what was found, in the order in which set-up would need it."""
    setup = Setup(layout, environ)
    running = instance.running_environment(layout)
    yield from _machine(layout, setup, environ)
    yield _port(environ, running)
    yield from _made(setup)
    for sentence in complaints(layout.root) or [""]:
        name, _, mend = sentence.rpartition(": ")
        yield Finding("lock files", name or "in step with pyproject.toml", mend)
    yield from _content(layout, environ)
    yield from _servers(environ)
    yield from _desk(layout, running)


def _machine(layout: Layout, setup: Setup, environ: Mapping[str, str]) -> Iterator[Finding]:
    app, engine = setup.find_app_python(), setup.find_engine_python()
    how = "install Python 3.11 with venv (Debian: apt-get install python3.11-venv)"
    yield Finding("Python, app", app.name, "") if app else Finding("Python, app", "none", how)
    yield (
        Finding("Python, engine", engine.name)
        if engine
        else Finding("Python, engine", "none", f"{how}; ./handrail up tries to download one")
    )
    try:
        node = node_finder.find(environ)
        yield Finding("Node.js and npm", ".".join(map(str, node.version)))
    except Problem as problem:
        yield Finding("Node.js and npm", "missing", str(problem))
    free = shutil.disk_usage(layout.root).free
    enough = NEEDED_TO_RUN if layout.engine_python.exists() else NEEDED_FOR_SETUP
    mend = f"make {enough / GIB:.0f} GiB free on the disk of {layout.root}" if free < enough else ""
    yield Finding("disk space", f"{free / GIB:.0f} GiB free", mend)
    for name, package, found in (
        ("Chromium", "chromium", test_programs.find_browser()),
        ("PostgreSQL", "postgresql", test_programs.find_postgresql()),
        ("Redis", "redis-server", test_programs.find_redis()),
    ):
        mend = "" if found else f"only ./handrail test needs it: apt-get install {package}"
        yield Finding(name, str(found or "missing"), mend, optional=True)


def _port(environ: Mapping[str, str], running: Mapping[str, str] | None) -> Finding:
    if running:
        return Finding("public port", f"{running['HANDRAIL_PORT']}, used by the running desk")
    try:
        port = public_port(environ)
        check_port(environ.get("HANDRAIL_HOST") or DEFAULT_HOST, port)
    except Problem as problem:
        return Finding("public port", "not to be had", str(problem))
    return Finding("public port", f"{port} is free")


def _made(setup: Setup) -> Iterator[Finding]:
    for step in setup.for_up():
        # What editors changed since, the FAQ service publishes by itself.
        if step.is_fresh() or (step.name == "index" and step.is_made()):
            yield Finding(step.title, "made")
        else:
            yield Finding(step.title, _staleness(step), "./handrail up makes it")


def _staleness(step: Step) -> str:
    return "older than what it is made from" if step.is_made() else "not made yet"


def _content(layout: Layout, environ: Mapping[str, str]) -> Iterator[Finding]:
    if layout.app_python.exists():
        errors = content_errors(layout, environ)
        yield Finding("FAQ content", "has errors" if errors else "no errors", "\n".join(errors))


def _servers(environ: Mapping[str, str]) -> Iterator[Finding]:
    """What the operator named, if anything."""
    named: dict[str, Callable[[str], None]] = {
        "REDIS_URL": check_store,
        "DATABASE_URL": check_database,
    }
    for variable, check in named.items():
        if url := environ.get(variable):
            try:
                check(url)
                yield Finding(variable, f"{without_password(url)} answers")
            except Problem as problem:
                yield Finding(variable, "does not answer", str(problem))


def _desk(layout: Layout, running: Mapping[str, str] | None) -> Iterator[Finding]:
    if not running:
        yield Finding("the desk", "not running", "./handrail up starts it", optional=True)
        return
    yield Finding("the desk", f"running at {public_url(running)}/")
    own_store = running["REDIS_URL"] == f"unix://{layout.sockets() / 'valkey.sock'}"
    for program in programs(layout, running, own_store=own_store):
        ready = is_ready(program.ready)
        log = layout.logs / f"{program.name}.log"
        yield Finding(
            program.name,
            "ready" if ready else "not ready",
            "" if ready else f"{_short(log)} says why; it is being restarted",
        )


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
