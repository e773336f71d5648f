"""How well questions find their entries in the shop's own content.

    python -m bench.faq_quality [--data FOLDER]

Every phrasing is asked of an index that was built without it (four rounds, a quarter each time).
With a folder of the public question sets (bitext27, CLINC150, ParaKQC as CSV), their questions
are asked too: those about the shop's topics, and those about anything else.
"""

import argparse
import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faq_index.build import build
from faq_index.cache import EmbeddingCache
from faq_index.embed import default_encoder, has_hangul
from faq_index.entries import Entries, Entry
from faq_index.index import Index
from faq_index.reading import load_folder
from faq_index.search import Decision, Matrix, Thresholds, decide
from faq_index.settings import settings

ROUNDS = 4
OUT_OF_SCOPE = {
    "CLINC150 out of scope (en)": ("clinc150_oos_train.csv", "clinc150_oos_val.csv"),
    "ParaKQC, home and office (ko)": ("parakqc.csv",),
}
IN_SCOPE = {"bitext27 dev, topics with an entry (en)": "bitext27_dev.csv"}


@dataclass(frozen=True)
class Asked:
    """What was decided about a question; `right` is the id that should be found, if any."""

    decision: Decision
    found: tuple[str, ...]
    right: str | None


class Bench:
    """The content, the models, and embeddings kept between runs."""

    def __init__(self) -> None:
        configured = settings()
        self.entries = load_folder(configured.content)
        self._encoder = default_encoder(configured.var)
        self._cache = EmbeddingCache(configured.var / "faq_index" / "embeddings.sqlite")

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return the joint vectors of texts."""
        return self._cache.encode(self._encoder, texts)

    def index(self, entries: Entries) -> Index:
        """Return an index of entries, in memory only."""
        return build(entries, self._encoder, self.embed)

    def ask(self, index: Index, questions: Sequence[tuple[str, str | None]]) -> list[Asked]:
        """Ask (text, right id) pairs of an index."""
        vectors = self.embed([text for text, _ in questions])
        asked = []
        for (text, right), vector in zip(questions, vectors, strict=True):
            candidates = index.candidates(vector, hangul=has_hangul(text))
            found = tuple(index.entries[one.entry].id for one in candidates[:3])
            asked.append(Asked(decide(candidates, Thresholds()), found, right))
        return asked


def without(entry: Entry, left_out: Iterable[str]) -> Entry:
    """Return an entry without some of its phrasings."""
    gone = set(left_out)
    kept = {
        locale: tuple(text for text in texts if text not in gone)
        for locale, texts in entry.phrasings.items()
    }
    return entry.model_copy(update={"phrasings": kept})


def held_out(bench: Bench) -> dict[str, list[Asked]]:
    """Ask every phrasing of an index that never saw it."""
    chance = random.Random(0)
    rounds: list[dict[str, list[str]]] = [{} for _ in range(ROUNDS)]
    for entry in bench.entries:
        for texts in entry.phrasings.values():
            for place, text in enumerate(chance.sample(texts, len(texts))):
                rounds[place % ROUNDS].setdefault(entry.id, []).append(text)
    results: dict[str, list[Asked]] = {"held-out phrasings (en)": [], "held-out phrasings (ko)": []}
    for left_out in rounds:
        index = bench.index(
            tuple(without(entry, left_out.get(entry.id, ())) for entry in bench.entries)
        )
        questions = [(text, name) for name, texts in left_out.items() for text in texts]
        for one, (text, _) in zip(bench.ask(index, questions), questions, strict=True):
            results[f"held-out phrasings ({'ko' if has_hangul(text) else 'en'})"].append(one)
    return results


def public_sets(bench: Bench, folder: Path) -> dict[str, list[Asked]]:
    """Ask the public questions of an index of the whole content."""
    index = bench.index(bench.entries)
    results = {}
    for name, file in IN_SCOPE.items():
        rows = [(row["text"], row["intent"]) for row in _rows(folder / file)]
        results[name] = bench.ask(index, [row for row in rows if row[1] in index.numbers])
    for name, files in OUT_OF_SCOPE.items():
        texts = [row["text"] for file in files for row in _rows(folder / file)]
        results[name] = bench.ask(index, [(text, None) for text in texts])
    return results


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table_line(name: str, asked: list[Asked]) -> str:
    """Return one line of the Markdown table: shares in percent of the questions asked."""
    answered = [one for one in asked if one.decision.outcome == "answer"]
    back = [one for one in asked if one.decision.outcome == "ask"]
    cells = [
        f"{len(asked):,}",
        _share(sum(one.right in one.found[:1] for one in asked), asked),
        _share(sum(one.right in one.found for one in asked), asked),
        _share(len(answered), asked),
        _share(sum(one.right in one.found[:1] for one in answered), answered),
        _share(len(back), asked),
        _share(sum(one.right in one.found for one in back), back),
        _share(len(asked) - len(answered) - len(back), asked),
    ]
    if all(one.right is None for one in asked):
        for meaningless in (1, 2, 4, 6):
            cells[meaningless] = ""
    return f"| {name} | {' | '.join(cells)} |"


def _share(part: int, whole: Sequence[object]) -> str:
    return f"{part / len(whole):.1%}" if whole else ""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the public question sets")
    chosen = parser.parse_args()
    bench = Bench()
    results = held_out(bench) | (public_sets(bench, chosen.data) if chosen.data else {})
    print(
        "| questions | asked | right first | among 3 | answered | of these right"
        " | asked back | of these offered | declined |"
    )
    print("|---" * 9 + "|")
    for name, asked in results.items():
        print(table_line(name, asked))


if __name__ == "__main__":
    main()
