"""Domain and rules fit each other: every intent has its rule, every response both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.utils.io import read_yaml_file

from bot import arbitrate
from bot.protocol import parse_payload, reply

DOMAIN = read_yaml_file("domain.yml")
RULES = read_yaml_file("data/rules.yml")["rules"]
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN["responses"]
INTENTS = {next(iter(intent)) for intent in DOMAIN["intents"]}
KOREAN = [{"type": "slot", "name": "locale", "value": "ko"}]
FORM = [{"active_loop": "track_order_form"}]


def steps(key: str, condition: Any = None) -> set[str]:  # noqa: ANN401
    rules = [r for r in RULES if r.get("condition") == condition]
    return {step[key] for rule in rules for step in rule["steps"] if key in step}


def test_every_intent_has_a_rule() -> None:
    assert steps("intent") == INTENTS


def test_everything_the_arbiter_may_decide_is_an_intent() -> None:
    names = [value for name, value in vars(arbitrate).items() if name.isupper()]
    words = {name for name in names if isinstance(name, str)} | set(arbitrate.SMALL_TALK)
    assert words <= INTENTS


def test_every_intent_the_classifier_learns_is_known_to_the_domain() -> None:
    files = [read_yaml_file(path) for path in Path("data/nlu").glob("*.yml")]
    learned = {block["intent"] for file in files for block in file["nlu"]}
    assert learned == INTENTS - {"ask_back", "faq_unavailable"}


def test_a_person_can_be_asked_for_with_and_without_a_form() -> None:
    assert "contact_human_agent" in steps("intent")
    assert "contact_human_agent" in steps("intent", FORM)


@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_has_english_for_all_and_korean_for_koreans(name: str) -> None:
    english, korean = RESPONSES[name]
    assert "condition" not in english
    assert korean["condition"] == KOREAN
    assert english["text"] != korean["text"]
    assert english["custom"] == korean["custom"]


@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_says_its_source_and_offers_three_buttons_at_most(name: str) -> None:
    for response in RESPONSES[name]:
        buttons = response.get("buttons", [])
        assert len(buttons) <= 3
        said = reply(response["text"], buttons, response["custom"])
        for button in said["buttons"]:
            pressed = parse_payload(button["payload"].replace("{{", "{").replace("}}", "}"))
            assert pressed.intent in INTENTS


def test_no_response_promises_a_person_before_the_gateway_knows_of_one() -> None:
    asked = RESPONSES["utter_contact_human_agent"]
    assert all(r["custom"]["handoff"] == {"cause": "asked"} for r in asked)
    assert not any(
        word in asked[0]["text"].lower() for word in ("connecting", "transfer", "shortly")
    )
