"""A port that is in use and a server that is not there are told at once, in one sentence."""

import socket
from collections.abc import Iterator

import pytest

from deploy.ports import can_bind, free_ports, who_listens
from deploy.problem import Problem
from deploy.reach import check_database, check_store, without_password
from deploy.up import check_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_port_in_use_is_told_with_who_has_it_and_another_port(taken: int) -> None:
    with pytest.raises(Problem) as raised:
        check_port("127.0.0.1", taken)
    told = str(raised.value)
    assert told.startswith(f"Port {taken} is in use by ")
    assert "HANDRAIL_PORT=" in told
    assert "\n" not in told


def test_free_port_and_any_port_pass() -> None:
    check_port("127.0.0.1", free_ports(1)[0])
    check_port("127.0.0.1", 0)


def test_address_of_another_machine_is_told() -> None:
    with pytest.raises(Problem, match=r"Nothing can listen on 192\.0\.2\.1.*set HANDRAIL_HOST"):
        check_port("192.0.2.1", free_ports(1)[0])


def test_who_listens_is_this_process(taken: int) -> None:
    import os

    assert (who_listens(taken) or "").endswith(f"process {os.getpid()}")
    assert who_listens(free_ports(1)[0]) is None


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(8)
    assert len(set(ports)) == 8
    assert all(can_bind("127.0.0.1", port) is None for port in ports)


def test_store_that_answers_passes(taken: int) -> None:
    check_store(f"redis://127.0.0.1:{taken}/0")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis://127.0.0.1:{port}/0", "No store answers at redis://127.0.0.1:{port}/0"),
        ("redis+cluster://127.0.0.1:{port}", "No store answers at redis+cluster://127.0.0.1"),
        ("unix:///no/such.sock", "No store answers at unix:///no/such.sock"),
        ("http://127.0.0.1:{port}", "redis+cluster:// is expected"),
        ("redis://127.0.0.1:port/0", "REDIS_URL is not a URL"),
    ],
)
def test_wrong_store_is_told_in_one_sentence(url: str, told: str) -> None:
    port = free_ports(1)[0]
    with pytest.raises(Problem) as raised:
        check_store(url.format(port=port))
    assert told.format(port=port) in str(raised.value)
    assert "unset it" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://a:b@127.0.0.1:{port}/x", "No database answers at postgresql://127.0.0.1"),
        ("mysql://127.0.0.1/x", "postgresql:// or sqlite:/// is expected"),
        ("sqlite:////no/such/folder/x.db", "names a file in /no/such/folder"),
        ("sqlite://", "names no file"),
    ],
)
def test_wrong_database_is_told_in_one_sentence(url: str, told: str) -> None:
    with pytest.raises(Problem) as raised:
        check_database(url.format(port=free_ports(1)[0]))
    assert told in str(raised.value)
    assert "unset it" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_passwords_are_never_shown() -> None:
    assert without_password("redis://me:secret@host:1/0?password=secret") == "redis://host:1/0"
    assert without_password("redis://host:1/0?password=secret") == "redis://host:1/0"
