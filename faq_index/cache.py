"""Embeddings kept by what they are of, so that a rebuild embeds only what changed."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np

from faq_index.embed import Encoder
from faq_index.encoders import Role
from faq_index.onnx_model import Matrix

Progress = Callable[[int, int], None]
"""Told (texts embedded so far, texts to embed)."""

_SAVED_AT_ONCE = 64
_BUSY_SECONDS = 30


def silent(done: int, total: int) -> None:
    """The progress nobody watches."""


class EmbeddingCache:
    """A SQLite file from sha256(model, text) to the vector. Processes and threads may share it.

    What was asked for last stays in memory as well: the next save asks for nearly the same.
    """

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which is made when needed and made again when damaged."""
        self._path = path
        self._turn = threading.Lock()
        self._rows: dict[bytes, int] = {}
        self._last: Matrix = np.empty((0, 0), np.float32)

    def encode(
        self,
        encoder: Encoder,
        texts: Sequence[str],
        progress: Progress = silent,
        role: Role = "passage",
    ) -> Matrix:
        """Return one row a text, asking the encoder only for those never seen before.

        Raises `sqlite3.OperationalError` when the file cannot be read or written.
        """
        keys = [_key(encoder.name, text, role) for text in texts]
        with self._turn:
            rows = np.array([self._rows.get(key, -1) for key in keys], np.int64)
            remembered = rows >= 0
            vectors = np.empty((len(keys), encoder.dimension), np.float32)
            if remembered.any():
                vectors[remembered] = self._last[rows[remembered]]
            others = np.flatnonzero(~remembered).tolist()
            if others:
                wanted = {keys[row]: texts[row] for row in others}
                found = self._stored(encoder, wanted, progress, role)
                for row in others:
                    vectors[row] = np.frombuffer(found[keys[row]], np.float32)
            vectors.setflags(write=False)  # the caller's and ours
            # A few texts, such as golden questions, must not push out those of the content.
            if others and 2 * len(keys) > len(self._rows):
                self._rows = {key: row for row, key in enumerate(keys)}
                self._last = vectors
        return vectors

    def _stored(
        self, encoder: Encoder, wanted: dict[bytes, str], progress: Progress, role: Role
    ) -> dict[bytes, bytes]:
        try:
            return self._read(encoder, wanted, progress, role)
        except sqlite3.OperationalError:
            raise  # the disk is full, or another process holds the file: nothing to mend here
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            return self._read(encoder, wanted, progress, role)

    def _read(
        self, encoder: Encoder, wanted: dict[bytes, str], progress: Progress, role: Role
    ) -> dict[bytes, bytes]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS embeddings"
                " (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
            )
            known = _known(database, wanted)
            missing = [key for key in wanted if key not in known]
            progress(0, len(missing))
            for done, batch in _batches(missing):
                vectors = encoder.encode([wanted[key] for key in batch], role)
                rows = [(key, row.tobytes()) for key, row in zip(batch, vectors, strict=True)]
                with database:
                    database.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?)", rows)
                known.update(rows)
                progress(done, len(missing))
        return known


def _key(model: str, text: str, role: Role) -> bytes:
    heard_as = "" if role == "passage" else f"{role}\0"
    return sha256(f"{model}\0{heard_as}{text}".encode()).digest()


def _known(database: sqlite3.Connection, keys: dict[bytes, str]) -> dict[bytes, bytes]:
    known: dict[bytes, bytes] = {}
    for _, batch in _batches(keys):
        marks = ",".join("?" * len(batch))
        found = database.execute(
            f"SELECT key, vector FROM embeddings WHERE key IN ({marks})", batch
        )
        known.update(found)
    return known


def _batches(keys: Sequence[bytes] | dict[bytes, str]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield keys a few at a time, each time with how many that makes."""
    left, done = iter(keys), 0
    while batch := list(islice(left, _SAVED_AT_ONCE)):
        done += len(batch)
        yield done, batch
