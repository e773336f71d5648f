"""What the gateway asks and gets: refused with the field's name, or understood as it was meant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.protocol import TurnError, parse_payload, parse_turn, reply, unescaped_by_nlu

BODY: dict[str, Any] = {
    "conversation": "c",
    "turn": "t",
    "epoch": 3,
    "text": "hello",
    "payload": None,
    "locale": "ko",
    "page": {"url": "https://dalbit.example/", "title": "Dalbit"},
    "customer": {"id": "x", "name": None, "email": "a@b.kr", "verified": True},
}
SOURCE = {"source": {"kind": "faq", "id": "delivery_period"}}


def test_a_turn_keeps_what_the_actions_need_beside_the_text() -> None:
    assert parse_turn(BODY).metadata() == {
        "turn": "t",
        "epoch": 3,
        "text": "hello",
        "locale": "ko",
        "page": BODY["page"],
        "customer": BODY["customer"],
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("conversation", ""),
        ("conversation", 5),
        ("turn", None),
        ("after_person", "yes"),
        ("epoch", "3"),
        ("epoch", True),
        ("text", None),
        ("payload", {}),
        ("locale", "de"),
        ("page", "https://dalbit.example/"),
        ("customer", None),
        ("customer", {"name": "no id"}),
    ],
)
def test_a_wrong_field_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(TurnError, match=field):
        parse_turn({**BODY, field: value})


def test_half_a_character_is_replaced() -> None:
    assert parse_turn({**BODY, "text": "a\ud800b"}).text == "a?b"


@pytest.mark.parametrize("verified", ["true", 1, None])
def test_only_true_itself_verifies_a_customer(verified: object) -> None:
    customer = {**BODY["customer"], "verified": verified}
    assert parse_turn({**BODY, "customer": customer}).customer["verified"] is False


def test_a_pressed_button_is_read_as_its_intent_and_entities() -> None:
    press = parse_payload('/faq{"entry": "delivery_period"}')
    assert (press.intent, press.entities) == ("faq", {"entry": "delivery_period"})
    assert parse_payload("/track_order").entities == {}


@pytest.mark.parametrize("intent", ["restart", "back", "session_start"])
def test_no_button_can_name_an_intent_of_rasas_own(intent: str) -> None:
    with pytest.raises(TurnError, match=intent):
        parse_payload("/" + intent)


@pytest.mark.parametrize(
    "payload",
    ["track_order", "/", "/a b", "/faq{entry}", '/faq{"entry": 1}', "/faq@0.9", '/faq["x"]'],
)
def test_a_payload_of_another_form_is_refused(payload: str) -> None:
    with pytest.raises(TurnError, match="payload"):
        parse_payload(payload)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/restart", "restart"),
        ("  //restart", "restart"),
        ("/ /restart", "restart"),
        ("\u3000/restart", "restart"),
        ('/faq{"entry": "x"}', 'faq{"entry": "x"}'),
        ("and/or", "and/or"),
        ("/where is my order", "where is my order"),
    ],
)
def test_typed_text_never_begins_like_a_command_and_keeps_its_words(typed: str, read: str) -> None:
    assert unescaped_by_nlu(typed) == read


@pytest.mark.parametrize("typed", ["/", "///", " / ", "", "   "])
def test_text_without_words_is_still_a_text_and_no_command(typed: str) -> None:
    read = unescaped_by_nlu(typed)
    assert read.strip()
    assert not read.strip().startswith("/")


def test_a_reply_keeps_text_buttons_source_and_confidence_together() -> None:
    said = reply("Yes.", [{"title": "More", "payload": "/faq"}], {**SOURCE, "confidence": 0.8})
    assert said == {
        "text": "Yes.",
        "buttons": [{"label": "More", "payload": "/faq"}],
        "source": {"kind": "faq", "id": "delivery_period"},
        "confidence": 0.8,
        "failed": False,
    }
    assert reply("No.", [], {**SOURCE, "failed": True})["failed"] is True
    json.dumps(said)


@pytest.mark.parametrize(
    "source", [None, {}, {"kind": "guess", "id": "x"}, {"kind": "faq", "id": ""}]
)
def test_a_reply_that_says_no_source_is_a_mistake(source: object) -> None:
    with pytest.raises(ValueError, match="source"):
        reply("Yes.", [], {"source": source})
