"""Embeddings kept by what they are of, so that a rebuild embeds only what changed."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import numpy as np

from faq_index.embed import Encoder
from faq_index.onnx_model import Matrix

Progress = Callable[[int, int], None]
"""Told (texts embedded so far, texts to embed)."""

_SAVED_AT_ONCE = 64
_BUSY_SECONDS = 30


def silent(done: int, total: int) -> None:
    """The progress nobody watches."""


class EmbeddingCache:
    """A SQLite file from sha256(model, text) to the vector. Processes may share it."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which is made when needed and made again when damaged."""
        self._path = path

    def encode(self, encoder: Encoder, texts: Sequence[str], progress: Progress = silent) -> Matrix:
        """Return one row a text, asking the encoder only for those never seen before.

        Raises `sqlite3.OperationalError` when the file cannot be read or written.
        """
        try:
            return self._encode(encoder, texts, progress)
        except sqlite3.OperationalError:
            raise  # the disk is full, or another process holds the file: nothing to mend here
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            return self._encode(encoder, texts, progress)

    def _encode(self, encoder: Encoder, texts: Sequence[str], progress: Progress) -> Matrix:
        keys = [_key(encoder.name, text) for text in texts]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS embeddings"
                " (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
            )
            known = _known(database, keys)
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            progress(0, len(missing))
            for batch in _batches(list(missing)):
                vectors = encoder.encode([missing[key] for key in batch])
                rows = [(key, row.tobytes()) for key, row in zip(batch, vectors, strict=True)]
                with database:
                    database.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?)", rows)
                known.update(rows)
                progress(sum(key in known for key in missing), len(missing))
        rows_in_order = [np.frombuffer(known[key], dtype=np.float32) for key in keys]
        return np.array(rows_in_order, np.float32).reshape(len(keys), encoder.dimension)


def _key(model: str, text: str) -> bytes:
    return sha256(f"{model}\0{text}".encode()).digest()


def _known(database: sqlite3.Connection, keys: list[bytes]) -> dict[bytes, bytes]:
    known: dict[bytes, bytes] = {}
    for batch in _batches(keys):
        marks = ",".join("?" * len(batch))
        found = database.execute(
            f"SELECT key, vector FROM embeddings WHERE key IN ({marks})", batch
        )
        known.update(found)
    return known


def _batches(keys: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(keys), _SAVED_AT_ONCE):
        yield keys[start : start + _SAVED_AT_ONCE]
