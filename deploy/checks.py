"""`./handrail check`: everything that can be told without running the system."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy import node_finder
from deploy.command import clean_environment
from deploy.layout import Layout
from deploy.lockfiles import complaints
from deploy.screen import Screen

TYPED_ROOMS = ("handoff_gateway", "faq_index", "actions", "deploy")
SHOWN_LINES = 60


@dataclass(frozen=True)
class Check:
    """One command that must end with 0."""

    title: str
    command: list[str]
    folder: str = "."
    extra: Mapping[str, str] = field(default_factory=dict)


def checks(layout: Layout, environ: Mapping[str, str]) -> list[Check]:
    """Returns the checks in the order in which they run. Raises Problem when Node is missing."""
    python = str(layout.app_python)
    node = node_finder.find(environ)
    on_path = {"PATH": node.on_path(environ.get("PATH", ""))}
    found = [
        Check("lint (ruff)", [python, "-m", "ruff", "check", "--output-format=concise", "."]),
        Check("format (ruff)", [python, "-m", "ruff", "format", "--check", "."]),
        Check("types (mypy)", [python, "-m", "mypy", *TYPED_ROOMS]),
        Check("web (types and texts)", [str(node.folder / "npm"), "run", "check"], "web", on_path),
        Check("wrapper (sh)", ["sh", "-n", "handrail"]),
        Check("continuous integration (bash)", ["bash", "-n", ".ci/run"]),
    ]
    if shutil.which("shellcheck"):
        found.append(Check("wrapper (shellcheck)", ["shellcheck", "handrail", ".ci/run"]))
    return found


def run_checks(layout: Layout, environ: Mapping[str, str], screen: Screen) -> int:
    """Runs all checks and shows what each finds. Returns 0 when all pass, else 1."""
    failed = []
    for check in checks(layout, environ):
        said = _run(check, layout.root, screen)
        if said is not None:
            failed.append(check.title)
            for line in said[-SHOWN_LINES:]:
                screen.line(f"      {line}")
    if found := complaints(layout.root):
        failed.append("lock files")
        screen.failed("lock files")
        for line in found[:SHOWN_LINES]:
            screen.line(f"      {line}")
    else:
        screen.done("lock files")
    screen.line(
        f"\n{len(failed)} failed: {', '.join(failed)}" if failed else "\nAll checks passed."
    )
    return 1 if failed else 0


class _Failed(Exception):
    """A check ended with a code that is not 0."""


def _run(check: Check, root: Path, screen: Screen) -> list[str] | None:
    """Returns None when the check passed, else the lines it printed."""
    said: list[str] = []
    try:
        with screen.task(check.title):
            result = subprocess.run(
                check.command,
                cwd=root / check.folder,
                env=clean_environment({**check.extra, "NO_COLOR": "1"}),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if result.returncode:
                said = result.stdout.splitlines()
                raise _Failed
    except _Failed:
        return said
    return None
