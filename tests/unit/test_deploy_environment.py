"""What `up` decides reaches its processes and the other commands, and nobody else."""

import stat
from pathlib import Path

import pytest

from deploy.environment import (
    decide,
    lasting,
    public_port,
    public_url,
    read_env_file,
    secret_in,
    write_env_file,
)
from deploy.layout import LONGEST_SOCKET_PATH, Layout
from deploy.problem import Problem

PORTS = [41001, 41002, 41003, 41004]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path, tmp_path / "var")


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_everything_has_a_value_when_nothing_is_given(layout: Layout) -> None:
    decided = decide(layout, {}, PORTS)
    assert decided["HANDRAIL_PORT"] == "8700"
    assert decided["DATABASE_URL"] == f"sqlite:///{layout.var}/handrail.db"
    assert decided["REDIS_URL"] == f"unix://{layout.sockets()}/valkey.sock"
    assert decided["HANDRAIL_RASA_URL"] == "http://127.0.0.1:41001"
    assert len({decided[f"HANDRAIL_{name}_URL"] for name in ("RASA", "ACTIONS", "FAQ")}) == 3


def test_what_the_operator_gives_is_kept(layout: Layout) -> None:
    given = {
        "REDIS_URL": "redis://store:6379/0",
        "DATABASE_URL": "postgresql://db/handrail",
        "HANDRAIL_FAQ_URL": "http://127.0.0.1:7000",
        "HANDRAIL_SECRET": "s" * 40,
        "HANDRAIL_PORT": "9000",
    }
    decided = decide(layout, given, PORTS)
    assert {name: decided[name] for name in given} == given
    assert not (layout.var / "secret").exists()


def test_port_zero_takes_a_free_one(layout: Layout) -> None:
    decided = decide(layout, {"HANDRAIL_PORT": "0"}, PORTS)
    assert decided["HANDRAIL_PORT"] == "41001"
    assert decided["HANDRAIL_RASA_URL"].endswith(":41002")


@pytest.mark.parametrize("text", ["http", "-1", "70000", "8700 "])
def test_port_that_is_none_is_told(text: str) -> None:
    with pytest.raises(Problem, match=r"HANDRAIL_PORT is '.*', and a number from 0 to 65535"):
        public_port({"HANDRAIL_PORT": text})


def test_demo_is_on_by_itself_only_where_nobody_else_can_reach_it(layout: Layout) -> None:
    assert lasting(layout, {})["HANDRAIL_DEMO"] == "1"
    assert lasting(layout, {"HANDRAIL_HOST": "0.0.0.0"})["HANDRAIL_DEMO"] == "0"
    given = {"HANDRAIL_HOST": "0.0.0.0", "HANDRAIL_DEMO": "1"}
    assert lasting(layout, given)["HANDRAIL_DEMO"] == "1"


def test_printed_address_is_one_that_a_browser_here_can_open() -> None:
    for host, shown in (("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("shop.example",) * 2):
        environment = {"HANDRAIL_HOST": host, "HANDRAIL_PORT": "8700"}
        assert public_url(environment) == f"http://{shown}:8700"


def test_secrets_are_made_once_and_only_their_owner_may_read_them(layout: Layout) -> None:
    file = layout.var / "secret"
    secret = secret_in(file)
    assert len(secret) >= 32
    assert secret_in(file) == secret
    assert mode(file) == 0o600
    assert mode(layout.var) == 0o700


def test_env_file_comes_back_as_it_was_and_only_its_owner_may_read_it(layout: Layout) -> None:
    decided = decide(layout, {}, PORTS)
    write_env_file(layout.env_file, {"old": "file"})
    write_env_file(layout.env_file, decided)
    assert read_env_file(layout.env_file) == decided
    assert mode(layout.env_file) == 0o600


def test_env_file_that_is_missing_or_half_written_is_none(layout: Layout) -> None:
    assert read_env_file(layout.env_file) is None
    layout.env_file.parent.mkdir(parents=True)
    layout.env_file.write_text("{")
    assert read_env_file(layout.env_file) is None


def test_two_systems_side_by_side_share_no_path(tmp_path: Path) -> None:
    one = decide(Layout(tmp_path, tmp_path / "one"), {}, PORTS)
    two = decide(Layout(tmp_path, tmp_path / "two"), {}, PORTS)
    for name in ("HANDRAIL_VAR", "REDIS_URL", "DATABASE_URL", "HANDRAIL_SECRET"):
        assert one[name] != two[name]


def test_socket_of_a_long_path_moves_to_a_short_private_folder(tmp_path: Path) -> None:
    deep = Layout(tmp_path, tmp_path / ("v" * LONGEST_SOCKET_PATH))
    folder = deep.sockets()
    try:
        assert folder == deep.sockets()
        assert not folder.is_relative_to(tmp_path)
        assert mode(folder) == 0o700
        assert len(str(folder / "supervisor.sock")) <= LONGEST_SOCKET_PATH
        folder.chmod(0o755)
        with pytest.raises(Problem, match="HANDRAIL_VAR"):
            deep.sockets()
    finally:
        folder.rmdir()
