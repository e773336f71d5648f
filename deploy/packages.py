"""The two locked environments: made, filled and kept exactly as the lock files say."""

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from deploy.command import output_of, run_logged
from deploy.layout import Layout
from deploy.python_finder import Python

# Torch and what its CUDA build brings: chosen per machine by torch_build.py, never by a lock file.
TORCH_FAMILY = re.compile(r"^(torch|triton|pytorch-triton|nvidia-.*|cuda-.*)$")

# pip's settings that uv does not read, and the variable by which uv is told.
PIP_SETTINGS = {"global.index-url": "UV_DEFAULT_INDEX", "global.cert": "SSL_CERT_FILE"}


def locked_names(lock: Path) -> set[str]:
    """Returns the names of the packages in a lock file."""
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(), re.MULTILINE))


@cache
def uv_environment(tools_python: Path) -> Mapping[str, str]:
    """Returns variables that make uv quiet and let it use this machine's package mirror."""
    said = output_of([tools_python, "-m", "pip", "config", "list"]) or ""
    settings = dict(re.findall(r"^(\S+)='(.*)'$", said, re.MULTILINE))
    mirrored = {
        variable: settings[name]
        for name, variable in PIP_SETTINGS.items()
        if name in settings and variable not in os.environ
    }
    return {**mirrored, "UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "never"}


def make_tools(layout: Layout, python: Python, log: Path) -> None:
    """Makes the small environment that holds uv, locked as the others. Raises CommandFailed."""
    home = layout.tools_python.parent.parent
    shutil.rmtree(home, ignore_errors=True)
    run_logged([python.path, "-m", "venv", home], log, cwd=layout.root)
    install = ["install", "--require-hashes", "-r", layout.root / "deploy" / "tools.lock"]
    run_logged([layout.tools_python, "-m", "pip", *install], log, cwd=layout.root)


def make_environment(layout: Layout, target: Path, python: Python, log: Path) -> None:
    """Makes an empty environment whose interpreter is `target`. Raises CommandFailed."""
    home = target.parent.parent
    shutil.rmtree(home, ignore_errors=True)
    _uv(layout, log, "venv", "--no-project", "--python", python.path, home)


def install_locked(layout: Layout, target: Path, lock: Path, log: Path) -> None:
    """Installs exactly the locked versions, checking every hash. Raises CommandFailed.

    The lock names all packages but torch's family, so nothing needs resolving (`--no-deps`).
    """
    words = ["--require-hashes", "--no-deps", "--compile-bytecode", "-r", lock]
    _uv(layout, log, "pip", "install", "--python", target, *words)


def remove_strangers(layout: Layout, target: Path, locks: Iterable[Path], log: Path) -> None:
    """Uninstalls what an earlier lock brought and no lock names now. Raises CommandFailed.

    `uv pip sync` would do this too, but it would take torch along.
    """
    listed = output_of([layout.uv, "pip", "list", "--python", target, "--format", "json"]) or "[]"
    installed = {str(package["name"]) for package in json.loads(listed)}
    known = set().union(*(locked_names(lock) for lock in locks))
    if found := strangers(installed, known):
        _uv(layout, log, "pip", "uninstall", "--python", target, *found)


def strangers(installed: set[str], locked: set[str]) -> list[str]:
    """Returns the installed packages that no lock names and that are not of torch's family."""
    return sorted(name for name in installed - locked if not TORCH_FAMILY.match(name))


def install_python(layout: Layout, version: str, folder: Path, log: Path) -> None:
    """Downloads a Python into `folder` by uv. Raises CommandFailed."""
    words = ["install", version, "--install-dir", folder, "--no-bin"]
    _uv(layout, log, "python", *words, extra={"UV_PYTHON_DOWNLOADS": "manual"})


def _uv(layout: Layout, log: Path, *words: object, extra: Mapping[str, str] | None = None) -> None:
    environment = {**uv_environment(layout.tools_python), **(extra or {})}
    run_logged([layout.uv, *words], log, cwd=layout.root, extra=environment)
