"""Exports on disk: a folder that appears whole or not, its weights beside the graph."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from faq_index.onnx_model import GRAPH, WEIGHTS


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """Yield a folder to fill; it becomes `target` at the end, and vanishes after an exception."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half_made = Path(tempfile.mkdtemp(dir=target.parent, prefix=".export-"))
    try:
        yield half_made
        _put(half_made, target)
    finally:
        shutil.rmtree(half_made, ignore_errors=True)


def write_graph(model: onnx.ModelProto, folder: Path) -> None:
    """Write a graph with its large weights in a file of their own, which can be mapped."""
    onnx.save(model, str(folder / GRAPH), save_as_external_data=True, location=WEIGHTS)
    if (folder / WEIGHTS).exists():
        (folder / WEIGHTS).chmod(0o644)  # as every other file: onnx makes it the owner's alone


def write_small(exact: Path, small: Path, operators: Sequence[str] | None = None) -> None:
    """Write the graph in the folder `exact` into the folder `small` with 8-bit matrices.

    Each column of a matrix has its own scale; what flows between matrices gets one at each run.
    `operators` are those whose matrices are meant, by default all that ONNX Runtime can do.
    """
    draft = small / "draft.onnx"
    quantize_dynamic(
        str(exact / GRAPH),
        str(draft),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=operators,
        # Some operators' results are of a kind that no inference tells; they are 32-bit.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    write_graph(onnx.load(str(draft)), small)
    draft.unlink()


def _put(folder: Path, target: Path) -> None:
    folder.chmod(0o755)
    try:
        folder.rename(target)
    except OSError:
        # Another process finished the same export first: theirs is as good.
        if not target.is_dir():
            raise
