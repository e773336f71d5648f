"""Calls to the action server end in an answer, a rejection that forms know, or a failed turn."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError

from bot import action_endpoint
from bot.action_endpoint import ActionEndpoint, TurnFailed
from tests.unit.engine.fakes import FakeActions, free_port

CALL = {"next_action": "action_x", "domain": {"intents": ["a"] * 99}, "tracker": {"slots": {}}}
SLOTS = {"slots": {"order_number": None, "email": None}}


def call(url: str, times: int = 1) -> list[Any]:
    async def calls() -> list[Any]:
        endpoint = ActionEndpoint(url=url)
        try:
            return [await endpoint.request(json={**CALL, "tracker": SLOTS}) for _ in range(times)]
        finally:
            await endpoint.close()

    return asyncio.run(calls())


def test_an_answer_is_handed_to_rasa() -> None:
    with FakeActions() as actions:
        [answer] = call(actions.url)
    assert answer["responses"][0]["text"].startswith("action_x")


def test_the_domain_is_not_sent_with_every_call() -> None:
    with FakeActions() as actions:
        call(actions.url)
    assert actions.calls[0]["domain"] == {}


def test_one_connection_serves_many_calls() -> None:
    with FakeActions() as actions:
        call(actions.url, times=5)
        assert len(actions._connections) == 1


def test_a_rejection_reaches_the_form() -> None:
    with FakeActions() as actions:
        actions.status = 400
        with pytest.raises(ClientResponseError) as rejection:
            call(actions.url)
    assert rejection.value.status == 400


def test_a_failing_action_fails_the_turn() -> None:
    with FakeActions() as actions:
        actions.status = 500
        with pytest.raises(TurnFailed, match="action_x failed with status 500"):
            call(actions.url)


def test_a_dead_action_server_fails_the_turn() -> None:
    with pytest.raises(TurnFailed, match="did not answer action_x"):
        call(f"http://127.0.0.1:{free_port()}")


def test_an_action_beyond_its_deadline_fails_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_endpoint, "DEADLINE_SECONDS", 0.05)
    with FakeActions() as actions:
        actions.delay_seconds = 0.5
        with pytest.raises(TurnFailed, match="did not answer action_x"):
            call(actions.url)


def test_the_deadline_is_four_seconds() -> None:
    assert action_endpoint.DEADLINE_SECONDS == 4
