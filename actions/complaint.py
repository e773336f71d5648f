"""A complaint is taken down word for word, and a person is offered at once."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.replies import person_button, say
from actions.shop import Complaint, Shop, ShopUnavailableError
from actions.texts import Texts


class TakeComplaint(Action):  # type: ignore[misc]
    """Writes the customer's own words into the shop's system."""

    def __init__(self, texts: Texts, shop: Shop) -> None:
        """Complaints go to `shop`."""
        self._texts = texts
        self._shop = shop

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_complaint"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Record it and say so, or say that it could not be recorded."""
        now = turn.read(tracker)
        try:
            reference = await self._shop.record_complaint(
                Complaint(
                    now.conversation, now.turn, now.text, now.locale, now.customer.proven_email
                )
            )
            text = self._texts.get(now.locale, "complaint_recorded", reference=reference)
            failed = False
        except ShopUnavailableError:
            text = self._texts.get(now.locale, "complaint_not_recorded")
            failed = True
        say(
            dispatcher,
            text,
            ("job", "complaint"),
            buttons=[person_button(self._texts, now.locale)],
            offers_person=True,
            failed=failed,
        )
        return []
