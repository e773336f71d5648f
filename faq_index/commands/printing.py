"""What several commands print in the same words."""

import sys
from collections.abc import Sequence

from faq_index.commands import BROKEN_CONTENT
from faq_index.errors import ContentError


def print_errors(errors: Sequence[ContentError]) -> int:
    """Print errors line by line with their count, and return the exit code for broken content."""
    print(*errors, sep="\n")
    files = counted(len({error.file for error in errors}), "file", "files")
    print(
        f"\n{counted(len(errors), 'error', 'errors')} in {files}."
        " Until they are mended, customers keep the last good content."
    )
    return BROKEN_CONTENT


def print_progress(done: int, total: int) -> None:
    """Redraw one line on a terminal; elsewhere print only the first and the last."""
    if not total or (not sys.stdout.isatty() and 0 < done < total):
        return
    end = "\r" if sys.stdout.isatty() and done < total else "\n"
    print(f"Learning {total:,} new texts: {done / total:>4.0%}", end=end, flush=True)


def counted(number: int, one: str, many: str) -> str:
    """Return `1 entry` or `1,200 entries`."""
    return f"{number:,} {one if number == 1 else many}"
