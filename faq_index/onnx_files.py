"""Exports on disk: a folder that appears whole or not, its weights beside the graph."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import onnx

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


def _put(folder: Path, target: Path) -> None:
    folder.chmod(0o755)
    try:
        folder.rename(target)
    except OSError:
        # Another process finished the same export first: theirs is as good.
        if not target.is_dir():
            raise
