"""Opening the SQL database that DATABASE_URL names, for plain (not asyncio) use."""

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from faq_index.settings import SettingsError

_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_BUSY_MILLISECONDS = 5_000
_CONNECT_SECONDS = 2


def sync_url(plain: str) -> URL:
    """Return the URL with its driver: `sqlite:///path`, `postgresql://host/name`.

    Raises `SettingsError` when it is no URL, or of another database.
    """
    try:
        url = make_url(plain)
    except ArgumentError as error:
        raise SettingsError(f"DATABASE_URL is not a database URL: {error}") from None
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise SettingsError(
            f"DATABASE_URL: {url.get_backend_name()!r} is not supported;"
            " use sqlite:///path or postgresql://user:password@host/name"
        )
    return url.set(drivername=driver)


def open_engine(plain: str) -> Engine:
    """Return an engine for the database; it connects at first use. Raises `SettingsError`."""
    url = sync_url(plain)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=2,
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
