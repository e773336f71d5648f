"""Export a sentence-transformers model to ONNX with 8-bit weights, in a process of its own.

    python -m faq_index.onnx_export MODEL_FOLDER TARGET_FOLDER

The process needs torch, transformers and a gigabyte for some seconds, once for a model; the
service needs none of them afterwards. Every export is compared with its original before it is
kept: with 8-bit weights where that changes little, else with 32-bit ones. Where even those differ,
or a model cannot be exported at all, `about.json` says that it runs directly, and why.
"""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx

from faq_index.onnx_files import made_whole, write_graph, write_small
from faq_index.onnx_model import (
    ABOUT,
    GRAPH,
    INPUTS,
    OUTPUT,
    TOKENIZER,
    About,
    Matrix,
    OnnxModel,
    tokenizer,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SAME = 0.9999
"""The mean cosine to the original from which a 32-bit export is the same model."""
CLOSE = 0.98
"""The mean cosine to the original from which 8-bit weights are used (MiniLM's is 0.993)."""
LONGEST = 512
"""Tokens at which texts are cut for a model that names no limit of its own."""

SAMPLES = (
    "how long does delivery take",
    "Can I change the address after I have ordered?",
    "refund",
    "my parcel says delivered but nothing is here and the neighbours have not seen it either",
    "the code from your newsletter is not accepted at the checkout, what am I doing wrong",
    "do you ship to canada, and who pays the duties",
    "배송은 얼마나 걸리나요?",
    "주문한 상품을 다른 색으로 교환하고 싶어요",
    "카드 결제가 두 번 됐어요",
    "¿Dónde está mi pedido?",
    "Wie kann ich meine Bestellung stornieren?",
    "返品の送料は誰が払いますか",
)


def export(model: Path, target: Path) -> None:
    """Write what serves the sentence-transformers model in `model` into `target`, whole or not.

    Raises FileNotFoundError when there is no model, and what its libraries raise.
    """
    if not any((model / name).is_file() for name in ("modules.json", "config.json")):
        raise FileNotFoundError(f"no sentence-transformers model in {model}")
    from sentence_transformers import SentenceTransformer

    # Plain attention: the fused kind chooses its path while tracing, and would freeze that choice.
    loaded = SentenceTransformer(
        str(model), device="cpu", model_kwargs={"attn_implementation": "eager"}
    ).eval()
    with made_whole(target) as folder:
        about = _export(loaded, folder)
        (folder / ABOUT).write_text(about.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _export(loaded: "SentenceTransformer", folder: Path) -> About:
    # Without a prompt, which the service puts before the text itself.
    original = np.asarray(
        loaded.encode(list(SAMPLES), prompt="", normalize_embeddings=True), np.float32
    )
    dimension = original.shape[1]
    exact, small = folder / "exact", folder / "small"
    try:
        _write(loaded, exact)
        agreement = _agreement(exact, original)
        if agreement < SAME:
            raise ValueError(f"its export gives other vectors (mean cosine {agreement:.4f})")
    except Exception as error:  # torch's exporter raises nearly anything
        shutil.rmtree(exact, ignore_errors=True)
        reason = (str(error) or type(error).__name__).splitlines()[0]
        return About(dimension=dimension, runs="directly", reason=reason)
    small.mkdir()
    write_small(exact, small)
    shutil.copy(exact / TOKENIZER, small)
    close = _agreement(small, original)
    chosen = small if close >= CLOSE else exact
    for path in chosen.iterdir():
        path.rename(folder / path.name)
    shutil.rmtree(exact)
    shutil.rmtree(small)
    if chosen == small:
        return About(dimension=dimension, runs="8-bit", cosine=close)
    return About(dimension=dimension, runs="32-bit", cosine=agreement)


def _write(loaded: "SentenceTransformer", folder: Path) -> None:
    """Write the graph and the tokenizer. Raises nearly anything for a model that has none."""
    import torch

    for module in loaded.modules():
        if getattr(module, "include_prompt", True) is False:
            raise ValueError("it leaves the prompt out when it takes the mean of the tokens")
        if hasattr(module, "sub_modules"):
            raise ValueError("it has separate models for questions and texts")
    wanted = [name for name in INPUTS if name in loaded.tokenizer.model_input_names]

    class Flat(torch.nn.Module):
        """The model with plain arguments, as an ONNX graph has them."""

        def __init__(self) -> None:
            super().__init__()
            self.model = loaded

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features = self.model(dict(zip(wanted, tensors, strict=True)))
            vectors: torch.Tensor = features[OUTPUT]
            return torch.nn.functional.normalize(vectors)

    folder.mkdir()
    example = loaded.tokenizer(["a question", "another one"], padding=True, return_tensors="pt")
    torch.onnx.export(
        Flat(),
        tuple(example[name] for name in wanted),
        str(folder / GRAPH),
        input_names=wanted,
        output_names=[OUTPUT],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in wanted} | {OUTPUT: {0: "texts"}},
        dynamo=False,
    )
    write_graph(onnx.load(str(folder / GRAPH)), folder)
    kept = loaded.tokenizer.backend_tokenizer
    kept.enable_truncation(loaded.max_seq_length or LONGEST)
    kept.no_padding()
    kept.save(str(folder / TOKENIZER))


def _agreement(folder: Path, original: Matrix) -> float:
    model = OnnxModel(folder, tokenizer(folder))
    exported = np.vstack([model.vector(text) for text in SAMPLES])
    return float((exported * original).sum(axis=1).mean())


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
