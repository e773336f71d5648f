"""Processes of the FAQ service are killed; what customers are served survives it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.faq import CONTENT, write_content
from tests.support.faq_service import Faq
from tests.support.processes import wait_until

QUESTION = "how many days does delivery take?"
FITTED_S = 240
"""Fitting runs at a low priority: on a busy machine it takes what is left."""
BROKEN = CONTENT.replace("answer:", "anser:", 1)


def text(days: int) -> str:
    return CONTENT.replace("Two **business", f"{days} **business")


@pytest.fixture
def faq(tmp_path: Path) -> Iterator[Faq]:
    service = Faq(tmp_path)
    yield service
    with contextlib.suppress(psutil.NoSuchProcess, AssertionError):
        service.stop()


def children(faq: Faq) -> list[psutil.Process]:
    return [one for one in faq.process.children() if is_alive(one)]


def is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def gone(processes: list[psutil.Process]) -> bool:
    return not any(is_alive(one) for one in processes)


def test_a_service_killed_while_it_publishes_starts_and_serves_good_content(faq: Faq) -> None:
    chance = random.Random(3)
    write_content(faq.content, text(1))
    faq.start()
    for days in range(2, 7):
        write_content(faq.content, text(days))
        time.sleep(chance.uniform(0.05, 0.6))
        faq.kill()
        if days % 2:
            write_content(faq.content, BROKEN)
        faq.start()
        health = faq.health()
        assert health["version"]
        shown = faq.get("/entries/delivery_time")["answer"]
        if days % 2:
            # Either the kill was sooner than the publication, or not: both are good content.
            assert health["status"] == "stale"
            assert shown in (f"{days} **business days**.", f"{days - 1} **business days**.")
            write_content(faq.content, text(days))
            faq.until(lambda told: told["status"] == "ok", "the mended folder")
        assert faq.get("/entries/delivery_time")["answer"] == f"{days} **business days**."
        numbers = [one["number"] for one in faq.get("/editor/history")["publications"]]
        assert numbers == list(range(len(numbers), 0, -1))


def test_the_editor_publishes_and_a_kill_at_any_moment_leaves_all_files_or_none(
    faq: Faq,
) -> None:
    chance = random.Random(4)
    faq.start()
    for turn in range(1, 6):
        files = {f"{name}.yml": other(name, turn) for name in "abcdef"}
        base = {one["name"]: one["revision"] for one in faq.get("/editor/content")["files"]}
        body = {"files": files, "base": {name: base.get(name) for name in files}}
        pid = faq.process.pid
        if os.fork() == 0:
            time.sleep(chance.uniform(0.0, 0.15))
            os.kill(pid, signal.SIGKILL)
            os._exit(0)
        with contextlib.suppress(Exception):
            faq.post("/editor/publish", body)
        os.wait()
        faq.kill()
        faq.start()
        turns = {
            (faq.content / name).read_text("utf-8") == wanted
            for name, wanted in files.items()
            if (faq.content / name).exists()
        }
        assert len(turns) <= 1, "some files are new, others are not"
        assert faq.health()["status"] == "ok"
        assert faq.get("/editor/content")["errors"] == []
        answers = {
            faq.get(f"/entries/{name}")["answer"].split()[-1]
            for name in "abcdef"
            if (faq.content / f"{name}.yml").exists()
        }
        assert len(answers) <= 1


def other(name: str, turn: int) -> str:
    return (
        f"- id: {name}\n  question: {{en: What is {name * 5}}}\n"
        f"  phrasings: {{en: [tell me of {name * 5}]}}\n  answer: {{en: A letter, turn {turn}.}}\n"
    )


def test_two_services_on_one_folder_come_to_the_same_version(tmp_path: Path) -> None:
    first = Faq(tmp_path / "first")
    database = f"sqlite:///{tmp_path / 'shared.db'}"
    first._own["DATABASE_URL"] = database
    second = Faq(tmp_path / "second", first.content, DATABASE_URL=database)
    try:
        first.start()
        second.start()
        assert first.health()["version"] == second.health()["version"]
        for days in range(3, 7):
            write_content(first.content, text(days))
            for one in (first, second):
                wait_until(
                    lambda one=one, days=days: (
                        str(days)  # type: ignore[misc]
                        in one.get("/entries/delivery_time")["answer"]
                    ),
                    "the save",
                )
            assert first.health()["version"] == second.health()["version"]
            assert first.health()["number"] == second.health()["number"]
        first.until(lambda told: told["fitted"], "the first fit", FITTED_S)
        second.until(lambda told: told["fitted"], "the second fit", FITTED_S)
        assert first.search(QUESTION) == second.search(QUESTION)
    finally:
        first.stop()
        second.stop()


def test_a_worker_that_dies_is_replaced_and_the_others_answer_meanwhile(tmp_path: Path) -> None:
    faq = Faq(tmp_path, HANDRAIL_FAQ_WORKERS="2")
    faq.start()
    try:
        wait_until(lambda: len(children(faq)) == 2, "two workers")
        time.sleep(1)
        before = children(faq)
        before[0].kill()
        faq.http.close()
        faq.http = type(faq.http)(base_url=faq.url, timeout=60)
        for _ in range(20):
            assert faq.search(QUESTION)["outcome"] in ("answer", "ask")
        wait_until(lambda: len(set(children(faq)) - set(before)) == 1, "another worker")
        write_content(faq.content, text(9))
        wait_until(
            lambda: all("9" in faq.get("/entries/delivery_time")["answer"] for _ in range(20)),
            "the save in both workers",
        )
        workers = children(faq)
        assert faq.stop() == 0
        wait_until(lambda: gone(workers), "the workers' end")
    finally:
        faq.stop()


def test_no_worker_and_no_fitting_outlives_a_killed_parent(tmp_path: Path) -> None:
    faq = Faq(tmp_path, HANDRAIL_FAQ_WORKERS="2")
    faq.start()
    wait_until(lambda: len(children(faq)) == 2, "two workers")
    write_content(faq.content, text(9))
    below = faq.process.children(recursive=True)
    faq.kill()
    wait_until(lambda: gone(below), "the end of all")


def test_rollback_by_command_mends_a_broken_folder_with_the_desk_up_and_down(faq: Faq) -> None:
    faq.start()
    first = faq.health()["version"]
    write_content(faq.content, text(5))
    faq.until(lambda told: told["number"] == 2, "the second publication")
    write_content(faq.content, BROKEN)
    faq.until(lambda told: told["status"] == "stale", "the bad save")
    assert "shop.yml:7:3: unknown key 'anser'" in faq.command("status").stdout
    done = faq.command("rollback", "1")
    assert "The content of publication 1 is back, as publication 3" in done.stdout, done.stderr
    assert (faq.health()["version"], faq.health()["status"]) == (first, "ok")
    write_content(faq.content, BROKEN)
    faq.stop()
    assert "Last served (the desk is down): publication 3" in faq.command("status").stdout
    assert "as publication 4" in faq.command("rollback", "2").stdout
    assert (faq.content / "shop.yml").read_text("utf-8") == text(5)
    listed = faq.command("history").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["4", "3", "2", "1"]
    assert "+      5 **business days**." in faq.command("history", "4").stdout
    assert faq.command("rollback", "99").returncode == 2
    faq.start()
    assert faq.get("/entries/delivery_time")["answer"] == "5 **business days**."
    assert faq.health()["number"] == 4
