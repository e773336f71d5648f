"""What customers ask and nobody answers: how well it is gathered, and how long that takes.

    python -m bench.faq_gaps --data FOLDER [--json]

The labelled questions in FOLDER are taken as if nobody knew their topics. For each set: how many
clusters there are; the adjusted Rand index (1: as the labels, 0: by chance); purity, the share of
questions whose cluster is mostly of their topic; how many clusters have three questions or more,
the share of all questions in these, and their purity.

Then 20,000 different declined questions go through the whole of it: masked and stored, embedded,
gathered with the shop's content asked about each, and listed again.
"""

import argparse
import asyncio
import csv
import json
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

from faq_index.asking import Asking
from faq_index.build import build
from faq_index.database import open_engine
from faq_index.embed import Joint, default_encoder
from faq_index.insight.clusters import ALIKE, Space, clusters
from faq_index.insight.insight import Insight
from faq_index.insight.settings import SignalSettings
from faq_index.insight.signals import Turn
from faq_index.insight.store import SignalStore
from faq_index.reading import load_folder
from faq_index.settings import settings

SETS = ("clinc150_val", "banking77_test", "bitext27_dev", "parakqc")
FILLING = ("clinc150_train", "banking77_train")
MOST = 3_000
SIGNALS = 20_000
BATCH = 500


@dataclass(frozen=True)
class Gathered:
    """How well the questions of one set were gathered."""

    questions: int
    topics: int
    clusters: int
    rand: float
    purity: float
    of_three: int
    covered: float
    purity_of_three: float


def labelled(file: Path, most: int) -> tuple[list[str], list[str]]:
    """Return questions and their topics, in an order of their own that is always the same."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))[:most]
    label = "intent" if "intent" in rows[0] else "set"
    order = np.random.default_rng(0).permutation(len(rows))
    return [rows[at]["text"] for at in order], [rows[at][label] for at in order]


def gathered(encoder: Joint, file: Path, alike: float) -> Gathered:
    """Gather the questions of a file and hold the clusters against the topics."""
    texts, topics = labelled(file, MOST)
    vectors = encoder.encode(texts, "query")
    groups = clusters(Space(vectors, encoder.english.dimension), [1] * len(texts), alike)
    number = np.empty(len(texts), int)
    for place, rows in enumerate(groups):
        number[rows] = place
    large = [rows for rows in groups if len(rows) >= 3]
    held = sum(map(len, large))
    return Gathered(
        questions=len(texts),
        topics=len(set(topics)),
        clusters=len(groups),
        rand=float(adjusted_rand_score(topics, number)),
        purity=_right(groups, topics) / len(texts),
        of_three=len(large),
        covered=held / len(texts),
        purity_of_three=_right(large, topics) / held,
    )


def _right(groups: Sequence[Sequence[int]], topics: Sequence[str]) -> int:
    return sum(Counter(topics[row] for row in rows).most_common(1)[0][1] for rows in groups)


async def timed(encoder: Joint, data: Path, content: Path) -> dict[str, float]:
    """Return seconds for 20,000 signals, in CPU time of this process and on the clock."""
    texts = [text for name in FILLING for text in labelled(data / f"{name}.csv", 99_999)[0]]
    texts = list(dict.fromkeys(texts))[:SIGNALS]
    asking = Asking(encoder)
    asking.swap(build(load_folder(content), encoder, encoder.encode))
    seconds: dict[str, float] = {"questions": len(texts)}
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/handrail.db")
        insight = Insight(SignalStore(engine), asking, SignalSettings(180, b"bench"))
        now = time.time_ns() // 1_000_000
        began, cpu = time.perf_counter(), time.process_time()

        def lap(name: str) -> None:
            nonlocal began, cpu
            seconds[f"{name}_s"] = round(time.perf_counter() - began, 2)
            seconds[f"{name}_cpu_s"] = round(time.process_time() - cpu, 2)
            began, cpu = time.perf_counter(), time.process_time()

        answered = [_turn(at, text, now, "answer") for at, text in enumerate(texts)]
        for start in range(0, len(answered), BATCH):
            await insight.take(answered[start : start + BATCH])
        lap("stored")
        await insight.close()
        declined = [_turn(at, text, now, "decline") for at, text in enumerate(texts)]
        for start in range(0, len(declined), BATCH):
            await insight.take(declined[start : start + BATCH])
        await insight.close()
        lap("stored_and_embedded")
        seconds["clusters"] = len((await insight.gaps()).clusters)
        lap("gathered")
        await insight.gaps()
        lap("listed_again")
        engine.dispose()
    asking.worker.close()
    return seconds


def _turn(at: int, text: str, now: int, outcome: str) -> Turn:
    return Turn.model_validate(
        {
            "kind": "turn",
            "id": f"{outcome}-{at}",
            "conversation": f"conversation-{at // 2}",
            "at": now,
            "locale": "en",
            "text": text,
            "outcome": outcome,
            "entries": [],
        }
    )


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--alike", type=float, default=ALIKE, help="average likeness to join from")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    configured = settings()
    encoder = default_encoder(configured.var)
    found = {name: gathered(encoder, chosen.data / f"{name}.csv", chosen.alike) for name in SETS}
    if not chosen.json:
        _print_table(found)
    seconds = asyncio.run(timed(encoder, chosen.data, configured.content))
    if chosen.json:
        print(json.dumps({"sets": {name: asdict(one) for name, one in found.items()}} | seconds))
        return
    for name, number in seconds.items():
        print(f"{name}: {number:,}")


def _print_table(found: dict[str, Gathered]) -> None:
    print("| questions | topics | clusters | Rand | purity | of 3 or more | with | pure |")
    print("|---|---|---|---|---|---|---|---|")
    for name, one in found.items():
        print(
            f"| {name} ({one.questions:,}) | {one.topics} | {one.clusters:,} | {one.rand:.2f}"
            f" | {one.purity:.1%} | {one.of_three} | {one.covered:.1%}"
            f" | {one.purity_of_three:.1%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
