"""Conversations wherever they are: in the store while they live, in the archive afterwards."""

from __future__ import annotations

from typing import Final

from handoff_gateway.archive import Archive
from handoff_gateway.archive_summary import Summary, summary_of
from handoff_gateway.conversation import Conversation, replay
from handoff_gateway.events import Started
from handoff_gateway.ports import Entry, Log

EARLIER: Final = 20  # conversations in a customer's history


class History:
    """Reads both. Every method raises StoreUnavailable, ArchiveUnavailable."""

    def __init__(self, log: Log, archive: Archive) -> None:
        self._log = log
        self._archive = archive

    async def entries(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        """The entries numbered above `after`. The archive is asked when the log has none."""
        # In this order: a log is erased only after the archive has it.
        return await self._log.read(conversation, after) or await self._archive.read(
            conversation, after
        )

    async def earlier(self, conversation: str) -> tuple[Summary, ...] | None:
        """The same customer's conversations before this one, newest first; None: it is unknown."""
        entries = await self.entries(conversation)
        if not entries:
            return None
        return await self.before(conversation, replay(entry.event for entry in entries))

    async def before(self, conversation_id: str, conversation: Conversation) -> tuple[Summary, ...]:
        """The same, of one that is known already.

        One that has ended a moment ago is not in the archive yet: it is found by its link.
        """
        theirs = await self._archive.of_customer(conversation.customer, EARLIER + 1)
        found = {one.id: one for one in theirs}
        link = conversation.continues
        while link and link not in found and len(found) <= EARLIER:
            if not (before := await self._log.read(link)):
                break
            found[link] = summary_of(link, [entry.event for entry in before])
            link = _before(before)
        older = [
            one
            for one in found.values()
            if one.id != conversation_id and one.opened <= conversation.opened_at
        ]
        return tuple(sorted(older, key=lambda one: -one.opened)[:EARLIER])


def _before(entries: tuple[Entry, ...]) -> str | None:
    """The conversation that this one goes on from."""
    first = entries[0].event
    return first.continues if isinstance(first, Started) else None
