"""`./handrail faq eval`: how well any content answers any questions."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from faq_index.commands import BROKEN_CONTENT, CANNOT_RUN, DONE
from faq_index.commands.printing import counted, print_progress
from faq_index.errors import ContentErrors
from faq_index.settings import Settings

ABOUT = "Measure how well questions whose answer is known find it, and what is let through."
CURVE_STEPS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("--content", type=Path, help="a content folder (default: the desk's)")
    parser.add_argument(
        "--questions",
        type=Path,
        required=True,
        metavar="CSV",
        help="a file with the columns text and id; the id `oos`: no entry answers it",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--curve", action="store_true", help="also print what other thresholds would let through"
    )
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw that curve")


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Build the content in memory and ask it every question. Raises `ContentErrors`."""
    from faq_index.evaluate import curve, metrics
    from faq_index.evaluate_questions import read_questions
    from faq_index.evaluate_report import curve_lines, svg, table
    from faq_index.reading import load_folder

    content: Path = chosen.content or configured.content
    entries = load_folder(content)
    thresholds = configured.thresholds
    try:
        questions = read_questions(chosen.questions, {entry.id for entry in entries})
    except ContentErrors as broken:
        print(*broken.errors, sep="\n")
        print(f"\n{counted(len(broken.errors), 'error', 'errors')}. No question was asked.")
        return BROKEN_CONTENT

    from faq_index.build import build
    from faq_index.cache import EmbeddingCache, silent
    from faq_index.embed import default_encoder
    from faq_index.evaluate_asking import ask

    encoder = default_encoder(configured.var)
    cache = EmbeddingCache(configured.var / "faq_index" / "embeddings.sqlite")
    progress = silent if chosen.json else print_progress
    index = build(entries, encoder, lambda texts: cache.encode(encoder, texts, progress))
    asked, milliseconds = ask(index, encoder, questions, thresholds)
    told = metrics(asked, milliseconds)
    steps = (step / CURVE_STEPS for step in range(CURVE_STEPS + 1))
    points = curve(asked, (*steps, thresholds.answer, thresholds.ask))

    if chosen.svg:
        try:
            chosen.svg.write_text(svg(points, thresholds), encoding="utf-8")
        except OSError as error:
            print(f"cannot write {chosen.svg}: {error.strerror}", file=sys.stderr)
            return CANNOT_RUN
    if chosen.json:
        figures = {
            "entries": len(entries),
            "thresholds": asdict(thresholds),
            **told.as_json(),
            **({"curve": [asdict(point) for point in points]} if chosen.curve else {}),
        }
        print(json.dumps(figures, indent=2))
        return DONE
    print(*table(told), sep="\n")
    if chosen.curve:
        print("", *curve_lines(points, thresholds), sep="\n")
    return DONE
