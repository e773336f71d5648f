"""An action reads its turn from the tracker's events and from nothing that a customer may claim."""

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions import turn
from tests.actions_support import MINA, bot, call, loop, user


def read(*events: dict[str, Any], slots: dict[str, Any] | None = None) -> turn.Turn:
    return turn.read(Tracker.from_dict(call("any", *events, slots=slots)["tracker"]))


def test_identity_comes_from_the_message_and_not_from_slots_or_entities() -> None:
    now = read(
        user(entities={"email": "mina.kim@example.com"}), slots={"email": "mina.kim@example.com"}
    )
    assert now.customer.proven_email is None


def test_an_address_is_proven_only_when_the_gateway_says_verified() -> None:
    claimed = {**MINA, "verified": False}
    assert read(user(customer=MINA)).customer.proven_email == "mina.kim@example.com"
    assert read(user(customer=claimed)).customer.proven_email is None


def test_the_latest_message_counts() -> None:
    assert read(user("first"), bot(), user("second", locale="ko")).locale == "ko"


def test_a_tracker_without_our_message_is_refused() -> None:
    with pytest.raises(ValueError, match="our channel"):
        read(bot())


def test_questions_are_counted_since_the_form_began() -> None:
    before = [user(), loop("f"), bot(ask="email"), loop(None)]
    now = read(*before, user(), loop("f"), bot(ask="email"), user(), bot(ask="number"), user())
    assert now.times_asked("email") == 1
    assert now.times_asked("number") == 1


def test_abstentions_in_a_row_are_counted_up_to_the_turn_before() -> None:
    abstain, answer = (
        bot(source={"kind": "abstain", "id": "x"}),
        bot(source={"kind": "faq", "id": "y"}),
    )
    assert read(user()).abstentions_before() == 0
    assert read(user(), abstain, user()).abstentions_before() == 1
    assert read(user(), abstain, user(), abstain, user()).abstentions_before() == 2
    assert read(user(), abstain, user(), answer, user()).abstentions_before() == 0
