"""`./handrail faq build`: the index on disk, ready to be served."""

import argparse

from faq_index.commands import DONE
from faq_index.commands.printing import counted, print_progress
from faq_index.errors import ContentErrors
from faq_index.settings import Settings

ABOUT = "Get the content ready to be searched; done at once when nothing changed."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command: nothing."""


def run(_chosen: argparse.Namespace, configured: Settings) -> int:
    """Build the index of the content folder. Raises `ContentErrors`."""
    from faq_index.embed import default_encoder
    from faq_index.publishing import Publisher
    from faq_index.wiring import published

    encoder = default_encoder(configured.var)
    publisher = Publisher(configured.var, encoder)
    made = publisher.publish(configured.content, print_progress, configured.link_hosts)
    # So that this content is the last good one, whatever happens to the folder before the start.
    state = published(configured, encoder, publisher).look()
    if state.errors:
        raise ContentErrors(state.errors)
    entries = counted(len(made.index.entries), "entry", "entries")
    done = "is ready" if made.built else "was ready already"
    print(f"The index of {entries} {done} (version {made.index.version}).")
    return DONE
