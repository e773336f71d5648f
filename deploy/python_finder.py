"""Finds a Python for each environment among those this machine has."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.command import output_of

Version = tuple[int, int]

# In order of preference. The engine is Rasa 3.6.21, which no later Python can run.
APP_VERSIONS: tuple[Version, ...] = ((3, 11), (3, 12), (3, 13), (3, 14))
ENGINE_VERSIONS: tuple[Version, ...] = ((3, 11), (3, 10))

USUAL_FOLDERS = ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin")

# Modules that some builds lack and that something of ours needs: better found out here than later.
NEEDED_MODULES = ("ctypes", "ssl", "sqlite3", "bz2", "lzma")
PROBE = f"""
import importlib.util, json, sys
print(json.dumps(dict(
    path=getattr(sys, "_base_executable", None) or sys.executable,
    version=sys.version_info[:3],
    missing=[name for name in {NEEDED_MODULES!r} if importlib.util.find_spec("_" + name) is None],
    pip=importlib.util.find_spec("ensurepip") is not None,
)))
"""


@dataclass(frozen=True)
class Python:
    """An interpreter that was run and answered."""

    path: str
    version: tuple[int, int, int]
    missing: tuple[str, ...] = ()
    has_pip: bool = True

    @property
    def name(self) -> str:
        return "Python " + ".".join(map(str, self.version))


def ask(path: str) -> Python | None:
    """Runs the interpreter at `path` and returns what it is, or None if it does not answer."""
    answer = output_of([path, "-I", "-c", PROBE])
    try:
        found = json.loads(answer or "")
    except ValueError:
        return None
    major, minor, patch = found["version"]
    return Python(found["path"], (major, minor, patch), tuple(found["missing"]), found["pip"])


def candidates(
    versions: Sequence[Version], environ: Mapping[str, str], own_folder: Path
) -> Iterator[str]:
    """Yields paths that may be a Python of these versions, the preferred version first.

    Looks at the interpreter that runs us, PATH, the usual folders, pyenv's versions, and those that
    set-up installed into `own_folder`.
    """
    folders = [*environ.get("PATH", "").split(":"), *USUAL_FOLDERS]
    pyenv = Path(environ.get("PYENV_ROOT") or Path(environ.get("HOME", "/")) / ".pyenv")
    for major, minor in versions:
        if sys.version_info[:2] == (major, minor):
            yield sys.executable
        name = f"python{major}.{minor}"
        for folder in filter(None, folders):
            if (Path(folder) / name).exists():
                yield str(Path(folder) / name)
        for home in (pyenv / "versions", own_folder):
            for found in sorted(home.glob(f"*{major}.{minor}*/bin/{name}"), reverse=True):
                yield str(found)
    if sys.version_info[:2] not in versions:
        for folder in filter(None, folders):
            if (Path(folder) / "python3").exists():
                yield str(Path(folder) / "python3")


def find(
    versions: Sequence[Version],
    paths: Iterator[str],
    *,
    with_pip: bool = False,
    ask: Callable[[str], Python | None] = ask,
) -> Python | None:
    """Returns the first whole Python of one of `versions`, or None."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            continue
        seen.add(path)
        python = ask(path)
        fits = python and python.version[:2] in versions and not python.missing
        if python and fits and (python.has_pip or not with_pip):
            return python
    return None
