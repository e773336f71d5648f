"""From entries to an index: what is embedded, how the two views are made, and its version."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
import yaml

from faq_index import head
from faq_index.embed import Joint, clean, has_hangul
from faq_index.entries import ENTRIES, Entries
from faq_index.index import Index, View, in_joint_space, in_multilingual_space
from faq_index.search import Matrix, Numbers

RECIPE = 3
"""Raise it when the same entries would give another index: old ones are then built anew."""

TOO_CLOSE = 0.8
"""A background sentence with a phrasing this near (multilingual cosine) is left out."""

Embed = Callable[[Sequence[str]], Matrix]
"""Texts to joint vectors, one row each."""

_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Line:
    """A text to learn from; `asked` when a customer might say it, so that search looks for it."""

    text: str
    owner: int
    asked: bool


@cache
def background() -> tuple[str, ...]:
    """Return the shipped questions that belong to no entry."""
    text = Path(__file__).with_name("background.yml").read_text(encoding="utf-8")
    return tuple(chain.from_iterable(yaml.safe_load(text).values()))


def version_of(entries: Entries, encoder: Joint) -> str:
    """Return the name of the index of these entries: equal content and models, equal name."""
    made_of = {
        "recipe": RECIPE,
        "models": encoder.models,
        "background": background(),
        "entries": ENTRIES.dump_python(entries, mode="json"),
    }
    return sha256(json.dumps(made_of).encode()).hexdigest()[:16]


def build(entries: Entries, encoder: Joint, embed: Embed) -> Index:
    """Return the index of at least one entry; `embed` gives the encoder's vectors of texts."""
    lines = list(_lines(entries))
    vectors = embed([line.text for line in lines])
    owners = np.array([line.owner for line in lines], np.int64)
    asked = np.array([line.asked for line in lines], bool)
    latin = asked & np.array([not has_hangul(line.text) for line in lines], bool)
    everywhere = in_multilingual_space(vectors, encoder.english.dimension)
    kept = _useful(everywhere, asked, owners == len(entries))
    return Index(
        version=version_of(entries, encoder),
        models=encoder.models,
        english_dimension=encoder.english.dimension,
        entries=entries,
        latin=_view(in_joint_space(vectors[kept]), owners[kept], latin[kept]),
        all=_view(everywhere[kept], owners[kept], asked[kept]),
    )


def _lines(entries: Entries) -> Iterator[_Line]:
    for number, entry in enumerate(entries):
        for text in chain(entry.question.values(), *entry.phrasings.values()):
            yield _Line(clean(text), number, asked=True)
        for text in entry.answer.values():
            yield _Line(clean(text), number, asked=False)
    for text in background():
        yield _Line(clean(text), len(entries), asked=False)


def _useful(vectors: Matrix, asked: _Mask, others: _Mask) -> _Mask:
    """Return which rows to learn from: all but the background that content speaks about."""
    kept = np.ones(len(vectors), bool)
    kept[others] = (vectors[others] @ vectors[asked].T).max(axis=1) < TOO_CLOSE
    return kept


def _view(vectors: Matrix, owners: Numbers, searched: _Mask) -> View:
    """Return a view that searches some rows and learns from all; the last owner is background."""
    phrasings = np.ascontiguousarray(vectors[searched])
    nearest = faiss.IndexFlatIP(vectors.shape[1])
    nearest.add(phrasings)
    background_label = int(owners.max())
    return View(
        phrasings=nearest,
        owners=owners[searched],
        centroids=_centroids(phrasings, owners[searched], background_label),
        head=head.fit(vectors, owners),
    )


def _centroids(vectors: Matrix, owners: Numbers, entries: int) -> Matrix:
    """Return the mean direction of each entry's rows, of length 1, or zero for one without."""
    sums = np.zeros((entries, vectors.shape[1]), np.float32)
    np.add.at(sums, owners, vectors)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths, lengths, 1), np.float32)
