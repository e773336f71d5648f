"""`./handrail faq history [NUMBER]`: what was published, when and by whom."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from faq_index.commands import CANNOT_RUN, DONE
from faq_index.settings import Settings

if TYPE_CHECKING:
    from faq_index.history import Publication

ABOUT = "List what was published; with a number, show what that publication changed."

_NOBODY = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("number", nargs="?", type=int, help="the publication to show")
    parser.add_argument("--limit", type=int, default=20, help="how many to list (default: 20)")


def run(chosen: argparse.Namespace, configured: Settings) -> int:
    """Read the history from its database; the desk may be up or down."""
    from faq_index.database import open_engine
    from faq_index.history import History, HistoryUnavailable, UnknownPublication

    history = History(open_engine(configured.database))
    try:
        if chosen.number is not None:
            found = history.publication(chosen.number)
            print(_line(found))
            print(history.diff(chosen.number) or "Nothing differs from the one before.")
            return DONE
        publications = history.publications(chosen.limit)
    except (HistoryUnavailable, UnknownPublication) as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN
    if not publications:
        print("Nothing was published yet: start the desk with ./handrail up")
    for one in publications:
        print(_line(one))
    return DONE


def when(milliseconds: int) -> str:
    """Return a time as it is printed, in UTC."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _line(one: "Publication") -> str:
    changed = ", ".join(
        f"{file['name']} +{file['added']} -{file['removed']}" for file in one.changed[:3]
    )
    more = f" and {len(one.changed) - 3} more files" if len(one.changed) > 3 else ""
    said = f"  {one.message}" if one.message else ""
    return (
        f"{one.number:>5}  {when(one.at)}  {one.version}  {one.entries:>5} entries"
        f"  {one.by or _NOBODY:<12}{said}  ({changed or 'nothing changed'}{more})"
    )
