"""`./handrail faq build`: the index on disk, ready to be served."""

import argparse

from faq_index.commands import DONE
from faq_index.commands.printing import counted, print_progress
from faq_index.settings import Settings

ABOUT = "Get the content ready to be searched; done at once when nothing changed."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command: nothing."""


def run(_chosen: argparse.Namespace, configured: Settings) -> int:
    """Build the index of the content folder. Raises `ContentErrors`."""
    from faq_index.embed import default_encoder
    from faq_index.publishing import Publisher

    publisher = Publisher(configured.var, default_encoder(configured.var))
    published = publisher.publish(configured.content, print_progress, configured.link_hosts)
    entries = counted(len(published.index.entries), "entry", "entries")
    done = "is ready" if published.built else "was ready already"
    print(f"The index of {entries} {done} (version {published.index.version}).")
    return DONE
