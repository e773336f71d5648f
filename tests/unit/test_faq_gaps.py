"""Gaps: what is shown, what is solved, what stays away; and the entries they begin."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_index.entries import Entries
from faq_index.errors import ContentErrors
from faq_index.insight.clusters import Space
from faq_index.insight.draft import draft
from faq_index.insight.gaps import Asked, Gap, Nearest, Said, gathered, wordings
from faq_index.insight.intake import same_words
from faq_index.insight.records import Kind, Unanswered
from faq_index.reading import load_files
from tests.support.faq import CONTENT, fake_encoder

NOT_ANSWERED = Asked("", (Nearest("returns", "How do I send something back?", 0.2),))


def question(
    number: int,
    text: str,
    kind: Kind = "declined",
    conversation: str = "",
    answer: str = "",
    dismissed: str = "",
) -> Unanswered:
    return Unanswered(
        id=f"{number:032x}",
        conversation=conversation or f"conversation {number}",
        at=1_000 + number,
        locale="en",
        text=text,
        key=same_words(text),
        kind=kind,
        answer=answer,
        dismissed=dismissed,
    )


def gaps(
    questions: list[Unanswered], ask: Callable[[str], Asked] = lambda _: NOT_ANSWERED
) -> list[Gap]:
    words = wordings(questions)
    encoder = fake_encoder()
    space = Space(encoder.encode([one.text for one in words]), encoder.english.dimension)
    return gathered(words, space, lambda row: ask(words[row].text))


RENT = ["can I rent a tea set", "can I rent this tea set", "may I rent a tea set"]


def test_the_cluster_with_most_conversations_comes_first() -> None:
    alone = [question(n, f"is the job open {n % 2}", conversation="one") for n in range(9)]
    many = [question(10 + n, text) for n, text in enumerate(RENT)]
    assert [(gap.conversations, gap.size) for gap in gaps([*alone, *many])] == [(3, 3), (1, 9)]


def test_equal_words_are_one_question_asked_several_times() -> None:
    asked = [question(1, "Gift wrap?"), question(2, "gift wrap"), question(3, "GIFT  WRAP!!")]
    (gap,) = gaps(asked)
    assert [(said.text, said.times) for said in gap.said] == [("Gift wrap?", 3)]


def test_a_question_counts_once_under_what_went_wrong_first() -> None:
    kinds: list[Kind] = ["declined", "asked_back", "asked_back", "person"]
    (gap,) = gaps([question(n, "gift wrap", kind) for n, kind in enumerate(kinds)])
    assert gap.kinds == {"declined": 1, "asked_back": 2, "unhelpful": 0, "person": 1}
    assert sum(gap.kinds.values()) == gap.size


def test_a_cluster_keeps_its_id_when_a_question_is_added() -> None:
    asked = [question(n, text) for n, text in enumerate(RENT)]
    assert {gap.id for gap in gaps(asked[:2])} == {gap.id for gap in gaps(asked)}


def test_a_cluster_that_the_content_answers_by_now_is_gone() -> None:
    asked = [question(n, text) for n, text in enumerate(RENT)]
    assert gaps(asked, lambda _: Asked("rent 1", ())) == []


def test_of_a_cluster_answered_in_part_the_rest_is_left() -> None:
    asked = [question(n, text) for n, text in enumerate(RENT)]
    (gap,) = gaps(asked, lambda text: Asked("rent 1", ()) if "this" in text else NOT_ANSWERED)
    assert [said.text for said in gap.said if "this" in said.text] == []
    assert gap.size == 2
    assert len(gap.members) == 3


def test_an_answer_that_did_not_help_is_a_gap_until_it_is_another_answer() -> None:
    asked = [question(1, "gift wrap", "unhelpful", answer="wrap 1")]
    assert len(gaps(asked, lambda _: Asked("wrap 1", ()))) == 1
    assert gaps(asked, lambda _: Asked("wrap 2", ())) == []


def test_a_dismissed_cluster_stays_away_until_many_more_ask() -> None:
    aside = [question(n, "gift wrap", dismissed="not ours") for n in range(7)]
    more = [question(100 + n, "gift wrap") for n in range(7)]
    assert gaps(aside) == []
    assert gaps([*aside, *more[:6]]) == []
    (gap,) = gaps([*aside, *more])
    assert gap.size == 14


def test_one_more_question_does_not_bring_a_small_dismissed_cluster_back() -> None:
    aside = [question(1, "gift wrap", dismissed="done")]
    assert gaps([*aside, *(question(10 + n, "gift wrap") for n in range(4))]) == []
    assert len(gaps([*aside, *(question(10 + n, "gift wrap") for n in range(5))])) == 1


def test_words_with_something_masked_are_not_the_first_shown() -> None:
    asked = [question(1, "rent a tea set [order number]"), question(2, "rent a tea set please")]
    (gap,) = gaps(asked)
    assert gap.said[0].text == "rent a tea set please"


# Drafts -----------------------------------------------------------------------------------------


def drafted(said: list[tuple[str, str]], content: str = CONTENT) -> str:
    entries = load_files({"shop.yml": content.encode()})
    gap = Gap(
        id="a1b2c3d4e5f6",
        members=(),
        questions=(),
        said=tuple(Said(text, "ko" if locale == "ko" else "en", 1) for text, locale in said),
        asked=NOT_ANSWERED,
    )
    return draft(gap, entries)


def finished(text: str) -> Entries:
    """Load a draft beside the content after an editor wrote the answers, as its comment says."""
    written = re.sub(
        r"^    (en|ko): \|  #.*$", r"    \1: |\n      Yes: **we do**.", text, flags=re.M
    )
    assert written != text
    return load_files({"shop.yml": CONTENT.encode(), "then.yml": written.encode()})


def test_a_draft_has_everything_but_the_answer() -> None:
    entry = finished(drafted([("can I rent a tea set", "en"), ("rent it?", "en"), ("대여", "ko")]))[
        -1
    ]
    assert entry.id == "rent_tea_set"
    assert entry.question == {"en": "can I rent a tea set", "ko": "대여"}
    assert entry.phrasings == {"en": ("rent it?",), "ko": ("대여",)}


def test_a_draft_without_its_answer_is_refused_and_says_where() -> None:
    text = drafted([("can I rent a tea set", "en")])
    with pytest.raises(ContentErrors) as refused:
        load_files({"drafts.yml": text.encode()})
    (error,) = refused.value.errors
    assert "write the answer" in text.splitlines()[error.line - 1]
    assert "answer" in error.message


def test_the_id_of_a_draft_is_free() -> None:
    content = CONTENT.replace("dishwasher", "rent_tea_set", 1)
    assert drafted([("rent a tea set?", "en")], content).startswith("- id: rent_tea_set_2\n")


def test_korean_words_give_no_id_so_the_cluster_does() -> None:
    assert drafted([("다기 대여", "ko")]).startswith("- id: question_a1b2c3\n")


def test_phrasings_that_another_entry_has_are_left_out() -> None:
    entry = finished(drafted([("rent", "en"), ("return policy", "en"), ("hire", "en")]))[-1]
    assert entry.phrasings["en"] == ("hire",)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=400), st.sampled_from(["en", "ko"])),
        min_size=1,
        max_size=6,
    ).filter(lambda said: any(re.search(r"\w", text) for text, _ in said))
)
def test_a_draft_of_any_words_passes_once_its_answers_are_written(
    said: list[tuple[str, str]],
) -> None:
    text = drafted(said)
    if "answer:\n    " in text:
        finished(text)


@pytest.mark.parametrize(
    "words",
    ["yes: no", "- a", "true", "~", "# not a comment", "'", '"', "a: |", "[x]", "{y: z}", "!"],
)
def test_words_that_mean_something_in_yaml_are_only_words(words: str) -> None:
    assert finished(drafted([(words, "en")]))[-1].question == {"en": words}


def test_the_newest_wordings_are_gathered_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("faq_index.insight.gaps.MOST_WORDINGS", 2)
    asked = [question(n, text) for n, text in enumerate(["one", "two", "three"])]
    assert [one.text for one in wordings(asked)] == ["two", "three"]
    assert np.array([len(one.asked) for one in wordings(asked)]).sum() == 2
