"""Opening the SQL database that DATABASE_URL names, for plain (not asyncio) use."""

import contextlib
import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from faq_index.settings import SettingsError

_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_BUSY_MILLISECONDS = 5_000
_CONNECT_SECONDS = 2
_TRIES, _PAUSE_S = 10, 0.1
_SOMEBODY_ELSE_MAKES_THEM = ("already exists", "duplicate key", "locked")


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


def make_tables(engine: Engine, metadata: MetaData) -> None:
    """Make the tables that are not there yet; several processes may at once.

    Raises what SQLAlchemy raises when the database does not answer.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            metadata.create_all(engine)
            return
        except SQLAlchemyError as error:
            raced = any(word in str(error) for word in _SOMEBODY_ELSE_MAKES_THEM)
            if not raced or not tries_left:
                raise
            time.sleep(_PAUSE_S)


def what_it_said(error: SQLAlchemyError) -> str:
    """Return the first line of what the database said, without the statement."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0] if said else type(error).__name__


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Readers do not wait for the writer, and a second writer waits a moment instead of failing."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    # The mode stays with the file: where another connection is just setting it, it is being set.
    with contextlib.suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()
