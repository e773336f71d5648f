"""Figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"| {' | '.join(headings)} |"
    yield "|---" * len(headings) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def percent(share: float | None) -> str:
    """Return a share in percent, or nothing."""
    return "" if share is None else f"{share:.1%}"


def together(shares: Iterable[float | None], digits: int) -> str:
    """Return shares in percent in one cell, as in `85.7 / 99.4 / -`."""
    return " / ".join("-" if share is None else f"{share * 100:.{digits}f}" for share in shares)
