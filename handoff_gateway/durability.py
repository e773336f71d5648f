"""How durable an acknowledged entry is, as the operator chose it (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST_REPLICAS: Final = 9


@dataclass(frozen=True, slots=True)
class Durability:
    """`replicas` is how many must have an entry before it is acknowledged; 0 asks none."""

    replicas: int = 0


LOCAL: Final = Durability()


def parse_durability(text: str) -> Durability:
    """`local`, or `replicated:N`.

    Raises:
        ValueError: it is neither; says what was expected.
    """
    if text == "local":
        return LOCAL
    found = re.fullmatch(r"replicated:([1-9])", text)
    if not found:
        raise ValueError(
            f"is {text!r}; expected local, or replicated:N where N, from 1 to {MOST_REPLICAS}, "
            "is how many replicas must have an entry before it is acknowledged"
        )
    return Durability(int(found[1]))


def shortfall(appendonly: str, appendfsync: str) -> str | None:
    """What a server's settings take away from the promise of `local`, with the remedy, or None.

    Args:
        appendonly, appendfsync: as CONFIG GET tells them.
    """
    if appendonly != "yes":
        return (
            "the store keeps no append-only file (appendonly no): acknowledged messages are lost "
            "when it stops. Set appendonly yes and appendfsync always in its configuration"
        )
    if appendfsync != "always":
        return (
            f"the store writes to disk later than it acknowledges (appendfsync {appendfsync}): a "
            "power cut loses the last moments. Set appendfsync always in its configuration"
        )
    return None
