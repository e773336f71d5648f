"""Finds Node.js 20 or later, which builds the widget and the console."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.command import output_of
from deploy.problem import Problem

NEEDED: tuple[int, int] = (20, 19)
USUAL_FOLDERS = ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin")


@dataclass(frozen=True)
class Node:
    """A folder that holds `node` and `npm`."""

    folder: Path
    version: tuple[int, int, int]

    def on_path(self, path: str) -> str:
        """Returns a PATH on which this Node comes first."""
        return f"{self.folder}:{path}"


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yields folders that may hold Node: PATH, the usual ones, and nvm's, newest version first."""
    for folder in [*environ.get("PATH", "").split(":"), *USUAL_FOLDERS]:
        if folder:
            yield Path(folder)
    nvm = Path(environ.get("NVM_DIR") or Path(environ.get("HOME", "/")) / ".nvm")
    yield from sorted(nvm.glob("versions/node/*/bin"), reverse=True)


def version_in(folder: Path) -> tuple[int, int, int] | None:
    """Returns the version of the Node in a folder that also has npm, or None."""
    if not (folder / "node").exists() or not (folder / "npm").exists():
        return None
    said = re.match(r"v(\d+)\.(\d+)\.(\d+)", output_of([folder / "node", "--version"]) or "")
    return (int(said[1]), int(said[2]), int(said[3])) if said else None


def find(environ: Mapping[str, str]) -> Node:
    """Returns the first Node that is new enough. Raises Problem when there is none."""
    too_old: tuple[int, int, int] | None = None
    for folder in candidates(environ):
        version = version_in(folder)
        if version and version[:2] >= NEEDED:
            return Node(folder, version)
        too_old = too_old or version
    have = f"only {'.'.join(map(str, too_old))} is here" if too_old else "there is none here"
    raise Problem(
        f"Node.js {NEEDED[0]}.{NEEDED[1]} or later with npm is needed to build the widget, "
        f"and {have}: install it from your package manager or nodejs.org and run this again."
    )
