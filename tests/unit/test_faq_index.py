"""Building, keeping and choosing indexes, with encoders that need no model."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest

from faq_index.build import background, build, prepare, refit, version_of
from faq_index.cache import EmbeddingCache
from faq_index.embed import Joint, clean, has_hangul
from faq_index.index import Index
from faq_index.publishing import Publisher
from faq_index.reading import load_folder
from faq_index.storage import KEPT_VERSIONS, IndexUnusable, Storage
from tests.support.faq import CONTENT, TRANSLATIONS, Words, fake_encoder, write_content


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_content(tmp_path / "content")


@pytest.fixture
def encoder() -> Joint:
    return fake_encoder()


def found(index: Index, encoder: Joint, text: str) -> str:
    """The id of the entry that is nearest to a question."""
    best, *_ = index.candidates(encoder.encode([text])[0], text)
    return index.entries[best.entry].id


def sure_of(index: Index, encoder: Joint, text: str) -> float:
    """How sure the index is of its best entry."""
    return index.candidates(encoder.encode([text])[0], text)[0].confidence


def built(content: Path, encoder: Joint) -> Index:
    return build(load_folder(content), encoder, encoder.encode)


def words_of(encoder: Joint) -> list[str]:
    multilingual = encoder.multilingual
    assert isinstance(multilingual, Words)
    return multilingual.encoded


@pytest.mark.parametrize("korean", ["배송", "ㅋㅋ", normalize("NFD", "배송"), "delivery 배송?"])
def test_hangul_is_seen_in_every_shape(korean: str) -> None:
    assert has_hangul(korean)
    assert not has_hangul("delivery, 配送, étage 😀 123")


def test_text_is_cleaned_of_broken_letters_and_spaces() -> None:
    assert clean(normalize("NFD", "  배송\n\n언제\t와요 ")) == "배송 언제 와요"


def test_the_joint_vector_is_both_models_and_english_is_silent_about_korean(
    encoder: Joint,
) -> None:
    english, korean = encoder.encode(["when will it arrive", "언제 와요"])
    assert np.linalg.norm(english[:32]) == pytest.approx(1)
    assert not korean[:32].any()
    assert np.linalg.norm(korean[32:]) == pytest.approx(1)


def test_no_texts_are_no_rows(encoder: Joint) -> None:
    assert encoder.encode([]).shape == (0, 80)


def test_questions_find_their_entries_in_both_languages(content: Path, encoder: Joint) -> None:
    index = built(content, encoder)
    assert found(index, encoder, "when will my parcel come") == "delivery_time"
    assert found(index, encoder, "return policy please") == "returns"
    assert found(index, encoder, "배송 언제 도착해요") == "delivery_time"
    assert found(index, encoder, "반품 방법 알려 주세요") == "returns"


def test_a_korean_question_finds_an_entry_written_in_english_only(
    content: Path, encoder: Joint
) -> None:
    assert found(built(content, encoder), encoder, "식기세척기") == "dishwasher"


def test_an_english_question_finds_an_entry_written_in_korean_only(
    tmp_path: Path, encoder: Joint
) -> None:
    text = CONTENT.replace(
        "{en: How do I send something back?, ko: 반품은 어떻게 하나요?}", "{ko: 반품}"
    )
    text = text.replace("    en: [I want to return a mug, return policy, can I give it back]\n", "")
    text = text.replace("{en: Within 30 days., ko: 30일 안에 보내 주세요.}", "{ko: 30일}")
    index = built(write_content(tmp_path, text), encoder)
    assert found(index, encoder, "return policy") == "returns"


def test_a_shop_with_one_entry_can_be_built(tmp_path: Path, encoder: Joint) -> None:
    text = "- id: one\n  question: {en: dishwasher}\n  phrasings: {en: [washing]}\n"
    index = built(write_content(tmp_path, text + "  answer: {en: Yes.}\n"), encoder)
    assert sure_of(index, encoder, "dishwasher") > 0.5 > sure_of(index, encoder, "weather tomorrow")


def test_background_that_the_content_speaks_about_is_not_learnt_as_background(
    tmp_path: Path, encoder: Joint
) -> None:
    weather = background()[0]
    text = f"- id: rain\n  question: {{en: '{weather}'}}\n  phrasings: {{en: [umbrella]}}\n"
    index = built(write_content(tmp_path, text + "  answer: {en: Take one.}\n"), encoder)
    assert sure_of(index, encoder, weather) > 0.5


def test_equal_content_has_an_equal_version_and_any_change_another(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    version = version_of(load_folder(content), encoder)
    again = write_content(tmp_path / "again", CONTENT + "# a remark\n", "other_name.yml")
    assert version_of(load_folder(again), encoder) == version
    changed = write_content(tmp_path / "changed", CONTENT.replace("30 days", "60 days"))
    assert version_of(load_folder(changed), encoder) != version
    other = Joint(Words("newer"), encoder.multilingual)
    assert version_of(load_folder(content), other) != version


def test_an_index_read_from_disk_answers_as_the_one_written(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    storage, index = Storage(tmp_path / "var"), built(content, encoder)
    storage.save(index)
    again = storage.load(index.version, encoder.models)
    assert again.entries == index.entries
    for text in ("when will it arrive", "반품", "dishwasher"):
        vector = encoder.encode([text])[0]
        assert again.candidates(vector, text) == index.candidates(vector, text)


def test_an_index_of_other_models_is_refused_in_a_clear_sentence(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    storage, index = Storage(tmp_path / "var"), built(content, encoder)
    storage.save(index)
    with pytest.raises(IndexUnusable) as refused:
        storage.load(index.version, ("newer", "multilingual"))
    assert "was made by english + multilingual, but newer + multilingual are set up now" in str(
        refused.value
    )


def test_embeddings_of_another_model_are_not_reused(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "embeddings.sqlite")
    cache.encode(Words("one"), ["delivery"])
    other = Words("two", translations=TRANSLATIONS)
    cache.encode(other, ["delivery", "delivery"])
    assert other.encoded == ["delivery"]


def test_a_damaged_cache_is_started_again(tmp_path: Path) -> None:
    path = tmp_path / "embeddings.sqlite"
    path.write_bytes(b"this is no database, " * 100)
    encoder = Words("one")
    vectors = EmbeddingCache(path).encode(encoder, ["a", "b", "a"])
    assert vectors.tolist() == encoder.encode(["a", "b", "a"]).tolist()


def test_a_published_index_is_not_built_again_and_only_the_last_few_are_kept(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    publisher = Publisher(tmp_path / "var", encoder)
    assert publisher.publish(content).built
    assert not publisher.publish(content).built
    for days in range(KEPT_VERSIONS + 3):
        write_content(content, CONTENT.replace("30 days", f"{days} days"))
        last = publisher.publish(content).index.version
        publisher.storage.tidy(last)
    folders = [path for path in (tmp_path / "var" / "faq_index").iterdir() if path.is_dir()]
    assert last in {path.name for path in folders}
    assert len(folders) == KEPT_VERSIONS


NEW = """\
- id: gift_wrap
  question: {en: Do you wrap presents?, ko: 선물 포장 되나요?}
  phrasings: {en: [ribbon and paper, wrap it as a gift], ko: [선물 포장, 리본]}
  answer: {en: Yes., ko: 네.}
"""


def test_a_new_entry_is_found_at_once_and_the_fitted_ones_are_not_forgotten(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    before = built(content, encoder)
    write_content(content, NEW, "new.yml")
    after = prepare(load_folder(content), encoder, encoder.encode, before)
    assert not after.fitted
    assert found(after, encoder, "wrap it as a gift") == "gift_wrap"
    assert found(after, encoder, "리본") == "gift_wrap"
    assert found(after, encoder, "return policy please") == "returns"
    assert np.array_equal(
        after.latin.head.rows[after.numbers["returns"]],
        before.latin.head.rows[before.numbers["returns"]],
    )


def test_two_saves_in_a_row_before_anything_is_fitted_leave_every_entry_findable(
    content: Path, encoder: Joint
) -> None:
    entries = load_folder(content)
    first = prepare(entries, encoder, encoder.encode)
    second = prepare(entries, encoder, encoder.encode, first)
    for text in ("return policy", "delivery time", "반품 방법"):
        assert sure_of(second, encoder, text) == pytest.approx(sure_of(first, encoder, text))
    assert sure_of(second, encoder, "return policy") > 0.9


def test_a_refitted_index_is_the_same_whatever_was_served_before(
    content: Path, encoder: Joint
) -> None:
    before = built(content, encoder)
    write_content(content, NEW, "new.yml")
    entries = load_folder(content)
    after = refit(prepare(entries, encoder, encoder.encode, before))
    fresh = build(entries, encoder, encoder.encode)
    assert after.fitted
    assert after.version == fresh.version == prepare(entries, encoder, encoder.encode).version
    assert after.parts()[0] == fresh.parts()[0]
    assert np.array_equal(after.all.head.rows, fresh.all.head.rows)


def test_an_entry_that_was_rewritten_is_not_known_by_its_old_words(
    content: Path, encoder: Joint
) -> None:
    before = built(content, encoder)
    words = "can the bowls go in the dishwasher, machine washing, dishwasher"
    write_content(content, CONTENT.replace(words, "oven, microwave, grill"))
    after = prepare(load_folder(content), encoder, encoder.encode, before)
    assert found(after, encoder, "microwave grill") == "dishwasher"
