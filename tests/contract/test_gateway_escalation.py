"""A person is called over real sockets, by the real gateway on a real store: also with no bot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.test_gateway_sockets import sign_in_demo, welcome
from tests.support.clients import Client, console, customer
from tests.support.processes import (
    FakeBot,
    GatewayProcess,
    free_port,
    running_gateway,
    running_store,
)


@pytest.fixture(scope="module")
def alone() -> Iterator[GatewayProcess]:
    """A gateway whose bot is not there: nothing listens where Rasa should be."""
    nobody = f"http://127.0.0.1:{free_port()}"
    with running_store() as store, running_gateway(store.url, nobody) as process:
        yield process


async def called(client: Client) -> str:
    """The cause for which a person was called; the place in the queue is told after it."""
    cause: str = (await client.event("handoff_requested"))["event"]["cause"]
    waiting = await client.until(lambda f: f["type"] == "waiting")
    assert waiting["position"] >= 1
    return cause


async def end(client: Client) -> None:
    await client.ack(await client.send("end"))


@pytest.mark.parametrize(
    ("locale", "text", "cause", "by"),
    [
        ("en", "can I talk to a real person please", "asked", "customer"),
        ("ko", "사람 바꿔줘", "asked", "customer"),
        ("en", "the mug exploded and cut my hand", "harm", "bot"),
        ("ko", "제 카드가 도용됐어요", "fraud", "bot"),
        ("en", "you will hear from my lawyer", "legal", "bot"),
        ("ko", "다시는 여기서 안 사요", "threatened_cancellation", "bot"),
        ("en", "you are useless", "upset", "bot"),
        ("ko", "봇 말고 항상 사람이요", "people_first", "customer"),
    ],
)
async def test_with_no_bot_at_all_words_call_a_person_at_once(
    alone: GatewayProcess, locale: str, text: str, cause: str, by: str
) -> None:
    async with customer(alone.ws, locale=locale) as mina:
        said = await mina.send("say", text=text)
        assert (await mina.ack(said))["type"] == "ack"
        told = (await mina.event("bot_replied"))["event"]
        assert len(told["replies"]) == 1 and told["door"] is True
        assert told["replies"][0]["source"]["kind"] == "handoff"
        assert any("가" <= c <= "힣" for c in told["replies"][0]["text"]) == (locale == "ko")
        requested = await mina.until(
            lambda f: f.get("event", {}).get("kind") == "handoff_requested"
        )
        assert (requested["event"]["cause"], requested["event"]["by"]) == (cause, by)
        await mina.until(lambda f: f["type"] == "waiting")
        await end(mina)


async def test_with_no_bot_the_second_vain_question_calls_a_person(alone: GatewayProcess) -> None:
    async with customer(alone.ws) as mina:
        await mina.send("say", text="How long does delivery take?")
        sources = (await mina.event("bot_replied"))["event"]["replies"]
        assert [r["source"]["id"] for r in sources] == ["bot_unavailable"]
        await mina.send("say", text="And to Busan?")
        assert await called(mina) == "bot_away"
        await end(mina)


async def test_the_agent_sees_the_cause_in_the_queue_and_in_the_transcript(
    alone: GatewayProcess,
) -> None:
    cookie = await sign_in_demo(alone)
    async with console(alone.ws, cookie) as hana, customer(alone.ws) as mina:
        await mina.send("say", text="I will sue you")
        assert await called(mina) == "legal"
        desk = await hana.until(lambda f: f["type"] == "desk" and f["queue"])
        card = desk["queue"][0]
        assert card["cause"] == "legal"
        await hana.send("open", conversation=card["conversation"])
        assert (await hana.event("handoff_requested"))["event"]["cause"] == "legal"
        await end(mina)


async def test_a_declined_cause_is_left_alone_and_asking_still_works(
    gateway: GatewayProcess, fake_bot: FakeBot
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="this is ridiculous")
        assert await called(mina) == "upset"
        await mina.ack(await mina.send("cancel_handoff"))
        asked_before = len(fake_bot.turns)
        await mina.event("bot_replied")
        await mina.send("say", text="this is ridiculous")
        answered = await mina.event("bot_replied")
        assert answered["event"]["replies"][0]["source"]["kind"] == "faq"
        assert len(fake_bot.turns) == asked_before + 1
        await mina.send("say", text="agent pls")
        assert await called(mina) == "asked"
        await end(mina)


async def test_the_same_question_again_offers_a_person_whose_button_calls_one(
    gateway: GatewayProcess,
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="How long does delivery take?")
        await mina.event("bot_replied")
        await mina.send("say", text="how long does delivery take")
        offer = (await mina.event("bot_replied"))["event"]["replies"][-1]
        assert offer["source"]["id"] == "offer_same_question_again"
        button = offer["buttons"][0]
        assert set(button) == {"id", "label"}
        await mina.send("say", text=button["label"], choice=button["id"])
        assert await called(mina) == "asked"
        await end(mina)


async def test_skip_the_bot_next_time_is_honoured_and_can_be_taken_back(
    gateway: GatewayProcess, fake_bot: FakeBot
) -> None:
    async with customer(gateway.ws) as mina:
        await mina.send("say", text="hello")
        await mina.event("bot_replied")
        wish = await mina.send("set_preference", people_first=True)
        assert (await mina.ack(wish))["type"] == "ack"
        await mina.send("set_preference", id=wish, people_first=True)
        set_to = await mina.event("preference_set")
        assert set_to["event"]["people_first"] is True
        await end(mina)
        token = welcome(mina)["token"]
    asked_before = len(fake_bot.turns)
    async with customer(gateway.ws, token=token) as again:
        await again.send("say", text="How long does delivery take?")
        started = await again.until(
            lambda f: f.get("event", {}).get("kind") == "started" and f["event"]["continues"]
        )
        assert started["event"]["people_first"] is True
        assert await called(again) == "people_first"
        assert len(fake_bot.turns) == asked_before
        await end(again)
        await again.ack(await again.send("set_preference", people_first=False))
        said = await again.ack(await again.send("say", text="How long does delivery take?"))
        answer = await again.until(
            lambda f: (
                f.get("conversation") == said["conversation"]
                and f.get("event", {}).get("kind") == "bot_replied"
            )
        )
        assert answer["event"]["replies"][0]["source"]["kind"] == "faq"
        assert len(fake_bot.turns) == asked_before + 1
        await end(again)


async def test_a_preference_before_any_word_is_refused_in_words(gateway: GatewayProcess) -> None:
    async with customer(gateway.ws) as mina:
        refusal = await mina.ack(await mina.send("set_preference", people_first=True))
        assert refusal["code"] == "not_found"
