"""The bot as the gateway meets it: Rasa really trained, really started, over HTTP.

The FAQ service and the action server are small fakes, the NLU examples a handful: this is about the
channel, the rules and the form, not about how well anything is understood.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.engine.fakes import FakeActions, FakeFaq, free_port

ROOT = Path(__file__).parents[3]
EXAMPLES = {
    "greet": ["hello", "hi there", "good morning", "안녕하세요"],
    "thank": ["thank you", "thanks a lot", "고마워요"],
    "goodbye": ["bye", "goodbye now"],
    "bot_challenge": ["are you a bot", "are you a robot"],
    "how_are_you": ["how are you", "how do you do"],
    "what_can_you_do": ["what can you do", "what are you able to do"],
    "affirm": ["yes", "yes please", "sure"],
    "deny": ["no", "no thanks", "nope"],
    "stop": ["stop", "stop it", "cancel this"],
    "inform": ["it is DB-204817", "the number is DB-111111", "my mail is a@b.kr"],
    "track_order": ["where is my order", "track my order", "order status"],
    "complaint": ["I want to complain", "this is a complaint", "terrible courier"],
    "contact_human_agent": ["human", "talk to a person", "I want a human"],
    "faq": ["how long does delivery take", "tell me about delivery", "how do points work"],
    "out_of_scope": ["what is the weather", "tell me a joke", "who is the president"],
}
CUSTOMER = {"id": "x", "name": None, "email": None, "verified": False}
STOP_SECONDS = 20
START_SECONDS = 120


@dataclass
class Bot:
    """A running Rasa and the two services it talks to."""

    url: str
    faq: FakeFaq
    actions: FakeActions
    conversations = itertools.count()

    def fresh(self) -> str:
        """The id of a conversation that nobody has had."""
        return f"conversation-{next(self.conversations)}"

    def post(self, body: dict[str, Any] | str) -> tuple[int, dict[str, Any]]:
        """Send a turn as it is; status and JSON."""
        data = body if isinstance(body, str) else json.dumps(body)
        request = urllib.request.Request(
            f"{self.url}/turn", data.encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def turn(
        self, conversation: str, text: str, payload: str | None = None, locale: str = "en"
    ) -> dict[str, Any]:
        """Send a turn that must succeed."""
        status, answer = self.post(turn(conversation, text, payload, locale))
        assert status == 200, answer
        return answer

    def says(self, conversation: str, text: str, payload: str | None = None) -> list[str]:
        """The source ids of what is said to a turn."""
        return [r["source"]["id"] for r in self.turn(conversation, text, payload)["replies"]]


def turn(
    conversation: str, text: str, payload: str | None = None, locale: str = "en"
) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "turn": "turn-1",
        "epoch": 7,
        "text": text,
        "payload": payload,
        "locale": locale,
        "page": None,
        "customer": CUSTOMER,
    }


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, FakeFaq]]:
    """A model of the project's own config, domain and rules, and of a handful of examples."""
    folder = tmp_path_factory.mktemp("bot")
    data = folder / "data"
    data.mkdir()
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in EXAMPLES.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts)]
    (data / "nlu.yml").write_text("\n".join(lines), "utf-8")
    (data / "rules.yml").write_bytes((ROOT / "data" / "rules.yml").read_bytes())
    out = folder / "bot.tar.gz"
    with FakeFaq() as faq:
        trained = subprocess.run(
            [sys.executable, "-m", "bot.train", "--out", str(out), "--data", str(data)],
            cwd=ROOT,
            env={**os.environ, "HANDRAIL_FAQ_URL": faq.url},
            capture_output=True,
            text=True,
            check=False,
        )
        assert trained.returncode == 0, trained.stderr
        assert trained.stdout + trained.stderr == ""
        yield out, faq


@pytest.fixture(scope="module")
def bot(model: tuple[Path, FakeFaq]) -> Iterator[Bot]:
    out, faq = model
    address = f"http://127.0.0.1:{free_port()}"
    with FakeActions() as actions:
        rasa = subprocess.Popen(
            [sys.executable, "-m", "bot.run"],
            cwd=ROOT,
            env={
                **os.environ,
                "HANDRAIL_RASA_URL": address,
                "HANDRAIL_ACTIONS_URL": actions.url,
                "HANDRAIL_FAQ_URL": faq.url,
                "HANDRAIL_MODEL": str(out),
            },
        )
        url = f"{address}/webhooks/handrail"
        try:
            waited = time.monotonic() + START_SECONDS
            while not healthy(url):
                assert rasa.poll() is None, "bot.run ended while starting"
                assert time.monotonic() < waited, "bot.run is not ready"
                time.sleep(0.2)
            yield Bot(url, faq, actions)
        finally:
            rasa.send_signal(signal.SIGTERM)
            assert rasa.wait(STOP_SECONDS) == 0


@pytest.fixture(autouse=True)
def services_are_well(bot: Bot) -> Iterator[None]:
    yield
    bot.faq.status = bot.actions.status = 200
    bot.actions.silent = False


def test_an_answer_comes_with_everything_in_one_response(bot: Bot) -> None:
    answer = bot.turn(bot.fresh(), "how long does delivery take")
    assert (answer["turn"], answer["epoch"], answer["handoff"]) == ("turn-1", 7, None)
    [reply] = answer["replies"]
    assert reply["source"] == {"kind": "faq", "id": "action_faq_answer"}
    assert reply["confidence"] == 0.5
    called = bot.actions.calls[-1]["tracker"]["latest_message"]
    assert called["faq"]["entry"]["answer"] == "**1 to 3** days."


def test_responses_follow_the_customers_language_turn_by_turn(bot: Bot) -> None:
    conversation = bot.fresh()
    english = bot.turn(conversation, "hello")["replies"][0]["text"]
    korean = bot.turn(conversation, "hello", locale="ko")["replies"][0]["text"]
    assert "Dalbit" in english
    assert "달빛" in korean


def test_a_pressed_button_needs_no_reading(bot: Bot) -> None:
    searches = bot.faq.searches
    assert bot.says(bot.fresh(), "Delivery", '/faq{"entry": "delivery_period"}') == [
        "action_faq_answer"
    ]
    assert bot.faq.searches == searches
    entities = bot.actions.calls[-1]["tracker"]["latest_message"]["entities"]
    assert {e["entity"]: e["value"] for e in entities} == {
        "entry": "delivery_period",
        "locale": "en",
    }


def test_a_button_in_korean_is_answered_in_korean_from_the_first_turn(bot: Bot) -> None:
    answer = bot.turn(bot.fresh(), "상담원", "/contact_human_agent", locale="ko")
    assert "상담팀" in answer["replies"][0]["text"]


@pytest.mark.parametrize("command", ["/restart", "/back", "/session_start", "  /restart"])
def test_a_typed_command_changes_nothing(bot: Bot, command: str) -> None:
    conversation = bot.fresh()
    bot.turn(conversation, "where is my order DB-204817")
    status, _ = bot.post(turn(conversation, command))
    assert status == 200
    assert bot.turn(conversation, "a@b.kr")["replies"][-1]["text"] == (
        "action_track_order DB-204817 a@b.kr"
    )


def test_a_typed_payload_presses_no_button(bot: Bot) -> None:
    bot.turn(bot.fresh(), '/faq{"entry": "delivery_period"}')
    entities = bot.actions.calls[-1]["tracker"]["latest_message"]["entities"]
    assert "entry" not in {e["entity"] for e in entities}


def test_the_form_asks_for_number_and_address_and_then_answers(bot: Bot) -> None:
    conversation = bot.fresh()
    assert bot.says(conversation, "where is my order") == [
        "action_ask_track_order_form_order_number"
    ]
    assert bot.says(conversation, "db 204817") == ["action_ask_track_order_form_email"]
    assert bot.says(conversation, "mina@example.com") == ["action_track_order"]
    assert bot.says(conversation, "hello") == ["greet"]


def test_a_number_in_the_first_message_is_not_asked_for(bot: Bot) -> None:
    assert bot.says(bot.fresh(), "where is my order DB-204817") == [
        "action_ask_track_order_form_email"
    ]


def test_a_question_in_the_middle_of_the_form_is_answered_and_the_form_goes_on(bot: Bot) -> None:
    conversation = bot.fresh()
    bot.turn(conversation, "track my order DB-204817")
    assert bot.says(conversation, "how long does delivery take") == [
        "action_faq_answer",
        "action_ask_track_order_form_email",
    ]
    assert bot.says(conversation, "mina@example.com") == ["action_track_order"]


def test_a_message_that_gives_the_form_nothing_is_said_to_do_so(bot: Bot) -> None:
    conversation = bot.fresh()
    bot.turn(conversation, "track my order")
    assert bot.says(conversation, "yes") == [
        "track_order",
        "action_ask_track_order_form_order_number",
    ]


def test_the_form_stops_at_a_word(bot: Bot) -> None:
    conversation = bot.fresh()
    bot.turn(conversation, "track my order")
    assert bot.says(conversation, "stop it") == ["action_stop_form"]
    assert bot.says(conversation, "stop it") == ["stop"]


def test_one_conversation_never_sees_what_another_filled_in(bot: Bot) -> None:
    mina, james = bot.fresh(), bot.fresh()
    bot.turn(mina, "track my order DB-204817")
    bot.turn(mina, "mina@example.com")
    bot.turn(james, "track my order")
    bot.turn(james, "james@example.com")
    seen = json.dumps(bot.actions.calls[-1])
    assert "james@example.com" in seen
    assert "mina" not in seen
    assert "204817" not in seen


STATES: dict[str, list[str]] = {
    "a fresh conversation": [],
    "after an answer": ["how long does delivery take"],
    "after asking back": ["how do points work"],
    "after an abstention": ["what is the weather"],
    "after a complaint": ["I want to complain"],
    "the form asking for the number": ["track my order"],
    "the form asking for the address": ["track my order DB-204817"],
    "the form after an interruption": ["track my order", "how long does delivery take"],
    "the form after a half-understood question": ["track my order", "how do points work"],
    "the form after no answer": ["track my order", "yes"],
    "after a finished form": ["track my order DB-204817", "a@b.kr"],
    "after a handoff": ["I want a human"],
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("service", ["all well", "faq away", "actions away"])
def test_a_person_can_be_asked_for_in_every_state(bot: Bot, state: str, service: str) -> None:
    conversation = bot.fresh()
    for text in STATES[state]:
        bot.turn(conversation, text)
    bot.faq.status = 503 if service == "faq away" else 200
    bot.actions.status = 503 if service == "actions away" else 200
    answer = bot.turn(conversation, "I want to talk to a person, my mail is a@b.kr")
    assert [r["source"]["kind"] for r in answer["replies"]] == ["handoff"]
    assert answer["handoff"]["cause"] == "asked"
    assert (answer["handoff"]["form"] is not None) == state.startswith("the form")


def test_a_handoff_carries_what_the_form_was_told(bot: Bot) -> None:
    conversation = bot.fresh()
    bot.turn(conversation, "track my order DB-204817")
    answer = bot.turn(conversation, "talk to a person please, I am a@b.kr")
    assert answer["handoff"] == {
        "cause": "asked",
        "form": {
            "name": "track_order_form",
            "slots": {"order_number": "DB-204817", "email": "a@b.kr"},
        },
    }
    assert bot.says(conversation, "hello") == ["greet"]


def test_an_open_form_is_told_with_what_was_filled_in_and_no_longer_when_it_ends(bot: Bot) -> None:
    conversation = bot.fresh()
    assert bot.turn(conversation, "hello")["form"] is None
    assert bot.turn(conversation, "track my order DB-204817")["form"] == {
        "name": "track_order_form",
        "slots": {"order_number": "DB-204817"},
    }
    assert bot.turn(conversation, "a@b.kr")["form"] is None


def test_what_a_person_dealt_with_is_not_asked_for_again(bot: Bot) -> None:
    for after_person, goes_on in ((False, True), (True, False)):
        conversation = bot.fresh()
        bot.says(conversation, "track my order DB-204817")
        body = turn(conversation, "how long does delivery take")
        status, answer = bot.post({**body, "after_person": after_person})
        assert status == 200, answer
        said = [reply["source"]["id"] for reply in answer["replies"]]
        assert ("action_ask_track_order_form_email" in said) is goes_on
        assert (answer["form"] is not None) is goes_on


def test_a_handoff_without_a_form_says_so(bot: Bot) -> None:
    conversation = bot.fresh()
    for text in ("track my order DB-204817", "a@b.kr"):
        bot.turn(conversation, text)
    assert bot.turn(conversation, "human")["handoff"] == {"cause": "asked", "form": None}


def test_without_the_faq_service_it_is_honest_and_the_form_goes_on(bot: Bot) -> None:
    conversation = bot.fresh()
    bot.turn(conversation, "track my order")
    bot.faq.status = 503
    assert bot.says(conversation, "DB-204817") == ["action_ask_track_order_form_email"]
    assert bot.says(bot.fresh(), "how long does delivery take") == ["faq_unavailable"]


def test_a_failed_turn_is_a_5xx_and_leaves_no_trace(bot: Bot) -> None:
    conversation = bot.fresh()
    bot.turn(conversation, "track my order")
    bot.actions.status = 500
    status, answer = bot.post(turn(conversation, "DB-204817"))
    assert status == 500
    assert "error" in answer
    bot.actions.status = 200
    assert bot.says(conversation, "a@b.kr") == ["action_ask_track_order_form_order_number"]


def test_an_action_that_says_nothing_is_a_5xx(bot: Bot) -> None:
    bot.actions.silent = True
    status, answer = bot.post(turn(bot.fresh(), "how long does delivery take"))
    assert status == 500
    assert "nothing" in answer["error"]


@pytest.mark.parametrize("body", ["", "no json", "[]", "{}"])
def test_what_is_no_turn_is_refused_with_a_reason(bot: Bot, body: str) -> None:
    status, answer = bot.post(body)
    assert status == 422
    assert answer["error"]


def test_rasas_own_interface_is_not_there(bot: Bot) -> None:
    base = bot.url.removesuffix("/webhooks/handrail")
    for path in ("/status", "/model", "/domain", "/conversations/x/tracker"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(base + path, timeout=5)
        assert refused.value.code == 404
