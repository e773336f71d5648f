"""The rules at work in a real gateway: given without asking, taken over while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.test_gateway_sockets import sign_in_demo
from tests.support.clients import console, customer
from tests.support.processes import (
    ROOT,
    FakeBot,
    GatewayProcess,
    running_gateway,
    running_store,
    wait_until,
)

RULES = (ROOT / "tests" / "data" / "automatically.yml").read_text(encoding="utf-8")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "handoff.yml"
    file.write_text(RULES, encoding="utf-8")
    return file


@pytest.fixture
def desk(fake_bot: FakeBot, rules: Path) -> Iterator[GatewayProcess]:
    with (
        running_store() as store,
        running_gateway(store.url, fake_bot.url, HANDRAIL_HANDOFF=str(rules)) as process,
    ):
        yield process


async def test_a_customer_is_given_to_an_agent_who_transfers_to_queues_there_are(
    desk: GatewayProcess,
) -> None:
    async with console(desk.ws, await sign_in_demo(desk)) as hana, customer(desk.ws) as mina:
        assert (await hana.until(lambda f: f["type"] == "desk"))["queues"] == [
            {"id": "orders", "name": {"en": "Orders", "ko": "주문"}},
            {"id": "desk", "name": {"en": "Desk", "ko": "상담"}},
        ]
        await mina.ack(await mina.send("ask_human"))
        assert (await mina.event("assigned"))["event"]["by"] == "routing"
        told = await hana.until(lambda f: f["type"] == "desk" and f["mine"])
        (card,) = told["mine"]
        assert (card["queue"], told["capacity"]) == ("desk", 2)
        conversation = card["conversation"]
        wrong = await hana.send("transfer", conversation=conversation, queue="order")
        refusal = await hana.ack(wrong)
        assert refusal["code"] == "refused"
        assert refusal["message"] == "there is no queue 'order'; there is: orders, desk"
        right = await hana.send("transfer", conversation=conversation, queue="orders")
        assert (await hana.ack(right))["type"] == "ack"
        told = await hana.until(lambda f: f["type"] == "desk" and f["queue"])
        assert told["queue"][0]["queue"] == "orders"


async def test_a_running_gateway_takes_good_rules_over_and_leaves_broken_ones_alone(
    desk: GatewayProcess, rules: Path
) -> None:
    async with console(desk.ws, await sign_in_demo(desk)) as hana:
        rules.write_text(RULES.replace("capacity: 2", "capacity: some"), encoding="utf-8")
        wait_until(lambda: "handoff.yml:7:28: expected a whole number" in desk.log(), "the error")
        rules.write_text(RULES.replace("capacity: 2", "capacity: 5"), encoding="utf-8")
        await hana.until(lambda f: f["type"] == "desk" and f["capacity"] == 5)


def test_without_good_rules_a_gateway_does_not_start_and_says_why(
    fake_bot: FakeBot, tmp_path: Path
) -> None:
    broken = tmp_path / "handoff.yml"
    broken.write_text("queues: {}", encoding="utf-8")
    with running_store() as store:
        process = GatewayProcess(
            store.url, fake_bot.url, str(tmp_path), HANDRAIL_HANDOFF=str(broken)
        )
        with pytest.raises(RuntimeError, match=r"handoff.yml:1:9: expected a list"):
            process.start()
