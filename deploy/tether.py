"""Run a program that cannot outlive the process that started it.

    python -I -S tether.py SIGNAL command [argument ...]

SIGNAL (`TERM` or `KILL`) is what the program gets when its parent dies, however the parent died.
The parent's process id comes in HANDRAIL_PARENT; it is set anew for the program's own children.

On Linux the kernel does it (PR_SET_PDEATHSIG) and the tether becomes the program, so no process is
added. The request is made in the child, when the parent may be dead already: the process id of the
parent is compared afterwards, which closes that gap. Elsewhere the tether stays as a small parent
that watches its own parent and passes signals on.

A leaf by intent: it imports nothing of ours and starts in about 30 ms.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

TETHER = Path(__file__).resolve()
PARENT = "HANDRAIL_PARENT"
PR_SET_PDEATHSIG = 1
GRACE_S = 10.0
LOOK_EVERY_S = 0.25


def become(command: list[str], parent: int, death_signal: signal.Signals) -> None:
    """Turns this process into `command`, tied to `parent` by the kernel (Linux).

    Exits at once when the parent is dead already. Raises OSError if the program cannot be started.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        sys.exit(0)
    os.environ[PARENT] = str(os.getpid())
    os.execvp(command[0], command)


def watch_over(command: list[str], parent: int, death_signal: signal.Signals) -> int:
    """Runs `command` as a child until it ends or `parent` is gone. Returns its exit code.

    Raises OSError if the program cannot be started.
    """
    os.environ[PARENT] = str(os.getpid())
    child = subprocess.Popen(command)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, lambda received, _frame: child.send_signal(received))
    while child.poll() is None and os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    if child.poll() is None:
        child.send_signal(death_signal)
        try:
            child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            child.kill()
    code = child.wait()
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    """Returns the exit code; on Linux it does not return when all is well."""
    if len(arguments) < 2 or arguments[0] not in ("TERM", "KILL") or PARENT not in os.environ:
        sys.stderr.write(f"usage: {PARENT}=<process id> tether.py TERM|KILL command ...\n")
        return 2
    death_signal = signal.Signals[f"SIG{arguments[0]}"]
    command, parent = arguments[1:], int(os.environ[PARENT])
    try:
        if sys.platform == "linux":
            become(command, parent, death_signal)
        return watch_over(command, parent, death_signal)
    except OSError as error:
        sys.stderr.write(f"{command[0]} cannot be started: {error.strerror}\n")
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
