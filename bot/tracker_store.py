"""Rasa's memory of conversations: in this process, and only of those had most recently."""

from collections.abc import Iterable

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

DEFAULT_LIMIT = 5_000


class RecentTrackerStore(TrackerStore):
    """Keeps the last `limit` conversations as they are.

    Rasa's own in-memory store grows for ever, and writes and reads every event as JSON on every
    turn, which made the sixtieth turn of a conversation twice as slow as the first.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        limit: int = DEFAULT_LIMIT,
        **kwargs: object,
    ) -> None:
        """Take what Rasa hands to a custom store; `limit` comes from endpoints.yml."""
        super().__init__(domain, event_broker)
        self._limit = limit
        # A dictionary keeps its order: the first conversation is the least recent one.
        self._kept: dict[str, tuple[Event, ...]] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation as the most recent one, dropping the least recent if need be."""
        self._kept.pop(tracker.sender_id, None)
        self._kept[tracker.sender_id] = tuple(tracker.events)
        while len(self._kept) > self._limit:
            del self._kept[next(iter(self._kept))]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A tracker of the kept events. What happens to it is kept only by `save`."""
        events = self._kept.get(sender_id)
        if events is None:
            return None
        return DialogueStateTracker.from_events(sender_id, list(events), self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """The ids of the kept conversations, least recent first."""
        return list(self._kept)
