"""Programs that only the tests need, as the system packages them: Chromium, PostgreSQL and
Redis.
"""

import contextlib
import os
import shutil
from pathlib import Path

from deploy.command import CommandFailed, run_logged
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


def find_redis() -> str | None:
    """Returns the path of redis-server, or None."""
    return shutil.which("redis-server")


def missing() -> list[str]:
    """Returns the Debian packages of what is not there."""
    found = {
        "chromium": find_browser(),
        "postgresql": find_postgresql(),
        "redis-server": find_redis(),
    }
    return [package for package, path in found.items() if not path]


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
    if "redis-server" in packages:
        _rest("redis-server", layout, work)


def _rest(service: str, layout: Layout, work: Work) -> None:
    """Stops the service that a package started by itself: the tests start servers of their own."""
    if Path("/run/systemd/system").is_dir():
        commands = [["systemctl", "disable", "--now", service]]
    else:
        commands = [["service", service, "stop"], ["update-rc.d", service, "disable"]]
    for command in commands:
        if shutil.which(command[0]):
            # It may never have started, and then there is nothing to stop.
            with contextlib.suppress(CommandFailed):
                run_logged(command, work.log, cwd=layout.root)
