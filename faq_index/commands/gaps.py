"""`./handrail faq gaps`: what customers ask and the content does not answer."""

import argparse
import json
import sys
import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from faq_index.commands import CANNOT_RUN, DONE
from faq_index.commands.printing import counted
from faq_index.commands.running import NobodyAnswers, ask, told
from faq_index.settings import Settings

ABOUT = "List what customers ask and the content does not answer, biggest first."

_MOST = 500
_WIDTH = 100
_SAID = 4
_WHY = {
    "declined": "declined",
    "asked_back": "asked back in vain",
    "unhelpful": "not helpful",
    "person": "ended with a person",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument(
        "--limit", type=_limit, default=20, help=f"how many to list, 1 to {_MOST} (default: 20)"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print JSON")
    shape.add_argument("--draft", metavar="ID", help="print the entry to finish for one of them")


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Ask the running service, which alone has the models loaded."""
    if not configured.url:
        print("The desk is down: start it with ./handrail up", file=sys.stderr)
        return CANNOT_RUN
    limit = _MOST if chosen.draft else chosen.limit
    try:
        response = ask(configured, "GET", f"/editor/gaps?limit={limit}")
    except NobodyAnswers as error:
        print(f"{error}: start the desk with ./handrail up", file=sys.stderr)
        return CANNOT_RUN
    gaps = told(response)
    if "error" in gaps:
        print(gaps["error"], file=sys.stderr)
        return CANNOT_RUN
    if chosen.draft:
        return _draft(gaps, chosen.draft)
    if chosen.json:
        print(json.dumps(gaps, ensure_ascii=False, indent=2))
    else:
        print(table(gaps))
    return DONE


def _limit(given: str) -> int:
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= _MOST:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {_MOST}, found '{given}'")
    return int(given)


def _draft(gaps: Mapping[str, Any], name: str) -> int:
    for gap in gaps["clusters"]:
        if gap["id"] == name:
            print(gap["draft"], end="")
            return DONE
    print(
        f"No questions here have the id '{name}': ./handrail faq gaps lists them", file=sys.stderr
    )
    return CANNOT_RUN


def table(gaps: Mapping[str, Any]) -> str:
    """Return the gaps as a person reads them in a terminal."""
    clusters = gaps["clusters"]
    if not clusters:
        return "Nothing is missing: every question that was asked has an answer by now."
    shown = "\n\n".join(map(_gap, clusters))
    in_all = counted(gaps["questions"], "question", "questions")
    return (
        f"{shown}\n\n{in_all} without a good answer in all."
        f" ./handrail faq gaps --draft {clusters[0]['id']} begins the missing entry."
    )


def _gap(gap: Mapping[str, Any]) -> str:
    asked = counted(gap["size"], "question", "questions")
    talks = counted(gap["conversations"], "conversation", "conversations")
    why = ", ".join(f"{number:,} {_WHY[kind]}" for kind, number in gap["kinds"].items() if number)
    lines = [f"{gap['id']}  {asked} in {talks}, the last on {_day(gap['latest'])}: {why}"]
    for said in gap["questions"][:_SAID]:
        words = textwrap.shorten(said["text"], _WIDTH - 12, placeholder=" …")
        lines.append(f"  {said['times']:>4} x  {words}")
    if (more := len(gap["questions"]) - _SAID) > 0:
        lines.append(f"          and {more} more")
    if gap["nearest"]:
        near = ", ".join(f"{one['id']} ({one['confidence']:.0%})" for one in gap["nearest"])
        lines.append(f"          nearest: {near}")
    return "\n".join(lines)


def _day(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d}"
