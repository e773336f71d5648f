"""Which words call a person: every utterance of tests/data, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.causes import Cause
from handoff_gateway.wording import ORDER, agrees, causes_in, gist, normalised

DATA = Path(__file__).parents[1] / "data"
TABLE = [
    (locale, cause, text)
    for locale in ("en", "ko")
    for cause, texts in yaml.safe_load(
        (DATA / f"utterances_{locale}.yml").read_text(encoding="utf-8")
    ).items()
    for text in texts
]


@pytest.mark.parametrize(("locale", "cause", "text"), TABLE)
def test_the_words_call_a_person_for_their_cause_and_no_other(
    locale: str, cause: str, text: str
) -> None:
    found = causes_in(text)
    assert (str(found[0]) if found else "none") == cause


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_the_table_has_words_for_every_cause_and_enough_near_misses(locale: str) -> None:
    rows = [(cause, text) for each, cause, text in TABLE if each == locale]
    assert len(rows) >= 60
    assert {cause for cause, _ in rows} == {*ORDER, "none"}
    assert sum(cause == "none" for cause, _ in rows) >= 30


@pytest.mark.parametrize("text", ["상담원 연결", "AGENT PLS", "i can\u2019t reach anyone"])
def test_however_letters_are_composed_the_words_are_the_same(text: str) -> None:
    import unicodedata

    for form in ("NFC", "NFD"):
        assert causes_in(unicodedata.normalize(form, text)) == (Cause.ASKED,)


@pytest.mark.parametrize(
    "text", ["yes", "Yes, please!", "ok go ahead", "네", "네 부탁드려요", "ㅇㅇ"]
)
def test_a_plain_yes_agrees(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", ["", "?", "yes but how long does it take", "네 배송은 언제 와요"])
def test_more_than_a_yes_does_not_agree(text: str) -> None:
    assert not agrees(text)


def test_the_gist_of_a_question_is_its_letters() -> None:
    assert gist("How long?!  ") == gist("how LONG") == "howlong"
    assert gist("?!") == ""


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = causes_in(text)
    assert found == causes_in(normalised(text))
    assert list(found) == [cause for cause in ORDER if cause in found]
