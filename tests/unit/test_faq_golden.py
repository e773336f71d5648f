"""Golden questions: read with every mistake told, asked, and judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from faq_index import golden
from faq_index.entries import NONE
from faq_index.errors import ContentErrors
from faq_index.golden import Golden, GoldenResult, Told
from faq_index.reading import Content, load_folder, read_files, read_folder
from tests.support.faq import CONTENT, write_content

CONTENT_READ = read_files({"shop.yml": CONTENT.encode()})

GOOD = """\
delivery_time:
  - will it be here by saturday
  - 토요일까지 오나요
none: [what is the weather like]
"""


def read(text: str, content: Content = CONTENT_READ) -> Golden:
    return golden.read(text.encode(), "content/golden.yml", content)


def test_questions_are_read_with_what_they_expect_and_where_they_stand() -> None:
    questions = read(GOOD)
    assert [(one.text, one.expected, one.line, one.column) for one in questions] == [
        ("will it be here by saturday", "delivery_time", 2, 5),
        ("토요일까지 오나요", "delivery_time", 3, 5),
        ("what is the weather like", "none", 4, 8),
    ]


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_has_no_questions(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("delivery_tim: [q]", "1:1", "no entry has the id 'delivery_tim', did you mean 'deliv"),
        ("returns: q", "1:10", "expected a list of questions (lines that start with '- ')"),
        ("returns: []", "1:10", "expected a list of questions"),
        ("returns: [{a: b}]", "1:11", "expected a question, found a group of keys"),
        ("returns: ['']", "1:11", "this question is empty: remove it"),
        ("returns: [Return policy!]", "1:11", "'Return policy!' is a phrasing (content/shop.yml:"),
        ("returns: [a, A.]", "1:14", "'A.' is here twice, first in line 1"),
        ("returns: [a]\nnone: [a]", "2:8", "'a' is here twice, first in line 1"),
        ("- returns", "1:1", "expected ids with their questions"),
        ("returns: [a]\nreturns: [b]", "2:1", "the key 'returns' is here twice"),
        ("returns: [", "2:1", "this is not YAML: did not find expected node content (a [ or {"),
        (f"returns: [{'a' * 4001}]", "1:11", "has 4,001 characters, at most 4,000 are allowed"),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(ContentErrors) as raised:
        read(text)
    (error,) = raised.value.errors
    assert str(error).startswith(f"content/golden.yml:{place}: {message}")


def test_a_file_in_another_encoding_is_told_so() -> None:
    with pytest.raises(ContentErrors, match="the text is not UTF-8"):
        golden.read("none: [배송]".encode("euc-kr"), "golden.yml", CONTENT_READ)


def test_golden_questions_are_no_content(tmp_path: Path) -> None:
    folder = write_content(tmp_path)
    write_content(tmp_path, GOOD, "golden.yml")
    assert len(load_folder(folder)) == 3
    assert len(golden.read_folder(folder, read_folder(folder))) == 3
    (folder / "golden.yml").unlink()
    assert golden.read_folder(folder, read_folder(folder)) == ()


@pytest.mark.parametrize(
    ("expected", "told", "passed"),
    [
        ("returns", Told("answer", ("returns",), ("returns", 0.9)), True),
        ("returns", Told("answer", ("dishwasher",), ("dishwasher", 0.9)), False),
        ("returns", Told("ask", ("dishwasher", "returns"), ("dishwasher", 0.5)), True),
        ("returns", Told("ask", ("dishwasher",), ("dishwasher", 0.5)), False),
        ("returns", Told("abstain", (), ("returns", 0.2)), False),
        ("none", Told("abstain", (), None), True),
        ("none", Told("ask", ("returns",), ("returns", 0.4)), True),
        ("none", Told("answer", ("returns",), ("returns", 0.9)), False),
    ],
)
def test_a_question_passes_when_its_entry_is_answered_or_offered(
    expected: str, told: Told, passed: bool
) -> None:
    (question,) = read(f"{expected}: [my question]")
    assert GoldenResult(question, told).passed is passed


def test_what_failed_says_where_and_what_was_found_instead() -> None:
    questions = read("returns: [one, two, three]\nnone: [four]")
    answers = {
        "one": Told("answer", ("dishwasher",), ("dishwasher", 0.82)),
        "two": Told("ask", ("dishwasher", "delivery_time"), ("dishwasher", 0.4)),
        "three": Told("abstain", (), ("returns", 0.21)),
        "four": Told("answer", ("returns",), ("returns", 0.7)),
    }
    assert [str(GoldenResult(one, answers[one.text])) for one in questions] == [
        "content/golden.yml:1:11: 'one': expected 'returns', answered 'dishwasher'"
        " (confidence 82%)",
        "content/golden.yml:1:16: 'two': expected 'returns', asked back about 'dishwasher' or"
        " 'delivery_time' (confidence 40%)",
        "content/golden.yml:1:21: 'three': expected 'returns', declined (nearest 'returns',"
        " confidence 21%)",
        "content/golden.yml:2:8: 'four': expected no answer, answered 'returns' (confidence 70%)",
    ]


def test_a_result_is_the_json_that_the_editor_page_reads() -> None:
    (question,) = read("returns: [one]")
    assert GoldenResult(question, Told("abstain", (), None)).as_json() == {
        "question": "one",
        "expected": "returns",
        "outcome": "abstain",
        "got": [],
        "file": "content/golden.yml",
        "line": 1,
    }


def test_questions_of_an_entry_that_is_not_served_today_are_not_asked() -> None:
    text = CONTENT.replace("suggest_person: true", "valid_until: 2026-11-20")
    content = read_files({"shop.yml": text.encode()})
    questions = read("returns: [one]\nnone: [two]", content)
    asked = golden.due(questions, content, date(2026, 11, 21))
    assert [one.text for one in asked] == ["two"]
    assert golden.due(questions, content, date(2026, 11, 20)) == questions


def test_no_entry_may_have_the_id_that_stands_for_no_entry() -> None:
    with pytest.raises(ContentErrors, match="id may not be 'none', which stands for no entry"):
        read_files({"shop.yml": CONTENT.replace("id: dishwasher", "id: none").encode()})


def test_the_shops_own_golden_questions_are_well() -> None:
    folder = Path(__file__).resolve().parents[2] / "faq_index" / "content"
    questions = golden.read_folder(folder, read_folder(folder))
    assert len(questions) >= 60
    assert sum(one.expected == NONE for one in questions) >= 12
