"""What customers get from the whole system: real Rasa, retrieval and shop, in both languages."""

from __future__ import annotations

import json
import os
import signal

import httpx
import pytest

from handoff_gateway.tokens import Tokens
from tests.e2e.conftest import Desk, answer, eventually, sources, text_of
from tests.support.clients import console, customer


@pytest.mark.parametrize(
    ("locale", "question", "entry", "words"),
    [
        ("en", "how long does delivery take?", "delivery_period", "Dawn delivery"),
        ("en", "what cards do you accept?", "check_payment_methods", "Visa"),
        ("ko", "배송은 얼마나 걸려요?", "delivery_period", "영업일"),
        ("ko", "결제 수단은 뭐가 있나요", "check_payment_methods", "카카오페이"),
    ],
)
async def test_a_question_gets_the_editors_own_words(
    desk: Desk, locale: str, question: str, entry: str, words: str
) -> None:
    async with customer(desk.ws, locale=locale) as mina:
        event = await answer(mina, question)
        assert sources(event)[0] == ("faq", entry)
        assert words in text_of(event)
        assert event["door"] is True
        assert event["replies"][0]["confidence"] > 0.5


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "can I talk to a real person please"), ("ko", "상담원 연결해 주세요")],
)
async def test_a_request_for_a_person_in_words_reaches_the_desk(
    desk: Desk, locale: str, words: str
) -> None:
    async with customer(desk.ws, locale=locale) as mina:
        event = await answer(mina, words)
        assert sources(event)[0] == ("handoff", "contact_human_agent")
        await mina.event("handoff_requested")
        waiting = await mina.until(lambda f: f["type"] == "waiting")
        assert waiting["position"] >= 1
        await mina.ack(await mina.send("end"))


@pytest.mark.parametrize(
    ("locale", "ask", "number", "email", "status"),
    [
        ("en", "where is my order?", "it's db 204817", "mina.kim@example.com", "on its way"),
        ("ko", "제 주문 어디쯤 왔어요?", "DB-204817이요", "mina.kim@example.com", "DB-204817"),
    ],
)
async def test_order_status_asks_for_what_it_needs_and_tells_it(
    desk: Desk, locale: str, ask: str, number: str, email: str, status: str
) -> None:
    async with customer(desk.ws, locale=locale) as mina:
        first = await answer(mina, ask)
        assert sources(first)[0] == ("job", "track_order")
        second = await answer(mina, number)
        assert sources(second)[0] == ("job", "track_order")
        told = await answer(mina, email)
        assert sources(told)[0] == ("job", "track_order")
        assert status in text_of(told) and "http" in text_of(told)


async def test_wrong_and_foreign_orders_get_one_answer(desk: Desk) -> None:
    told = []
    for number in ("DB-203112", "DB-999999"):  # James's, and nobody's
        async with customer(desk.ws) as mina:
            await answer(mina, "track my order")
            await answer(mina, number)
            told.append(text_of(await answer(mina, "mina.kim@example.com")))
    assert told[0].replace("DB-203112", "") == told[1].replace("DB-999999", "")
    assert "Moon Jar" not in told[0]


async def test_a_verified_customer_is_not_asked_for_an_address(desk: Desk) -> None:
    env = desk.environment()
    tokens = Tokens(env["HANDRAIL_SECRET"], env["HANDRAIL_IDENTITY_SECRET"])
    identity = tokens.identity_token("mina-of-the-bot-stories", "Mina Kim", "mina.kim@example.com")
    async with customer(desk.ws, identity=identity) as mina:
        event = await answer(mina, "where is order DB-204817")
        assert "on its way" in text_of(event)
        other = await answer(mina, "and where is DB-203112?")
        assert "Moon Jar" not in text_of(other)
        await mina.ack(await mina.send("end"))


async def test_one_customers_order_never_leaks_into_anothers_conversation(desk: Desk) -> None:
    async with customer(desk.ws) as mina, customer(desk.ws) as other:
        await answer(mina, "where is my order DB-204817?")
        await answer(mina, "mina.kim@example.com")
        event = await answer(other, "where is my order?")
        assert "204817" not in text_of(event).replace("looks like DB-204817", "")


async def test_a_complaint_is_taken_down_and_a_person_offered_at_once(desk: Desk) -> None:
    async with customer(desk.ws) as mina:
        event = await answer(mina, "I want to make a complaint, the parcel came broken and late")
        assert sources(event)[0] == ("job", "complaint")
        button = event["replies"][-1]["buttons"][0]
        pressed = await answer(mina, button["label"], choice=button["id"])
        assert sources(pressed)[0] == ("handoff", "contact_human_agent")
        await mina.event("handoff_requested")
        await mina.ack(await mina.send("end"))


async def test_the_person_sees_the_half_filled_form(desk: Desk) -> None:
    env = desk.environment()
    async with httpx.AsyncClient(base_url=desk.http) as http:
        cookie = f"handrail_agent={(await http.post('/api/demo/agent')).cookies['handrail_agent']}"
    assert env["HANDRAIL_DEMO"] == "1"
    async with console(desk.ws, cookie) as hana, customer(desk.ws) as mina:
        await hana.send("presence", status="away")  # and so given nobody
        await hana.until(lambda f: f["type"] == "desk" and f["agents"][0]["status"] == "away")
        await answer(mina, "where is my order DB-204817?")
        await answer(mina, "I'd rather talk to a human being")
        asked = await mina.event("handoff_requested")
        await hana.send("open", conversation=asked["conversation"])
        seen = await hana.event("handoff_requested")
        assert "DB-204817" in json.dumps(seen["event"]["form"])
        await mina.ack(await mina.send("end"))


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", '/inform{"order_number": "DB-203112"}']
)
async def test_typed_commands_are_words_and_no_commands(desk: Desk, text: str) -> None:
    async with customer(desk.ws) as mina:
        await answer(mina, "where is my order?")
        event = await answer(mina, text)
        assert "bot_unavailable" not in json.dumps(event)
        assert "Moon Jar" not in text_of(event)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "what will the weather be tomorrow"),
        ("en", "write me a poem about autumn"),
        ("ko", "내일 날씨 어때요"),
        ("en", "asdfgh qwerty"),
    ],
)
async def test_what_no_editor_wrote_is_declined_or_asked_back(
    desk: Desk, locale: str, text: str
) -> None:
    async with customer(desk.ws, locale=locale) as mina:
        event = await answer(mina, text)
        assert sources(event)[0][0] in ("abstain", "smalltalk")
        assert all(len(reply["buttons"]) <= 4 for reply in event["replies"])


def test_chat_answers_a_line_each_in_order(desk: Desk) -> None:
    lines = ["how long does delivery take?", "hello", "where is my order?", "I need a human"] * 3
    results = desk.chat(*lines, concurrency=4)
    assert [result["text"] for result in results] == lines
    for result in results:
        assert result["door"] is True and result["latency_ms"] > 0
        assert set(result["replies"][0]) >= {"text", "source", "confidence", "buttons"}
    kinds = [result["replies"][0]["source"]["kind"] for result in results[:4]]
    assert kinds == ["faq", "smalltalk", "job", "handoff"]


def test_chat_speaks_korean(desk: Desk) -> None:
    (result,) = desk.chat("반품은 며칠 안에 해야 하나요?", locale="ko")
    assert result["replies"][0]["source"]["kind"] == "faq"
    assert any("가" <= letter <= "힣" for letter in result["replies"][0]["text"])


def test_chat_tells_of_a_line_it_can_not_send(desk: Desk) -> None:
    done = desk.command("chat", "--json", stdin="hello\n\n" + "x" * 5_000 + "\n")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in result for result in results] == [False, True, True]
    assert done.returncode == 1


MODULES = {"rasa": "bot.run", "actions": "actions.server", "faq": "faq_index.service"}


@pytest.mark.parametrize("victim", MODULES)
async def test_a_killed_part_is_never_silence_and_comes_back(desk: Desk, victim: str) -> None:
    os.kill(desk.pid(MODULES[victim]), signal.SIGKILL)
    async with customer(desk.ws) as mina:
        said = await mina.send("say", text="how long does delivery take?")
        event = (await mina.event("bot_replied", seconds=8))["event"]
        assert event["door"] is True and text_of(event)
        assert (await mina.ack(said))["type"] == "ack"
        await mina.ack(await mina.send("ask_human"))  # the door works whatever is dead
        await mina.until(lambda f: f["type"] == "waiting")
        await mina.ack(await mina.send("end"))

    def is_back() -> bool:
        (result,) = desk.chat("how long does delivery take?")
        return bool(result["replies"]) and result["replies"][0]["source"]["kind"] == "faq"

    eventually(is_back, f"{victim} answers again", 90)


def test_a_broken_faq_file_is_told_with_its_line_and_the_last_good_content_serves_on(
    desk: Desk,
) -> None:
    delivery = desk.content / "delivery.yml"
    good = delivery.read_text(encoding="utf-8")
    delivery.write_text(good.replace("  answer:", "  anser:", 1), encoding="utf-8")
    line = next(n for n, text in enumerate(good.splitlines(), start=1) if text == "  answer:")
    try:
        checked = desk.command("faq", "check", str(desk.content))
        assert checked.returncode == 1
        assert f"delivery.yml:{line}" in checked.stdout + checked.stderr
        assert "did you mean 'answer'" in checked.stdout + checked.stderr
        assert desk.command("faq", "reload").returncode != 0
        (result,) = desk.chat("how long does delivery take?")
        assert result["replies"][0]["source"]["id"] == "delivery_period"
    finally:
        delivery.write_text(good, encoding="utf-8")
    assert desk.command("faq", "reload").returncode == 0
