"""A closed conversation in one row of a list. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_gateway.conversation import replay
from handoff_gateway.events import (
    Assigned,
    CustomerSaid,
    Ended,
    Event,
    Identified,
    Locale,
    MessageLeft,
    Started,
    WrappedUp,
)

QUESTION: Final = 200  # characters kept of the first question


@dataclass(frozen=True, slots=True)
class Summary:
    """What a conversation came to.

    Times are milliseconds since the epoch; `agents` are the names of who had it, first come first;
    `helpful` and `unhelpful` count answers by the customer's last word on each; `version` is the
    number of entries.
    """

    id: str
    customer: str
    opened: int
    closed: int
    locale: Locale
    question: str
    agents: tuple[str, ...]
    disposition: str | None
    helpful: int
    unhelpful: int
    version: int


def is_about(events: Sequence[Event], who: str) -> bool:
    """Whether a log names this customer: by an id they had, or an e-mail or number they gave."""
    return any(who.casefold() in names for names in map(_names, events))


def customers_in(events: Iterable[Event]) -> frozenset[str]:
    """Every id that a log's customer had, before and after the host website vouched for them."""
    return frozenset(e.customer for e in events if isinstance(e, Started | Identified))


def _names(event: Event) -> frozenset[str]:
    match event:
        case Started() | Identified():
            email = (event.identity.email,) if event.identity else ()
            return frozenset(name.casefold() for name in (event.customer, *email))
        case MessageLeft():
            return frozenset({event.contact.value.casefold()})
        case _:
            return frozenset()


def summary_of(conversation: str, events: Sequence[Event]) -> Summary:
    """The row of a log that is not empty; one that is open counts as closed at its last entry."""
    state = replay(events)
    said = (event.text for event in events if isinstance(event, CustomerSaid))
    ends = [event.at for event in events if isinstance(event, Ended | WrappedUp)]
    wrapped = [event.disposition for event in events if isinstance(event, WrappedUp)]
    ratings = list(state.ratings.values())
    return Summary(
        id=conversation,
        customer=state.customer,
        opened=events[0].at,
        closed=ends[-1] if ends else state.last_at,
        locale=state.locale,
        # PostgreSQL takes every character but this one.
        question=next(said, "").replace("\0", "")[:QUESTION],
        agents=tuple(dict.fromkeys(e.agent.name for e in events if isinstance(e, Assigned))),
        disposition=wrapped[-1] if wrapped else None,
        helpful=ratings.count(True),
        unhelpful=ratings.count(False),
        version=len(events),
    )
