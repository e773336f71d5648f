"""A fitting Python and Node are found wherever they are, and a missing one is told."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy import node_finder, python_finder
from deploy.problem import Problem
from deploy.python_finder import APP_VERSIONS, ENGINE_VERSIONS, Python


def program(path: Path, says: str) -> Path:
    """Makes an executable that prints a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def knowing(*pythons: Python) -> Callable[[str], Python | None]:
    return {python.path: python for python in pythons}.get


def test_running_python_answers_what_it_is() -> None:
    import sys

    python = python_finder.ask(sys.executable)
    assert python is not None
    assert python.version == sys.version_info[:3]
    assert python.missing == ()


def test_what_is_no_python_is_passed_over(tmp_path: Path) -> None:
    assert python_finder.ask(str(tmp_path / "none")) is None
    assert python_finder.ask(str(program(tmp_path / "python3.11", "not me"))) is None


def test_python_without_a_needed_module_is_passed_over() -> None:
    poor = Python("/poor", (3, 11, 9), missing=("sqlite3",))
    whole = Python("/whole", (3, 12, 1))
    found = python_finder.find(APP_VERSIONS, iter(["/poor", "/whole"]), ask=knowing(poor, whole))
    assert found == whole


def test_python_without_pip_serves_the_engine_but_not_the_app() -> None:
    bare = Python("/bare", (3, 11, 2), has_pip=False)
    ask = knowing(bare)
    assert python_finder.find(ENGINE_VERSIONS, iter(["/bare"]), ask=ask) == bare
    assert python_finder.find(APP_VERSIONS, iter(["/bare"]), with_pip=True, ask=ask) is None


def test_engine_never_takes_a_python_that_rasa_cannot_run() -> None:
    new = Python("/new", (3, 13, 0))
    assert python_finder.find(ENGINE_VERSIONS, iter(["/new"]), ask=knowing(new)) is None


def test_pythons_on_path_of_pyenv_and_of_our_own_are_candidates(tmp_path: Path) -> None:
    on_path = program(tmp_path / "bin" / "python3.10", "")
    of_pyenv = program(tmp_path / ".pyenv/versions/3.10.13/bin/python3.10", "")
    of_ours = program(tmp_path / "own/cpython-3.10.14-linux/bin/python3.10", "")
    environ = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
    found = list(python_finder.candidates([(3, 10)], environ, tmp_path / "own"))
    ours = [path for path in found if path.startswith(str(tmp_path))]
    assert ours == [str(on_path), str(of_pyenv), str(of_ours)]


def test_newer_node_of_nvm_is_taken_over_an_old_one_on_path(tmp_path: Path) -> None:
    old, new = tmp_path / "bin", tmp_path / ".nvm/versions/node/v22.3.0/bin"
    for folder, version in ((old, "v16.20.2"), (new, "v22.3.0")):
        program(folder / "node", version)
        program(folder / "npm", "10.0.0")
    node = node_finder.Node(new, (22, 3, 0))
    candidates = node_finder.candidates({"PATH": str(old), "HOME": str(tmp_path)})
    kept = [folder for folder in candidates if folder.is_relative_to(tmp_path)]
    assert [node_finder.version_in(folder) for folder in kept] == [(16, 20, 2), node.version]
    assert node.on_path("/bin") == f"{new}:/bin"


def test_missing_node_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_finder, "USUAL_FOLDERS", ())
    program(tmp_path / "node", "v16.20.2")
    program(tmp_path / "npm", "8.0.0")
    with pytest.raises(Problem, match=r"Node\.js 20\.19 or later .* only 16\.20\.2 is here"):
        node_finder.find({"PATH": str(tmp_path), "HOME": str(tmp_path)})
    with pytest.raises(Problem, match="there is none here: install it"):
        node_finder.find({"PATH": os.devnull, "HOME": str(tmp_path)})
