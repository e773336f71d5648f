"""`./handrail faq list`: which entries there are."""

import argparse

from faq_index.commands import DONE
from faq_index.entries import LOCALES
from faq_index.reading import load_folder
from faq_index.settings import Settings

ABOUT = "List the entries: how many phrasings in each language, id, question."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("--tag", help="only entries with this tag")
    parser.add_argument(
        "--locale", choices=LOCALES, default="en", help="show texts in this language"
    )


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Print one line an entry. Raises `ContentErrors`."""
    from faq_index.presentation import in_language

    for entry in load_folder(configured.content, configured.link_hosts):
        if chosen.tag in (None, *entry.tags):
            counts = " ".join(f"{name} {len(entry.phrasings.get(name, ())):>2}" for name in LOCALES)
            question = in_language(entry.question, chosen.locale)[1]
            print(f"{counts}  {entry.id:<28} {question}")
    return DONE
