"""From entries to an index: what is embedded, how the two views are made, and its version.

`prepare` is quick, so that a save is served at once; `refit` takes seconds and makes it whole.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from faq_index import calibrator, head, morphemes
from faq_index.calibrator import SHAPE, Texts
from faq_index.embed import Joint, clean, has_hangul
from faq_index.entries import ENTRIES, Entries, Entry
from faq_index.head import Head
from faq_index.index import (
    MORPHEMES,
    Index,
    View,
    in_joint_space,
    in_multilingual_space,
    korean_words,
)
from faq_index.search import Matrix, Numbers, Vector

RECIPE = 6
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


@dataclass(frozen=True)
class _Phrasings:
    """The phrasings that a view searches; `width` is that of the vectors its head reads."""

    near: Matrix
    owners: Numbers
    width: int


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


def prepare(entries: Entries, encoder: Joint, embed: Embed, previous: Index | None = None) -> Index:
    """Return an index of at least one entry at once; `refit` makes it whole.

    `embed` gives the encoder's vectors of texts. Until it is fitted, entries that `previous` knows
    keep what was fitted for them, and new or rewritten ones are found by nearness alone.
    """
    lines = list(_lines(entries))
    training = embed([line.text for line in lines]).astype(np.float16)
    places = _places(entries, previous)
    views = {
        name: _standing_in(phrasings, places, getattr(previous, name, None))
        for name, phrasings in _phrasings(lines, training, encoder.english.dimension).items()
    }
    return Index(
        version=version_of(entries, encoder),
        models=encoder.models,
        english_dimension=encoder.english.dimension,
        entries=entries,
        latin=views["latin"],
        all=views["all"],
        # The morphemes' weights belong to the rows of the head that were learnt with them.
        rarity=previous.rarity if previous else np.zeros(morphemes.WIDTH, np.float32),
        training=training,
    )


def refit(index: Index) -> Index:
    """Return a prepared index with its heads and calibrations fitted: seconds to a minute.

    Equal content and models give an equal result, whatever was served before.
    """
    if index.training is None:
        return index
    lines = list(_lines(index.entries))
    learnt = _learnt(lines, index.training, index.english_dimension)
    # Nearly all of the time is spent in matrix products, which two threads do side by side.
    with ThreadPoolExecutor(len(learnt.views)) as threads:
        latin, everywhere = threads.map(_fitted, learnt.views.values())
    return replace(index, latin=latin, all=everywhere, rarity=learnt.rarity, training=None)


def _fitted(texts: Texts) -> View:
    near, owners = texts.near[texts.phrased], texts.owners[texts.phrased]
    fitted = head.fit(texts.full, texts.owners)
    return View.of(near, owners, fitted, calibrator.fit(texts), np.zeros(len(fitted.rows), bool))


def _standing_in(phrasings: _Phrasings, places: Numbers, before: View | None) -> View:
    old = before.head if before else Head(np.zeros((0, phrasings.width + 1), np.float32))
    return View.of(
        phrasings.near,
        phrasings.owners,
        head.carried_over(old, places),
        before.calibration if before else SHAPE,
        # What the head did not know before, and was not fitted since, it still does not know.
        (places < 0) | before.fresh[places] if before else places < 0,
    )


def build(entries: Entries, encoder: Joint, embed: Embed) -> Index:
    """Return the whole index of at least one entry."""
    return refit(prepare(entries, encoder, embed))


def _phrasings(
    lines: Sequence[_Line], training: npt.NDArray[np.float16], english_dimension: int
) -> dict[str, _Phrasings]:
    asked = np.array([line.asked for line in lines], bool)
    latin = asked & np.array([not has_hangul(line.text) for line in lines], bool)
    owners = np.array([line.owner for line in lines], np.int64)
    joint = in_joint_space(training[latin].astype(np.float32), english_dimension)
    near = in_multilingual_space(training[asked].astype(np.float32), english_dimension)
    return {
        "latin": _Phrasings(joint, owners[latin], joint.shape[1]),
        "all": _Phrasings(near, owners[asked], near.shape[1] + morphemes.WIDTH),
    }


@dataclass(frozen=True)
class _Learnt:
    """What the two views learn from, and how rare each Korean morpheme is."""

    views: dict[str, Texts]
    rarity: Vector


def _learnt(
    lines: Sequence[_Line], training: npt.NDArray[np.float16], english_dimension: int
) -> _Learnt:
    vectors = training.astype(np.float32)
    owners = np.array([line.owner for line in lines], np.int64)
    phrased = np.array([line.asked for line in lines], bool)
    kept = _useful(
        in_multilingual_space(vectors, english_dimension), phrased, owners == owners.max()
    )
    # Before anything is made of them: with thousands of texts each array takes 100 MB.
    lines = [line for line, keep in zip(lines, kept, strict=True) if keep]
    vectors, owners, phrased = vectors[kept], owners[kept], phrased[kept]
    near = in_multilingual_space(vectors, english_dimension)
    hangul = np.array([has_hangul(line.text) for line in lines], bool)
    counts = korean_words([line.text for line in lines])
    rarity = morphemes.rarity(counts[hangul & phrased])
    words = MORPHEMES * morphemes.weighted(counts, rarity)
    joint = in_joint_space(vectors, english_dimension)
    latin = Texts(joint, joint, owners, phrased & ~hangul, phrased & ~hangul)
    korean = phrased & hangul
    everywhere = Texts(
        np.hstack([near, words]), near, owners, phrased, korean if korean.any() else phrased
    )
    return _Learnt({"latin": latin, "all": everywhere}, rarity)


def _places(entries: Entries, previous: Index | None) -> Numbers:
    """Return the number each entry had before, or -1 where it is new or mostly rewritten."""
    if previous is None:
        return np.full(len(entries), -1, np.int64)

    def place(entry: Entry) -> int:
        number = previous.numbers.get(entry.id, -1)
        if number < 0:
            return -1
        before, now = _texts(previous.entries[number]), _texts(entry)
        return number if 2 * len(before & now) >= len(before | now) else -1

    return np.array([place(entry) for entry in entries], np.int64)


def _texts(entry: Entry) -> set[str]:
    return set(chain(entry.question.values(), *entry.phrasings.values()))


def _lines(entries: Entries) -> Iterator[_Line]:
    for number, entry in enumerate(entries):
        said = dict.fromkeys(
            clean(text) for text in chain(entry.question.values(), *entry.phrasings.values())
        )
        for text in said:
            yield _Line(text, number, asked=True)
        for text in entry.answer.values():
            if clean(text) not in said:
                yield _Line(clean(text), number, asked=False)
    for text in background():
        yield _Line(clean(text), len(entries), asked=False)


def _useful(vectors: Matrix, asked: _Mask, others: _Mask) -> _Mask:
    """Return which rows to learn from: all but the background that content speaks about."""
    kept = np.ones(len(vectors), bool)
    near = (vectors[others] @ vectors[asked].T).max(axis=1) >= TOO_CLOSE
    # Something must stand for "none of these", however much the content speaks about.
    kept[np.flatnonzero(others)[near]] = near.all()
    return kept
