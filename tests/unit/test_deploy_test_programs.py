"""Programs that only the tests need: what is missing is named by its Debian package."""

from pathlib import Path

import pytest

from deploy import test_programs as programs


def test_missing_programs_are_named_by_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(programs, "find_postgresql", lambda: None)
    monkeypatch.setattr(programs, "find_redis", lambda: None)
    assert programs.missing() == ["postgresql", "redis-server"]


def test_redis_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs.find_redis() is None
    (tmp_path / "redis-server").touch(mode=0o755)
    assert programs.find_redis() == str(tmp_path / "redis-server")
