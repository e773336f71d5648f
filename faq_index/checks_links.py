"""Links that lead nowhere: follow-ups nobody is served, and addresses that look like slips."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple
from urllib.parse import urlsplit

from faq_index import markdown
from faq_index.entries import Entry
from faq_index.errors import ContentWarning, shown
from faq_index.reading import Content

ALIKE = 0.85
"""From this likeness (0 to 1) on, one spelling may be a slip of the other."""

OFTEN = 3
"""An address in so many entries is meant as it is."""


class _Use(NamedTuple):
    entry: str
    path: tuple[str | int, ...]
    url: str


def link_warnings(content: Content, today: date) -> Iterator[ContentWarning]:
    """Yield follow-ups that lead nowhere on a day, and addresses much like a more usual one."""
    yield from _follow_ups(content, today)
    uses = [use for entry in content.entries for use in _uses(entry)]
    yield from _slips(content, uses)


def _follow_ups(content: Content, today: date) -> Iterator[ContentWarning]:
    entries = {entry.id: entry for entry in content.entries}
    for entry in content.entries:
        for row, name in enumerate(entry.follow_ups):
            if name == entry.id:
                message = f"follow_ups: '{name}' follows itself: remove it"
            elif name in entry.follow_ups[:row]:
                message = f"follow_ups: '{name}' is here twice: remove one"
            elif entry.served_on(today) and not entries[name].served_on(today):
                message = (
                    f"follow_ups: '{name}' is not served today, so customers are not offered it:"
                    " remove it, or change its valid_from or valid_until"
                )
            else:
                continue
            yield _warning(content, _Use(entry.id, ("follow_ups", row), ""), message, 2, name)


def _uses(entry: Entry) -> Iterator[_Use]:
    for row, link in enumerate(entry.links):
        yield _Use(entry.id, ("links", row, "url"), link.url)
    for locale, text in entry.answer.items():
        for url in markdown.links(text):
            yield _Use(entry.id, ("answer", locale), url)


def _slips(content: Content, uses: list[_Use]) -> Iterator[ContentWarning]:
    """Yield addresses that few entries have and that look like one that many have."""
    by_address: dict[tuple[str, str], list[_Use]] = defaultdict(list)
    by_site: dict[str, list[_Use]] = defaultdict(list)
    for use in uses:
        parts = urlsplit(use.url)
        if parts.scheme == "https":
            site = _site(parts.hostname or "")
            by_site[site].append(use)
            by_address[site, parts.path.rstrip("/")].append(use)
    sites = {site: _entries(found) for site, found in by_site.items()}
    for site, found in by_site.items():
        if usual := _usual(site, sites):
            for use in found:
                message = (
                    f"the link {shown(use.url, 80)} leads to '{site}', but {sites[usual]} entries"
                    f" lead to '{usual}': is it a slip?"
                )
                yield _warning(content, use, message, 1)
    pages = {address: _entries(found) for address, found in by_address.items()}
    for (site, path), found in by_address.items():
        same_site = {page: count for (where, page), count in pages.items() if where == site}
        if usual := _usual(path, same_site):
            for use in found:
                message = (
                    f"the link {shown(use.url, 80)} is in {_times(same_site[path])}, but"
                    f" {same_site[usual]} entries have '{usual}': is it a slip?"
                )
                yield _warning(content, use, message, 0)


def _usual(found: str, counts: dict[str, int]) -> str | None:
    """Return the much more usual spelling that a rare one may be meant to be."""
    if counts[found] >= OFTEN:
        return None
    return next(
        (
            other
            for other, count in sorted(counts.items(), key=lambda pair: -pair[1])
            if count >= max(OFTEN, 3 * counts[found]) and _alike(found, other)
        ),
        None,
    )


def _alike(found: str, other: str) -> bool:
    if found == other or found.count("/") != other.count("/"):
        return False
    if any(character.isdigit() for character in found + other):
        return False  # numbers differ on purpose
    return SequenceMatcher(None, found, other, autojunk=False).ratio() >= ALIKE


def _site(host: str) -> str:
    """Return the last two names of a host: what is before them differs on purpose."""
    return ".".join(host.split(".")[-2:])


def _entries(uses: list[_Use]) -> int:
    return len({use.entry for use in uses})


def _times(entries: int) -> str:
    return "this entry only" if entries == 1 else f"{entries} entries"


def _warning(
    content: Content, use: _Use, message: str, weight: float, other: str | None = None
) -> ContentWarning:
    spot = content.spot(use.entry, *use.path)
    return ContentWarning(
        spot.file, spot.line, spot.column, message, "link", use.entry, other, weight
    )
