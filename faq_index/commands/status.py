"""`./handrail faq status`: what customers are served, and what is wrong with the folder."""

import argparse

from faq_index.commands import BROKEN_CONTENT, DONE
from faq_index.commands.history import when
from faq_index.commands.printing import counted, print_errors
from faq_index.commands.running import is_up
from faq_index.settings import Settings

ABOUT = "Say what is served, since when, and what is wrong with the content folder."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command: nothing."""


def run(_chosen: argparse.Namespace, configured: Settings) -> int:
    """Look at what the service noted in `var`, and at the folder. The desk may be down."""
    from faq_index.content_folder import read, tree_of
    from faq_index.errors import ContentErrors
    from faq_index.gate import read as read_sources
    from faq_index.reading import load_folder
    from faq_index.state import StateFile

    state = StateFile(configured.var / "faq_index" / "state.json").read()
    up = is_up(configured)
    if not state.version:
        print("Nothing was published yet" + ("." if up else ": start the desk with ./handrail up"))
    else:
        number = f"publication {state.number}" if state.number else "a publication not recorded yet"
        by = f" by {state.by}" if state.by else ""
        served = "Served" if up else "Last served (the desk is down)"
        print(f"{served}: {number}, {when(state.at)}{by}")
        print(f"Version {state.version}, {counted(state.entries, 'entry', 'entries')}", end="")
        print("." if state.fitted else "; new and changed entries are still being learnt.")
    if state.golden_failed:
        failing = counted(state.golden_failed, "golden question fails", "golden questions fail")
        print(f"{failing}: run `./handrail faq test`")
    try:
        sources = read(configured.content)
        read_sources(sources, configured.content, configured.link_hosts)
    except OSError:
        load_folder(configured.content)
        return BROKEN_CONTENT
    except ContentErrors as broken:
        return print_errors(broken.errors)
    if tree_of(sources) == state.tree:
        print("The folder is what is served.")
        return DONE
    if up and state.errors:
        return print_errors(state.errors)
    print(f"{configured.content} has changes that are not published", end="")
    print(": run `./handrail faq reload`" if up else " while the desk is down.")
    return DONE
