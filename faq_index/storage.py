"""Indexes on disk: one folder a version, each written whole or not at all, and shared by processes.

var/faq_index/<version>/           meta.json  *.npy  *.nearest   with head and calibrator fitted
var/faq_index/<version>.unfitted/  the same before they are: what is served for the first seconds
var/faq_index/embeddings.sqlite    (cache.py)
var/faq_index/state.json           what is served (state.py)

Arrays and searches are mapped into memory: processes that serve one version share its pages.
"""

import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from faq_index.index import Index, Meta
from faq_index.nearest import Nearest

KEPT_VERSIONS = 5
_HALF_MADE = ".half-made-"
_ABANDONED_SECONDS = 3_600


class IndexUnusable(Exception):
    """No index can be loaded; the message says why and how to mend it."""


class Storage:
    """The folder that keeps the indexes."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made by the first save."""
        self.folder = folder

    def save(self, index: Index) -> None:
        """Write an index; readers see all of it or none. Raises OSError when the disk refuses.

        One that is there already is left alone: others may have it mapped.
        """
        home = self._home(index.version, fitted=index.fitted)
        self.folder.mkdir(parents=True, exist_ok=True)
        half_made = Path(tempfile.mkdtemp(dir=self.folder, prefix=_HALF_MADE))
        try:
            _write(index, half_made)
            half_made.chmod(0o755)
            if home.exists() and not (home / "meta.json").exists():
                shutil.rmtree(home)
            half_made.rename(home)
        except OSError:
            if not (home / "meta.json").exists():
                raise
        finally:
            shutil.rmtree(half_made, ignore_errors=True)

    def replace(self, index: Index) -> None:
        """Write an index in the place of a damaged one."""
        shutil.rmtree(self._home(index.version, fitted=index.fitted), ignore_errors=True)
        self.save(index)

    def tidy(self, version: str) -> None:
        """Remove the oldest beyond the last few, and what killed processes left; keep `version`."""
        for half_made in self.folder.glob(f"{_HALF_MADE}*"):
            if half_made.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                shutil.rmtree(half_made, ignore_errors=True)
        folders = sorted(self.folder.glob("*/meta.json"), key=lambda path: path.stat().st_mtime)
        kept = {version, *(path.parent.name.partition(".")[0] for path in folders[-KEPT_VERSIONS:])}
        for old in (path.parent for path in folders):
            name, _, unfitted = old.name.partition(".")
            if name not in kept or (unfitted and name != version):
                shutil.rmtree(old, ignore_errors=True)

    def load(self, version: str, models: tuple[str, ...] | None = None) -> Index:
        """Return the index of a version, fitted if there is such a one, if these models made it.

        Whoever embeds no questions for it need not name models.

        Raises `IndexUnusable` when other models made it, or when it is missing or damaged.
        """
        fitted = self._home(version, fitted=True)
        if (fitted / "meta.json").exists():
            return _load(fitted, models)
        return _load(self._home(version, fitted=False), models)

    def _home(self, version: str, *, fitted: bool) -> Path:
        return self.folder / (version if fitted else f"{version}.unfitted")


def _load(folder: Path, models: tuple[str, ...] | None) -> Index:
    try:
        meta = Meta.model_validate_json((folder / "meta.json").read_bytes())
        if models is not None and meta.models != models:
            raise IndexUnusable(_mismatch(folder, meta.models, models))
        arrays = {
            path.stem: np.load(path, mmap_mode="r", allow_pickle=False)
            for path in folder.glob("*.npy")
        }
        nearest = {path.stem: Nearest.load(path) for path in folder.glob("*.nearest")}
        return Index.from_parts(meta, arrays, nearest)
    except (OSError, ValueError, KeyError, RuntimeError, ValidationError) as error:
        raise IndexUnusable(
            f"the index {folder} is missing or damaged ({_first_line(error)}):"
            " run `./handrail faq build`"
        ) from error


def _write(index: Index, folder: Path) -> None:
    meta, arrays, nearest = index.parts()
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    for name, search in nearest.items():
        search.save(folder / f"{name}.nearest")
    # Last, so that a folder with this file is a whole one.
    (folder / "meta.json").write_text(meta.model_dump_json(), encoding="utf-8")


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _mismatch(folder: Path, made_by: tuple[str, ...], configured: tuple[str, ...]) -> str:
    return (
        f"the index {folder} was made by {' + '.join(made_by)}, but {' + '.join(configured)} are"
        " set up now, and vectors of different models cannot be compared:"
        " mend the content and run `./handrail faq build`"
    )
