"""Set-up runs what is not fresh, once, in order, and goes on where it stopped."""

import fcntl
import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.command import run_logged
from deploy.fingerprint import fingerprint
from deploy.problem import Problem
from deploy.screen import Screen
from deploy.steps import NotFinished, Step, Work, run_steps


class Bench:
    """A folder with one source file, and steps that copy it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.source.write_text("one")
        self.ran: list[str] = []
        self.shown = io.StringIO()

    def step(self, name: str, action: Callable[[Work], None] | None = None) -> Step:
        def run(work: Work) -> None:
            self.ran.append(name)
            if action:
                action(work)
            (self.folder / name).write_text(self.source.read_text())

        return Step(
            name=name,
            title=name.capitalize(),
            stamps=self.folder / "stamps",
            made_of=lambda: fingerprint(self.folder, [self.source]),
            is_made=(self.folder / name).exists,
            run=run,
            mend="Mend it.",
        )

    def run(self, *steps: Step) -> list[str]:
        """Runs the steps and returns which of them really ran."""
        self.ran.clear()
        run_steps(steps, self.folder / "lock", self.folder / "log", Screen(self.shown))
        return list(self.ran)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def fail(work: Work) -> None:
    run_logged(["sh", "-c", "echo the reason; exit 3"], work.log, cwd=work.log.parent)


def test_step_runs_once_and_not_again(bench: Bench) -> None:
    assert bench.run(bench.step("first"), bench.step("second")) == ["first", "second"]
    assert bench.run(bench.step("first"), bench.step("second")) == []


def test_step_runs_again_when_its_source_changed(bench: Bench) -> None:
    bench.run(bench.step("first"))
    bench.source.write_text("two")
    assert bench.run(bench.step("first")) == ["first"]


def test_step_runs_again_when_its_result_is_gone(bench: Bench) -> None:
    bench.run(bench.step("first"))
    (bench.folder / "first").unlink()
    assert bench.run(bench.step("first")) == ["first"]


def test_setup_that_failed_halfway_goes_on_there(bench: Bench) -> None:
    with pytest.raises(Problem):
        bench.run(bench.step("first"), bench.step("second", fail), bench.step("third"))
    assert bench.ran == ["first", "second"]
    assert bench.run(*map(bench.step, ("first", "second", "third"))) == ["second", "third"]


def test_failed_step_shows_the_end_of_its_log_and_the_mend(bench: Bench) -> None:
    with pytest.raises(Problem, match=r"Set-up stopped at 'First'\. Mend it\.") as raised:
        bench.run(bench.step("first", fail))
    assert raised.value.details[-1] == "the reason"
    assert "setup-first.log" in str(raised.value)


def test_step_interrupted_while_it_renews_a_result_runs_again(bench: Bench) -> None:
    bench.run(bench.step("first"))
    bench.source.write_text("two")

    def interrupt(_work: Work) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.run(bench.step("first", interrupt))
    bench.source.write_text("one")
    assert bench.run(bench.step("first")) == ["first"]


def test_step_that_could_not_finish_lets_the_others_go_on(bench: Bench) -> None:
    def content_is_broken(_work: Work) -> None:
        raise NotFinished("The content has errors:", ["a.yml:3: mend this"])

    broken = bench.step("first", content_is_broken)
    assert bench.run(broken, bench.step("second")) == ["first", "second"]
    assert "a.yml:3: mend this" in bench.shown.getvalue()
    assert bench.run(bench.step("first"), bench.step("second")) == ["first"]


def test_two_set_ups_at_once_wait_for_each_other(bench: Bench) -> None:
    with (bench.folder / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = threading.Thread(target=bench.run, args=(bench.step("first"),))
        waiting.start()
        while "Another set-up" not in bench.shown.getvalue():
            assert waiting.is_alive()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert bench.ran == []
    waiting.join(10)
    assert bench.ran == ["first"]


def test_fresh_steps_do_not_wait_for_another_set_up(bench: Bench) -> None:
    bench.run(bench.step("first"))
    with (bench.folder / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert bench.run(bench.step("first")) == []


def test_fingerprint_tells_files_that_were_renamed_added_or_swapped(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    seen = {fingerprint(tmp_path, [tmp_path])}
    (tmp_path / "b").write_text("")
    seen.add(fingerprint(tmp_path, [tmp_path]))
    (tmp_path / "a").rename(tmp_path / "c")
    seen.add(fingerprint(tmp_path, [tmp_path]))
    (tmp_path / "b").write_text("1")
    (tmp_path / "c").write_text("")
    seen.add(fingerprint(tmp_path, [tmp_path]))
    assert len(seen) == 4


def test_fingerprint_leaves_out_what_building_makes(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = fingerprint(tmp_path, [tmp_path])
    for folder in ("dist", "node_modules", "__pycache__", ".cache"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "made").write_text("x")
    assert fingerprint(tmp_path, [tmp_path]) == before
