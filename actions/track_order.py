"""Where is my order: what track_order_form asks, and the answer.

The form is Rasa's; these actions put its two questions and answer when both are filled. Whose order
it is gets decided here, by the shop's data and the gateway's word on the customer, never by a slot.
"""

from datetime import datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.order_status import describe, is_late
from actions.replies import MOST_BUTTONS, button, person_button, say
from actions.shop import Order, Shop, ShopUnavailableError
from actions.texts import Texts
from actions.turn import Turn

FORM = "track_order_form"
SOURCE = ("job", "track_order")
MOST_RETRIES = 2
_SHOP_TIME = ZoneInfo("Asia/Seoul")

# Messages that tried to answer the question, as opposed to asking one of their own.
_ANSWERS = ("track_order", "inform", "affirm", "deny")

# Ends the form in the middle of its turn; action_track_order runs next.
_NO_MORE_QUESTIONS = SlotSet("requested_slot", None)


class Step(Enum):
    """How a question is put: for the first time, again because the order was not found, with a hint
    because the reply was no answer, as a reminder after something else; or no longer."""

    FIRST = "first"
    RETRY = "retry"
    HINT = "hint"
    BACK = "back"
    GIVE_UP = "give_up"
    LEAVE = "leave"


def next_step(times_asked: int, tried_to_answer: bool, is_retry: bool) -> Step:
    """How to put a question that was put `times_asked` times: never the same way, never thrice."""
    if times_asked == 0:
        return Step.RETRY if is_retry else Step.FIRST
    if times_asked == 1:
        return Step.HINT if tried_to_answer else Step.BACK
    return Step.GIVE_UP if tried_to_answer else Step.LEAVE


class _Question(Action):  # type: ignore[misc]
    """What the form's two questions have in common."""

    slot = ""

    def __init__(self, texts: Texts, shop: Shop) -> None:
        """A verified customer's own orders come from `shop`."""
        self._texts = texts
        self._shop = shop

    def name(self) -> str:
        """The name by which Rasa's form finds the question of a slot."""
        return f"action_ask_{FORM}_{self.slot}"

    def _put(
        self,
        dispatcher: CollectingDispatcher,
        now: Turn,
        key: str,
        choices: list[dict[str, str]],
    ) -> list[EventType]:
        step = next_step(
            now.times_asked(self.slot),
            tried_to_answer=now.intent in _ANSWERS,
            is_retry=bool(now.slots.get("track_order_tries")),
        )
        person = person_button(self._texts, now.locale)
        if step is Step.GIVE_UP:
            text = self._texts.get(now.locale, "give_up")
            say(dispatcher, text, SOURCE, buttons=[person], offers_person=True, failed=True)
            return [_NO_MORE_QUESTIONS]
        if step is Step.LEAVE:
            say(dispatcher, self._texts.get(now.locale, "leave_order"), SOURCE)
            return [_NO_MORE_QUESTIONS]
        if step is not Step.FIRST:
            key = f"{key}_{step.value}"
        text = self._texts.get(now.locale, key, number=now.slots.get("order_number") or "")
        say(dispatcher, text, SOURCE, buttons=choices, asks=self.slot)
        return []

    def _shop_away(self, dispatcher: CollectingDispatcher, now: Turn) -> list[EventType]:
        _say_shop_away(dispatcher, self._texts, now.locale)
        return [_NO_MORE_QUESTIONS]


class AskOrderNumber(_Question):
    """Asks for the order number; a verified customer is shown their latest orders instead."""

    slot = "order_number"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask, or take a verified customer's only order."""
        now = turn.read(tracker)
        email = now.customer.proven_email
        if email is None:
            return self._put(dispatcher, now, "ask_order_number", [])
        try:
            own = await self._shop.orders_of(email, MOST_BUTTONS)
        except ShopUnavailableError:
            return self._shop_away(dispatcher, now)
        if len(own) == 1 and not now.slots.get("track_order_tries"):
            return [
                SlotSet("order_number", own[0].number),
                SlotSet("email", email),
                _NO_MORE_QUESTIONS,
            ]
        if not own:
            return self._put(dispatcher, now, "ask_order_number", [])
        choices = [self._choice(order, now.locale) for order in own]
        return self._put(dispatcher, now, "ask_which_order", choices)

    def _choice(self, order: Order, locale: str) -> dict[str, str]:
        state = self._texts.get(locale, f"word_{order.status}")
        return button(f"{order.number} ({state})", "inform", order_number=order.number)


class AskEmail(_Question):
    """Asks for the e-mail address of the order; a verified customer's is known."""

    slot = "email"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask, or take the proven address."""
        now = turn.read(tracker)
        email = now.customer.proven_email
        if email is not None:
            return [SlotSet("email", email), _NO_MORE_QUESTIONS]
        return self._put(dispatcher, now, "ask_email", [])


class TrackOrder(Action):  # type: ignore[misc]
    """Answers when the form is filled; asks again, at most twice, when nothing fits."""

    def __init__(self, texts: Texts, shop: Shop) -> None:
        """Orders come from `shop`."""
        self._texts = texts
        self._shop = shop

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_track_order"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Tell what there is to tell. A form that was ended early has had its last word already."""
        now = turn.read(tracker)
        number, email = now.slots.get("order_number"), now.slots.get("email")
        if not number or not email:
            return [SlotSet("track_order_tries", None)]
        try:
            order = await self._own_order(now, number, email)
        except ShopUnavailableError:
            _say_shop_away(dispatcher, self._texts, now.locale)
            return []
        if order is None:
            return self._not_found(dispatcher, now)
        self._answer(dispatcher, now, order)
        return [SlotSet("order_number", None), SlotSet("track_order_tries", None)]

    async def _own_order(self, now: Turn, number: str, email: str) -> Order | None:
        """The order, if number and address belong together or a proven address owns it."""
        order = await self._shop.find_order(number, email)
        proven = now.customer.proven_email
        if order is None and proven is not None and proven != email:
            order = await self._shop.find_order(number, proven)
        return order

    def _answer(self, dispatcher: CollectingDispatcher, now: Turn, order: Order) -> None:
        today = datetime.now(_SHOP_TIME).date()
        late = is_late(order, today)
        say(
            dispatcher,
            describe(order, self._texts, now.locale, today),
            SOURCE,
            buttons=[person_button(self._texts, now.locale)] if late else [],
        )

    def _not_found(self, dispatcher: CollectingDispatcher, now: Turn) -> list[EventType]:
        tries = int(now.slots.get("track_order_tries") or 0) + 1
        forget = [SlotSet("order_number", None), SlotSet("email", None)]
        if tries > MOST_RETRIES:
            say(
                dispatcher,
                self._texts.get(now.locale, "not_found_last"),
                SOURCE,
                buttons=[person_button(self._texts, now.locale)],
                offers_person=True,
                failed=True,
            )
            return [*forget, SlotSet("track_order_tries", None)]
        if tries > 1:
            key = "not_found_again"
        else:
            key = "not_found" if now.customer.proven_email is None else "not_found_among_yours"
        say(dispatcher, self._texts.get(now.locale, key), SOURCE)
        # The form is opened again, so Rasa puts its first question next.
        return [*forget, SlotSet("track_order_tries", tries), ActiveLoop(FORM)]


class StopForm(Action):  # type: ignore[misc]
    """Ends the form at the customer's word and forgets what was filled in."""

    def __init__(self, texts: Texts) -> None:
        """What it says is in the catalogue."""
        self._texts = texts

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_stop_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say so and close the form."""
        now = turn.read(tracker)
        say(dispatcher, self._texts.get(now.locale, "stopped"), ("smalltalk", "stop"))
        return [
            ActiveLoop(None),
            _NO_MORE_QUESTIONS,
            SlotSet("order_number", None),
            SlotSet("email", None),
            SlotSet("track_order_tries", None),
        ]


def _say_shop_away(dispatcher: CollectingDispatcher, texts: Texts, locale: str) -> None:
    say(
        dispatcher,
        texts.get(locale, "shop_away"),
        SOURCE,
        buttons=[person_button(texts, locale)],
        offers_person=True,
        failed=True,
    )
