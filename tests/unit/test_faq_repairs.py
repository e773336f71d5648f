"""Other readings of what was not understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_index.repairs import Vocabulary, readings

SHOP = Vocabulary(
    [
        *("How long does delivery take?", "delivery tmie", "how much time"),
        *("engraving on porcelain", "is engraving possible", "배송 기간", "반품 방법"),
    ]
)


def test_a_slip_in_a_word_of_the_content_is_mended() -> None:
    assert readings("delviery tiem", SHOP)[0] == "delivery time"
    assert readings("porcelian engravign", SHOP) == ["porcelain engraving"]


def test_a_slip_that_an_editor_wrote_down_is_mended_like_any_other() -> None:
    assert readings("what is the tmie", SHOP) == ["what is the time"]


def test_a_korean_slip_of_one_letter_is_mended() -> None:
    assert readings("배숑 기간", SHOP)[0] == "배송 기간"


def test_a_word_that_is_english_is_no_slip() -> None:
    # One letter away from "delivery", and a word of its own.
    assert readings("delivers", SHOP) == []
    assert readings("livery", SHOP) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("qothd djswp dhkdy", "배송 언제 와요"),
        ("qksvna qkdqjq", "반품 방법"),
        ("배송 djswp 와요", "배송 언제 와요"),
        ("rkqtdl dlfrek", "값이 읽다"),
    ],
)
def test_korean_typed_on_the_english_keyboard_is_read(typed: str, meant: str) -> None:
    assert meant in readings(typed, SHOP)


def test_english_typed_on_the_korean_keyboard_is_read() -> None:
    assert "when can it come" in readings("조두 ㅊ무 ㅑㅅ 채ㅡㄷ", SHOP)


def test_missing_spaces_are_put_back() -> None:
    assert any(" " in one for one in readings("반품은어떻게하나요", SHOP))


@given(st.text())
def test_any_text_has_readings_and_none_is_the_text_itself(text: str) -> None:
    assert " ".join(text.casefold().split()) not in readings(text, SHOP)
