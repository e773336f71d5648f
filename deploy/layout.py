"""Where everything is: sources, what set-up makes, and what a running system writes."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.problem import Problem

# Linux allows 107 bytes for a socket's path, macOS 103; supervisord adds a suffix while binding.
LONGEST_SOCKET_PATH = 90


@dataclass(frozen=True)
class Layout:
    """Absolute paths of one checkout (`root`) and of one running system (`var`)."""

    root: Path
    var: Path

    @classmethod
    def of(cls, environ: Mapping[str, str], root: Path | None = None) -> "Layout":
        """Returns the layout of this checkout, with `var` moved by HANDRAIL_VAR when it is set."""
        here = root or Path(__file__).resolve().parent.parent
        given = environ.get("HANDRAIL_VAR")
        return cls(here, Path(given).expanduser().absolute() if given else here / "var")

    # What set-up makes: shared by all systems run from this checkout.

    @property
    def state(self) -> Path:
        return self.root / ".handrail"

    @property
    def tools_python(self) -> Path:
        return self.state / "tools" / "bin" / "python"

    @property
    def uv(self) -> Path:
        return self.state / "tools" / "bin" / "uv"

    @property
    def app_python(self) -> Path:
        return self.state / "app" / "bin" / "python"

    @property
    def engine_python(self) -> Path:
        return self.state / "engine" / "bin" / "python"

    @property
    def models(self) -> Path:
        return self.state / "models"

    # What a running system writes.

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def env_file(self) -> Path:
        return self.run / "env.json"

    def sockets(self) -> Path:
        """Returns the folder of the unix sockets: `run`, or a short private one.

        Raises Problem when the short folder is there but belongs to somebody else.
        """
        if len(os.fsencode(self.run / "supervisor.sock")) <= LONGEST_SOCKET_PATH:
            return self.run
        name = hashlib.sha256(os.fsencode(self.run)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"handrail-{os.getuid()}-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise Problem(
                f"{folder} should be a private folder of yours for sockets, and is not: "
                "remove it, or set HANDRAIL_VAR to a folder with a shorter path."
            )
        return folder


def private_folder(folder: Path) -> Path:
    """Makes a folder that only its owner may enter, with its parents. Returns it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
