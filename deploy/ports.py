"""Ports of this machine: is one free, who has it, and which ones are left."""

import contextlib
import os
import re
import socket
from pathlib import Path

from deploy.command import output_of


def can_bind(host: str, port: int) -> OSError | None:
    """Tries to listen on host and port. Returns None when it worked, else what the system said."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind((host, port))
            attempt.listen(1)
    except OSError as error:
        return error
    return None


def free_ports(count: int, host: str = "127.0.0.1") -> list[int]:
    """Returns different ports that were free a moment ago."""
    with contextlib.ExitStack() as open_sockets:
        attempts = [
            open_sockets.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            for _ in range(count)
        ]
        for attempt in attempts:
            attempt.bind((host, 0))
        return [int(attempt.getsockname()[1]) for attempt in attempts]


def who_listens(port: int) -> str | None:
    """Returns `name, process 123` of a process that listens on the port, if that can be told."""
    if Path("/proc/net/tcp").exists():
        return _who_by_proc(port)
    said = output_of(["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]) or ""
    found = re.search(r"^p(\d+)\nc(.+)$", said, re.MULTILINE)
    return f"{found[2]}, process {found[1]}" if found else None


def _who_by_proc(port: int) -> str | None:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for row in Path(table).read_text().splitlines()[1:]:
                fields = row.split()
                if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        # Processes of others, and those that end while we look, cannot be read: skip them.
        with contextlib.suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                if os.readlink(descriptor) in inodes:
                    name = (process / "comm").read_text().strip()
                    return f"{name}, process {process.name}"
    return None
