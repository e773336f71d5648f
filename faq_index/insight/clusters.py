"""Which questions belong together. Pure: vectors and weights in, groups of rows out.

Average linkage: the two groups whose questions are, on average over all pairs, most alike become
one, again and again, until no two groups are alike enough. Only groups with at least one pair of
near neighbours are looked at, and the average of all pairs is one product of two sums, so 20,000
questions take seconds. The same input gives the same groups; a group is known by its first row.
"""

import heapq
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from faq_index.search import Matrix, Numbers

ALIKE = 0.52
"""The average likeness (cosine) from which groups become one; docs/subsystems/gaps.md measures."""

SAME = 0.93
"""From here on, two questions are shown as one that was asked twice."""

_NEIGHBOURS = 16
_BLOCK = 256
_ACROSS = 1.15

Flags = npt.NDArray[np.bool_]


class Space:
    """Questions as rows, and how alike two are.

    Joint vectors are an English part, all zero for a text with Hangul, and a multilingual part,
    each of length 1. Two questions without Hangul are as alike as the mean cosine of both parts;
    with Hangul in either, only the multilingual parts can be compared, and between the languages
    their cosine runs lower, which `_ACROSS` makes up for. As an inner product:

        likeness(a, b) = e(a)·e(b)/2 + l(a)·l(b)/2 + h(a)·h(b) + ACROSS (l(a)·h(b) + h(a)·l(b))

    where e is the English part, and l and h are the multilingual part of a text without and with
    Hangul (the other one is zero). It is linear in both, so that for sums over groups it gives the
    sum over all pairs.
    """

    def __init__(self, vectors: Matrix, english_dimension: int) -> None:
        """Take joint vectors whose first `english_dimension` numbers are the English part."""
        self.vectors = vectors
        self._english = english_dimension
        self._width = vectors.shape[1]
        self._latin: Flags = np.any(vectors[:, :english_dimension] != 0, axis=1)

    def __len__(self) -> int:
        return len(self.vectors)

    def parts(self, rows: Sequence[int] | Numbers | slice) -> Matrix:
        """Return e, l and h of rows, one after the other: sums of these are groups."""
        vectors, latin = self.vectors[rows], self._latin[rows]
        parts = np.zeros((len(vectors), 2 * self._width - self._english), np.float32)
        parts[latin, : self._width] = vectors[latin]
        parts[~latin, self._width :] = vectors[~latin, self._english :]
        return parts

    def mirrored(self, parts: Matrix) -> Matrix:
        """Return what parts are multiplied with to get their likeness to others."""
        e = parts[..., : self._english]
        low, high = parts[..., self._english : self._width], parts[..., self._width :]
        halves = [e / 2, low / 2 + _ACROSS * high, _ACROSS * low + high]
        return np.concatenate(halves, axis=-1, dtype=np.float32)

    def likeness(self, rows: Sequence[int]) -> Matrix:
        """Return how alike some rows are, one with another."""
        parts = self.parts(rows)
        return np.asarray(parts @ self.mirrored(parts).T, np.float32)


def clusters(space: Space, weights: Sequence[int], alike: float = ALIKE) -> list[list[int]]:
    """Return the rows in groups: rows in order, groups by their first rows.

    `weights` say how often each question was asked; the average of a group counts them so.
    """
    groups = _Groups(space, weights, alike)
    for one, other, likeness in _pairs(space, alike):
        groups.offer(one, other, likeness)
    groups.join()
    found: dict[int, list[int]] = {}
    for row in range(len(space)):
        found.setdefault(groups.first_of(row), []).append(row)
    return list(found.values())


def _pairs(space: Space, alike: float) -> Iterator[tuple[int, int, float]]:
    """Yield each row's nearest later rows that are alike enough, and how alike they are."""
    for start in range(0, len(space), _BLOCK):
        block = space.mirrored(space.parts(slice(start, start + _BLOCK)))
        # The rows before are paired with these already.
        blocks = range(start, len(space), _BLOCK)
        likeness = np.hstack([block @ space.parts(slice(at, at + _BLOCK)).T for at in blocks])
        likeness[np.tril_indices(len(block), 0, likeness.shape[1])] = -1
        near = likeness >= alike
        for place in np.flatnonzero(near.any(axis=1)).tolist():
            others = np.flatnonzero(near[place])
            values = likeness[place, others]
            if len(others) > _NEIGHBOURS:
                best = np.argpartition(-values, _NEIGHBOURS - 1)[:_NEIGHBOURS]
                others, values = others[best], values[best]
            for other, value in zip(others.tolist(), values.tolist(), strict=True):
                yield start + place, start + other, value


class _Groups:
    """Groups that become fewer. A group is known by its first row."""

    def __init__(self, space: Space, weights: Sequence[int], alike: float) -> None:
        self._space, self._alike = space, alike
        self._weights = np.array(weights, np.float32)
        self._sums: dict[int, Matrix] = {}  # of groups of more than one row
        self._into = list(range(len(space)))
        self._changes = [0] * len(space)
        self._near: list[set[int]] = [set() for _ in self._into]
        self._waiting: list[tuple[float, int, int, int, int]] = []

    def offer(self, one: int, other: int, likeness: float) -> None:
        """Note that two groups are alike enough to be one."""
        first, second = min(one, other), max(one, other)
        self._near[first].add(second)
        self._near[second].add(first)
        changes = self._changes[first], self._changes[second]
        heapq.heappush(self._waiting, (-likeness, first, second, *changes))

    def join(self) -> None:
        """Make one of the two groups most alike until none are alike enough."""
        while self._waiting:
            _, first, second, *changes = heapq.heappop(self._waiting)
            # Groups that changed since were offered anew; gone ones count as changed.
            if changes == [self._changes[first], self._changes[second]]:
                self._merge(first, second)

    def first_of(self, row: int) -> int:
        """Return the first row of a row's group."""
        while self._into[row] != row:
            row = self._into[row]
        return row

    def _merge(self, first: int, second: int) -> None:
        whole = self._sums_of([first, second]).sum(axis=0)
        self._sums.pop(second, None)
        self._sums[first] = whole
        self._weights[first] += self._weights[second]
        self._into[second] = first
        self._changes[first] += 1
        self._changes[second] = -1
        near = sorted((self._near[first] | self._near[second]) - {first, second})
        for other in self._near[second]:
            self._near[other].discard(second)
        self._near[first], self._near[second] = set(), set()
        if not near:
            return
        means = self._sums_of(near) @ self._space.mirrored(whole)
        means /= self._weights[near] * self._weights[first]
        for other, mean in zip(near, means.tolist(), strict=True):
            if mean >= self._alike:
                self.offer(first, other, mean)
            else:
                # An average is never above both of its parts, so only another part that is alike
                # can bring these together again, and that part is a neighbour of its own.
                self._near[other].discard(first)

    def _sums_of(self, groups: Sequence[int]) -> Matrix:
        sums = self._space.parts(groups) * self._weights[groups, None]
        for place, group in enumerate(groups):
            if group in self._sums:
                sums[place] = self._sums[group]
        return np.asarray(sums, np.float32)


def central(space: Space, rows: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return rows of one group, those most like the whole group first."""
    parts = space.parts(rows)
    counted = np.array([weights[row] for row in rows], np.float32)
    likeness = (parts @ space.mirrored(counted @ parts)).tolist()
    return [row for _, row in sorted(zip((-one for one in likeness), rows, strict=True))]


def distinct(space: Space, rows: Sequence[int], same: float = SAME) -> list[list[int]]:
    """Return rows in groups that say the same; each group begins with its first row given."""
    likeness = space.likeness(rows)
    found: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        leader = next((one for one in found if likeness[one, place] >= same), place)
        found.setdefault(leader, []).append(row)
    return list(found.values())
