"""Texts as vectors: the port `Encoder`, and the joint vector that search uses.

The joint vector is an English model's (MiniLM, 384 numbers, all zero for a text with Hangul, of
which that model understands nothing) followed by a multilingual model's (USE, 512 numbers). Each
part has length 1. Decision 0003 says why; `models` which models may be chosen instead.
"""

import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from faq_index.encoders import Role
from faq_index.models import chosen
from faq_index.onnx_model import Matrix

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]")


class Encoder(Protocol):
    """Something that turns texts into vectors of length 1 (or all zero)."""

    @property
    def name(self) -> str:
        """Which model and which weights; an index remembers it and refuses any other."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row a text, in their order. The first call may take seconds to load.

        A text's row depends on nothing but the text and its role.
        """


def default_encoder(var: Path, environment: Mapping[str, str] = os.environ) -> "Joint":
    """Return the joint encoder of the chosen models, with its files under `var`/models.

    Raises `SettingsError` for a model that is not on this machine.
    """
    return Joint(*chosen(var / "models", environment))


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


class Joint:
    """An English and a multilingual encoder side by side; the English one may be left out."""

    def __init__(self, english: Encoder, multilingual: Encoder) -> None:
        self.english, self.multilingual = english, multilingual

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models, as an index remembers them."""
        return (self.english.name, self.multilingual.name)

    @property
    def name(self) -> str:
        """Both names in one."""
        return " + ".join(self.models)

    @property
    def dimension(self) -> int:
        """How many numbers a joint vector has."""
        return self.english.dimension + self.multilingual.dimension

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return the joint vectors; the English part is zero where there is Hangul."""
        cleaned = [clean(text) for text in texts]
        joint = np.zeros((len(cleaned), self.dimension), dtype=np.float32)
        latin = [row for row, text in enumerate(cleaned) if not has_hangul(text)]
        width = self.english.dimension
        if latin and width:
            joint[latin, :width] = self.english.encode([cleaned[row] for row in latin], role)
        if cleaned:
            joint[:, width:] = self.multilingual.encode(cleaned, role)
        return joint
