"""`./handrail test` runs what its arguments are about and sums up what came of it."""

from pathlib import Path

import pytest

from deploy.layout import Layout
from deploy.suites import Count, count, split_arguments, suites

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure/></testcase>
<testcase name="c"><skipped/></testcase><testcase name="d"><error/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "tests/unit/engine").mkdir(parents=True)
    for name in ("tests/unit/test_a.py", "tests/unit/engine/test_b.py"):
        (tmp_path / name).touch()
    return tmp_path


def titles(root: Path, *arguments: str) -> list[str]:
    return [suite.title for suite in suites(Layout(root, root / "var"), {"PATH": ""}, arguments)]


def test_arguments_go_to_the_environment_that_their_paths_belong_to(checkout: Path) -> None:
    words = ["-k", "door", "tests/unit/test_a.py::test_x", "tests/unit/engine/test_b.py"]
    options, app, engine = split_arguments(words, checkout)
    assert options == ["-k", "door"]
    assert app == ["tests/unit/test_a.py::test_x"]
    assert engine == ["tests/unit/engine/test_b.py"]


def test_only_the_runners_that_were_asked_for_run(checkout: Path) -> None:
    assert titles(checkout, "tests/unit/test_a.py") == ["app (pytest)"]
    assert titles(checkout, "tests/unit/engine") == ["engine (pytest)"]
    assert titles(checkout, "-x") == ["app (pytest)", "engine (pytest)"]


def test_report_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert count(report, 1) == Count(passed=1, failed=2, skipped=1)
    assert str(count(report, 1)) == "1 passed, 2 failed, 1 skipped"


def test_runner_that_fails_without_naming_a_test_is_not_taken_for_success(tmp_path: Path) -> None:
    assert count(tmp_path / "none.xml", 4).broken
    report = tmp_path / "report.xml"
    report.write_text('<testsuite><testcase name="a"/></testsuite>')
    assert count(report, 2) == Count(passed=1, broken=True)
    assert not count(report, 0).broken


def test_sums_add_up() -> None:
    total = Count(3, 1, 0) + Count(2, 0, 4, broken=True)
    assert total == Count(5, 1, 4, broken=True)
