"""Korean words as evidence: the morphemes of a text, hashed into a vector of fixed width.

Korean glues particles and endings to its words, so "배송지를", "배송지는" and "배송지" share a
morpheme, not a word. Kiwi (kiwipiepy) finds it, also where spaces are missing.
"""

import functools
import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np
from kiwipiepy import Kiwi

from faq_index.search import Matrix, Vector

WIDTH = 1024
_CONTENT = ("NN", "NP", "NR", "VV", "VA", "VX", "MM", "MAG", "XR", "XPN", "SL", "SN")
"""The parts of speech that say what a text is about (Sejong tags): nouns, verbs, roots, numbers."""


@functools.cache
def _kiwi() -> Kiwi:
    # Without the big dictionaries of names it takes 230 MB instead of 500, and finds as much here.
    return Kiwi(num_workers=1, load_default_dict=False, load_multi_dict=False, load_typo_dict=False)


@functools.lru_cache(maxsize=50_000)
def morphemes(text: str) -> tuple[str, ...]:
    """Return the morphemes of a text that carry meaning, each with the class of its word."""
    composed = unicodedata.normalize("NFC", text)
    return tuple(
        f"{token.form}/{token.tag[:2]}"
        for token in _kiwi().tokenize(composed)
        if token.tag.startswith(_CONTENT)
    )


def hashed(texts: Sequence[str]) -> Matrix:
    """Return how often each hashed morpheme is in each text, with the hash's sign.

    Feature hashing (Weinberger et al. 2009): a collision adds as often as it takes away.
    """
    counts = np.zeros((len(texts), WIDTH), np.float32)
    for row, text in enumerate(texts):
        for morpheme in morphemes(text):
            number = zlib.crc32(morpheme.encode())
            counts[row, number % WIDTH] += 1 if number >> 16 & 1 else -1
    return counts


def rarity(counts: Matrix) -> Vector:
    """Return how much each hashed morpheme says: the inverse document frequency."""
    seen = np.count_nonzero(counts, axis=0)
    return np.asarray(np.log1p(len(counts) / np.maximum(seen, 1)), np.float32)


def weighted(counts: Matrix, rarity: Vector) -> Matrix:
    """Return rows of length 1 (or all zero), by rarity."""
    rows = counts * rarity
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths, lengths, 1), np.float32)


def spaced(text: str) -> str:
    """Return a Korean text with spaces where they belong."""
    return str(_kiwi().space(text.replace(" ", ""), reset_whitespace=True))
