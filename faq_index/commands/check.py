"""`./handrail faq check`: what is wrong with the content, and what could be better."""

import argparse
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from faq_index.commands import BROKEN_CONTENT, DONE
from faq_index.commands.printing import counted, print_errors, print_progress
from faq_index.entries import LOCALES
from faq_index.errors import ContentError, ContentErrors, ContentWarning, Kind
from faq_index.reading import Content, read_folder
from faq_index.settings import Settings

ABOUT = "Say what is wrong, in which line, and how to mend it; then what could be better."

SHOWN_ENTRIES, SHOWN_LINES = 8, 3
"""Of each kind of warning, and of each entry, so many are printed unless all are asked for."""

_HEADINGS: dict[Kind, str] = {
    "collision": "Mistaken for each other",
    "link": "Links that may lead nowhere",
    "expired": "Out of their time, or soon",
    "stray": "Phrasings that find another entry",
    "language": "Languages missing",
    "few": "Too few phrasings",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("path", nargs="?", type=Path, help="a folder or one file (default: all)")
    parser.add_argument("--quick", action="store_true", help="errors only: no language model")
    parser.add_argument("--all", action="store_true", help="print every warning, not the worst")
    parser.add_argument("--strict", action="store_true", help="exit code 1 on warnings too")
    parser.add_argument("--json", action="store_true", help="for programs: one JSON object")


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Check a folder, or one file among its neighbours."""
    path: Path = chosen.path or configured.content
    # A file alone says nothing about ids and phrasings that the other files have too.
    folder, only = (path.parent, str(path)) if path.is_file() else (path, None)
    try:
        content = _read(folder, configured)
    except ContentErrors as broken:
        return _tell_errors(broken.errors, only, chosen)
    found = [] if chosen.quick else _warnings(content, configured, silent=chosen.json)
    found = [one for one in found if only in (None, one.file)]
    if chosen.json:
        problems = [one.problem() for one in found]
        told = {"entries": len(content.entries), "errors": [], "warnings": problems}
        print(json.dumps(told, ensure_ascii=False))
    else:
        _print_warnings(found, chosen.all)
        print(_summary(content, len(found)))
    return BROKEN_CONTENT if found and chosen.strict else DONE


def _read(folder: Path, configured: Settings) -> Content:
    """Return the content. Raises `ContentErrors`, also for faults of the golden questions."""
    from faq_index import golden

    content = read_folder(folder, configured.link_hosts)
    golden.read_folder(folder, content)
    return content


def _warnings(content: Content, configured: Settings, silent: bool) -> list[ContentWarning]:
    from faq_index.cache import EmbeddingCache
    from faq_index.cache import silent as no_progress
    from faq_index.checks import warnings
    from faq_index.embed import default_encoder

    encoder = default_encoder(configured.var)
    cache = EmbeddingCache(configured.var / "faq_index" / "embeddings.sqlite")
    progress = no_progress if silent else print_progress
    return warnings(
        content,
        lambda texts: cache.encode(encoder, texts, progress),
        datetime.now(UTC).date(),
    )


def _tell_errors(errors: list[ContentError], only: str | None, chosen: argparse.Namespace) -> int:
    told = [one for one in errors if only in (None, one.file)]
    if chosen.json:
        problems = [one.problem() for one in told]
        print(json.dumps({"errors": problems, "warnings": []}, ensure_ascii=False))
    elif told:
        print_errors(told)
    else:
        print("This file is well, but others are not: run `./handrail faq check`.")
    return BROKEN_CONTENT


def _print_warnings(found: list[ContentWarning], every: bool) -> None:
    for kind, group in groupby(found, key=lambda one: one.kind):
        of_kind = list(group)
        print(f"{_HEADINGS[kind]} ({len(of_kind):,})")
        entries = _by_entry(of_kind)
        shown = entries if every else entries[:SHOWN_ENTRIES]
        for one in shown:
            lines = one if every else one[:SHOWN_LINES]
            print(*(f"  {warning}" for warning in lines), sep="\n")
            if len(lines) < len(one):
                print(f"    … and {len(one) - len(lines)} more of '{one[0].entry}'")
        if rest := sum(map(len, entries[len(shown) :])):
            print(f"  … and {rest:,} more, see them with --all")
        print()


def _by_entry(found: Iterable[ContentWarning]) -> list[list[ContentWarning]]:
    """Return the warnings of each entry, the entry of the gravest first."""
    groups: dict[str, list[ContentWarning]] = {}
    for one in found:
        groups.setdefault(one.entry, []).append(one)
    return list(groups.values())


def _summary(content: Content, warnings: int) -> str:
    entries = content.entries
    counts = ", ".join(
        f"{sum(len(entry.phrasings.get(locale, ())) for entry in entries):,} ({locale})"
        for locale in LOCALES
    )
    counted_entries = f"{counted(len(entries), 'entry', 'entries')}, phrasings: {counts}"
    if warnings:
        return (
            f"No errors, {counted(warnings, 'warning', 'warnings')}: it can be published."
            f" {counted_entries[0].upper()}{counted_entries[1:]}."
        )
    return f"All is well: {counted_entries}."
