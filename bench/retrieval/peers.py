"""Other ways to find the entry of a question, each as its authors or textbooks would set it up.

A peer gives every entry a score for every question; the best score is how sure it is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union

from faq_index.evaluate import AMONG, Asked
from faq_index.search import Matrix

Scores = npt.NDArray[np.float64]
"""One row a question, one column an entry."""

STRENGTH = 30.0
BM25_K1, BM25_B = 1.5, 0.75
NICENESS = 3


@dataclass(frozen=True)
class Task:
    """Phrasings with the numbers of their entries, and the questions; their vectors beside them."""

    ids: tuple[str, ...]
    phrasings: Sequence[str]
    owners: npt.NDArray[np.int64]
    questions: Sequence[str]
    phrasing_vectors: Matrix
    question_vectors: Matrix


Peer = Callable[[Task], Scores]


def asked(task: Task, scores: Scores, right: Sequence[str | None]) -> list[Asked]:
    """Return a peer's scores as if it answered everything; thresholds are chosen afterwards."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :AMONG]
    return [
        Asked("answer", float(row[order[0]]), found, found[:1], wanted)
        for row, order, wanted in zip(scores, best, right, strict=True)
        for found in [tuple(task.ids[number] for number in order)]
    ]


def nearest(task: Task) -> Scores:
    """The cosine of the nearest phrasing."""
    return _best_of_each(task.question_vectors @ task.phrasing_vectors.T, task)


def nearest_and_centroid(task: Task) -> Scores:
    """The mean of the cosines to the nearest phrasing and to the centroid."""
    members = np.eye(len(task.ids), dtype=np.float32)[task.owners]
    sums = members.T @ task.phrasing_vectors
    centroids = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray((nearest(task) + task.question_vectors @ centroids.T) / 2)


def logistic_on_embeddings(task: Task) -> Scores:
    """Logistic regression (C = 30) on the embeddings."""
    return _logistic(task.phrasing_vectors, task.question_vectors, task)


def bm25(task: Task) -> Scores:
    """Okapi BM25 of the best phrasing, words as the tokens."""
    counter = CountVectorizer(token_pattern=r"(?u)\b\w+\b")
    counts = counter.fit_transform(task.phrasings).astype(np.float64)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(1 + (counts.shape[0] - documents + 0.5) / (documents + 0.5))
    weights = counts.tocoo()
    norm = BM25_K1 * (1 - BM25_B + BM25_B * lengths[weights.row] / lengths.mean())
    weights.data = rarity[weights.col] * weights.data * (BM25_K1 + 1) / (weights.data + norm)
    asked_for = counter.transform(task.questions)
    asked_for.data[:] = 1
    return _best_of_each((asked_for @ weights.tocsr().T).toarray(), task)


def tfidf_logistic(task: Task) -> Scores:
    """Logistic regression on TF-IDF of words and of letters in words."""
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    return _logistic(
        features.fit_transform(task.phrasings), features.transform(task.questions), task
    )


class RasaSelector:
    """Rasa's ResponseSelector over words and letters, 100 epochs, in the engine environment."""

    def __init__(self, engine_python: Path, kept: Path, minutes: float) -> None:
        """Keep answers in the folder `kept`; give up on a question set after `minutes`."""
        self._python, self._kept, self._seconds = engine_python, kept, minutes * 60

    def __call__(self, task: Task) -> Scores:
        """Train and ask, or take what was answered before.

        Raises `subprocess.SubprocessError` when Rasa fails or takes too long.
        """
        told = self.answers(task)["questions"]
        return np.array([[found.get(name, 0.0) for name in task.ids] for found in told])

    def answers(self, task: Task) -> dict[str, Any]:
        """Return {"train_seconds", "questions": [{id: confidence}]}, raising as a call does."""
        named = [
            [text, task.ids[owner]] for text, owner in zip(task.phrasings, task.owners, strict=True)
        ]
        asked_for = {"phrasings.json": named, "questions.json": list(task.questions)}
        program = Path(__file__).with_name("rasa_selector.py")
        recipe = json.dumps(asked_for).encode() + program.read_bytes()
        kept = self._kept / f"{sha256(recipe).hexdigest()[:16]}.json"
        if not kept.is_file():
            self._kept.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory() as name:
                for file, data in asked_for.items():
                    (Path(name) / file).write_text(json.dumps(data), encoding="utf-8")
                self._run(program, Path(name))
                shutil.copy(Path(name) / "answers.json", kept)
        told: dict[str, Any] = json.loads(kept.read_bytes())
        return told

    def _run(self, program: Path, folder: Path) -> None:
        quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        # With one thread between operations, training stands still for ever now and then.
        threads = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "2"}
        subprocess.run(
            ["nice", "-n", str(NICENESS), self._python, program, folder],
            env=os.environ | quiet | threads,
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=self._seconds,
        )


def _best_of_each(scores: Scores | Matrix, task: Task) -> Scores:
    """Return the best score among each entry's phrasings."""
    best = np.full((len(scores), len(task.ids)), -np.inf)
    for column, owner in enumerate(task.owners):
        np.maximum(best[:, owner], scores[:, column], out=best[:, owner])
    return best


def _logistic(phrasings: object, questions: object, task: Task) -> Scores:
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(phrasings, task.owners)
    return np.asarray(model.predict_proba(questions), np.float64)
