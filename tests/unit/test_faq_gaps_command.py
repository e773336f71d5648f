"""`./handrail faq gaps`, as an editor sees it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from faq_index.cli import main
from tests.support.processes import free_port

Printed = pytest.CaptureFixture[str]

GAP: dict[str, Any] = {
    "id": "a1b2c3d4e5f6",
    "size": 12,
    "conversations": 9,
    "since": 1_790_000_000_000,
    "latest": 1_795_000_000_000,
    "languages": {"en": 8, "ko": 4},
    "kinds": {"declined": 10, "asked_back": 2, "unhelpful": 0, "person": 0},
    "questions": [
        {"text": "can I rent a tea set", "locale": "en", "times": 5},
        {"text": "다기 대여", "locale": "ko", "times": 4},
        {"text": "rental " * 40, "locale": "en", "times": 1},
        {"text": "hire?", "locale": "en", "times": 1},
        {"text": "hire it?", "locale": "en", "times": 1},
    ],
    "nearest": [{"id": "tea_sets", "question": "Which sets are there?", "confidence": 0.1234}],
    "draft": "- id: rent_tea_set\n",
}


class Service(HTTPServer):
    """Answers every GET with `told`, and remembers the paths."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.paths: list[str] = []
        self.status = 200
        self.told: Any = {"clusters": [GAP], "questions": 20}


class _Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.told).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with Service() as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        monkeypatch.setenv("HANDRAIL_FAQ_URL", f"http://127.0.0.1:{service.server_port}")
        yield service
        service.shutdown()


def test_gaps_are_listed_in_customers_words(service: Service, capsys: Printed) -> None:
    assert main(["gaps"]) == 0
    assert capsys.readouterr().out == (
        "a1b2c3d4e5f6  12 questions in 9 conversations, the last on 2026-11-18:"
        " 10 declined, 2 asked back in vain\n"
        "     5 x  can I rent a tea set\n"
        "     4 x  다기 대여\n"
        f"     1 x  {('rental ' * 12).strip()} …\n"
        "     1 x  hire?\n"
        "          and 1 more\n"
        "          nearest: tea_sets (12%)\n"
        "\n"
        "20 questions without a good answer in all."
        " ./handrail faq gaps --draft a1b2c3d4e5f6 begins the missing entry.\n"
    )
    assert service.paths == ["/editor/gaps?limit=20"]


def test_json_is_what_the_service_tells(service: Service, capsys: Printed) -> None:
    assert main(["gaps", "--json", "--limit", "5"]) == 0
    assert json.loads(capsys.readouterr().out) == service.told
    assert service.paths == ["/editor/gaps?limit=5"]


def test_a_draft_is_printed_ready_for_a_file(service: Service, capsys: Printed) -> None:
    assert main(["gaps", "--draft", "a1b2c3d4e5f6"]) == 0
    assert capsys.readouterr().out == "- id: rent_tea_set\n"
    assert main(["gaps", "--draft", "000000000000"]) == 2
    assert "./handrail faq gaps lists them" in capsys.readouterr().err


def test_when_nothing_is_missing_it_says_so(service: Service, capsys: Printed) -> None:
    service.told = {"clusters": [], "questions": 0}
    assert main(["gaps"]) == 0
    assert capsys.readouterr().out.startswith("Nothing is missing")


def test_what_the_service_cannot_do_is_told(service: Service, capsys: Printed) -> None:
    service.status, service.told = 503, {"error": "the database of the signals does not answer"}
    assert main(["gaps"]) == 2
    assert "does not answer" in capsys.readouterr().err


def test_when_the_desk_is_down_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setenv("HANDRAIL_FAQ_URL", f"http://127.0.0.1:{free_port()}")
    assert main(["gaps"]) == 2
    assert "start the desk with ./handrail up" in capsys.readouterr().err
    monkeypatch.delenv("HANDRAIL_FAQ_URL")
    assert main(["gaps"]) == 2
    assert "start it with ./handrail up" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "501", "many"])
def test_a_limit_that_is_none_is_refused(limit: str, capsys: Printed) -> None:
    with pytest.raises(SystemExit):
        main(["gaps", "--limit", limit])
    assert "1 to 500" in capsys.readouterr().err
