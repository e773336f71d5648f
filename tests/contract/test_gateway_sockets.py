"""The protocol over real sockets, against the real gateway process on a real store."""

from __future__ import annotations

import asyncio
import json
import secrets

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from handoff_gateway.frames import MAX_FRAME, MAX_WIRE
from handoff_gateway.tokens import Tokens
from tests.support.clients import Client, Frame, console, customer
from tests.support.processes import IDENTITY_SECRET, SECRET, FakeBot, GatewayProcess

TOKENS = Tokens(SECRET, IDENTITY_SECRET)


async def sign_in_demo(gateway: GatewayProcess) -> str:
    """The session cookie of the demo agent."""
    async with httpx.AsyncClient(base_url=gateway.http) as http:
        response = await http.post("/api/demo/agent")
        assert response.status_code == 200
        return f"handrail_agent={response.cookies['handrail_agent']}"


async def sign_in_new(gateway: GatewayProcess, name: str) -> str:
    from handoff_gateway.accounts import Accounts

    accounts = Accounts.at(gateway.database_url)
    account = await accounts.add(f"{secrets.token_hex(4)}@example.com", name, "long enough 1")
    token = await accounts.sign_in(account.id)
    await accounts.close()
    return f"handrail_agent={token}"


def welcome(client: Client) -> Frame:
    return next(frame for frame in reversed(client.frames) if frame["type"] == "welcome")


# --- a customer and the bot -----------------------------------------------------------------------


async def test_a_question_gets_its_ack_and_its_answer_with_the_door(
    gateway: GatewayProcess,
) -> None:
    async with customer(gateway.ws) as mina:
        said = await mina.send("say", text="How long does delivery take?")
        answer = await mina.event("bot_replied")
        assert answer["event"]["door"] is True
        assert answer["event"]["replies"][0]["source"] == {"kind": "faq", "id": "delivery_period"}
        acks = [f for f in mina.frames if f["type"] == "ack"]
        assert [(a["id"], a["seq"]) for a in acks] == [(said, 2)]


async def test_a_resent_frame_gets_the_same_number_and_no_second_entry(
    gateway: GatewayProcess,
) -> None:
    async with customer(gateway.ws) as mina:
        said = await mina.send("say", text="hello")
        first = await mina.ack(said)
        await mina.send("say", text="hello", id=said)
        assert await mina.ack(said) == first
        await mina.event("bot_replied")
        assert [e["event"]["kind"] for e in mina.entries].count("customer_said") == 1


async def test_a_reconnected_customer_gets_what_came_after_their_number_alone(
    gateway: GatewayProcess,
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="hello")
        await mina.event("bot_replied")
        token, conversation = welcome(mina)["token"], mina.entries[0]["conversation"]
    async with customer(gateway.ws, token=token, conversation=conversation, after=2) as again:
        assert welcome(again)["conversation"] == conversation
        await again.event("bot_replied")
        assert [e["seq"] for e in again.entries] == [3]


async def test_two_devices_of_one_customer_show_the_same(gateway: GatewayProcess) -> None:
    identity = TOKENS.identity_token("two-devices", "Mina", "mina@example.com")
    async with customer(gateway.ws, identity=identity) as phone:
        await phone.send("say", text="from the phone")
        await phone.event("bot_replied")
        async with customer(gateway.ws, identity=identity) as laptop:
            await laptop.event("bot_replied")
            await phone.send("say", text="more from the phone")
            await laptop.until(lambda f: f.get("event", {}).get("text") == "more from the phone")


async def test_a_pressed_button_reaches_the_bot_as_its_payload_and_never_leaves(
    gateway: GatewayProcess, fake_bot: FakeBot
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="hello")
        button = (await mina.event("bot_replied"))["event"]["replies"][0]["buttons"][0]
        assert set(button) == {"id", "label"}
        await mina.send("say", text=button["label"], choice=button["id"])
        await mina.event("bot_replied")
        assert fake_bot.turns[-1]["payload"] == '/faq{"entry": "delivery_period"}'
        assert "/faq" not in json.dumps(mina.frames)


@pytest.mark.parametrize("mode", ["error", "empty", "rubbish", "hang"])
async def test_a_bot_that_fails_gets_the_customer_an_honest_sentence_and_the_door_within_8_s(
    gateway: GatewayProcess, fake_bot: FakeBot, mode: str
) -> None:
    fake_bot.mode = mode
    async with customer(gateway.ws, locale="ko") as mina:
        await mina.send("say", text="언제 와요?")
        event = (await mina.event("bot_replied", seconds=8))["event"]
        assert event["replies"][0]["source"] == {"kind": "abstain", "id": "bot_unavailable"}
        assert "상담원" in event["replies"][0]["text"]
        assert event["door"] is True


async def test_late_bot_answer_is_dropped_after_the_person_was_asked_for(
    gateway: GatewayProcess, fake_bot: FakeBot
) -> None:
    fake_bot.mode, gate = "hang", fake_bot.gate
    gate.clear()
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="slow question")
        await mina.event("customer_said")
        await mina.ack(await mina.send("ask_human"))
        gate.set()
        fake_bot.mode = "answer"
        await mina.send("say", text="quick", ask_bot=True)
        answer = await mina.event("bot_replied")
        assert answer["event"]["turn"] == answer["seq"] - 1, "only the turn asked for while waiting"
        assert len([e for e in mina.entries if e["event"]["kind"] == "bot_replied"]) == 1
        await mina.ack(await mina.send("end"))


# --- what bad input gets --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("{", "bad_frame"),
        ("[]", "bad_frame"),
        (b"\xff\x00", "bad_frame"),
        ('{"type": "dance"}', "bad_frame"),
        ('{"type": "say", "id": "short", "text": "x"}', "bad_frame"),
        ('{"type": "say", "id": "abcdefgh", "text": "x", "extra": 1}', "bad_frame"),
        (json.dumps({"type": "say", "id": "abcdefgh", "text": "x" * MAX_FRAME}), "too_large"),
    ],
)
async def test_a_bad_frame_gets_an_error_and_the_socket_goes_on(
    gateway: GatewayProcess, raw: str | bytes, code: str
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send_raw(raw)
        error = await mina.error(code)
        assert error["message"]
        await mina.send("say", text="still here")
        await mina.event("bot_replied")


async def test_beyond_the_wire_limit_the_socket_is_closed_with_1009(
    gateway: GatewayProcess,
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send_raw("x" * (MAX_WIRE + 1))
        assert await mina.closed() == 1009


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "say", "id": "abcdefgh", "text": "x"}, "hello_first"),
        ({"type": "hello", "protocol": 2}, "unsupported_protocol"),
    ],
)
async def test_what_does_not_begin_with_our_hello_is_closed_with_4400(
    gateway: GatewayProcess, frame: Frame, code: str
) -> None:
    async with connect(f"{gateway.ws}/ws/customer") as socket:
        client = Client(socket)
        await client.send_raw(json.dumps(frame))
        await client.error(code)
        assert await client.closed() == 4400


async def test_a_forged_token_is_closed_with_4401(gateway: GatewayProcess) -> None:
    async with connect(f"{gateway.ws}/ws/customer") as socket:
        client = Client(socket)
        await client.send("hello", protocol=1, token="a.b.c")
        await client.error("unauthorised")
        assert await client.closed() == 4401


async def test_a_forged_identity_changes_nothing(gateway: GatewayProcess) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send(
            "identify", identity=Tokens("x" * 40, "y" * 40).identity_token("m", "M", "m@x")
        )
        await mina.error("unauthorised")
        await mina.send("say", text="still anonymous")
        await mina.event("bot_replied")
        assert welcome(mina)["name"] is None


@pytest.mark.parametrize("path", ["/ws/customer", "/ws/agent"])
async def test_pages_of_other_origins_open_no_socket(gateway: GatewayProcess, path: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        await connect(f"{gateway.ws}{path}", origin="https://evil.example")  # type: ignore[arg-type]
    assert refusal.value.response.status_code == 403


async def test_naming_another_customers_conversation_shows_nothing_of_it(
    gateway: GatewayProcess,
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="my secret")
        conversation = (await mina.event("bot_replied"))["conversation"]
        async with customer(gateway.ws, conversation=conversation, after=0) as thief:
            assert welcome(thief)["conversation"] is None
            await thief.send("say", text="mine")
            await thief.event("bot_replied")
            assert conversation not in json.dumps(thief.frames)
            assert "my secret" not in json.dumps(thief.frames)


async def test_more_than_the_burst_is_told_when_to_come_back(gateway: GatewayProcess) -> None:
    async with customer(gateway.ws) as mina:
        for number in range(200):
            await mina.send("say", text=f"spam {number}")
        error = await mina.until(lambda f: f.get("code") == "too_fast", seconds=40)
        assert error["retry_after"] > 0 and error["id"]


async def test_words_typed_fast_are_all_kept_in_their_order(gateway: GatewayProcess) -> None:
    async with customer(gateway.ws) as mina:
        words = [f"word {number}" for number in range(30)]
        for text in words:
            await mina.send("say", text=text)
        await mina.until(lambda f: f.get("event", {}).get("text") == words[-1])
        said = [e["event"]["text"] for e in mina.entries if e["event"]["kind"] == "customer_said"]
        assert said == words


async def test_an_agent_who_signs_out_leaves_nobody_behind(gateway: GatewayProcess) -> None:
    cookie = await sign_in_new(gateway, "Leaving Agent")
    async with customer(gateway.ws) as mina:
        async with console(gateway.ws, cookie) as agent:
            await mina.ack(await mina.send("ask_human"))
            await agent.ack(await agent.send("accept"))
            await mina.event("assigned")
        async with httpx.AsyncClient(base_url=gateway.http) as http:
            await http.post("/api/agent/logout", headers={"Cookie": cookie})
        await mina.event("released")
        await mina.until(lambda f: f["type"] == "waiting" and f["position"] >= 1)
        await mina.ack(await mina.send("end"))


# --- the person -----------------------------------------------------------------------------------


async def test_with_nobody_at_the_desk_the_wait_says_so(gateway: GatewayProcess) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("ask_human")
        waiting = await mina.until(lambda f: f["type"] == "waiting")
        assert (waiting["position"], waiting["agents_online"]) == (1, 0)
        await mina.ack(await mina.send("end"))


async def test_customer_and_agent_see_each_others_words(gateway: GatewayProcess) -> None:
    async with (
        console(gateway.ws, await sign_in_demo(gateway)) as hana,
        customer(gateway.ws) as mina,
    ):
        await mina.send("say", text="I want a human")
        await mina.event("handoff_requested")
        waiting = await mina.until(lambda f: f["type"] == "waiting" and f["agents_online"] > 0)
        assert waiting["position"] == 1
        desk = await hana.until(lambda f: f["type"] == "desk" and f["queue"])
        card = desk["queue"][0]
        assert (card["cause"], card["last_from"]) == ("asked", "bot")
        accepted = await hana.ack(await hana.send("accept", conversation=card["conversation"]))
        assert accepted["type"] == "ack"
        await hana.send("open", conversation=card["conversation"])
        assert (await hana.event("customer_said"))["event"]["text"] == "I want a human"
        assert (await mina.event("assigned"))["event"]["agent"] == {"name": "Hana Lee"}
        await hana.send("typing", conversation=card["conversation"])
        await mina.until(lambda f: f["type"] == "typing" and f["who"] == "agent")
        await hana.send("reply", conversation=card["conversation"], text="Hello, this is Hana.")
        assert (await mina.event("agent_said"))["event"]["text"] == "Hello, this is Hana."
        await mina.send("say", text="Thank you!")
        assert (await hana.event("customer_said"))["event"]["text"] == "Thank you!"
        await hana.send("end", conversation=card["conversation"])
        await mina.event("ended")
        done = await hana.send("wrap_up", conversation=card["conversation"], disposition="solved")
        assert (await hana.ack(done))["type"] == "ack"
        assert "solved" not in json.dumps(mina.frames)


async def test_the_second_agent_is_told_who_was_first(gateway: GatewayProcess) -> None:
    async with (
        console(gateway.ws, await sign_in_demo(gateway)) as hana,
        console(gateway.ws, await sign_in_new(gateway, "Jisoo Park")) as jisoo,
        customer(gateway.ws) as mina,
    ):
        await mina.ack(await mina.send("ask_human"))
        conversation = next(f for f in mina.frames if f["type"] == "ack")["conversation"]
        await hana.ack(await hana.send("accept", conversation=conversation))
        late = await jisoo.ack(await jisoo.send("accept", conversation=conversation))
        assert late["code"] == "taken" and "Hana Lee" in late["message"]
        intruder = await jisoo.send("reply", conversation=conversation, text="let me")
        assert (await jisoo.ack(intruder))["code"] == "refused"
        await hana.send("release", conversation=conversation)
        await mina.event("released")
        await mina.until(lambda f: f["type"] == "waiting")
        assert (await jisoo.ack(await jisoo.send("accept")))["conversation"] == conversation
        await jisoo.send("hand_back", conversation=conversation)
        await mina.event("hand_back_offered")
        await mina.send("answer_hand_back", agree=True)
        await mina.event("handed_back")
        await mina.send("say", text="and the bot answers again")
        await mina.event("bot_replied")


async def test_a_console_whose_session_has_ended_is_closed(gateway: GatewayProcess) -> None:
    cookie = await sign_in_new(gateway, "Removed Agent")
    async with console(gateway.ws, cookie) as agent:
        async with httpx.AsyncClient(base_url=gateway.http) as http:
            await http.post("/api/agent/logout", headers={"Cookie": cookie})
        async with asyncio.timeout(30):  # looked at every 20 s
            while agent.close_code is None:
                await asyncio.sleep(0.1)
        assert agent.close_code == 4401


async def test_an_agent_who_is_away_accepts_nothing(gateway: GatewayProcess) -> None:
    async with (
        console(gateway.ws, await sign_in_new(gateway, "Away Agent")) as agent,
        customer(gateway.ws) as mina,
    ):
        await agent.send("presence", status="away")
        await mina.ack(await mina.send("ask_human"))
        refusal = await agent.ack(await agent.send("accept"))
        assert (refusal["code"], refusal["message"]) == ("refused", "you are not online")
        await mina.ack(await mina.send("cancel_handoff"))


async def test_a_console_without_a_session_is_closed_with_4401(gateway: GatewayProcess) -> None:
    headers = {"Cookie": "handrail_agent=forged"}
    async with connect(f"{gateway.ws}/ws/agent", additional_headers=headers) as socket:
        client = Client(socket)
        await client.error("unauthorised")
        assert await client.closed() == 4401


async def test_an_unknown_conversation_can_not_be_opened(gateway: GatewayProcess) -> None:
    async with console(gateway.ws, await sign_in_demo(gateway)) as hana:
        await hana.send("open", conversation="c_doesnotexist")
        await hana.error("not_found")


# --- HTTP -----------------------------------------------------------------------------------------


async def test_an_agent_signs_in_with_a_password_and_out_again(gateway: GatewayProcess) -> None:
    from handoff_gateway.accounts import Accounts

    accounts = Accounts.at(gateway.database_url)
    await accounts.add("sora@example.com", "Sora", "correct horse")
    await accounts.close()
    async with httpx.AsyncClient(base_url=gateway.http) as http:
        wrong = {"email": "sora@example.com", "password": "wrong horse"}
        assert (await http.post("/api/agent/login", json=wrong)).status_code == 401
        right = wrong | {"password": "correct horse", "email": "Sora@Example.com "}
        response = await http.post("/api/agent/login", json=right)
        assert response.status_code == 200
        cookie = response.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie
        assert (await http.get("/api/agent/me")).json()["name"] == "Sora"
        await http.post("/api/agent/logout")
        assert (await http.get("/api/agent/me")).json() is None


async def test_guessing_passwords_is_slowed_down(gateway: GatewayProcess) -> None:
    guess = {"email": "guess@example.com", "password": "123456"}
    async with httpx.AsyncClient(base_url=gateway.http) as http:
        codes = [(await http.post("/api/agent/login", json=guess)).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]


async def test_another_websites_page_can_not_sign_in_for_you(gateway: GatewayProcess) -> None:
    async with httpx.AsyncClient(base_url=gateway.http) as http:
        headers = {"Origin": "https://evil.example"}
        for path in ("/api/demo/agent", "/api/agent/login", "/api/agent/logout"):
            assert (await http.post(path, json={}, headers=headers)).status_code == 403


async def test_logs_hold_no_words_of_customers(gateway: GatewayProcess, fake_bot: FakeBot) -> None:
    fake_bot.mode = "error"
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="my card is 4111-1111")
        await mina.event("bot_replied")
    assert "4111" not in gateway.log()
    assert "the bot gave no answer" in gateway.log()
