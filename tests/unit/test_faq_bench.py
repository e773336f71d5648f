"""The retrieval benches: question sets, peers, and what is made of their results."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from bench.faq_eval import Method, line, threshold_for
from bench.faq_robustness import CLEAN, paired, row, row_of_two, sample, soiled, summary
from bench.retrieval import cases, dirt, peers
from faq_index.evaluate import Asked
from faq_index.reading import load_folder
from tests.support.faq import write_content

PEERS = [
    peers.nearest,
    peers.nearest_and_centroid,
    peers.bm25,
    peers.tfidf_logistic,
    peers.logistic_on_embeddings,
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    def write(name: str, head: str, rows: list[str]) -> None:
        (tmp_path / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    labelled = [f"{label} {n},{label}" for label in ("Pay_In", "refund") for n in range(5)]
    write("clinc150_train.csv", "text,intent", labelled)
    write("clinc150_val.csv", "text,intent", ["pay me,Pay_In"])
    write("clinc150_oos_train.csv", "text,intent", ["what is love,oos"])
    write("clinc150_oos_val.csv", "text,intent", ["who am i,oos"])
    write("hint3_curekart_train.csv", "sentence,label", [*labelled, "PAY_IN 0 ,refund"])
    write("hint3_curekart_test.csv", "sentence,label", ["hy,NO_NODES_DETECTED"])
    rows = [f"{topic},0,0,{topic} 번 {n}" for topic in range(400) for n in range(10)]
    write("parakqc.csv", "set,a,b,text", rows)
    return tmp_path


def test_a_public_set_becomes_a_content_with_so_many_phrasings(data: Path) -> None:
    case = cases.public("CLINC150", data, 3, range(2))
    assert [entry.id for entry in case.rounds[0].entries] == ["pay_in", "refund"]
    assert [len(one.phrasings) for one in case.rounds] == [6, 6]
    assert case.rounds[0].questions == (
        ("pay me", "pay_in"),
        ("what is love", None),
        ("who am i", None),
    )


def test_each_seed_draws_other_phrasings_and_always_the_same(data: Path) -> None:
    first, second = cases.public("CLINC150", data, 3, range(2)).rounds
    assert first.phrasings != second.phrasings
    assert cases.public("CLINC150", data, 3, [1]).rounds[0] == second


def test_a_set_nobody_cuts_down_is_taken_whole(data: Path) -> None:
    (one,) = cases.public("curekart", data, 3, range(2)).rounds
    # The last row says what the first does, and a phrasing leads to one entry only.
    assert len(one.phrasings) == 10
    assert one.questions == (("hy", None),)


def test_korean_paraphrases_of_unknown_topics_are_out_of_scope(data: Path) -> None:
    (one,) = cases.parakqc(data).rounds
    known = {entry.id for entry in one.entries}
    assert len(known) == cases.PARAKQC_TOPICS
    inside = [name for _, name in one.questions if name]
    assert set(inside) == known
    assert len(inside) == len(one.questions) - len(inside)
    assert not {text for text, _ in one.phrasings} & {text for text, _ in one.questions}


def test_held_out_phrasings_are_asked_once_of_a_content_without_them(tmp_path: Path) -> None:
    entries = load_folder(write_content(tmp_path / "content"))
    english, korean = cases.shop(entries, None)
    for case, count in ((english, 9), (korean, 6)):
        asked = [text for one in case.rounds for text, _ in one.questions]
        assert len(asked) == len(set(asked)) == count
        for one in case.rounds:
            assert not {text for text, _ in one.phrasings} & {text for text, _ in one.questions}


def task() -> peers.Task:
    phrasings = ["when will my parcel come", "parcel delivery", "send it back", "return a mug"]
    vectors = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1], [0, 0.6, 0.8]], np.float32)
    return peers.Task(
        ids=("delivery", "returns"),
        phrasings=phrasings,
        owners=np.array([0, 0, 1, 1]),
        questions=["is my parcel coming", "can i return it"],
        phrasing_vectors=vectors,
        question_vectors=np.array([[0.96, 0.28, 0], [0, 0.28, 0.96]], np.float32),
    )


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_finds_what_is_plain(peer: peers.Peer) -> None:
    scores = peer(task())
    assert scores.shape == (2, 2)
    assert list(scores.argmax(axis=1)) == [0, 1]


def test_bm25_is_that_of_the_textbook() -> None:
    one = peers.Task(
        ids=("a", "b"),
        phrasings=["tea tea cup", "bowl"],
        owners=np.array([0, 1]),
        questions=["tea"],
        phrasing_vectors=np.zeros((2, 1), np.float32),
        question_vectors=np.zeros((1, 1), np.float32),
    )
    rarity = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    expected = rarity * 2 * 2.5 / (2 + 1.5 * (1 - 0.75 + 0.75 * 3 / 2))
    assert peers.bm25(one)[0] == pytest.approx([expected, 0])


def test_nearest_is_the_best_cosine_of_an_entry() -> None:
    assert peers.nearest(task())[0] == pytest.approx([0.96, 0.168], abs=1e-3)


def test_scores_become_answers_with_the_best_first() -> None:
    (one, _) = peers.asked(task(), np.array([[0.2, 0.7], [0.1, 0.0]]), ["returns", None])
    assert one == Asked("answer", 0.7, ("returns", "delivery"), ("returns",), "returns")


def answered(confidence: float, found: str, right: str | None) -> Asked:
    return Asked("answer", confidence, (found,), (found,), right)


def test_a_peer_is_compared_where_it_answers_as_many() -> None:
    asked = [answered(n / 10, "a", "a" if n % 2 else "b") for n in range(10)]
    asked.append(answered(0.75, "a", None))
    threshold = threshold_for(0.3, asked)
    told = line(Method([asked], [1.0]), threshold)
    assert (threshold, told.answered) == (0.7, 0.3)
    assert told.answered_right == pytest.approx(2 / 3)
    assert told.out_of_scope_answered == 1


def test_a_row_tells_answered_from_asked_back() -> None:
    told = row(
        [
            answered(0.9, "a", "a"),
            answered(0.9, "b", "a"),
            Asked("ask", 0.5, ("b", "a"), ("b", "a"), "a"),
            Asked("abstain", 0.1, ("b",), (), "a"),
        ]
    )
    assert (told.asked, told.right_first, told.answered_right, told.helped) == (4, 0.25, 0.25, 0.5)
    assert (told.answered_wrong, told.declined) == (0.25, 0.25)


def test_two_questions_are_right_when_both_are_offered() -> None:
    def both(offered: tuple[str, ...]) -> tuple[Asked, Asked]:
        return (
            Asked("answer", 0.9, ("a",), offered, "a"),
            Asked("answer", 0.9, ("a",), offered, "b"),
        )

    told = row_of_two([both(("a", "b")), both(("a",)), both(("c",))])
    assert told.answered_right == told.helped == told.answered_wrong == pytest.approx(1 / 3)


def test_dirt_of_one_question_does_not_depend_on_the_others() -> None:
    questions = [("where is my parcel", "a"), ("how do I return it", "b")]
    kind = dirt.kinds("en")["two typing slips"]
    assert soiled(questions, kind, "slips")[1:] == soiled(questions[1:], kind, "slips")


def test_two_questions_come_from_two_entries() -> None:
    questions = [(f"question {n}", "a" if n < 10 else "b") for n in range(20)]
    made = paired(questions, "en")
    assert made
    assert all(first != second for _, first, second in made)


def test_a_sample_takes_questions_in_scope_only(data: Path) -> None:
    case = sample(cases.parakqc(data), 7)
    (one,) = case.rounds
    assert len(one.questions) == 7
    assert all(right for _, right in one.questions)
    assert sample(cases.parakqc(data), 7) == case


def test_the_summary_leaves_empty_what_a_language_has_not() -> None:
    lines = list(summary({"english": {CLEAN: row([answered(0.9, "a", "a")])}}))
    assert lines[2] == "| clean | 100 / 100 / 0 |"
    assert "| in Latin letters |  |" in lines
