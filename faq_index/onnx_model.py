"""A sentence-transformers model as `onnx_export` left it, run by ONNX Runtime on one thread."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

Matrix = npt.NDArray[np.float32]

GRAPH, TOKENIZER = "model.onnx", "tokenizer.json"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "sentence_embedding"


class OnnxModel:
    """Texts to vectors of length 1. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        """Load the export in `folder`. Raises what ONNX Runtime raises when it is damaged."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            folder / GRAPH, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return one row a text."""
        tokens = self._tokenizer.encode_batch(list(texts))
        columns = (
            [token.ids for token in tokens],
            [token.attention_mask for token in tokens],
            [token.type_ids for token in tokens],
        )
        feed = {name: np.array(rows, np.int64) for name, rows in zip(INPUTS, columns, strict=True)}
        return np.asarray(self._session.run([OUTPUT], feed)[0], dtype=np.float32)
