"""Opening the SQL database that DATABASE_URL names."""

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_ASYNC_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_BUSY_MILLISECONDS = 2_000
_CONNECT_SECONDS = 2


class DatabaseUrlError(Exception):
    """DATABASE_URL is not a URL that we can open; the message says what is expected."""


def async_url(plain: str) -> URL:
    """The URL with the driver that asyncio needs: `sqlite:///path`, `postgresql://host/name`.

    Raises:
        DatabaseUrlError: it is no URL, or of another database.
    """
    try:
        url = make_url(plain)
    except ArgumentError as error:
        raise DatabaseUrlError(f"DATABASE_URL is not a database URL: {error}") from None
    driver = _ASYNC_DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise DatabaseUrlError(
            f"DATABASE_URL: {url.get_backend_name()!r} is not supported; "
            "use sqlite:///path or postgresql://user:password@host/name"
        )
    return url.set(drivername=driver)


def open_engine(plain: str) -> AsyncEngine:
    """An engine for the database; connects at first use.

    Raises:
        DatabaseUrlError: see `async_url`.
    """
    url = async_url(plain)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(url, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        return engine
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS},
    )


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Readers do not wait for the writer, and a second writer waits a moment instead of failing."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    # The mode stays with the file: where another connection is just setting it, it is being set.
    with contextlib.suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()
