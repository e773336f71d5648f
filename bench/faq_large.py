"""Search among very many phrasings: which FAISS index is quick enough and still right.

    python -m bench.faq_large --data FOLDER [--rows 100000 1000000] [--all] [--json]

Vectors are MiniLM's of the questions in FOLDER, moved by differences of other such vectors (so they
stay where embeddings are, unlike random directions), until there are enough rows; questions are
made the same way. One thread. Every way is built, saved, and searched from the mapped file;
recall@1 is held against the exact 32-bit search. `Nearest` is what the service uses; `--all` adds
the slow builds. A million rows need 6 GB of memory and 4 GB of disk for some minutes.
"""

import argparse
import csv
import json
import math
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from faq_index.embed import clean
from faq_index.encoders import MiniLm
from faq_index.nearest import Nearest
from faq_index.search import Matrix, Numbers

FILES = ("banking77_train", "clinc150_train", "bitext27_train", "hint3_curekart_train")
QUESTIONS = 1000
SPREAD = 0.35
"""How far a made vector is from the real one; cosines of 0.8 to 0.95, as between phrasings."""

COSINE = faiss.METRIC_INNER_PRODUCT
HALF, EIGHT = faiss.ScalarQuantizer.QT_fp16, faiss.ScalarQuantizer.QT_8bit
NEAREST = 100


@dataclass(frozen=True)
class Measured:
    """One way to search so many rows. Times in milliseconds and seconds, sizes in megabytes."""

    rows: int
    way: str
    build_s: float
    file_mb: float
    p50_ms: float
    p95_ms: float
    recall: float


def real_vectors(data: Path, var: Path) -> Matrix:
    """Return the vectors of all distinct questions of the data."""
    kept = var / "bench" / "questions.npy"
    if kept.exists():
        vectors: Matrix = np.load(kept)
        return vectors
    texts: set[str] = set()
    for name in FILES:
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            texts |= {clean(next(iter(row.values()))) for row in csv.DictReader(lines)}
    vectors = MiniLm(var / "models").encode(sorted(texts))
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.save(kept, vectors)
    return vectors


def made(real: Matrix, rows: int, seed: int) -> Matrix:
    """Return as many vectors of length 1 around the real ones."""
    random = np.random.default_rng(seed)
    vectors = np.empty((rows, real.shape[1]), np.float32)
    for start in range(0, rows, 50_000):
        part = vectors[start : start + 50_000]
        one, other, third = random.integers(0, len(real), (3, len(part)))
        part[:] = real[one] + SPREAD * (real[other] - real[third])
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def ways(rows: int, width: int, every: bool) -> Iterator[tuple[str, faiss.Index]]:
    """Yield the ways to try beside `Nearest`, still empty."""
    yield "all rows, 32 bits", faiss.IndexFlatIP(width)
    yield "all rows, 16 bits", faiss.IndexScalarQuantizer(width, HALF, COSINE)
    yield "all rows, 8 bits", faiss.IndexScalarQuantizer(width, EIGHT, COSINE)
    for probed in (16, 64, 128):
        centres = faiss.IndexFlatIP(width)
        lists = faiss.IndexIVFScalarQuantizer(
            centres, width, 2 * math.isqrt(rows), HALF, COSINE, False
        )
        lists.cp.max_points_per_centroid, lists.cp.niter, lists.nprobe = 40, 10, probed
        yield f"lists, 16 bits, {probed} looked at", lists
    if every or rows <= 100_000:
        for looked_at in (64, 256):
            graph = faiss.IndexHNSWSQ(width, HALF, 32, COSINE)  # type: ignore[arg-type]
            graph.hnsw.efSearch = looked_at
            yield f"graph (HNSW32), 16 bits, {looked_at} looked at", graph


def measured(
    rows: int, way: str, search: Nearest, build_s: float, questions: Matrix, right: Numbers
) -> Measured:
    """Save a search, map it, ask it, and hold it against the right rows."""
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        file = Path(folder) / "index"
        search.save(file)
        del search
        mapped = Nearest.load(file)
        for question in questions[:50]:
            mapped.search(question, NEAREST)
        times, hits = [], 0
        for question, best in zip(questions, right, strict=True):
            began = time.perf_counter()
            _, found = mapped.search(question, NEAREST)
            times.append((time.perf_counter() - began) * 1000)
            hits += int(found[0] == best)
        half, most = np.quantile(times, [0.5, 0.95])
        size = file.stat().st_size / 1024**2
        recall = hits / len(questions)
        return Measured(rows, way, build_s, size, float(half), float(most), recall)


def shared(search: Nearest, questions: Matrix) -> list[tuple[float, float]]:
    """Return the own and the proportional memory (MB) that two processes have of one file."""
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        file = Path(folder) / "index"
        search.save(file)
        context = get_context("spawn")
        ready, measure = context.Barrier(2), context.Queue()
        processes = [
            context.Process(target=_share, args=(file, questions[:200], ready, measure))
            for _ in range(2)
        ]
        for process in processes:
            process.start()
        told = [measure.get() for _ in processes]
        for process in processes:
            process.join()
        return told


def _share(file: Path, questions: Matrix, ready: Any, measure: Any) -> None:  # noqa: ANN401
    before = _memory()
    mapped = Nearest.load(file)
    for question in questions:
        mapped.search(question, NEAREST)
    ready.wait()  # both have the file mapped now
    after = _memory()
    ready.wait()
    measure.put((after[0] - before[0], after[1] - before[1]))


def _memory() -> tuple[float, float]:
    """Return this process's anonymous and proportional memory in MB (Linux)."""
    lines = dict(
        line.split()[:2] for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    )
    return float(lines["Anonymous:"]) / 1024, float(lines["Pss:"]) / 1024


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="bench.faq_large", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--all", action="store_true", help="the slow builds as well")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    real = real_vectors(asked.data, Path(os.environ.get("HANDRAIL_VAR", "var")))
    lines: list[Measured] = []
    told: dict[int, list[tuple[float, float]]] = {}
    for rows in asked.rows:
        vectors, questions = made(real, rows, 1), made(real, QUESTIONS, 2)
        exact = faiss.IndexFlatIP(vectors.shape[1])
        exact.add(vectors)
        right = exact.search(questions, 1)[1][:, 0]
        del exact
        began = time.perf_counter()
        ours = Nearest.of(vectors)
        seconds = time.perf_counter() - began
        told[rows] = shared(ours, questions)
        lines.append(measured(rows, "**`Nearest`**", ours, seconds, questions, right))
        del ours
        for way, index in ways(rows, vectors.shape[1], asked.all):
            began = time.perf_counter()
            index.train(vectors)
            index.add(vectors)
            seconds = time.perf_counter() - began
            lines.append(measured(rows, way, Nearest(index), seconds, questions, right))
    if asked.json:
        print(json.dumps({"lines": [asdict(line) for line in lines], "shared_mb": told}))
        return
    print("| rows | way | build s | file MB | p50 ms | p95 ms | recall@1 |")
    print("|---|---|---|---|---|---|---|")
    for line in lines:
        print(
            f"| {line.rows:,} | {line.way} | {line.build_s:.0f} | {line.file_mb:.0f} |"
            f" {line.p50_ms:.2f} | {line.p95_ms:.2f} | {line.recall:.3f} |"
        )
    for rows, processes in told.items():
        own, proportional = np.mean(processes, axis=0)
        print(
            f"\nTwo processes with the same {rows:,} rows: {own:.0f} MB of its own each,"
            f" {proportional:.0f} MB with its half of what they share."
        )


if __name__ == "__main__":
    main()
