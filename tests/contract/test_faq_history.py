"""The history's contract, held against SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from faq_index.database import open_engine
from faq_index.history import History, HistoryUnavailable, Record, UnknownPublication
from faq_index.settings import SettingsError

FILES = {"a.yml": b"one\ntwo\n", "b.yml": "셋\n".encode()}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'handrail.db'}"
        return
    found: str = request.getfixturevalue("postgres_url")
    yield found
    with opened(found) as engine, engine.begin() as connection:
        for table in ("faq_publication_files", "faq_publications", "faq_sources"):
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine whose connections are closed afterwards: PostgreSQL's end waits for them."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture
def history(url: str) -> Iterator[History]:
    with opened(url) as engine:
        yield History(engine)


def record(tree: str, by: str = "mina") -> Record:
    return Record(
        version=f"v-{tree}", tree=tree, at=1_800_000_000_000, by=by, message="멋진 글", entries=2
    )


def test_publications_are_numbered_and_come_newest_first(history: History) -> None:
    assert (history.latest(), history.publications()) == (None, [])
    first = history.record(record("t1"), FILES)
    second = history.record(record("t2"), FILES | {"a.yml": b"one\n2\nthree\n"})
    assert (first.number, second.number) == (1, 2)
    assert history.publications() == [second, first]
    assert history.publications(1) == [second]
    assert history.publication(1) == first
    assert (first.by, first.message, first.at) == ("mina", "멋진 글", 1_800_000_000_000)


def test_it_keeps_every_file_and_says_what_changed(history: History) -> None:
    history.record(record("t1"), FILES)
    history.record(record("t2"), {"a.yml": b"one\n2\nthree\n", "c.yml": b"new\n"})
    assert history.sources(1) == FILES
    assert history.publication(2).changed == (
        {"name": "a.yml", "added": 2, "removed": 1},
        {"name": "b.yml", "added": 0, "removed": 1},
        {"name": "c.yml", "added": 1, "removed": 0},
    )
    diff = history.diff(2)
    assert "--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,3 @@\n one\n-two\n+2\n+three\n" in diff
    assert "--- a/b.yml\n+++ /dev/null\n" in diff
    assert "-셋\n" in diff
    assert "--- /dev/null\n+++ b/c.yml\n" in diff


def test_the_same_sources_as_last_are_recorded_once(history: History) -> None:
    first = history.record(record("t1", "mina"), FILES)
    assert history.record(record("t1", "jun"), FILES) == first
    history.record(record("t2"), {"a.yml": b"x"})
    again = history.record(record("t1", "jun"), FILES)
    assert (again.number, again.by) == (3, "jun")


def test_an_unknown_number_is_said_so(history: History) -> None:
    for ask in (history.publication, history.sources, history.diff):
        with pytest.raises(UnknownPublication, match="no publication 9"):
            ask(9)


def test_many_who_record_at_once_get_a_number_each(url: str) -> None:
    numbers: list[int] = []

    def run(who: int) -> None:
        with opened(url) as engine:
            own = History(engine)
            for turn in range(5):
                tree = f"t{who}-{turn}"
                numbers.append(own.record(record(tree), {"a.yml": tree.encode()}).number)

    threads = [threading.Thread(target=run, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 21))


def test_a_database_that_does_not_answer_is_said_so() -> None:
    away = History(open_engine("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(HistoryUnavailable, match="does not answer"):
        away.latest()


@pytest.mark.parametrize("url", ["mysql://a/b", "no url"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        open_engine(url)
