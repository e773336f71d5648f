"""A PostgreSQL server of our own for tests, on loopback and a free port, gone with them."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from deploy.test_programs import find_postgresql
from tests.support.processes import free_port, wait_until

OWNERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the URL of an empty database.

    Raises:
        FileNotFoundError: PostgreSQL's server programs are not on this machine.
    """
    programs = find_postgresql()
    if programs is None:
        raise FileNotFoundError("initdb")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="hr-pg-"))
    data, port = folder / "data", free_port()
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    user = owner.pw_uid if owner else None
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    make = [programs / "initdb", "-D", data, "-U", "handrail", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*make, "--no-sync"], user=user, check=True, **quiet)  # type: ignore[call-overload]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"],
        user=user,
        **quiet,  # type: ignore[call-overload]
    )
    url = f"postgresql://handrail@127.0.0.1:{port}/postgres"
    try:
        wait_until(lambda: _answers(url), "PostgreSQL")
        yield url
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder)


def _owner() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(names[name] for name in OWNERS if name in names)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
