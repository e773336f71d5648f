"""Programs that only the tests need, as the system packages them: Chromium and PostgreSQL."""

import os
import shutil
from pathlib import Path

from deploy.command import run_logged
from deploy.layout import Layout
from deploy.steps import NotFinished, Work

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_browser() -> str | None:
    """Returns the path of a Chromium or Chrome, or None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return next((path for path in MAC_APPS if os.path.exists(path)), None)


def find_postgresql() -> Path | None:
    """Returns the folder of PostgreSQL's server programs, or None. Debian keeps it off PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def missing() -> list[str]:
    """Returns the Debian packages of what is not there."""
    packages = [] if find_browser() else ["chromium"]
    return packages if find_postgresql() else [*packages, "postgresql"]


def install(layout: Layout, work: Work) -> None:
    """Installs what is missing.

    Raises NotFinished when we may not, CommandFailed when it does not work.
    """
    packages = missing()
    if not packages:
        return
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise NotFinished(
            f"Some tests need {' and '.join(packages)}, and they are skipped without: "
            f"sudo apt-get install {' '.join(packages)} (or your system's packages)."
        )
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run_logged(["apt-get", "update", "-q"], work.log, cwd=layout.root, extra=quiet)
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    run_logged(command, work.log, cwd=layout.root, extra=quiet)
