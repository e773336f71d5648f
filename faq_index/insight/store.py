"""The signals in SQL: SQLite by default, PostgreSQL by DATABASE_URL."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Subquery,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from faq_index.database import make_tables, what_it_said
from faq_index.insight.records import Kind, ReactionRecord, TurnRecord, Unanswered, Usage
from faq_index.insight.tables import metadata, reactions, turns, vectors
from faq_index.search import Matrix, Vector

_AT_ONCE = 500

Mark = tuple[int, ...]
"""Changes whenever what is stored changes."""


class StoreUnavailable(Exception):
    """The database does not answer; the message says what it said."""


class SignalStore:
    """Signals in a database. Safe for threads, and for several processes at once.

    Every method raises `StoreUnavailable` when the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        """Use the database of an engine; its tables are made at first use."""
        self._engine = engine
        self._made = False

    def keep(self, new: Sequence[TurnRecord], reacted: Sequence[ReactionRecord]) -> int:
        """Keep records whose ids are not there yet, and return how many those were."""
        rows = [asdict(one) | {"entries": " ".join(one.entries)} for one in new]
        with self._transaction() as connection:
            return _insert(connection, turns, rows) + _insert(
                connection, reactions, [asdict(one) for one in reacted]
            )

    def forget(self, before: int) -> None:
        """Delete everything from before a time (ms), and the embeddings of words then gone."""
        with self._transaction() as connection:
            for table in (turns, reactions):
                connection.execute(delete(table).where(table.c.at < before))
            kept = select(turns.c.key).where(turns.c.key == vectors.c.key)
            connection.execute(delete(vectors).where(~exists(kept)))

    def mark(self) -> Mark:
        """Return what is equal as long as nothing new is stored, dismissed or deleted."""
        asked = select(func.count(), func.count(turns.c.dismissed), func.max(turns.c.at))
        with self._transaction() as connection:
            stored = connection.execute(asked).one()
            reacted = connection.execute(select(func.count()).select_from(reactions)).one()
        return tuple(int(number or 0) for number in (*stored, *reacted))

    def oldest(self, since: int) -> int | None:
        """Return the time of the oldest turn since a time (ms), or None when there is none."""
        asked = select(func.min(turns.c.at)).where(turns.c.at >= since)
        with self._transaction() as connection:
            found: int | None = connection.execute(asked).scalar_one()
        return found

    def usage(self, since: int) -> dict[str, Usage]:
        """Return what became of the entries that were served or offered since a time (ms)."""
        used: dict[str, Usage] = defaultdict(Usage)
        with self._transaction() as connection:
            for outcome, entries, number in connection.execute(_served(since)):
                for entry in entries.split():
                    if outcome == "answer":
                        used[entry].served += number
                    else:
                        used[entry].asked_back += number
            for entries, number in connection.execute(_ended_with_a_person(since)):
                for entry in entries.split():
                    used[entry].person += number
            for entry, kind, number in connection.execute(_judged(since)):
                if kind == "helpful":
                    used[entry].helpful += number
                else:
                    used[entry].unhelpful += number
        return dict(used)

    def unanswered(self, since: int) -> list[Unanswered]:
        """Return the questions since a time (ms) that were not answered well, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(_not_answered_well(since)).all()
        return [_unanswered(row) for row in rows if not _chosen(row)]

    def dismiss(self, questions: Iterable[str], reason: str) -> None:
        """Remember that an editor put questions aside, by their ids."""
        with self._transaction() as connection:
            for some in _parts(list(questions)):
                connection.execute(
                    update(turns).where(turns.c.id.in_(some)).values(dismissed=reason)
                )

    def embeddings(self, models: str, keys: Iterable[str]) -> dict[str, Vector]:
        """Return the vectors of words, by their keys, that these models made."""
        found: dict[str, Vector] = {}
        with self._transaction() as connection:
            for some in _parts(list(keys)):
                rows = connection.execute(
                    select(vectors.c.key, vectors.c.vector).where(
                        vectors.c.key.in_(some), vectors.c.models == models
                    )
                )
                found |= {key: np.frombuffer(raw, np.float16) for key, raw in rows}
        return {key: vector.astype(np.float32) for key, vector in found.items()}

    def keep_embeddings(self, models: str, keys: Sequence[str], matrix: Matrix) -> None:
        """Keep the vectors of words, a row each; those of other models are replaced."""
        rows = [
            {"key": key, "models": models, "vector": row.astype(np.float16).tobytes()}
            for key, row in zip(keys, matrix, strict=True)
        ]
        with self._transaction() as connection:
            add = _dialect(connection).insert(vectors)
            new = {name: add.excluded[name] for name in ("models", "vector")}
            connection.execute(
                add.on_conflict_do_update(index_elements=[vectors.c.key], set_=new), rows
            )

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            self._make_tables()
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreUnavailable(
                f"the database of the signals does not answer ({what_it_said(error)})"
            ) from error

    def _make_tables(self) -> None:
        if not self._made:
            make_tables(self._engine, metadata)
            self._made = True


def _dialect(connection: Connection) -> Any:  # noqa: ANN401 - two modules of like shape
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    if not rows:
        return 0
    # As many executions of one statement: compiling one for many rows takes longer than the rest.
    add = _dialect(connection).insert(table).on_conflict_do_nothing()
    add = add.execution_options(preserve_rowcount=True)
    kept: int = connection.execute(add, rows).rowcount
    return kept


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _served(since: int) -> Select[Any]:
    return (
        select(turns.c.outcome, turns.c.entries, func.count())
        .where(turns.c.at >= since, turns.c.entries != "")
        .group_by(turns.c.outcome, turns.c.entries)
    )


def _ended_with_a_person(since: int) -> Select[Any]:
    # Only of answers: who is asked back and takes the person was not served by any entry.
    return (
        select(turns.c.entries, func.count())
        .where(turns.c.at >= since, turns.c.outcome == "answer", _person_asked())
        .group_by(turns.c.entries)
    )


def _person_asked() -> ColumnElement[bool]:
    return turns.c.id.in_(select(reactions.c.turn).where(reactions.c.kind == "person"))


def _last_verdicts(since: int) -> Subquery:
    """Who changes their mind counts once, with what they said last."""
    order = func.row_number().over(
        partition_by=[reactions.c.turn, reactions.c.entry],
        order_by=[reactions.c.at.desc(), reactions.c.id.desc()],
    )
    return (
        select(reactions.c.turn, reactions.c.entry, reactions.c.kind, order.label("place"))
        .where(reactions.c.at >= since, reactions.c.kind.in_(("helpful", "unhelpful")))
        .subquery()
    )


def _judged(since: int) -> Select[Any]:
    last = _last_verdicts(since)
    return (
        select(last.c.entry, last.c.kind, func.count())
        .where(last.c.place == 1)
        .group_by(last.c.entry, last.c.kind)
    )


def _not_answered_well(since: int) -> Select[Any]:
    """Select declined and asked-back turns with the turn after them, and answers that failed."""
    order: dict[str, Any] = {
        "partition_by": turns.c.conversation,
        "order_by": [turns.c.at, turns.c.id],
    }
    last = _last_verdicts(since)
    unhelpful = turns.c.id.in_(
        select(last.c.turn).where(last.c.place == 1, last.c.kind == "unhelpful")
    )
    every = (
        select(
            turns,
            func.lead(turns.c.outcome).over(**order).label("next_outcome"),
            func.lead(turns.c.entries).over(**order).label("next_entries"),
            unhelpful.label("unhelpful"),
            _person_asked().label("person"),
        )
        .where(turns.c.at >= since)
        .subquery()
    )
    failed = and_(every.c.outcome == "answer", or_(every.c.unhelpful, every.c.person))
    return (
        select(every)
        .where(or_(every.c.outcome != "answer", failed))
        .order_by(every.c.at, every.c.id)
    )


def _chosen(row: Row[Any]) -> bool:
    """Return whether a customer who was asked back then chose what they were offered."""
    return (
        row.outcome == "ask"
        and not row.person
        and row.next_outcome == "answer"
        and not set(row.entries.split()).isdisjoint(row.next_entries.split())
    )


def _unanswered(row: Row[Any]) -> Unanswered:
    kind: Kind = "unhelpful" if row.unhelpful else "person"
    if row.outcome == "decline":
        kind = "declined"
    elif row.outcome == "ask":
        kind = "asked_back"
    return Unanswered(
        id=row.id,
        conversation=row.conversation,
        at=row.at,
        locale=row.locale,
        text=row.text,
        key=row.key,
        kind=kind,
        answer=row.answer,
        dismissed=row.dismissed or "",
    )
