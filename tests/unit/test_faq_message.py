"""What a customer means to ask, out of what they wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_index.message import halves, plain, sentences


@pytest.mark.parametrize(
    "mail",
    [
        "Where is my refund?\n\nOn Mon, 3 Nov 2026 at 10:12, Dalbit <help@dalbit.example> wrote:\n"
        "> We have received your parcel.\n> Best regards",
        "Where is my refund?\n-----Original Message-----\nFrom: help@dalbit.example\nHello",
        "> We have received your parcel.\nWhere is my refund?",
        "Subject: Re: your parcel\nWhere is my refund?\n\nBest regards,\nMin Park\n010-0000-0000",
        "Where is my refund?\n-- \nMin Park, Dalbit customer",
        "Where is my refund?\nSent from my phone",
    ],
)
def test_only_the_customers_own_words_of_a_mail_are_read(mail: str) -> None:
    assert plain(mail) == "Where is my refund?"


def test_a_korean_mail_loses_its_quote_and_its_signature() -> None:
    quoted = "2026년 11월 3일 (화) 달빛상점님이 작성:\n> 반품이 도착했어요."
    mail = f"환불은 언제 되나요?\n김민지 드림\n\n{quoted}"
    assert plain(mail) == "환불은 언제 되나요?"


def test_a_message_that_is_nothing_but_a_quote_is_read_as_it_is() -> None:
    assert plain("> where is my refund") == "> where is my refund"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("pleeeease help!!!", "pleease help!"),
        ("배송 언제 와요ㅠㅠㅠㅠ ㅋㅋㅋ", "배송 언제 와요"),
        ("where 😭😭 is it", "where is it"),
        ("환불\uff1f\uff1f", "환불?"),
        ("😀", "😀"),
        ("ㅋㅋㅋ", "ㅋㅋㅋ"),
    ],
)
def test_feelings_are_no_part_of_the_question(written: str, said: str) -> None:
    assert plain(written) == said


def test_sentences_that_say_nothing_are_left_out() -> None:
    assert sentences("Hi there. How long does delivery take? Thanks!") == [
        "How long does delivery take?"
    ]


def test_words_that_only_join_a_second_question_are_left_out() -> None:
    text = "Where is my parcel? Also, one more thing: can I return it?"
    assert sentences(text) == ["Where is my parcel?", "can I return it?"]
    assert sentences("배송 언제 와요? 아 그리고 반품 되나요?") == [
        "배송 언제 와요?",
        "반품 되나요?",
    ]


def test_of_a_long_story_the_questions_and_the_end_count() -> None:
    story = "Where did it go then? " + "I waited at home all day. " * 30 + "Can I cancel my order"
    found = sentences(story)
    assert len(found) <= 8
    assert found[0] == "Where did it go then?"
    assert found[-1] == "Can I cancel my order"


@pytest.mark.parametrize(
    ("sentence", "first", "second"),
    [
        (
            "how long does delivery take and can I return a mug",
            "how long does delivery take",
            "can I return a mug",
        ),
        (
            "배송은 얼마나 걸리고 반품은 어떻게 하나요",
            "배송은 얼마나 걸리고",
            "반품은 어떻게 하나요",
        ),
    ],
)
def test_one_sentence_may_hold_two_questions(sentence: str, first: str, second: str) -> None:
    assert (first, second) in halves(sentence)


def test_a_list_of_things_is_not_two_questions() -> None:
    assert halves("cups and bowls") == []


@given(st.text())
def test_any_text_is_read_and_reading_it_again_changes_nothing(text: str) -> None:
    once = plain(text)
    assert bool(once) or not text.strip()
    assert all(part for part in sentences(once))
    for first, second in halves(once):
        assert first
        assert second
