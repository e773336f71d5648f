"""The action server as Rasa meets it: the real process, over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.actions_support import MINA, call, loop, user

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
STOP_SECONDS = 15


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database_url: str) -> Iterator[httpx.Client]:
    """A running action server whose FAQ service is away; it must stop cleanly at SIGTERM."""
    url = f"http://127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [sys.executable, "-m", "actions.server"],
        cwd=ROOT,
        env={
            **os.environ,
            "HANDRAIL_ACTIONS_URL": url,
            "HANDRAIL_FAQ_URL": f"http://127.0.0.1:{free_port()}",
            "DATABASE_URL": database_url,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with httpx.Client(base_url=url, timeout=10) as client:
            waited = time.monotonic() + START_SECONDS
            while not ready(client):
                assert process.poll() is None, "the action server ended while starting"
                assert time.monotonic() < waited, "the action server is not ready"
                time.sleep(0.1)
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        # uvicorn closes everything, then ends by the signal it was sent.
        assert process.wait(STOP_SECONDS) == -signal.SIGTERM
        assert process.stdout is not None
        process.stdout.close()


def ready(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(f"sqlite:///{tmp_path_factory.mktemp('actions')}/deep/er/shop.db") as client:
        yield client


def run(client: httpx.Client, asked: dict[str, Any]) -> dict[str, Any]:
    response = client.post("/webhook", json=asked)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_every_action_of_the_domain_is_served(server: httpx.Client) -> None:
    lines = (ROOT / "domain.yml").read_text("utf-8").splitlines()
    named = {line.removeprefix("  - ") for line in lines if line.startswith("  - action_")}
    assert set(server.get("/healthz").json()["actions"]) == named


def test_an_order_is_tracked_from_the_seeded_shop(server: httpx.Client) -> None:
    slots = {"order_number": "DB-204817", "email": "mina.kim@example.com"}
    answer = run(server, call("action_track_order", user(locale="ko"), slots=slots))
    [said] = answer["responses"]
    assert said["custom"]["source"] == {"kind": "job", "id": "track_order"}
    assert "주문 DB-204817이 배송 중이에요." in said["text"]


def test_a_verified_customer_is_shown_their_own_orders(server: httpx.Client) -> None:
    asked = call(
        "action_ask_track_order_form_order_number",
        user(customer=MINA, intent="track_order"),
        loop("track_order_form"),
    )
    [said] = run(server, asked)["responses"]
    assert len(said["buttons"]) == 3


def test_a_repeated_call_takes_a_complaint_down_once(server: httpx.Client) -> None:
    asked = call("action_complaint", user("awful", turn="t9"), conversation="c9")
    assert run(server, asked)["responses"] == run(server, asked)["responses"]


def test_an_unknown_action_is_refused_by_name(server: httpx.Client) -> None:
    response = server.post("/webhook", json=call("action_nothing", user()))
    assert response.status_code == 404
    assert response.json()["action_name"] == "action_nothing"


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"{}"])
def test_what_is_no_call_is_refused(server: httpx.Client, body: bytes) -> None:
    assert server.post("/webhook", content=body).status_code == 400


def test_a_call_without_our_message_is_a_failure_and_not_an_empty_answer(
    server: httpx.Client,
) -> None:
    response = server.post("/webhook", json=call("action_track_order"))
    assert response.status_code == 500
    assert response.json()["error"] == "ValueError"


def test_without_the_faq_service_a_pressed_button_is_answered_honestly(
    server: httpx.Client,
) -> None:
    answer = run(server, call("action_faq_answer", user(entities={"entry": "delivery_period"})))
    assert answer["responses"][0]["custom"]["source"]["id"] == "faq_unavailable"


def test_two_servers_on_one_new_database_start_together(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    slots = {"order_number": "DB-204817", "email": "mina.kim@example.com"}
    with serving(url) as one, serving(url) as other:
        asked = call("action_track_order", user(), slots=slots)
        assert run(one, asked) == run(other, asked)


def test_a_database_that_is_away_does_not_keep_the_server_from_starting() -> None:
    with serving(f"postgresql://nobody@127.0.0.1:{free_port()}/none") as client:
        slots = {"order_number": "DB-204817", "email": "mina.kim@example.com"}
        [said] = run(client, call("action_track_order", user(), slots=slots))["responses"]
        assert "can't reach our order system" in said["text"]


def test_wrong_settings_are_said_in_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "actions.server"],
        cwd=ROOT,
        env={**os.environ, "HANDRAIL_ACTIONS_URL": "http://127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        "actions.server: HANDRAIL_ACTIONS_URL must be a URL with a port, like http://127.0.0.1:5055"
    )
