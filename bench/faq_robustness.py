"""How retrieval holds up against dirty text: typing slips, lost spaces, complaints, e-mails …

    python -m bench.faq_robustness [--data FOLDER] [--questions N] [--json FILE]

Clean questions are drawn from the shop's held-out phrasings, its golden questions, and a public
set about its topics; each is asked clean and with every kind of dirt.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.retrieval import cases, dirt
from bench.retrieval.cases import Case, Language, Question, Round
from bench.retrieval.ours import Ours
from bench.retrieval.tables import percent, table, together
from faq_index.evaluate import Asked
from faq_index.index import Index
from faq_index.reading import load_folder
from faq_index.settings import settings

CLEAN, TWO = "clean", "two questions at once"
SHOWN = 2
"""Examples of each kind that --examples prints."""


@dataclass(frozen=True)
class Row:
    """What came of one kind of dirt, in shares of the questions asked.

    For two questions at once, `right_first` is either of them; `right` and `helped` are both.
    """

    asked: int
    right_first: float
    answered_right: float
    helped: float
    answered_wrong: float
    declined: float


def row(asked: Sequence[Asked]) -> Row:
    """Return the figures of questions whose right entry is known."""

    def share(wanted: Sequence[bool]) -> float:
        return sum(wanted) / len(asked) if asked else 0.0

    return Row(
        len(asked),
        share([one.right_first for one in asked]),
        share([one.outcome == "answer" and one.helped for one in asked]),
        share([one.helped for one in asked]),
        share([one.outcome == "answer" and not one.helped for one in asked]),
        share([one.outcome == "abstain" for one in asked]),
    )


def row_of_two(pairs: Sequence[tuple[Asked, Asked]]) -> Row:
    """Return the figures of messages with two questions: one run, seen from either question."""

    def share(wanted: Sequence[bool]) -> float:
        return sum(wanted) / len(pairs) if pairs else 0.0

    return Row(
        len(pairs),
        share([one.right_first or other.right_first for one, other in pairs]),
        share([one.outcome == "answer" and one.helped and other.helped for one, other in pairs]),
        share([one.helped and other.helped for one, other in pairs]),
        share(
            [
                one.outcome == "answer" and not one.helped and not other.helped
                for one, other in pairs
            ]
        ),
        share([one.outcome == "abstain" for one, _ in pairs]),
    )


def sample(case: Case, number: int) -> Case:
    """Return a case with at most so many questions in scope, spread evenly over its rounds."""
    chance = random.Random(0)
    each = -(-number // len(case.rounds))
    rounds = []
    for one in case.rounds:
        inside = [question for question in one.questions if question[1] is not None]
        rounds.append(Round(one.entries, tuple(chance.sample(inside, min(each, len(inside))))))
    return Case(case.name, case.language, tuple(rounds))


def soiled(
    questions: Sequence[Question], kind: dirt.Dirt, name: str
) -> list[tuple[str, str | None]]:
    """Return the questions that this kind of dirt gets hold of, dirty."""
    found = []
    for text, right in questions:
        # Its own chance for each, so that one question more or less changes no other.
        dirty = kind(text, random.Random(f"{name} {text}"))
        if dirty is not None:
            found.append((dirty, right))
    return found


def paired(questions: Sequence[Question], language: Language) -> list[tuple[str, str, str]]:
    """Return messages with two questions, each with the ids of both."""
    chance = random.Random(0)
    order = chance.sample(questions, len(questions))
    return [
        (dirt.two_questions(text, other, language, chance), right, other_right)
        for (text, right), (other, other_right) in zip(order[::2], order[1::2], strict=False)
        if right and other_right and right != other_right
    ]


def measure(ours: Ours, case: Case, examples: bool) -> dict[str, Row]:
    """Return a row a kind, the clean one first."""
    indexes = [ours.index(one.entries) for one in case.rounds]
    rows = {CLEAN: row(_ask(ours, indexes, [list(one.questions) for one in case.rounds]))}
    for name, kind in dirt.kinds(case.language).items():
        dirty = [soiled(one.questions, kind, name) for one in case.rounds]
        rows[name] = row(_ask(ours, indexes, dirty))
        if examples:
            print(f"{name}:", *[text for text, _ in dirty[0][:SHOWN]], sep="\n  ")
    pairs = []
    for index, one in zip(indexes, case.rounds, strict=True):
        both = paired(one.questions, case.language)
        first = ours.ask(index, [(text, right) for text, right, _ in both])
        second = ours.ask(index, [(text, right) for text, _, right in both])
        pairs += list(zip(first, second, strict=True))
    rows[TWO] = row_of_two(pairs)
    return rows


def _ask(
    ours: Ours, indexes: Sequence[Index], questions: Sequence[Sequence[Question]]
) -> list[Asked]:
    return [
        one
        for index, asked in zip(indexes, questions, strict=True)
        for one in ours.ask(index, asked)
    ]


def shown(rows: dict[str, Row]) -> Iterator[str]:
    """Yield a Markdown table of one source."""
    return table(
        (
            *("dirt", "asked", "right first", "answered right"),
            *("answered or rightly asked back", "answered wrong", "declined"),
        ),
        ([name, f"{one.asked:,}", *map(percent, _shares(one))] for name, one in rows.items()),
    )


def _shares(one: Row) -> Iterator[float]:
    return (share for name, share in asdict(one).items() if name != "asked")


def summary(figures: dict[str, dict[str, Row]]) -> Iterator[str]:
    """Yield one Markdown table of all sources."""
    kinds = dict.fromkeys(
        name for language in cases.LANGUAGES for name in (CLEAN, *dirt.kinds(language), TWO)
    )
    return table(
        ("right first / answered right / declined", *figures),
        ([kind, *(_cell(rows.get(kind)) for rows in figures.values())] for kind in kinds),
    )


def _cell(one: Row | None) -> str:
    if one is None:
        return ""
    return together((one.right_first, one.answered_right, one.declined), 0)


def main() -> None:
    """Print the tables."""
    configured = settings()
    parser = argparse.ArgumentParser(
        prog="bench faq_robustness", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), metavar="FOLDER")
    parser.add_argument("--questions", type=int, default=200, help="of each source at most")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="part of a source")
    parser.add_argument("--examples", action="store_true", help="show what the dirt looks like")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    ours = Ours(configured.var, configured.thresholds)
    entries = load_folder(configured.content)
    data: Path | None = chosen.data if chosen.data.is_dir() else None
    sources = [*cases.golden(entries, configured.content), *cases.shop(entries, data)]
    figures: dict[str, dict[str, Row]] = {}
    for case in sources:
        if not chosen.only or any(name in case.name for name in chosen.only):
            figures[case.name] = measure(ours, sample(case, chosen.questions), chosen.examples)
            print(f"\n{case.name}\n", *shown(figures[case.name]), sep="\n", flush=True)
    print("", *summary(figures), sep="\n")
    if chosen.json:
        plain = {
            case: {name: asdict(one) for name, one in rows.items()}
            for case, rows in figures.items()
        }
        chosen.json.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
