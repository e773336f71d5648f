"""Export a sentence-transformers model to ONNX, in a process of its own.

    python -m faq_index.onnx_export MODEL_FOLDER TARGET_FOLDER

The process needs torch, transformers and half a gigabyte for some seconds, once for a model; the
service needs none of them afterwards.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from faq_index.errors import ExportFailed
from faq_index.onnx_model import GRAPH, INPUTS, OUTPUT, TOKENIZER

ROOT = Path(__file__).resolve().parent.parent


def export_in_subprocess(model: Path, target: Path) -> None:
    """Export the model in the folder `model` to the folder `target`, which appears whole or not.

    Raises `ExportFailed` with the last words of the process.
    """
    command = [sys.executable, "-m", "faq_index.onnx_export", str(model), str(target)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if re.match(r"[\w.]+Error\b", line)]
        reason = told[-1] if told else f"the export ended with code {done.returncode}"
        raise ExportFailed(
            f"the language model could not be prepared: {reason}. Set the app environment up again"
        )


def export(model: Path, target: Path) -> None:
    """Write the graph and the tokenizer of a sentence-transformers model into `target`.

    Raises FileNotFoundError when there is no model, and what its libraries raise.
    """
    if not (model / "modules.json").is_file():
        raise FileNotFoundError(f"no sentence-transformers model in {model}")
    import torch
    from sentence_transformers import SentenceTransformer

    # Plain attention: the fused kind chooses its path while tracing, and would freeze that choice.
    loaded = SentenceTransformer(
        str(model), device="cpu", model_kwargs={"attn_implementation": "eager"}
    ).eval()

    class Flat(torch.nn.Module):
        """The model with plain arguments, as an ONNX graph has them."""

        def __init__(self) -> None:
            super().__init__()
            self.model = loaded

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features = self.model(dict(zip(INPUTS, tensors, strict=True)))
            vectors: torch.Tensor = features[OUTPUT]
            return vectors

    target.parent.mkdir(parents=True, exist_ok=True)
    half_made = Path(tempfile.mkdtemp(dir=target.parent, prefix=".export-"))
    try:
        example = loaded.tokenizer(["a question", "another"], padding=True, return_tensors="pt")
        torch.onnx.export(
            Flat(),
            tuple(example[name] for name in INPUTS),
            str(half_made / GRAPH),
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in INPUTS}
            | {OUTPUT: {0: "texts"}},
            dynamo=False,
        )
        tokenizer = loaded.tokenizer.backend_tokenizer
        tokenizer.enable_truncation(loaded.max_seq_length)
        tokenizer.enable_padding()
        tokenizer.save(str(half_made / TOKENIZER))
        _put(half_made, target)
    finally:
        shutil.rmtree(half_made, ignore_errors=True)


def _put(folder: Path, target: Path) -> None:
    folder.chmod(0o755)
    try:
        folder.rename(target)
    except OSError:
        # Another process finished the same export first: theirs is as good.
        if not target.is_dir():
            raise


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
