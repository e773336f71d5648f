"""Building, keeping and choosing indexes, with encoders that need no model."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest

from faq_index.build import background, build, version_of
from faq_index.cache import EmbeddingCache
from faq_index.embed import Joint, clean, has_hangul
from faq_index.errors import ContentErrors
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
    best, *_ = index.candidates(encoder.encode([text])[0], hangul=has_hangul(text))
    return index.entries[best.entry].id


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
    sure, *_ = index.candidates(encoder.encode(["dishwasher"])[0], hangul=False)
    far, *_ = index.candidates(encoder.encode(["weather tomorrow"])[0], hangul=False)
    assert sure.confidence > 0.5 > far.confidence


def test_background_that_the_content_speaks_about_is_not_learnt_as_background(
    tmp_path: Path, encoder: Joint
) -> None:
    weather = background()[0]
    text = f"- id: rain\n  question: {{en: '{weather}'}}\n  phrasings: {{en: [umbrella]}}\n"
    index = built(write_content(tmp_path, text + "  answer: {en: Take one.}\n"), encoder)
    sure, *_ = index.candidates(encoder.encode([weather])[0], hangul=False)
    assert sure.confidence > 0.5


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
        vector, hangul = encoder.encode([text])[0], has_hangul(text)
        assert again.candidates(vector, hangul=hangul) == index.candidates(vector, hangul=hangul)


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


@pytest.mark.parametrize("name", ["meta.json", "arrays.npz", "latin.faiss", "all.faiss"])
def test_a_damaged_index_is_built_again(
    tmp_path: Path, content: Path, encoder: Joint, name: str
) -> None:
    publisher = Publisher(tmp_path / "var", encoder)
    version = publisher.publish(content).index.version
    (tmp_path / "var" / "faq_index" / version / name).write_bytes(b"half")
    assert publisher.publish(content).built
    assert not publisher.publish(content).built


def test_unchanged_content_is_not_built_or_embedded_again(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    assert Publisher(tmp_path / "var", encoder).publish(content).built
    other = fake_encoder()
    assert not Publisher(tmp_path / "var", other).publish(content).built
    assert words_of(other) == []


def test_only_changed_phrasings_are_embedded_again(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    Publisher(tmp_path / "var", encoder).publish(content)
    write_content(content, CONTENT.replace("delivery time,", "delivery speed,"))
    other = fake_encoder()
    told: list[tuple[int, int]] = []
    Publisher(tmp_path / "var", other).publish(content, lambda *progress: told.append(progress))
    assert words_of(other) == ["delivery speed"]
    assert told == [(0, 1), (1, 1)]


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


def test_broken_content_leaves_the_last_good_index_in_place(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    publisher = Publisher(tmp_path / "var", encoder)
    good = publisher.publish(content).index.version
    write_content(content, "- id: [", "broken.yml")
    with pytest.raises(ContentErrors):
        publisher.publish(content)
    assert publisher.last_good().version == good


def test_without_any_index_there_is_no_last_good_one(tmp_path: Path, encoder: Joint) -> None:
    with pytest.raises(IndexUnusable, match="no index was ever built here"):
        Publisher(tmp_path / "var", encoder).last_good()


def test_only_the_last_few_versions_are_kept_and_never_a_half_made_one(
    tmp_path: Path, content: Path, encoder: Joint
) -> None:
    publisher = Publisher(tmp_path / "var", encoder)
    for days in range(KEPT_VERSIONS + 3):
        write_content(content, CONTENT.replace("30 days", f"{days} days"))
        last = publisher.publish(content).index.version
    names = {path.name for path in (tmp_path / "var" / "faq_index").iterdir()}
    assert last in names
    assert len(names) == KEPT_VERSIONS + len(["current", "embeddings.sqlite"])
