"""The catalogues of the actions say the same things in both languages."""

from pathlib import Path

import pytest
import yaml

from actions import texts
from actions.texts import CatalogueError, Texts

FOLDER = Path(texts.__file__).parent / "texts"


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    texts.load()


def test_no_text_is_empty_or_the_same_in_both_languages() -> None:
    english, korean = (
        yaml.safe_load((FOLDER / f"{locale}.yml").read_text("utf-8")) for locale in texts.LOCALES
    )
    assert [k for k in english if not english[k].strip() or english[k] == korean[k]] == []


def test_a_key_in_one_language_only_is_refused_with_its_file() -> None:
    with pytest.raises(CatalogueError, match=r"ko\.yml: the key 'more' is missing"):
        Texts({"en": {"a": "x", "more": "y"}, "ko": {"a": "z"}})


def test_a_placeholder_in_one_language_only_is_refused_with_its_file() -> None:
    with pytest.raises(CatalogueError, match=r"ko\.yml: 'a' has the placeholders \[\]"):
        Texts({"en": {"a": "for {number}"}, "ko": {"a": "주문"}})


def test_korean_particles_are_resolved_after_the_value_is_filled_in() -> None:
    both = Texts({"en": {"a": "{number} left"}, "ko": {"a": "{number}이(가) 출발했어요"}})
    assert both.get("ko", "a", number="DB-204817") == "DB-204817이 출발했어요"
    assert both.get("en", "a", number="DB-204817") == "DB-204817 left"
