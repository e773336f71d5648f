"""A graph that an export left in a folder, run by ONNX Runtime on one thread, one text at a time.

Texts are never batched. A question must get the same vector whoever asks beside it, and the scale
of 8-bit numbers is taken from all that one run is given; nor is a batch of short texts faster on
one core, since the shorter ones are padded.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import onnxruntime
from pydantic import BaseModel
from tokenizers import Tokenizer

Vector = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]
Tokenize = Callable[[str], Sequence[int]]
"""A text to the numbers of its tokens."""

GRAPH, WEIGHTS, TOKENIZER = "model.onnx", "model.weights", "tokenizer.json"
IDS, MASK, TYPES = INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "sentence_embedding"
ABOUT = "about.json"


class About(BaseModel):
    """What an export of a sentence-transformers model came to.

    `cosine` is the mean cosine of its vectors to those of the original; `reason` says why a model
    is run directly.
    """

    dimension: int
    runs: Literal["8-bit", "32-bit", "directly"]
    cosine: float | None = None
    reason: str = ""


class OnnxModel:
    """Token numbers to vectors of length 1. Safe to call from several threads.

    The weights are mapped from their file, so processes that run the same export share what ONNX
    Runtime does not rearrange for the machine, the word embeddings above all.
    """

    def __init__(self, folder: Path, tokenize: Tokenize) -> None:
        """Load the graph in `folder`. Raises what ONNX Runtime raises when it is damaged."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # patterns are kept a length, and texts have any
        self._session = onnxruntime.InferenceSession(
            folder / GRAPH, options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._tokenize = tokenize

    def vector(self, text: str) -> Vector:
        """Return the vector of one text."""
        ids = np.array([self._tokenize(text)], np.int64)
        every = {IDS: ids, MASK: np.ones_like(ids), TYPES: np.zeros_like(ids)}
        feed = {name: every[name] for name in self._inputs}
        return np.asarray(self._session.run([OUTPUT], feed)[0][0], np.float32)


def tokenizer(folder: Path) -> Tokenize:
    """Return the tokenizer that an export kept in `folder`."""
    kept = Tokenizer.from_file(str(folder / TOKENIZER))
    return lambda text: kept.encode(text).ids
