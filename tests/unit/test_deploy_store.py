"""The built-in store keeps what it acknowledged, and two of them never share a folder."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from deploy.ready import is_ready

ROOT = Path(__file__).parents[2]


class Stores:
    """Starts stores on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str) -> tuple[subprocess.Popen[bytes], str]:
        """Returns the process and its URL; it may not be ready yet."""
        url = f"unix://{self.folder / name}"
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.store", str(self.folder / "data")],
            cwd=ROOT,
            env={**os.environ, "REDIS_URL": url},
            stdout=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process, url


@pytest.fixture
def stores() -> Iterator[Stores]:
    with tempfile.TemporaryDirectory(prefix="store") as folder:
        stores = Stores(Path(folder))
        yield stores
        for process in stores.running:
            process.kill()
            process.wait()


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + 15
    while not is_ready(url):
        assert time.monotonic() < deadline, "the store is not ready"
        time.sleep(0.02)


def test_acknowledged_write_survives_a_kill(stores: Stores) -> None:
    process, url = stores.start("one")
    wait_until_ready(url)
    with Redis.from_url(url) as client:
        client.xadd("log", {"text": "hello"})
        process.kill()
    process.wait()
    _, url = stores.start("one")
    wait_until_ready(url)
    with Redis.from_url(url) as client:
        assert client.xlen("log") == 1


def test_every_write_is_on_disk_before_it_is_acknowledged(stores: Stores) -> None:
    _, url = stores.start("one")
    wait_until_ready(url)
    with Redis.from_url(url) as client:
        settings = client.config_get("append*")
        assert settings["appendonly"] == "yes"
        assert settings["appendfsync"] == "always"
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_second_store_waits_until_the_first_has_let_go_of_the_data(stores: Stores) -> None:
    first, url = stores.start("one")
    wait_until_ready(url)
    second, second_url = stores.start("two")
    time.sleep(1.0)
    assert second.poll() is None
    assert not is_ready(second_url)
    first.kill()
    wait_until_ready(second_url)


def test_store_is_for_its_owner_alone(stores: Stores) -> None:
    _, url = stores.start("one")
    wait_until_ready(url)
    assert (stores.folder / "data").stat().st_mode & 0o077 == 0
    assert (stores.folder / "one").stat().st_mode & 0o077 == 0
