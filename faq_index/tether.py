"""Ending with the parent process, however it dies.

The parent holds the other end of our standard input and never writes: the system closes it when
the parent is gone.
"""

import os
import signal
import sys
import threading


def end_with_parent(number: int = signal.SIGKILL) -> None:
    """Send this process a signal as soon as its standard input is closed."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        os.kill(os.getpid(), number)

    threading.Thread(target=wait, name="tether", daemon=True).start()
