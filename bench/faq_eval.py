"""Retrieval beside its peers, on public question sets and the shop's held-out phrasings.

    python -m bench.faq_eval [--data FOLDER] [--only NAME ...] [--peers [NAME ...]] [--json FILE]

Ours goes through the real build, search and decision. A peer answers as many of the questions in
scope as ours does; what it lets through besides is what can be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from bench.retrieval import cases, peers
from bench.retrieval.cases import Case, Round
from bench.retrieval.ours import Ours
from bench.retrieval.tables import percent, table, together
from deploy.layout import Layout
from faq_index.embed import has_hangul
from faq_index.evaluate import Asked, Metrics, curve, metrics
from faq_index.reading import load_folder
from faq_index.settings import settings

OURS, RASA = "ours", "Rasa ResponseSelector"
QUICK_PEERS: dict[str, peers.Peer] = {
    "nearest": peers.nearest,
    "nearest + centroid": peers.nearest_and_centroid,
    "BM25": peers.bm25,
    "TF-IDF + logistic": peers.tfidf_logistic,
    "embedding + logistic": peers.logistic_on_embeddings,
}


@dataclass
class Method:
    """What a method decided in each round of a case; `seconds` are for learning and asking."""

    rounds: list[list[Asked]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def asked(self) -> list[Asked]:
        """All rounds together."""
        return list(chain.from_iterable(self.rounds))


@dataclass(frozen=True)
class Line:
    """One method beside the others; shares, and seconds a round."""

    accuracy_1: float | None
    accuracy_3: float | None
    auroc: float | None
    answered: float | None
    answered_right: float | None
    out_of_scope_answered: float | None
    seconds: float
    rounds: int


def line(method: Method, threshold: float) -> Line:
    """Return a method's figures when it answers from a threshold on."""
    told = metrics(method.asked)
    (at,) = curve(method.asked, [threshold])
    return Line(
        told.accuracy_1,
        told.accuracy_3,
        told.auroc,
        at.answered,
        at.right / at.answered if at.right is not None and at.answered else None,
        at.out_of_scope,
        float(np.median(method.seconds)),
        len(method.rounds),
    )


def threshold_for(coverage: float, asked: Sequence[Asked]) -> float:
    """Return the threshold that lets this share of the questions in scope be answered."""
    inside = sorted((one.confidence for one in asked if one.in_scope), reverse=True)
    return inside[max(0, min(len(inside), round(coverage * len(inside))) - 1)]


def run_ours(ours: Ours, case: Case) -> Method:
    """Build, ask and decide each round."""
    done = Method()
    for one in case.rounds:
        ours.hear([text for text, _ in one.questions])  # embedding is not what is timed
        began = time.perf_counter()
        done.rounds.append(ours.ask(ours.index(one.entries), one.questions))
        done.seconds.append(time.perf_counter() - began)
    return done


def run_peer(peer: peers.Peer, tasks: Sequence[tuple[Round, peers.Task]]) -> Method:
    """Let a peer learn and ask each round."""
    done = Method()
    for one, task in tasks:
        began = time.perf_counter()
        scores = peer(task)
        seconds = time.perf_counter() - began
        if isinstance(peer, peers.RasaSelector):  # asked before, or not: its training is told
            seconds = peer.answers(task)["train_seconds"]
        done.seconds.append(seconds)
        done.rounds.append(peers.asked(task, scores, [right for _, right in one.questions]))
    return done


def task_of(ours: Ours, case: Case, one: Round) -> peers.Task:
    """Return a round as peers see it: without phrasings that their one model cannot read."""
    ids = tuple(entry.id for entry in one.entries)
    numbers = {name: number for number, name in enumerate(ids)}
    known = [pair for pair in one.phrasings if case.language == "ko" or not has_hangul(pair[0])]
    phrasings, questions = [text for text, _ in known], [text for text, _ in one.questions]
    return peers.Task(
        ids,
        phrasings,
        np.array([numbers[name] for _, name in known], np.int64),
        questions,
        ours.one_model(case.language, phrasings, "passage"),
        ours.one_model(case.language, questions, "query"),
    )


def comparison(lines: dict[str, Line]) -> Iterator[str]:
    """Yield the Markdown table of one case."""
    return table(
        (
            *("method", "right first", "among 3", "AUROC", "in scope answered"),
            *("of these right", "out of scope answered", "seconds"),
        ),
        (_line(name, one, lines[OURS].rounds) for name, one in lines.items()),
    )


def _line(name: str, one: Line, rounds: int) -> list[str]:
    shares = [
        one.accuracy_1,
        one.accuracy_3,
        one.auroc,
        one.answered,
        one.answered_right,
        one.out_of_scope_answered,
    ]
    drawn = "" if one.rounds == rounds else f" ({one.rounds} of the rounds)"
    return [f"{name}{drawn}", *map(percent, shares), f"{one.seconds:,.1f}"]


def decisions(told: dict[str, Metrics]) -> Iterator[str]:
    """Yield the Markdown table of what ours does at its thresholds."""
    return table(
        (
            *("ours on", "asked", "out of scope", "right first", "among 3", "answered"),
            *("of these right", "asked back", "of these offered", "helped", "AUROC"),
            *("out of scope answered", "asked back", "ECE", "largest gap"),
            *("ECE, half in scope", "largest gap"),
        ),
        (_decided(name, one) for name, one in told.items()),
    )


def _decided(name: str, one: Metrics) -> list[str]:
    shares = [
        one.accuracy_1,
        one.accuracy_3,
        one.answer.in_scope,
        one.answer.precision_in_scope,
        one.ask.in_scope,
        one.ask.precision_in_scope,
        one.helped,
        one.auroc,
        one.answer.out_of_scope,
        one.ask.out_of_scope,
        one.calibration.ece,
        one.calibration.largest_gap,
        one.calibration_even.ece if one.calibration_even else None,
        one.calibration_even.largest_gap if one.calibration_even else None,
    ]
    return [name, f"{one.in_scope:,}", f"{one.out_of_scope:,}", *map(percent, shares)]


def details(asked: Sequence[Asked], *, bins: bool, thresholds: bool) -> Iterator[str]:
    """Yield the calibration table and the curve, where wanted."""
    if bins:
        told = metrics(asked)
        for one in (told.calibration_even or told.calibration).bins:
            yield (
                f"    {one.low:.1f}-{one.high:.1f}  {one.count:6,} questions"
                f"  confidence {percent(one.confidence):>6}  right {percent(one.right):>6}"
            )
    if thresholds:
        for at in curve(asked, [step / 20 for step in range(20)]):
            yield (
                f"    from {at.threshold:.2f}  answered {percent(at.answered):>6}"
                f"  wrong {percent(at.wrong):>6}  out of scope {percent(at.out_of_scope):>6}"
            )


def summary(cases_lines: dict[str, dict[str, Line]]) -> Iterator[str]:
    """Yield one Markdown table of all methods on all questions, and ours beside the best peer."""
    methods = dict.fromkeys(method for lines in cases_lines.values() for method in lines)
    cells = [
        [method, *(_cell(lines.get(method)) for lines in cases_lines.values())]
        for method in methods
    ]
    best = [_beside_the_best(lines) for lines in cases_lines.values()]
    return table(
        ("right first / AUROC / out of scope answered", *cases_lines),
        [*cells, ["errors: ours of the best peer's", *best]],
    )


def _cell(one: Line | None) -> str:
    if one is None:
        return ""
    return together((one.accuracy_1, one.auroc, one.out_of_scope_answered), 1)


def _beside_the_best(lines: dict[str, Line]) -> str:
    others = [one.accuracy_1 or 0.0 for name, one in lines.items() if name != OURS]
    if not others or max(others) == 1:
        return ""
    return f"{(1 - (lines[OURS].accuracy_1 or 0.0)) / (1 - max(others)):.2f}x"


def chosen_cases(chosen: argparse.Namespace, content: Path) -> Iterator[Case]:
    """Yield the cases asked for, leaving out those whose files are not there."""
    data: Path | None = chosen.data if chosen.data.is_dir() else None
    if data is None:
        print(f"{chosen.data} is not there: only the shop is measured.", file=sys.stderr)
    wanted = {name.casefold() for name in chosen.only}

    def is_wanted(name: str) -> bool:
        return not wanted or name.casefold() in wanted

    for name in cases.PUBLIC:
        if data and is_wanted(name):
            yield cases.public(name, data, chosen.phrasings, range(chosen.seeds))
    if data and is_wanted("ParaKQC"):
        yield cases.parakqc(data)
    if is_wanted("shop"):
        entries = load_folder(content)
        yield from cases.shop(entries, data)
        yield from cases.golden(entries, content)


def chosen_peers(names: Sequence[str] | None, rasa: peers.RasaSelector) -> dict[str, Any]:
    """Return the peers asked for: none without the option, all where it names none."""
    known: dict[str, peers.Peer] = {**QUICK_PEERS, RASA: rasa}
    if names is None:
        return {}
    if strange := set(names) - known.keys() - {"quick"}:
        sys.exit(f"unknown peer {', '.join(strange)}: there are quick, {', '.join(known)}")
    if not names:
        return known
    picked = {*names, *(QUICK_PEERS if "quick" in names else ())}
    return {name: peer for name, peer in known.items() if name in picked}


def compare(ours: Ours, case: Case, done: Method, others: dict[str, Any]) -> dict[str, Line]:
    """Return the lines of a case: ours, and each peer at the same share answered."""
    lines = {OURS: line(done, ours.thresholds.answer)}
    tasks = [(one, task_of(ours, case, one)) for one in case.rounds] if others else []
    for name, peer in others.items():
        try:
            # Rasa learns for minutes: one draw of the phrasings has to do.
            result = run_peer(peer, tasks[:1] if name == RASA else tasks)
        except (subprocess.SubprocessError, OSError) as error:
            print(f"{name} has no figures for {case.name}: {error}", file=sys.stderr)
            continue
        lines[name] = line(result, threshold_for(lines[OURS].answered or 0.0, result.asked))
    return lines


def main() -> None:
    """Print the tables."""
    configured = settings()
    defaults = configured.thresholds
    parser = argparse.ArgumentParser(
        prog="bench faq_eval", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), metavar="FOLDER")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("-k", "--phrasings", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--answer", type=float, default=defaults.answer, metavar="CONFIDENCE")
    parser.add_argument("--ask", type=float, default=defaults.ask, metavar="CONFIDENCE")
    parser.add_argument("--peers", nargs="*", metavar="NAME", help="quick, or names; alone: all")
    parser.add_argument(
        "--minutes", type=float, default=20.0, help="Rasa's at most, a question set"
    )
    parser.add_argument("--engine", type=Path, default=Layout.of(os.environ).engine_python)
    parser.add_argument("--bins", action="store_true")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    ours = Ours(configured.var, replace(defaults, answer=chosen.answer, ask=chosen.ask))
    kept = configured.var / "bench" / "rasa"
    rasa = peers.RasaSelector(chosen.engine, kept, chosen.minutes)
    others = chosen_peers(chosen.peers, rasa)
    told: dict[str, Metrics] = {}
    lines: dict[str, dict[str, Line]] = {}
    for case in chosen_cases(chosen, configured.content):
        done = run_ours(ours, case)
        told[case.name] = metrics(done.asked)
        lines[case.name] = compare(ours, case, done, others)
        print(f"\n{case.name}\n", *comparison(lines[case.name]), sep="\n", flush=True)
        print(*details(done.asked, bins=chosen.bins, thresholds=chosen.curve), sep="\n")
    print(*decisions(told), sep="\n")
    if others:
        print("", *summary(lines), sep="\n")
    if chosen.json:
        figures = {
            name: told[name].as_json()
            | {"methods": {method: asdict(one) for method, one in lines[name].items()}}
            for name in told
        }
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
