"""Tracking asks for what it needs, proves whose order it is, and knows when to stop."""

from typing import Any

import pytest

from actions import texts
from actions.shop import Order, ShopUnavailableError, Status
from actions.shop_memory import MemoryShop
from actions.track_order import (
    FORM,
    AskEmail,
    AskOrderNumber,
    Step,
    StopForm,
    TrackOrder,
    next_step,
)
from tests.actions_support import ANYBODY, MINA, Said, bot, loop, order, run, user

TEXTS = texts.load()
SHOP = MemoryShop(
    [
        ("mina.kim@example.com", order("DB-204817")),
        ("mina.kim@example.com", order("DB-204933", Status.PACKING)),
        ("james.carter@example.com", order("DB-203112")),
    ]
)
SOURCE = ("job", "track_order")


class DeadShop(MemoryShop):
    """A business system that answers nothing."""

    async def find_order(self, number: str, email: str) -> Order | None:
        raise ShopUnavailableError("no answer")

    async def orders_of(self, email: str, limit: int) -> list[Order]:
        raise ShopUnavailableError("no answer")


async def track(
    number: str | None,
    email: str | None,
    *,
    tries: float | None = None,
    customer: dict[str, Any] = ANYBODY,
) -> Said:
    slots = {"order_number": number, "email": email, "track_order_tries": tries}
    return await run(TrackOrder(TEXTS, SHOP), user(customer=customer), slots=slots)


async def test_number_and_address_of_the_same_order_are_answered() -> None:
    said = await track("DB-204817", "mina.kim@example.com")
    assert "DB-204817 is on its way" in said.text
    assert said.sources == [SOURCE]
    assert said.slots == {"order_number": None, "track_order_tries": None}


async def test_somebody_elses_order_and_no_order_get_the_same_answer() -> None:
    other = await track("DB-203112", "mina.kim@example.com")
    none = await track("DB-999999", "mina.kim@example.com")
    assert other.text == none.text
    assert other == none


async def test_after_a_miss_the_form_is_opened_again_with_nothing_in_it() -> None:
    said = await track("DB-999999", "mina.kim@example.com")
    assert said.slots == {"order_number": None, "email": None, "track_order_tries": 1}
    assert said.loops == [FORM]


async def test_the_third_miss_offers_a_person_and_asks_no_more() -> None:
    second = await track("DB-999999", "mina.kim@example.com", tries=1.0)
    third = await track("DB-999999", "mina.kim@example.com", tries=2.0)
    assert second.loops == [FORM]
    assert third.loops == []
    assert third.payloads == ["/contact_human_agent"]
    assert third.messages[0]["custom"]["offer"] == "person"
    assert third.slots["track_order_tries"] is None


async def test_no_two_misses_are_told_in_the_same_words() -> None:
    told = [(await track("DB-999999", "a@b.kr", tries=n)).text for n in (None, 1.0, 2.0)]
    assert len(set(told)) == 3


async def test_a_verified_customer_may_ask_for_an_order_of_another_address_with_both() -> None:
    said = await track("DB-203112", "james.carter@example.com", customer=MINA)
    assert "DB-203112" in said.text


async def test_a_verified_customer_does_not_see_others_orders() -> None:
    said = await track("DB-203112", "mina.kim@example.com", customer=MINA)
    assert "DB-203112" not in said.text


async def test_an_address_in_the_slot_proves_nothing_without_its_order() -> None:
    said = await track("DB-203112", "mina.kim@example.com")
    assert "on its way" not in said.text


async def test_a_form_ended_early_has_nothing_to_add() -> None:
    said = await track("DB-204817", None)
    assert said.messages == []


async def test_a_dead_shop_is_admitted_and_keeps_what_was_filled_in() -> None:
    slots = {"order_number": "DB-204817", "email": "mina.kim@example.com"}
    said = await run(TrackOrder(TEXTS, DeadShop()), user(), slots=slots)
    assert "can't reach our order system" in said.text
    assert said.payloads == ["/contact_human_agent"]
    assert said.slots == {}


async def test_a_stranger_is_asked_for_the_number_without_a_word_on_any_order() -> None:
    said = await run(AskOrderNumber(TEXTS, SHOP), user(intent="track_order"), loop(FORM))
    assert said.messages[0]["custom"]["ask"] == "order_number"
    assert said.payloads == []


async def test_a_verified_customer_is_shown_their_latest_orders() -> None:
    said = await run(AskOrderNumber(TEXTS, SHOP), user(customer=MINA), loop(FORM))
    assert said.payloads == [
        '/inform{"order_number": "DB-204933"}',
        '/inform{"order_number": "DB-204817"}',
    ]


async def test_at_most_three_orders_are_shown() -> None:
    many = MemoryShop([("mina.kim@example.com", order(f"DB-20481{n}")) for n in range(5)])
    said = await run(AskOrderNumber(TEXTS, many), user(customer=MINA), loop(FORM))
    assert len(said.payloads) == 3


async def test_a_verified_customers_only_order_is_taken_without_asking() -> None:
    one = MemoryShop([("mina.kim@example.com", order())])
    said = await run(AskOrderNumber(TEXTS, one), user(customer=MINA), loop(FORM))
    assert said.messages == []
    assert said.slots == {
        "order_number": "DB-204817",
        "email": "mina.kim@example.com",
        "requested_slot": None,
    }


async def test_a_verified_customer_is_not_asked_for_an_address() -> None:
    said = await run(AskEmail(TEXTS, SHOP), user(customer=MINA), loop(FORM))
    assert said.messages == []
    assert said.slots == {"email": "mina.kim@example.com", "requested_slot": None}


async def test_an_unverified_claim_is_asked_for_an_address() -> None:
    claim = {**MINA, "verified": False}
    said = await run(
        AskEmail(TEXTS, SHOP), user(customer=claim), loop(FORM), slots={"order_number": "DB-204817"}
    )
    assert said.messages[0]["custom"]["ask"] == "email"


@pytest.mark.parametrize("action", [AskOrderNumber, AskEmail])
@pytest.mark.parametrize("locale", texts.LOCALES)
async def test_a_question_is_put_twice_at_most_and_never_in_the_same_words(
    action: type[AskOrderNumber] | type[AskEmail], locale: str
) -> None:
    asking = action(TEXTS, SHOP)
    asked = bot(ask=asking.slot)
    again = user(intent="inform", locale=locale)
    slots = {"order_number": "DB-204817"}
    first = await run(asking, again, loop(FORM), slots=slots)
    second = await run(asking, again, loop(FORM), asked, again, slots=slots)
    third = await run(asking, again, loop(FORM), asked, again, asked, again, slots=slots)
    assert len({first.text, second.text, third.text}) == 3
    assert third.slots == {"requested_slot": None}
    assert third.payloads == ["/contact_human_agent"]


async def test_after_an_interruption_the_question_comes_back_as_a_reminder() -> None:
    asked = bot(ask="order_number")
    said = await run(
        AskOrderNumber(TEXTS, SHOP), user(), loop(FORM), asked, user(intent="faq"), bot()
    )
    assert said.text == TEXTS.get("en", "ask_order_number_back")


@pytest.mark.parametrize("times_asked", range(4))
@pytest.mark.parametrize("tried", [True, False])
@pytest.mark.parametrize("retry", [True, False])
def test_no_question_is_put_a_third_time(times_asked: int, tried: bool, retry: bool) -> None:
    over = next_step(times_asked, tried, retry) in (Step.GIVE_UP, Step.LEAVE)
    assert over == (times_asked >= 2)


async def test_a_dead_shop_is_admitted_while_asking() -> None:
    said = await run(AskOrderNumber(TEXTS, DeadShop()), user(customer=MINA), loop(FORM))
    assert "can't reach our order system" in said.text
    assert said.slots == {"requested_slot": None}


async def test_stopping_forgets_what_was_filled_in() -> None:
    said = await run(StopForm(TEXTS), user(intent="stop"), slots={"order_number": "DB-204817"})
    assert said.loops == [None]
    assert said.slots["order_number"] is None
    assert said.slots["email"] is None
