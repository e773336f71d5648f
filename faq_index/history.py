"""Every publication of content, with the sources of all its files, in SQL.

A source is kept once, by its sha256, however many publications it is part of. Nothing is ever
changed or removed.
"""

import difflib
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypedDict

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from faq_index.database import make_tables, what_it_said

_metadata = MetaData()

_publications = Table(
    "faq_publications",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", String(64), nullable=False),
    Column("tree", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("changed", Text, nullable=False),
)

_sources = Table(
    "faq_sources",
    _metadata,
    Column("hash", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

_files = Table(
    "faq_publication_files",
    _metadata,
    Column("number", Integer, ForeignKey(_publications.c.number), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("hash", String(64), ForeignKey(_sources.c.hash), nullable=False),
)


Sources = Mapping[str, bytes]
"""The content files of a publication, by name."""


class HistoryUnavailable(Exception):
    """The database does not answer; the message says what it said."""


class UnknownPublication(Exception):
    """No publication has this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no publication {number}: `./handrail faq history` lists them")


class Change(TypedDict):
    """How many lines of a file a publication added and removed."""

    name: str
    added: int
    removed: int


@dataclass(frozen=True)
class Publication:
    """Content as it was served from `at` (Unix milliseconds), and who changed what.

    `version` names the index, `tree` the sources. `by` is empty when files were saved on disk.
    """

    number: int
    version: str
    tree: str
    at: int
    by: str
    message: str
    entries: int
    changed: tuple[Change, ...]


@dataclass(frozen=True)
class Record:
    """What is to be recorded; the history gives it a number."""

    version: str
    tree: str
    at: int
    by: str
    message: str
    entries: int


class History:
    """The publications in a database. Safe for threads, and for several processes at once.

    Every method raises `HistoryUnavailable` when the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        """Use the database of an engine; its tables are made at first use."""
        self._engine = engine
        self._made = False

    @property
    def url(self) -> str:
        """Where the database is, with its password."""
        return self._engine.url.render_as_string(hide_password=False)

    def record(self, what: Record, sources: Sources) -> Publication:
        """Add a publication and return it.

        When the latest one has these very sources it is returned instead: replicas that see the
        same save record it once.
        """
        self._make_tables()
        try:
            return self._record(what, sources)
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def latest(self) -> Publication | None:
        """Return the newest publication, or None before the first."""
        return next(iter(self.publications(1)), None)

    def publications(self, limit: int | None = None) -> list[Publication]:
        """Return publications, newest first."""
        with self._reading() as connection:
            return _latest(connection, limit)

    def publication(self, number: int) -> Publication:
        """Return one publication. Raises `UnknownPublication`."""
        with self._reading() as connection:
            row = connection.execute(
                select(_publications).where(_publications.c.number == number)
            ).one_or_none()
        if row is None:
            raise UnknownPublication(number)
        return _publication(row._mapping)

    def sources(self, number: int) -> dict[str, bytes]:
        """Return the files of a publication. Raises `UnknownPublication`."""
        self.publication(number)
        with self._reading() as connection:
            return _sources_of(connection, number)

    def diff(self, number: int) -> str:
        """Return the unified diff to a publication from the one before.

        Raises `UnknownPublication`.
        """
        after = self.sources(number)
        with self._reading() as connection:
            before = _sources_of(connection, number - 1)
        return "".join(
            line
            for name in sorted(before.keys() | after.keys())
            for line in _unified(name, before.get(name), after.get(name))
        )

    def _reading(self) -> "_Reading":
        self._make_tables()
        return _Reading(self._engine)

    def _make_tables(self) -> None:
        if self._made:
            return
        try:
            make_tables(self._engine, _metadata)
        except SQLAlchemyError as error:
            raise _unavailable(error) from error
        self._made = True

    def _record(self, what: Record, sources: Sources) -> Publication:
        hashes = {name: sha256(content).hexdigest() for name, content in sources.items()}
        with self._engine.begin() as connection:
            # One at a time. SQLite waits for its turn when it is written before it is read.
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE faq_publications IN EXCLUSIVE MODE"))
            _keep(connection, {hashes[name]: content for name, content in sources.items()})
            latest = next(iter(_latest(connection, 1)), None)
            if latest and latest.tree == what.tree:
                return latest
            number = latest.number + 1 if latest else 1
            before = _sources_of(connection, latest.number) if latest else {}
            changed = changes(before, sources)
            connection.execute(
                _publications.insert().values(
                    **vars(what), number=number, changed=json.dumps(changed)
                )
            )
            connection.execute(
                _files.insert(),
                [{"number": number, "name": name, "hash": one} for name, one in hashes.items()],
            )
        return Publication(**vars(what), number=number, changed=tuple(changed))


class _Reading:
    """A connection whose errors are told as `HistoryUnavailable`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Connection:
        try:
            self._connection = self._engine.connect()
        except SQLAlchemyError as error:
            raise _unavailable(error) from error
        return self._connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._connection.close()
        if isinstance(error, SQLAlchemyError):
            raise _unavailable(error) from error


def changes(before: Sources, after: Sources) -> list[Change]:
    """Return which files differ, by name, and by how many lines."""
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            added, removed = _counts(_lines(old), _lines(new))
            found.append(Change(name=name, added=added, removed=removed))
    return found


def _counts(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    # As sets of lines: moving lines counts as nothing, and long files take no time.
    was, is_now = Counter(old), Counter(new)
    return (is_now - was).total(), (was - is_now).total()


def _unified(name: str, old: bytes | None, new: bytes | None) -> list[str]:
    if old == new:
        return []
    lines = difflib.unified_diff(
        _lines(old),
        _lines(new),
        "/dev/null" if old is None else f"a/{name}",
        "/dev/null" if new is None else f"b/{name}",
    )
    return [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    ]


def _lines(content: bytes | None) -> list[str]:
    text = (content or b"").decode("utf-8", errors="replace")
    return io.StringIO(text, newline="\n").readlines()  # at line feeds only, as editors count


def _keep(connection: Connection, contents: Mapping[str, bytes]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    add = dialect.insert(_sources).on_conflict_do_nothing()
    connection.execute(add, [{"hash": key, "content": one} for key, one in contents.items()])


def _latest(connection: Connection, limit: int | None) -> list[Publication]:
    rows = connection.execute(
        select(_publications).order_by(_publications.c.number.desc()).limit(limit)
    )
    return [_publication(row._mapping) for row in rows]


def _sources_of(connection: Connection, number: int) -> dict[str, bytes]:
    rows = connection.execute(
        select(_files.c.name, _sources.c.content)
        .join(_sources, _files.c.hash == _sources.c.hash)
        .where(_files.c.number == number)
    )
    return {name: bytes(content) for name, content in rows}


def _publication(row: Mapping[Any, Any]) -> Publication:
    fields = dict(row)
    return Publication(**fields | {"changed": tuple(json.loads(fields["changed"]))})


def _unavailable(error: SQLAlchemyError) -> HistoryUnavailable:
    return HistoryUnavailable(
        f"the database of the history does not answer ({what_it_said(error)})"
    )
