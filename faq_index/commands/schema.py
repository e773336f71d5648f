"""`./handrail faq schema`: the JSON Schema of a content file."""

import argparse

from faq_index.commands import DONE
from faq_index.settings import Settings

ABOUT = "Print the JSON Schema of a content file, for programs that check as you type."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command: nothing."""


def run(_chosen: argparse.Namespace, _configured: Settings) -> int:
    """Print the schema."""
    from faq_index.schema import content_schema_text

    print(content_schema_text(), end="")
    return DONE
