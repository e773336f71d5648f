"""The browser of the end-to-end tests: Chromium as the system packages it."""

import os
import shutil

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


def install_browser(layout: Layout, work: Work) -> None:
    """Installs Debian's Chromium if there is no browser yet.

    Raises NotFinished when we may not, CommandFailed when it does not work.
    """
    if find_browser():
        return
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise NotFinished(
            "The end-to-end tests need Chromium or Chrome on PATH, and none is here: "
            "sudo apt-get install chromium (or your system's package). The other tests go on."
        )
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run_logged(["apt-get", "update", "-q"], work.log, cwd=layout.root, extra=quiet)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"]
    run_logged(install, work.log, cwd=layout.root, extra=quiet)
