"""Indexes on disk: one folder a version, each written whole or not at all.

var/faq_index/<version>/   meta.json  latin.faiss  all.faiss  arrays.npz
var/faq_index/current      the version last known good
var/faq_index/embeddings.sqlite
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from pydantic import BaseModel, ValidationError

from faq_index.entries import Entries
from faq_index.index import Index, View
from faq_index.search import Head

KEPT_VERSIONS = 5
_VIEWS = ("latin", "all")


class IndexUnusable(Exception):
    """No index can be loaded; the message says why and how to mend it."""


class _Meta(BaseModel):
    version: str
    models: tuple[str, ...]
    english_dimension: int
    entries: Entries


class Storage:
    """The folder that keeps the indexes."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made by the first save."""
        self.folder = folder
        self._current = folder / "current"

    def current(self) -> str | None:
        """Return the version last known good, or None when there was none yet."""
        try:
            return self._current.read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def save(self, index: Index) -> None:
        """Write an index; readers see all of it or none. Raises OSError when the disk refuses."""
        self.folder.mkdir(parents=True, exist_ok=True)
        half_made = Path(tempfile.mkdtemp(dir=self.folder, prefix=".half-made-"))
        try:
            _write(index, half_made)
            half_made.chmod(0o755)
            shutil.rmtree(self.folder / index.version, ignore_errors=True)
            half_made.rename(self.folder / index.version)
        finally:
            shutil.rmtree(half_made, ignore_errors=True)

    def make_current(self, version: str) -> None:
        """Note which version is good, and remove the oldest beyond the last few."""
        half_made = self.folder / f".current-{os.getpid()}"
        half_made.write_text(f"{version}\n", encoding="utf-8")
        half_made.replace(self._current)
        folders = sorted(self.folder.glob("*/meta.json"), key=lambda path: path.stat().st_mtime)
        for old in folders[:-KEPT_VERSIONS]:
            if old.parent.name != version:
                shutil.rmtree(old.parent, ignore_errors=True)

    def load(self, version: str, models: tuple[str, ...]) -> Index:
        """Return the index of a version, if these models made it.

        Raises `IndexUnusable` when other models made it, or when it is missing or damaged.
        """
        folder = self.folder / version
        try:
            meta = _Meta.model_validate_json((folder / "meta.json").read_bytes())
            if meta.models != models:
                raise IndexUnusable(_mismatch(folder, meta.models, models))
            with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
                latin, everywhere = (_view(folder, name, arrays) for name in _VIEWS)
        except (OSError, ValueError, KeyError, RuntimeError, ValidationError) as error:
            raise IndexUnusable(
                f"the index {folder} is missing or damaged ({_first_line(error)}):"
                " run `./handrail faq build`"
            ) from error
        return Index(**dict(meta), latin=latin, all=everywhere)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _mismatch(folder: Path, made_by: tuple[str, ...], configured: tuple[str, ...]) -> str:
    return (
        f"the index {folder} was made by {' + '.join(made_by)}, but {' + '.join(configured)} are"
        " set up now, and vectors of different models cannot be compared:"
        " mend the content and run `./handrail faq build`"
    )


def _write(index: Index, folder: Path) -> None:
    arrays: dict[str, Any] = {}
    for name, view in zip(_VIEWS, (index.latin, index.all), strict=True):
        faiss.write_index(view.phrasings, str(folder / f"{name}.faiss"))
        arrays |= {
            f"{name}_owners": view.owners,
            f"{name}_centroids": view.centroids,
            f"{name}_weights": view.head.weights,
            f"{name}_bias": view.head.bias,
        }
    np.savez(folder / "arrays.npz", **arrays)
    meta = _Meta(
        version=index.version,
        models=index.models,
        english_dimension=index.english_dimension,
        entries=index.entries,
    )
    # Last, so that a folder with this file is a whole one.
    (folder / "meta.json").write_text(meta.model_dump_json(), encoding="utf-8")


def _view(folder: Path, name: str, arrays: Any) -> View:  # noqa: ANN401 - numpy's NpzFile
    return View(
        phrasings=faiss.read_index(str(folder / f"{name}.faiss")),
        owners=arrays[f"{name}_owners"],
        centroids=arrays[f"{name}_centroids"],
        head=Head(arrays[f"{name}_weights"], arrays[f"{name}_bias"]),
    )
