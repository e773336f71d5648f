"""Rasa's in-memory lock, looked at every 20 ms instead of every second."""

from contextlib import AbstractAsyncContextManager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig

WAIT_SECONDS = 0.02


class QuickLockStore(InMemoryLockStore):
    """The gateway keeps one turn in flight a conversation; should two meet, neither waits long."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """Take the endpoint's settings (there are none), as Rasa hands them to custom stores."""
        super().__init__()

    def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = WAIT_SECONDS,
    ) -> AbstractAsyncContextManager[TicketLock]:
        """The conversation's lock (see the parent class), with a shorter wait between looks."""
        return super().lock(conversation_id, lock_lifetime, wait_time_in_seconds)
