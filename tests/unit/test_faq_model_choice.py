"""Which models the settings choose, and what an operator hears when one is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faq_index.encoders import Absent, MiniLm, MultilingualUse, Prompts, SentenceTransformerModel
from faq_index.models import ENGLISH, MULTILINGUAL, PASSAGE_PROMPT, QUERY_PROMPT, chosen
from faq_index.settings import SettingsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a model; nothing here loads it."""
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "modules.json").write_text("[]")
    return folder


def test_without_settings_both_packaged_models_are_chosen(tmp_path: Path) -> None:
    english, multilingual = chosen(tmp_path, {})
    assert isinstance(english, MiniLm)
    assert isinstance(multilingual, MultilingualUse)


def test_the_english_model_can_be_left_out(tmp_path: Path) -> None:
    english, multilingual = chosen(tmp_path, {ENGLISH: "none"})
    assert isinstance(english, Absent)
    assert english.encode(["a", "b"]).shape == (2, 0)
    assert isinstance(multilingual, MultilingualUse)


def test_the_multilingual_model_cannot_be_left_out(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{MULTILINGUAL} is 'none', but only the English"):
        chosen(tmp_path, {MULTILINGUAL: "none"})


def test_a_folder_is_a_model(tmp_path: Path, folder: Path) -> None:
    _, multilingual = chosen(tmp_path, {MULTILINGUAL: str(folder)})
    assert isinstance(multilingual, SentenceTransformerModel)
    assert multilingual.name.startswith("my-model (")


def test_a_model_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    expected = f"{ENGLISH} is 'some/model': there is no such folder.*hf download some/model"
    with pytest.raises(SettingsError, match=expected):
        chosen(tmp_path, {ENGLISH: "some/model"})


def test_a_folder_without_a_model_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="that folder holds no sentence-transformers model"):
        chosen(tmp_path, {ENGLISH: str(tmp_path)})


def test_prompts_that_no_model_takes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{QUERY_PROMPT} is set, but 'minilm' and 'use' take"):
        chosen(tmp_path, {QUERY_PROMPT: "query: "})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, Prompts()),
        ({"prompts": {"query": "q: ", "passage": "p: "}}, Prompts("q: ", "p: ")),
        ({"prompts": {"query": "q: ", "document": "d: "}}, Prompts("q: ", "d: ")),
        ({"prompts": {"all": "a: "}, "default_prompt_name": "all"}, Prompts("a: ", "a: ")),
        ({"prompts": {"query": "q: ", "document": ""}}, Prompts("q: ", "")),
    ],
)
def test_prompts_are_read_from_the_model(
    tmp_path: Path, folder: Path, told: dict[str, object], expected: Prompts
) -> None:
    (folder / "config_sentence_transformers.json").write_text(json.dumps(told))
    _, multilingual = chosen(tmp_path, {MULTILINGUAL: str(folder)})
    assert isinstance(multilingual, SentenceTransformerModel)
    assert multilingual.prompts == expected


def test_prompts_in_the_settings_come_first_even_empty(tmp_path: Path, folder: Path) -> None:
    told = {"prompts": {"query": "q: ", "passage": "p: "}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(told))
    environment = {MULTILINGUAL: str(folder), QUERY_PROMPT: "", PASSAGE_PROMPT: "x "}
    _, multilingual = chosen(tmp_path, environment)
    assert isinstance(multilingual, SentenceTransformerModel)
    assert multilingual.prompts == Prompts("", "x ")


def test_a_model_in_the_hubs_cache_is_found_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "hub" / "models--some--model"
    snapshot = cache / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("abc")
    (snapshot / "modules.json").write_text("[]")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    english, _ = chosen(tmp_path, {ENGLISH: "some/model"})
    assert english.name.startswith("model (")
