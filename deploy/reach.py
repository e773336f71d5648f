"""Is the store or database that the operator named there at all? A first look, without libraries.

It runs before set-up, so that a wrong address is told at once and not after minutes of installing.
Whether it lets us in is asked later, in the app environment (probe.py).
"""

import os
import queue
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from deploy.problem import Problem

DEADLINE_S = 2.0
STORE_PORT = 6379
DATABASE_PORT = 5432


def without_password(url: str) -> str:
    """Returns the URL as it may be shown: name and password taken out."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url.split("?", 1)[0]
    return parts._replace(netloc=parts.netloc.rsplit("@", 1)[1], query="").geturl()


def check_store(url: str) -> None:
    """Raises Problem when nothing answers at this REDIS_URL or it is not such a URL."""
    parts = _split(url, "REDIS_URL")
    mend = "start it, or correct REDIS_URL, or unset it to use the built-in store."
    if parts.scheme in ("redis", "rediss", "redis+cluster", "rediss+cluster"):
        _connect(parts, STORE_PORT, f"No store answers at {without_password(url)}", mend)
    elif parts.scheme == "unix":
        _connect_unix(parts.path, f"No store answers at {without_password(url)}", mend)
    else:
        raise Problem(
            f"REDIS_URL begins with '{parts.scheme}://', and redis://, rediss://, unix:// or "
            "redis+cluster:// is expected: write for instance redis://127.0.0.1:6379/0, or unset "
            "it to use the built-in store."
        )


def check_database(url: str) -> None:
    """Raises Problem when nothing answers at this DATABASE_URL or it is not such a URL."""
    parts = _split(url, "DATABASE_URL")
    kind = parts.scheme.split("+")[0]
    mend = "start it, or correct DATABASE_URL, or unset it to use a SQLite file."
    if kind in ("postgresql", "postgres"):
        _connect(parts, DATABASE_PORT, f"No database answers at {without_password(url)}", mend)
    elif kind == "sqlite":
        _check_file(url)
    else:
        raise Problem(
            f"DATABASE_URL begins with '{parts.scheme}://', and postgresql:// or sqlite:/// is "
            "expected: write for instance postgresql://name:password@127.0.0.1/handrail, or unset "
            "it to use a SQLite file."
        )


def _split(url: str, variable: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError when it is no number
    except ValueError as error:
        raise Problem(f"{variable} is not a URL ({error}): correct it or unset it.") from error
    return parts


def _check_file(url: str) -> None:
    name = unquote(url.split("///", 1)[1].split("?", 1)[0]) if "///" in url else ""
    if not name or name == ":memory:":
        raise Problem(
            "DATABASE_URL names no file, and several processes need to open the same one: write "
            "sqlite:////absolute/path.db, or unset it."
        )
    folder = Path(name).absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise Problem(
            f"DATABASE_URL names a file in {folder}, which is no folder that we may write to: "
            "make it, or correct DATABASE_URL, or unset it."
        )


def _connect(parts: SplitResult, default_port: int, sentence: str, mend: str) -> None:
    address = (parts.hostname or "127.0.0.1", parts.port or default_port)
    _within_deadline(lambda: socket.create_connection(address, DEADLINE_S).close(), sentence, mend)


def _connect_unix(path: str, sentence: str, mend: str) -> None:
    def attempt() -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(DEADLINE_S)
            client.connect(path)

    _within_deadline(attempt, sentence, mend)


def _within_deadline(attempt: Callable[[], None], sentence: str, mend: str) -> None:
    """Runs `attempt` beside us, since looking up a name has no time limit of its own."""
    outcome: queue.Queue[OSError | None] = queue.Queue()

    def run() -> None:
        try:
            attempt()
        except OSError as error:
            outcome.put(error)
        else:
            outcome.put(None)

    threading.Thread(target=run, daemon=True).start()
    try:
        error = outcome.get(timeout=DEADLINE_S + 0.2)
    except queue.Empty:
        raise Problem(f"{sentence} (no answer within {DEADLINE_S:.0f} s): {mend}") from None
    if error is not None:
        reason = (error.strerror or str(error) or "no answer").lower()
        raise Problem(f"{sentence} ({reason}): {mend}") from error
