"""Dirty text for the robustness bench: the same every time, and what its name says."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.retrieval import dirt, hangul
from bench.retrieval.cases import LANGUAGES, Language

QUESTIONS: dict[Language, str] = {
    "en": "How long does delivery take, and can you change my address?",
    "ko": "주문한 그릇 배송은 언제 와요, 주소를 바꿀 수 있나요?",
}
ALL = [(language, name) for language in LANGUAGES for name in dirt.kinds(language)]
SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))


def dirty(language: Language, name: str, text: str | None = None, seed: int = 0) -> str | None:
    return dirt.kinds(language)[name](text or QUESTIONS[language], random.Random(seed))


@pytest.mark.parametrize(("language", "name"), ALL)
def test_the_same_seed_makes_the_same_dirt(language: Language, name: str) -> None:
    assert dirty(language, name) == dirty(language, name)


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_kind_soils_a_long_question(language: Language, name: str) -> None:
    made = dirty(language, name)
    assert made
    assert made != QUESTIONS[language]


@pytest.mark.parametrize(("language", "name"), ALL)
@settings(max_examples=20)
@given(text=st.text(min_size=1, max_size=40), seed=st.integers(0, 3))
def test_no_text_breaks_the_dirt(language: Language, name: str, text: str, seed: int) -> None:
    made = dirt.kinds(language)[name](text, random.Random(seed))
    assert made is None or isinstance(made, str)


def test_neighbours_of_a_key_are_beside_it() -> None:
    assert set(dirt.NEIGHBOURS["g"]) == set("ftyhbv")
    assert set(dirt.NEIGHBOURS["q"]) == set("wa")
    assert all(
        key in dirt.NEIGHBOURS[other] for key, all_ in dirt.NEIGHBOURS.items() for other in all_
    )


@given(st.text("qwertyuiopasdfghjklzxcvbnm ", min_size=2, max_size=30), st.integers())
def test_a_slip_changes_one_key_or_swaps_two(pressed: str, seed: int) -> None:
    made = dirt.slip(pressed, random.Random(seed))
    if made is None:
        assert not pressed.strip()
        return
    assert abs(len(made) - len(pressed)) <= 1
    if len(made) == len(pressed):
        assert 1 <= sum(a != b for a, b in zip(pressed, made, strict=True)) <= 2


@given(SYLLABLES)
def test_what_the_keyboard_typed_reads_as_it_was_meant(text: str) -> None:
    assert hangul.typed(hangul.keys(text)) == text


def test_hangul_on_the_english_keyboard_is_its_keys() -> None:
    assert dirty("ko", "typed on the English keyboard", "배송 언제 와요") == "qothd djswp dhkdy"
    assert dirty("ko", "half on the English keyboard", "배송 언제 와요") == "qothd djswp 와요"


def test_english_on_the_korean_keyboard_is_loose_letters() -> None:
    assert dirty("en", "typed on the Korean keyboard", "How big") == "ㅙㅈ ㅠㅑㅎ"


def test_hangul_is_spelt_in_latin_letters() -> None:
    assert dirty("ko", "in Latin letters", "배송 언제 와요") == "baesong eonje wayo"


def test_a_korean_slip_stays_hangul() -> None:
    made = dirty("ko", "one typing slip", "배송 언제 와요")
    assert made
    assert not any(letter.isascii() and letter.isalpha() for letter in made)


def test_a_question_without_spaces_has_none_to_lose() -> None:
    assert dirty("ko", "no spaces", "배송언제와요") is None
    assert dirty("ko", "no spaces", "배송 언제 와요") == "배송언제와요"


@given(st.integers())
def test_wrong_spacing_changes_spaces_only(seed: int) -> None:
    made = dirty("ko", "wrong spacing", seed=seed)
    assert made
    assert made.replace(" ", "") == QUESTIONS["ko"].replace(" ", "")


def test_punctuation_goes_and_words_stay() -> None:
    assert dirty("en", "no punctuation", "Where's it, please?") == "Wheres it please"
    assert dirty("en", "no punctuation", "where is it") is None


def test_shouting_is_in_capitals() -> None:
    assert dirty("en", "shouting", "where is it?") == "WHERE IS IT!!!!!!"


def test_words_of_the_other_language_stand_in_the_question() -> None:
    assert dirty("ko", "mixed languages", "배송은 언제 와요") == "delivery은 언제 와요"
    assert dirty("en", "mixed languages", "How is Delivery paid?") == "How is 배송 paid?"
    assert dirty("en", "mixed languages", "deliveryman") is None


def test_abbreviations_replace_whole_english_words() -> None:
    assert dirty("en", "chat abbreviations", "can you help your team") == "cn u help ur team"
    assert dirty("ko", "chat abbreviations", "어떻게 해요?") == "어케 함?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_the_last_line_of_a_long_complaint(language: Language) -> None:
    made = dirty(language, "question after 500 words") or ""
    words = len(made.split())
    assert dirt.COMPLAINT_WORDS[language] <= words <= dirt.COMPLAINT_WORDS[language] + 40
    assert made.splitlines()[-1] == QUESTIONS[language]
    assert len(made) < 4_000  # what the service takes


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_holds_the_question_on_a_line_of_its_own(language: Language) -> None:
    for seed in range(9):
        made = dirty(language, "quoted e-mail", seed=seed) or ""
        assert QUESTIONS[language] in made.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_questions_stand_in_one_message(language: Language) -> None:
    made = dirt.two_questions("first", "second", language, random.Random(0))
    assert made.startswith("first")
    assert made.endswith("second")
    assert len(made) > len("first second")
