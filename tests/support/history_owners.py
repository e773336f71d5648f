"""Who has a conversation after each of its entries: an account of our own, from the kinds of the
entries alone. Pure, for `history_checker`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from handoff_gateway.events import (
    AgentSaid,
    Assigned,
    Event,
    HandBackOffered,
    HandedBack,
    Released,
    Transferred,
)
from tests.support.history import Transcript

Owner = Literal["nobody", "bot", "queue", "agent", "ticket", "over"]

FROM: Final[Mapping[str, frozenset[Owner]]] = {  # who must have it for an entry of this kind
    "handoff_requested": frozenset({"bot", "ticket"}),
    "handoff_cancelled": frozenset({"queue", "ticket"}),
    "message_left": frozenset({"queue"}),
    "assigned": frozenset({"queue", "ticket"}),
    "released": frozenset({"agent"}),
    "transferred": frozenset({"agent"}),
    "handed_back": frozenset({"agent"}),
    "ended": frozenset({"bot", "queue", "agent"}),
    "wrapped_up": frozenset({"over"}),
}
BY_THE_OWNER: Final = (AgentSaid, Released, Transferred, HandBackOffered, HandedBack)


@dataclass(frozen=True, slots=True)
class Having:
    """Who has it, an agent by name. `message`: one is left to be answered; `live`: the customer
    waits or talks; `offered`: the agent asked whether the bot may go on; `back`: the bot has it
    again as the customer wished.
    """

    owner: Owner = "nobody"
    agent: str | None = None
    message: bool = False
    live: bool = True
    offered: bool = False
    back: bool = False

    @property
    def name(self) -> str:
        return self.agent or self.owner

    def after(self, event: Event) -> Having:
        """Who has it then."""
        match event.kind:
            case "started":
                return Having("bot")
            case "handoff_requested":
                return Having("queue", message=self.message)
            case "handoff_cancelled" if self.owner == "queue" and self.message:
                return Having("ticket", message=True, live=False, back=True)
            case "handoff_cancelled" | "handed_back":
                return Having("bot", back=True)
            case "message_left":
                return Having("ticket", message=True, live=False)
            case "released" | "transferred":
                owner: Owner = "queue" if self.live else "ticket"
                return Having(owner, message=self.message, live=self.live)
            case "ended" | "wrapped_up":
                return Having("over")
            case "hand_back_offered":
                return replace(self, offered=True)
            case "hand_back_declined":
                return replace(self, offered=False)
            case "customer_said" if self.owner == "agent":
                return replace(self, live=True)
        if isinstance(event, Assigned):
            return Having("agent", event.agent.name, self.message, self.live)
        return self


def havings(transcript: Transcript) -> Iterator[tuple[int, Event, Having, Having]]:
    """Each entry: its number, the event, who had the conversation before it, and who after."""
    having = Having()
    for seq, event in transcript:
        before, having = having, having.after(event)
        yield seq, event, before, having


def last_having(transcript: Transcript) -> Having:
    """Who has it in the end."""
    *_, last = [Having(), *(after for _, _, _, after in havings(transcript))]
    return last
