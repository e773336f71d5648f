"""The operator's day: their own store and database, a port in use, and the worst kind of stop."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
from pathlib import Path

import httpx
import psutil
import pytest
from redis import Redis

from tests.e2e.conftest import Desk, eventually, running_desk
from tests.support.postgres import running_postgres
from tests.support.processes import running_store


def test_the_operators_own_store_and_database_are_used_and_a_killed_up_leaves_no_orphan() -> None:
    with (
        running_store() as store,
        running_postgres() as database,
        running_desk(REDIS_URL=store.url, DATABASE_URL=database) as desk,
    ):
        (result,) = desk.chat("I want to complain, my bowl came broken")
        assert result["replies"][0]["source"] == {"kind": "job", "id": "complaint"}
        with Redis.from_url(store.url) as client:
            assert list(client.scan_iter("handrail:*:log")), "the log is in their store"
        assert not [c for c in desk.processes().values() if "deploy.store" in c]
        email, password = re.findall(r"First agent +(\S+) (\S+)", desk.greeting)[0]
        login = {"email": email, "password": password}
        assert httpx.post(f"{desk.http}/api/agent/login", json=login).status_code == 200
        keeper = json.loads((desk.var / "run" / "env.json").read_text())
        assert keeper["DATABASE_URL"] == database

        again = desk.command("up")
        assert again.returncode == 0 and str(desk.port) in again.stdout
        assert password not in again.stdout

        ups = [pid for pid, command in desk.processes().items() if " up --detach" in command]
        assert ups
        for pid in ups:
            os.kill(pid, signal.SIGKILL)
        restarted = desk.command("up", "--detach")  # at once, while the killed one's parts end
        assert restarted.returncode == 0, restarted.stdout + restarted.stderr
        assert desk.chat("hello")[0]["replies"]

        for pid in [pid for pid, c in desk.processes().items() if " up --detach" in c]:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: not desk.processes(), f"{desk.processes()} are gone", 20)


def break_delivery(content: Path) -> None:
    delivery = content / "delivery.yml"
    good = delivery.read_text(encoding="utf-8")
    delivery.write_text(good.replace("  answer:", "  anser:", 1), encoding="utf-8")


def test_up_with_a_broken_faq_file_says_where_and_goes_on_with_the_last_good_content() -> None:
    with running_desk(break_delivery) as desk:
        assert re.search(r"delivery\.yml:\d+.*did you mean 'answer'", desk.greeting)
        (result,) = desk.chat("how long does delivery take?")
        assert result["replies"][0]["source"]["id"] == "delivery_period"


def test_rasa_offers_our_channel_and_no_http_api(desk: Desk) -> None:
    rasa = desk.environment()["HANDRAIL_RASA_URL"]
    for path in ("/model/parse", "/model/train", "/conversations/x/messages"):
        assert httpx.post(f"{rasa}{path}", json={"text": "hi"}).status_code == 404
    for path in ("/conversations/x/tracker", "/domain", "/status"):
        assert httpx.get(f"{rasa}{path}").status_code == 404


def test_nothing_but_the_gateway_listens_where_others_can_reach(desk: Desk) -> None:
    for name in ("HANDRAIL_RASA_URL", "HANDRAIL_ACTIONS_URL", "HANDRAIL_FAQ_URL"):
        assert desk.environment()[name].startswith("http://127.0.0.1:")
    for pid in desk.processes():
        for connection in psutil.Process(pid).net_connections("inet"):
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr.ip == "127.0.0.1", (pid, connection.laddr)


def test_a_port_in_use_is_told_in_one_sentence(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = Desk(desk.var.parent / "other", port, desk.content, {"HANDRAIL_PORT": str(port)})
        other.env["HANDRAIL_VAR"] = str(other.var)
        refused = other.command("up")
    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr
    assert "HANDRAIL_PORT=" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("REDIS_URL", "localhost"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/x"),
        ("DATABASE_URL", "mysql://127.0.0.1/x"),
    ],
)
def test_a_wrong_address_is_told_by_its_variable(desk: Desk, name: str, value: str) -> None:
    other = Desk(desk.var.parent / "other", 0, desk.content, {name: value, "HANDRAIL_PORT": "0"})
    other.env["HANDRAIL_VAR"] = str(other.var)
    refused = other.command("up")
    assert refused.returncode == 1
    assert name in refused.stderr
    assert len(refused.stderr.strip().splitlines()) <= 2


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("doctor", "Node.js"),
        ("logs gateway", "listening"),
        ("agents add new.agent@example.com --name Sora", "password (shown once)"),
        ("agents password new.agent@example.com", "password (shown once)"),
        ("agents remove new.agent@example.com", "removed Sora"),
        ("agents list", "Jisoo Park"),
        ("faq check", "122"),
        ("faq search gift wrap", "gift_wrap"),
        ("faq list", "delivery_period"),
        ("faq reload", "Customers now have the content as it is"),
        ("bench turns --turns 20 --json", "p95_ms"),
        ("up", "runs here already"),
        ("help", "./handrail up"),
    ],
)
def test_the_documented_commands_do_what_they_say(desk: Desk, command: str, shown: str) -> None:
    done = desk.command(*command.split(), stdin="")
    assert done.returncode == 0, done.stdout + done.stderr
    assert shown in done.stdout + done.stderr
