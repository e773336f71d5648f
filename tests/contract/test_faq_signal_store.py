"""The store of signals is held against SQLite and a PostgreSQL of our own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text

from faq_index.database import open_engine
from faq_index.insight.intake import same_words
from faq_index.insight.records import Outcome, ReactionRecord, TurnRecord, Usage
from faq_index.insight.store import SignalStore, StoreUnavailable
from faq_index.insight.tables import metadata

MODELS = "english + multilingual"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/handrail.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    metadata.drop_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> SignalStore:
    return SignalStore(engine)


def turn(
    name: str,
    outcome: Outcome = "decline",
    entries: tuple[str, ...] = (),
    at: int = 1_000,
    conversation: str = "c1",
    words: str = "gift wrap?",
) -> TurnRecord:
    answer = "an answer" if outcome == "answer" else ""
    key = same_words(words)
    return TurnRecord(name, conversation, at, "en", words, key, outcome, entries, answer)


def judged(name: str, kind: str, of: str, entry: str, at: int = 2_000) -> ReactionRecord:
    return ReactionRecord(
        name, "helpful" if kind == "helpful" else "unhelpful", "c1", at, of, entry
    )


def person(name: str, of: str, at: int = 3_000) -> ReactionRecord:
    return ReactionRecord(name, "person", "c1", at, of)


def open_ids(store: SignalStore) -> list[str]:
    return [one.id for one in store.unanswered(0)]


def test_what_was_kept_once_is_not_kept_again(store: SignalStore) -> None:
    new, reacted = [turn("t1"), turn("t2")], [person("p1", "t1")]
    assert store.keep(new, reacted) == 3
    assert store.keep([*new, turn("t3")], reacted) == 1
    assert store.keep([], []) == 0
    assert open_ids(store) == ["t1", "t2", "t3"]


def test_twins_in_one_batch_are_one(store: SignalStore) -> None:
    assert store.keep([turn("t1"), turn("t1")], []) == 1


def test_a_thousand_signals_fit_in_one_batch(store: SignalStore) -> None:
    assert store.keep([turn(f"t{n}") for n in range(1_000)], []) == 1_000


def test_several_processes_may_keep_the_same_at_once(engine: Engine) -> None:
    stores = [SignalStore(engine) for _ in range(4)]
    batch = [turn(f"t{n}") for n in range(100)]
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda one: one.keep(batch, []), stores))
    assert sum(kept) == 100


def test_words_are_kept_as_they_are(store: SignalStore) -> None:
    words = "it's '; DROP TABLE faq_turns --\n선물 포장 👩‍🍳"
    store.keep([turn("t1", words=words)], [])
    assert store.unanswered(0)[0].text == words


def test_declined_questions_are_open_and_answered_ones_are_not(store: SignalStore) -> None:
    store.keep([turn("t1"), turn("t2", "answer", ("wrap",))], [])
    assert [(one.id, one.kind) for one in store.unanswered(0)] == [("t1", "declined")]


def test_a_customer_who_chose_what_was_offered_was_answered(store: SignalStore) -> None:
    asked = turn("t1", "ask", ("wrap", "cards"), at=1_000)
    store.keep([asked], [])
    assert [one.kind for one in store.unanswered(0)] == ["asked_back"]
    store.keep([turn("t2", "answer", ("cards",), at=1_100)], [])
    assert open_ids(store) == []


@pytest.mark.parametrize(
    "then",
    [
        turn("t2", "answer", ("other",), at=1_100),
        turn("t2", "ask", ("wrap",), at=1_100),
        turn("t2", "answer", ("wrap",), at=1_100, conversation="c2"),
        turn("t2", "answer", ("wrap",), at=900),
    ],
)
def test_a_customer_who_went_on_or_away_was_asked_back_in_vain(
    store: SignalStore, then: TurnRecord
) -> None:
    store.keep([turn("t1", "ask", ("wrap", "cards"), at=1_000), then], [])
    assert "t1" in open_ids(store)


def test_a_customer_who_took_the_person_was_asked_back_in_vain(store: SignalStore) -> None:
    then = turn("t2", "answer", ("wrap",), at=1_100)
    store.keep([turn("t1", "ask", ("wrap",)), then], [person("p1", "t1")])
    assert [(one.id, one.kind) for one in store.unanswered(0)] == [("t1", "asked_back")]


def test_the_last_word_about_an_answer_counts(store: SignalStore) -> None:
    store.keep(
        [turn("t1", "answer", ("wrap",)), turn("t2", "answer", ("wrap",))],
        [
            judged("u1", "unhelpful", "t1", "wrap", at=2_000),
            judged("h1", "helpful", "t1", "wrap", at=2_001),
            judged("h2", "helpful", "t2", "wrap", at=2_000),
            judged("u2", "unhelpful", "t2", "wrap", at=2_001),
        ],
    )
    assert [(one.id, one.kind, one.answer) for one in store.unanswered(0)] == [
        ("t2", "unhelpful", "an answer")
    ]
    assert store.usage(0) == {"wrap": Usage(served=2, helpful=1, unhelpful=1)}


def test_an_answer_that_ended_with_a_person_is_open(store: SignalStore) -> None:
    store.keep([turn("t1", "answer", ("wrap",))], [person("p1", "t1"), person("p2", "t1")])
    assert [one.kind for one in store.unanswered(0)] == ["person"]
    assert store.usage(0) == {"wrap": Usage(served=1, person=1)}


def test_a_reaction_may_come_before_its_turn(store: SignalStore) -> None:
    store.keep([], [person("p1", "t1"), person("p2", "")])
    assert open_ids(store) == []
    store.keep([turn("t1", "answer", ("wrap",))], [])
    assert open_ids(store) == ["t1"]


def test_usage_counts_every_entry_served_or_offered(store: SignalStore) -> None:
    store.keep(
        [
            turn("t1", "answer", ("wrap", "cards")),
            turn("t2", "answer", ("wrap",)),
            turn("t3", "ask", ("wrap", "boxes")),
            turn("t4"),
        ],
        [person("p1", "t3")],
    )
    assert store.usage(0) == {
        "wrap": Usage(served=2, asked_back=1),
        "cards": Usage(served=1),
        "boxes": Usage(asked_back=1),
    }
    assert store.usage(9_999) == {}


def test_the_oldest_turn_is_known(store: SignalStore) -> None:
    assert store.oldest(0) is None
    store.keep([turn("t1", at=1_000), turn("t2", at=2_000)], [])
    assert (store.oldest(0), store.oldest(1_500)) == (1_000, 2_000)


def test_what_is_forgotten_is_gone_from_every_table(store: SignalStore, engine: Engine) -> None:
    store.keep(
        [turn("t1", at=1_000, words="old"), turn("t2", at=5_000, words="new")],
        [person("p1", "t1", at=1_500), person("p2", "t2", at=5_500)],
    )
    keys = [same_words("old"), same_words("new")]
    store.keep_embeddings(MODELS, keys, np.zeros((2, 3), np.float32))
    store.forget(2_000)
    with engine.connect() as connection:
        for table, column, left in (
            ("faq_turns", "id", "t2"),
            ("faq_reactions", "id", "p2"),
            ("faq_vectors", "key", keys[1]),
        ):
            rows = connection.execute(text(f"SELECT {column} FROM {table}")).scalars().all()
            assert rows == [left], table


def test_dismissed_questions_say_why(store: SignalStore) -> None:
    names = [f"t{n}" for n in range(1_200)]
    store.keep([turn(name) for name in names], [])
    store.dismiss(names[1:], "not ours")
    found = {one.id: one.dismissed for one in store.unanswered(0)}
    assert found.pop("t0") == ""
    assert set(found.values()) == {"not ours"}


def test_the_mark_changes_with_everything_that_changes_the_gaps(store: SignalStore) -> None:
    marks = [store.mark()]
    for change in (
        lambda: store.keep([turn("t1"), turn("t2", at=9_000)], []),
        lambda: store.keep([], [person("p1", "t1")]),
        lambda: store.dismiss(["t1"], "done"),
        lambda: store.forget(5_000),
    ):
        change()
        marks.append(store.mark())
    assert len(set(marks)) == len(marks)
    assert store.mark() == marks[-1]


def test_embeddings_come_back_for_the_models_that_made_them(store: SignalStore) -> None:
    rows = np.array([[0.5, -0.25], [1.0, 0.0]], np.float32)
    store.keep_embeddings(MODELS, ["a", "b"], rows)
    found = store.embeddings(MODELS, ["a", "b", "c"])
    assert {key: vector.tolist() for key, vector in found.items()} == {
        "a": [0.5, -0.25],
        "b": [1.0, 0.0],
    }
    assert store.embeddings("others", ["a"]) == {}
    store.keep_embeddings("others", ["a"], rows[1:])
    assert store.embeddings(MODELS, ["a"]) == {}
    assert store.embeddings("others", ["a"])["a"].tolist() == [1.0, 0.0]


@pytest.mark.parametrize("url", ["sqlite:///{folder}", "postgresql://x@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_opened_is_said_to_be_away(url: str, tmp_path: Path) -> None:
    store = SignalStore(open_engine(url.format(folder=tmp_path)))
    with pytest.raises(StoreUnavailable, match="does not answer"):
        store.keep([turn("t1")], [])
