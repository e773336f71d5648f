"""`./handrail test`: three runners, pytest in each environment and vitest for the web, one sum."""

import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy import node_finder
from deploy.command import clean_environment
from deploy.layout import Layout
from deploy.screen import Screen

ENGINE_TESTS = Path("tests/unit/engine")
NO_TESTS_COLLECTED = 5  # pytest's exit code


@dataclass(frozen=True)
class Suite:
    """One test runner that writes its results as JUnit XML to `report`."""

    title: str
    command: tuple[str, ...]
    report: Path
    folder: str = "."
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Count:
    """What came of a suite's tests. `broken` says that the runner itself failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: bool = False

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.broken or other.broken,
        )

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def split_arguments(arguments: Sequence[str], root: Path) -> tuple[list[str], list[str], list[str]]:
    """Returns pytest's options, the app's test paths and the engine's test paths."""
    options, app, engine = [], [], []
    for argument in arguments:
        path = Path(argument.split("::")[0])
        if argument.startswith("-") or not (root / path).exists():
            options.append(argument)
        elif (root / path).resolve().is_relative_to(root / ENGINE_TESTS):
            engine.append(argument)
        else:
            app.append(argument)
    return options, app, engine


def suites(layout: Layout, environ: Mapping[str, str], arguments: Sequence[str]) -> list[Suite]:
    """Returns the suites to run: all three, or those that the arguments are about."""
    options, app, engine = split_arguments(arguments, layout.root)
    everything = not app and not engine
    found = []
    if everything or app:
        report = layout.logs / "tests-app.xml"
        paths = app or ["tests"]
        found.append(_pytest("app", layout.app_python, paths, options, report))
    if (everything and (layout.root / ENGINE_TESTS).is_dir()) or engine:
        report = layout.logs / "tests-engine.xml"
        paths = engine or [str(ENGINE_TESTS)]
        found.append(_pytest("engine", layout.engine_python, paths, options, report))
    if not arguments:
        node = node_finder.find(environ)
        report = layout.logs / "tests-web.xml"
        reporters = ("--reporter=default", "--reporter=junit", f"--outputFile.junit={report}")
        command = (str(node.folder / "npm"), "test", "--silent", "--", *reporters)
        path = ("PATH", node.on_path(environ.get("PATH", "")))
        found.append(Suite("web (vitest)", command, report, "web", (path,)))
    return found


def _pytest(
    name: str, python: Path, paths: Sequence[str], options: Sequence[str], report: Path
) -> Suite:
    command = (str(python), "-m", "pytest", f"--junitxml={report}", *options, *paths)
    return Suite(f"{name} (pytest)", command, report)


def count(report: Path, code: int) -> Count:
    """Returns the numbers in a JUnit report of a runner that ended with `code`."""
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return Count(broken=code not in (0, NO_TESTS_COLLECTED))
    failed = sum(1 for c in cases if c.find("failure") is not None or c.find("error") is not None)
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    passed = len(cases) - failed - skipped
    broken = code not in (0, NO_TESTS_COLLECTED) and not failed
    return Count(max(passed, 0), failed, skipped, broken)


def run_suites(
    layout: Layout, environ: Mapping[str, str], screen: Screen, arguments: Sequence[str]
) -> int:
    """Runs the suites, then shows the sums. Returns 0 when all passed, else 1."""
    counts: list[tuple[Suite, Count]] = []
    for suite in suites(layout, environ, arguments):
        screen.line(f"\n== {suite.title}")
        suite.report.unlink(missing_ok=True)
        extra = {
            **dict(suite.extra),
            "HANDRAIL_APP_PYTHON": str(layout.app_python),
            "HANDRAIL_ENGINE_PYTHON": str(layout.engine_python),
            "HF_HUB_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",
        }
        code = subprocess.run(
            suite.command, cwd=layout.root / suite.folder, env=clean_environment(extra), check=False
        ).returncode
        counts.append((suite, count(suite.report, code)))
    screen.line("")
    for suite, result in counts:
        note = "; the runner itself failed, see above" if result.broken else ""
        screen.line(f"{suite.title:<16} {result}{note}")
    total = sum((result for _, result in counts), Count())
    # A runner that failed without naming a test must not leave a line that reads like success.
    broken = sum(1 for _, result in counts if result.broken)
    total = Count(total.passed, total.failed + broken, total.skipped, total.broken)
    screen.line(str(total))
    return 1 if total.failed else 0
