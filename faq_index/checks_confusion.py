"""Entries the search would mistake for each other, told by their vectors alone.

Every text is asked of the content without itself: how near is it to its own entry then, and how
near to the others? Nearness is half the cosine to the nearest text of an entry, half that to the
centroid of all its texts. Texts are compared within one script, Hangul or other.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from faq_index.checks import Embed
from faq_index.embed import clean, has_hangul
from faq_index.entries import Entry
from faq_index.errors import ContentWarning, Kind, shown
from faq_index.reading import Content
from faq_index.search import Matrix

SAME = 0.9
"""From this cosine on, the search hears two texts as one."""

STRAY_NEARNESS, STRAY_MARGIN = 0.65, 0.15
"""A text strays when another entry is this near, and nearer than its own by this margin.

Below, the search asks back or declines anyway, and the editor has nothing to mend.
"""

MUTUAL = 0.25
"""Two entries collide when this share of their texts is nearer to the other one, both ways."""

_ROWS_AT_ONCE = 512


class _Text(NamedTuple):
    owner: int
    text: str
    path: tuple[str | int, ...]


class _Strayed(NamedTuple):
    """A text that is nearer to another entry than to its own, and that entry's nearest text."""

    text: _Text
    other: _Text
    nearness: float
    margin: float


class _Pair(NamedTuple):
    """Two texts of two entries that the search hears as one."""

    first: _Text
    second: _Text
    cosine: float


def confusions(content: Content, embed: Embed) -> Iterator[ContentWarning]:
    """Yield collisions of entries, and phrasings that find another entry."""
    texts = [one for number, entry in enumerate(content.entries) for one in _texts(number, entry)]
    strays: list[_Strayed] = []
    pairs: list[_Pair] = []
    vectors = _unit(embed([clean(one.text) for one in texts]))
    for hangul in (False, True):
        rows = [row for row, one in enumerate(texts) if has_hangul(one.text) is hangul]
        if rows:
            found = _compared([texts[row] for row in rows], vectors[rows])
            strays += found[0]
            pairs += found[1]
    teller = _Teller(content)
    told: set[frozenset[int]] = set()  # each two entries once: the gravest says enough
    for pair in sorted(pairs, key=lambda one: -one.cosine):
        if (both := frozenset((pair.first.owner, pair.second.owner))) not in told:
            told.add(both)
            yield teller.pair(pair)
    for mutual, count in _mutual(strays, Counter(one.owner for one in texts)):
        if (both := _both(mutual[0])) not in told:
            told.add(both)
            yield teller.mutual(mutual, count)
    for stray in strays:
        near = stray.nearness >= STRAY_NEARNESS and stray.margin >= STRAY_MARGIN
        if near and _both(stray) not in told:
            yield teller.stray(stray)


def _both(stray: _Strayed) -> frozenset[int]:
    return frozenset((stray.text.owner, stray.other.owner))


def _texts(number: int, entry: Entry) -> Iterator[_Text]:
    for locale, text in entry.question.items():
        yield _Text(number, text, ("question", locale))
    for locale, phrasings in entry.phrasings.items():
        for row, text in enumerate(phrasings):
            yield _Text(number, text, ("phrasings", locale, row))


def _unit(vectors: Matrix) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), np.float32)


def _compared(texts: list[_Text], vectors: Matrix) -> tuple[list[_Strayed], list[_Pair]]:
    """Compare texts, in the order of their owners, with each other."""
    owners = [owner for owner, _ in groupby(texts, key=lambda one: one.owner)]
    sizes = [len(list(group)) for _, group in groupby(texts, key=lambda one: one.owner)]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    group_of = np.repeat(np.arange(len(owners)), sizes)
    sums = np.add.reduceat(vectors, starts[:-1], axis=0)
    centroids = _unit(sums)
    strays: list[_Strayed] = []
    pairs: list[_Pair] = []
    for first in range(0, len(texts), _ROWS_AT_ONCE):
        block = np.arange(first, min(first + _ROWS_AT_ONCE, len(texts)))
        own, at = group_of[block], np.arange(len(block))
        cosines = vectors[block] @ vectors.T
        for row, column in zip(*np.nonzero(cosines >= SAME), strict=True):
            if column > block[row] and group_of[column] != own[row]:
                cosine = float(cosines[row, column])
                pairs.append(_Pair(texts[block[row]], texts[column], cosine))
        cosines[at, block] = -1.0  # without itself
        nearness = np.maximum.reduceat(cosines, starts[:-1], axis=1)
        nearness += vectors[block] @ centroids.T
        nearness /= 2
        left = _unit(sums[own] - vectors[block])
        nearest_own = np.array(
            [cosines[row, starts[g] : starts[g + 1]].max() for row, g in zip(at, own, strict=True)]
        )
        own_nearness = (nearest_own + (left * vectors[block]).sum(axis=1)) / 2
        nearness[at, own] = -1.0
        others = nearness.argmax(axis=1)
        margins = nearness[at, others] - own_nearness
        for row in np.nonzero(margins > 0)[0]:
            if sizes[own[row]] < 2:
                continue  # without itself nothing is left to find
            start, end = starts[others[row]], starts[others[row] + 1]
            other = texts[start + int(cosines[row, start:end].argmax())]
            near, margin = float(nearness[row, others[row]]), float(margins[row])
            strays.append(_Strayed(texts[block[row]], other, near, margin))
    return strays, pairs


def _mutual(strays: list[_Strayed], sizes: Counter[int]) -> Iterator[tuple[list[_Strayed], int]]:
    """Yield the strays between two entries that are mistaken for each other, with their texts."""
    between: dict[frozenset[int], list[_Strayed]] = {}
    for stray in strays:
        between.setdefault(_both(stray), []).append(stray)
    for entries, found in between.items():
        both = sum(sizes[entry] for entry in entries)
        if len({stray.text.owner for stray in found}) == 2 and len(found) >= MUTUAL * both:
            yield sorted(found, key=lambda stray: -stray.margin), both


class _Teller:
    """Puts what was found into an editor's words, at its place."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def pair(self, pair: _Pair) -> ContentWarning:
        other = self._place(pair.second)
        message = (
            f"{shown(pair.first.text)} and {shown(pair.second.text)} of '{self._id(pair.second)}'"
            f" ({other}) sound the same to the search: say in each what tells them apart, or keep"
            " one of them"
        )
        return self._warning(pair.first, message, "collision", pair.second, 1 + pair.cosine)

    def mutual(self, strays: list[_Strayed], texts: int) -> ContentWarning:
        worst = strays[0]
        one, other = self._id(worst.text), self._id(worst.other)
        message = (
            f"'{one}' and '{other}' are mistaken for each other: {len(strays)} of their {texts}"
            f" texts are nearer to the other one, such as {shown(worst.text.text)}:"
            " use in each the words that tell them apart, or make one entry of both"
        )
        return self._warning(worst.text, message, "collision", worst.other, len(strays) / texts)

    def stray(self, stray: _Strayed) -> ContentWarning:
        message = (
            f"{shown(stray.text.text)} finds '{self._id(stray.other)}'"
            f" ({shown(stray.other.text)}) without itself: write more phrasings like it, or move"
            " it there if it belongs there"
        )
        return self._warning(stray.text, message, "stray", stray.other, stray.margin)

    def _id(self, text: _Text) -> str:
        return self._content.entries[text.owner].id

    def _place(self, text: _Text) -> str:
        spot = self._content.spot(self._id(text), *text.path)
        return f"{Path(spot.file).name}:{spot.line}"

    def _warning(
        self, text: _Text, message: str, kind: Kind, other: _Text, weight: float
    ) -> ContentWarning:
        spot = self._content.spot(self._id(text), *text.path)
        return ContentWarning(
            spot.file,
            spot.line,
            spot.column,
            message,
            kind,
            self._id(text),
            self._id(other),
            weight,
        )
