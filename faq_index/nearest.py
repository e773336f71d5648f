"""The nearest rows to a vector: every row is looked at up to 100,000; a file that processes share.

`python -m bench.faq_large` measures the ways there are. Rows are kept as 16-bit numbers: half the
memory and half the time of 32-bit ones, cosines true to 0.0001, and the same row first. Beyond
100,000 rows they are sorted into lists around centres, and the lists nearest to the vector are
looked at: seventy times quicker at a million rows, with the nearest row found in more than 99 of
100 cases. Graphs (HNSW) took longer to build and found less; 8-bit numbers find less too.
"""

import math
from pathlib import Path

import faiss
import numpy as np

from faq_index.search import Matrix, Numbers, Vector

faiss.omp_set_num_threads(1)  # several under load make the slowest answers ten times slower

EXACT_ROWS = 100_000
"""Up to so many rows all are looked at."""
PROBED = 64
"""How many lists are looked at beyond."""
_TRAINED_ON = 40
"""Rows for each centre from which the centres are found."""
_ROUNDS = 10
_LANES = 16
"""FAISS reads rows number by number, ten times slower, unless their width is a multiple of this."""
_HALF, _COSINE = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT


class Nearest:
    """Rows searched by inner product, the cosine where rows have length 1. Never changes."""

    def __init__(self, index: faiss.Index) -> None:
        """Search a FAISS index of inner products; `of` and `load` make one."""
        self._index = index

    @classmethod
    def of(cls, vectors: Matrix) -> "Nearest":
        """Return a search over the rows of a matrix, of which there may be none.

        Takes about 40 s for a million rows of 384 numbers.
        """
        rows, width = vectors.shape
        width += -width % _LANES
        index = _lists(rows, width) if rows > EXACT_ROWS else _all(width)
        if rows:
            padded = _padded(vectors, width)
            index.train(padded)
            index.add(padded)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "Nearest":
        """Map a saved search into memory: processes that load the same file share its pages.

        The file must not be changed while anybody has it loaded (replacing or removing it is
        fine). Raises RuntimeError when it is missing or damaged.
        """
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Write the search to a file. Raises RuntimeError when the disk refuses."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        """Return how many rows there are."""
        return int(self._index.ntotal)

    def search(self, vector: Vector, k: int) -> tuple[Vector, Numbers]:
        """Return the cosines and numbers of the `k` rows nearest to a vector, best first.

        Fewer come back when there are fewer rows, or fewer in the lists looked at.
        """
        k = min(k, len(self))
        if not k:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        cosines, rows = self._index.search(_padded(vector[None, :], self._index.d), k)
        found = rows[0] >= 0
        return cosines[0][found], rows[0][found]


def _padded(vectors: Matrix, width: int) -> Matrix:
    """Return rows with zeros behind them, which change no inner product."""
    missing = width - vectors.shape[1]
    rows = np.pad(vectors, ((0, 0), (0, missing))) if missing else vectors
    return np.ascontiguousarray(rows, np.float32)


def _all(width: int) -> faiss.Index:
    return faiss.IndexScalarQuantizer(width, _HALF, _COSINE)


def _lists(rows: int, width: int) -> faiss.Index:
    centres = faiss.IndexFlatIP(width)
    index = faiss.IndexIVFScalarQuantizer(
        centres, width, 2 * math.isqrt(rows), _HALF, _COSINE, False
    )
    index.cp.max_points_per_centroid, index.cp.niter = _TRAINED_ON, _ROUNDS
    index.nprobe = PROBED  # kept in the file
    return index
