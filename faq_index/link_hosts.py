"""Which websites an answer may lead to: the operator's list, or any."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PATTERN = re.compile(r"(?:\*\.)?[^\W_](?:[\w.-]*[^\W_])?")


@dataclass(frozen=True)
class LinkHosts:
    """Host patterns such as `shop.example` or `*.shop.example`; none of them means any host."""

    patterns: tuple[str, ...] = ()

    def allow(self, host: str) -> bool:
        """Return whether links may lead to a host. `*.a.example` stands for all below a.example."""
        host = host.lower().rstrip(".")
        return not self.patterns or any(
            host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern
            for pattern in self.patterns
        )


ANY_HOST = LinkHosts()


def link_hosts(written: str) -> LinkHosts:
    """Read a list such as `shop.example, *.shop.example`. Raises ValueError with what is wrong."""
    patterns = tuple(_wanted(part.strip().lower() for part in written.split(",")))
    for pattern in patterns:
        if not _PATTERN.fullmatch(pattern):
            raise ValueError(
                f"'{pattern}' is no host: expected names such as shop.example or *.shop.example,"
                " with commas between them"
            )
    return LinkHosts(patterns)


def _wanted(parts: Iterable[str]) -> Iterable[str]:
    return (part for part in parts if part)
