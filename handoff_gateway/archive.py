"""Where closed conversations go: the port, and its twin in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from handoff_gateway.archive_summary import Summary, customers_in, is_about, summary_of
from handoff_gateway.events import Event
from handoff_gateway.ports import Entry, StoreUnavailable


class ArchiveUnavailable(StoreUnavailable):
    """The archive did not answer; what lives in the store goes on without it."""


class Archive(Protocol):
    """Closed conversations, each entry once. Every method raises ArchiveUnavailable."""

    async def put(self, conversation: str, entries: Sequence[Entry]) -> None:
        """Keep a whole conversation, all or nothing; entries that are there stay as they are."""

    async def append(self, conversation: str, expected: int, events: Sequence[Event]) -> bool:
        """Append at `expected` + 1, all or nothing; False: it is not at this version."""

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        """The entries numbered above `after`, in order."""

    async def of_customer(self, customer: str, limit: int) -> tuple[Summary, ...]:
        """What a customer's conversations came to, the newest first."""

    async def customers(self, who: str) -> frozenset[str]:
        """Ids of who has conversations that name this id, e-mail or telephone number.

        See `is_about`, `customers_in`.
        """

    async def forget_customer(self, customer: str) -> int:
        """Delete all of a customer's; how many conversations that were."""

    async def forget(self, before: int) -> int:
        """Delete what was closed before this time (ms); how many conversations that were."""


class MemoryArchive:
    """`Archive` in one process."""

    def __init__(self) -> None:
        self._logs: dict[str, list[Event]] = {}

    async def put(self, conversation: str, entries: Sequence[Entry]) -> None:
        log = self._logs.setdefault(conversation, [])
        log.extend(entry.event for entry in entries if entry.seq > len(log))

    async def append(self, conversation: str, expected: int, events: Sequence[Event]) -> bool:
        log = self._logs.get(conversation)
        if log is None or len(log) != expected:
            return False
        log.extend(events)
        return True

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        log = self._logs.get(conversation, [])
        return tuple(Entry(n, event) for n, event in enumerate(log, start=1) if n > after)

    async def of_customer(self, customer: str, limit: int) -> tuple[Summary, ...]:
        found = [summary for summary in self._summaries() if summary.customer == customer]
        return tuple(sorted(found, key=lambda one: (-one.closed, one.id))[:limit])

    async def customers(self, who: str) -> frozenset[str]:
        about = (log for log in self._logs.values() if is_about(log, who))
        return frozenset(customer for log in about for customer in customers_in(log))

    async def forget_customer(self, customer: str) -> int:
        theirs = [one.id for one in self._summaries() if one.customer == customer]
        for conversation in theirs:
            del self._logs[conversation]
        return len(theirs)

    async def forget(self, before: int) -> int:
        old = [summary.id for summary in self._summaries() if summary.closed < before]
        for conversation in old:
            del self._logs[conversation]
        return len(old)

    def _summaries(self) -> list[Summary]:
        return [summary_of(conversation, log) for conversation, log in self._logs.items()]
