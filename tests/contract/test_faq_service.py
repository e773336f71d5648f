"""The real FAQ service, as a process of its own, over real HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.support.faq import CONTENT, write_content
from tests.support.faq_service import Faq
from tests.support.processes import ROOT

BROKEN = CONTENT.replace("answer:", "anser:", 1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faq]:
    service = Faq(tmp_path_factory.mktemp("faq"))
    service.start()
    try:
        yield service
    finally:
        service.stop()


@pytest.fixture
def faq(running: Faq) -> Faq:
    """The running service, on the tiny content again."""
    write_content(running.content)
    running.reload()
    return running


def test_a_real_question_is_answered_word_for_word(faq: Faq) -> None:
    told = faq.search("how many days does delivery take?")
    assert told["outcome"] == "answer"
    assert told["entry"] == {
        "id": "delivery_time",
        "question": "How long does delivery take?",
        "answer": "Two **business days**.",
        "locale": "en",
        "tags": ["delivery"],
        "links": [{"label": "Delivery", "url": "https://shop.example/delivery"}],
        "follow_ups": [{"id": "returns", "question": "How do I send something back?"}],
        "suggest_person": False,
    }
    assert told["confidence"] == told["candidates"][0]["confidence"] > 0.6
    assert (told["choices"], told["embedding"]) == ([], None)
    assert told["version"] == faq.health()["version"]


def test_a_korean_question_is_answered_in_korean(faq: Faq) -> None:
    told = faq.search("반품하고 싶은데 어떻게 해요?", "ko")
    assert told["outcome"] == "answer"
    assert told["entry"]["answer"] == "30일 안에 보내 주세요."
    assert (told["entry"]["locale"], told["entry"]["suggest_person"]) == ("ko", True)


def test_a_language_that_an_entry_lacks_falls_back_to_one_it_has(faq: Faq) -> None:
    told = faq.search("can the bowls go in the dishwasher?", "ko")
    assert (told["entry"]["id"], told["entry"]["locale"]) == ("dishwasher", "en")


@pytest.mark.parametrize(
    "text",
    ["what is the weather today?", "write me a poem", "asdf qwer", "오늘 날씨 어때?", "🙂🙂"],
)
def test_what_no_editor_wrote_about_is_declined(faq: Faq, text: str) -> None:
    told = faq.search(text)
    assert told["outcome"] == "abstain"
    assert (told["entry"], told["choices"]) == (None, [])
    assert told["confidence"] < 0.25


def test_the_operator_sets_from_when_a_question_is_asked_back(tmp_path: Path) -> None:
    careful = Faq(tmp_path, HANDRAIL_FAQ_ANSWER_FROM="1", HANDRAIL_FAQ_ASK_FROM="0.01")
    careful.start()
    try:
        told = careful.search("delivery or returns, that is the question")
    finally:
        careful.stop()
    assert (told["outcome"], told["entry"]) == ("ask", None)
    assert 1 <= len(told["choices"]) <= 3
    assert set(told["choices"][0]) == {"id", "question"}


def test_candidates_are_best_first_and_as_many_as_asked_for(faq: Faq) -> None:
    told = faq.search("delivery", k=2)["candidates"]
    assert len(told) == 2
    assert told[0]["confidence"] >= told[1]["confidence"]
    assert set(told[0]) == {"id", "question", "confidence"}


def test_an_entry_is_shown_by_its_id_in_the_language_asked_for(faq: Faq) -> None:
    shown = Faq.told(faq.http.get("/entries/returns", params={"locale": "ko"}))
    assert shown["question"] == "반품은 어떻게 하나요?"
    assert Faq.told(faq.http.get("/entries/nothing"), 404) == {"error": "no entry has this id"}
    assert "locale" in Faq.told(faq.http.get("/entries/returns?locale=fr"), 422)["error"]


def test_embed_gives_the_joint_vector_that_search_gives_too(faq: Faq) -> None:
    told = faq.post("/embed", {"texts": ["delivery", "배송"]})
    english, korean = np.array(told["embeddings"])
    assert told["dimension"] == len(english) == 896
    assert "MiniLM" in told["model"]
    assert np.linalg.norm(english[:384]) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(english[384:]) == pytest.approx(1, abs=1e-4)
    assert not korean[:384].any()
    assert np.linalg.norm(korean[384:]) == pytest.approx(1, abs=1e-4)
    assert faq.search("delivery", embedding=True)["embedding"] == pytest.approx(english, abs=1e-5)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/search", {"locale": "en"}, "text"),
        ("/search", {"text": "hi", "locale": "fr"}, "locale"),
        ("/search", {"text": "hi", "locale": "en", "top": 3}, "top"),
        ("/search", {"text": "hi", "locale": "en", "k": 0}, "k"),
        ("/search", {"text": " \n ", "locale": "en"}, "text"),
        ("/search", {"text": "x" * 4_001, "locale": "en"}, "text"),
        ("/search", ["hi"], "body"),
        ("/embed", {"texts": []}, "texts"),
        ("/embed", {"texts": ["ok", 3]}, "texts.1"),
        ("/embed", {"texts": ["x"] * 257}, "texts"),
    ],
)
def test_a_wrong_request_is_refused_with_the_field_that_is_wrong(
    faq: Faq, path: str, body: object, field: str
) -> None:
    told = faq.post(path, body, 422)
    assert [one["field"] for one in told["errors"]] == [field]
    assert told["error"].startswith(f"{field}: ")


def test_what_is_no_json_or_far_too_long_is_refused(faq: Faq) -> None:
    for raw in (b"{", b'{"text": "\\ud800", "locale": "en"}', b"\xff"):
        assert "body" in Faq.told(faq.http.post("/search", content=raw), 422)["error"]
    endless = b'{"text": "' + b"x" * 5_000_000
    assert "longer than" in Faq.told(faq.http.post("/search", content=endless), 413)["error"]
    assert Faq.told(faq.http.get("/search"), 405) == {"error": "Method Not Allowed"}
    assert Faq.told(faq.http.get("/nowhere"), 404) == {"error": "Not Found"}


def test_refusals_and_the_log_never_repeat_what_a_customer_wrote(faq: Faq) -> None:
    refused = faq.post("/search", {"text": "my card is 4111", "locale": "my card is 4111"}, 422)
    faq.search("my card is 4111")
    assert "4111" not in str(refused)
    assert "4111" not in faq.log.read_text()


def test_the_longest_text_allowed_is_searched(faq: Faq) -> None:
    assert faq.search("delivery " * 444)["outcome"] in ("answer", "ask", "abstain")
    assert faq.search("가" * 4_000, "ko")["outcome"] == "abstain"


def test_a_reload_serves_the_new_words_under_a_new_version(faq: Faq) -> None:
    before = faq.health()["version"]
    write_content(faq.content, CONTENT.replace("Two **business", "Three **business"))
    told = faq.reload()
    assert told["entries"] == 3
    assert told["version"] != before
    answered = faq.search("how many days does delivery take?")
    assert answered["entry"]["answer"] == "Three **business days**."
    assert answered["version"] == told["version"]


def test_a_broken_reload_names_the_line_and_serves_the_last_good_content(faq: Faq) -> None:
    before = faq.health()["version"]
    write_content(faq.content, BROKEN)
    assert faq.reload(422) == {
        "errors": [
            {
                "file": f"{faq.content}/shop.yml",
                "line": 7,
                "column": 3,
                "message": "unknown key 'anser', did you mean 'answer'?",
            }
        ],
        "serving": before,
    }
    health = faq.health()
    assert (health["status"], health["version"]) == ("stale", before)
    assert "run `./handrail faq check`" in health["detail"]
    assert faq.search("how many days does delivery take?")["outcome"] == "answer"


def test_reload_from_the_command_line_tells_the_editor(faq: Faq) -> None:
    assert "Customers now have the content as it is: 3 entries" in faq.command("reload").stdout
    write_content(faq.content, BROKEN)
    done = faq.command("reload")
    assert done.returncode == 1
    assert "shop.yml:7:3: unknown key 'anser'" in done.stdout


def test_no_question_fails_or_mixes_versions_while_content_is_reloaded(faq: Faq) -> None:
    answer_of = {faq.health()["version"]: "Two **business days**."}

    def ask(_: int) -> tuple[str, str]:
        told = faq.search("how many days does delivery take?")
        return told["version"], told["entry"]["answer"]

    with ThreadPoolExecutor(4) as customers:
        asked = customers.map(ask, range(300))
        for number in ("Three", "Four"):
            write_content(faq.content, CONTENT.replace("Two **", f"{number} **"))
            answer_of[faq.reload()["version"]] = f"{number} **business days**."
        assert all(answer_of[version] == answer for version, answer in asked)


def test_a_broken_folder_at_the_start_serves_the_last_good_content(tmp_path: Path) -> None:
    faq = Faq(tmp_path)
    faq.start()
    good = faq.health()["version"]
    assert faq.stop() == 0
    write_content(faq.content, BROKEN)
    faq.start()
    try:
        health = faq.health()
        assert (health["status"], health["version"], health["entries"]) == ("stale", good, 3)
        assert faq.search("how many days does delivery take?")["outcome"] == "answer"
        assert "shop.yml:7:3: unknown key 'anser', did you mean 'answer'?" in faq.log.read_text()
    finally:
        faq.stop()


def test_a_broken_folder_and_no_index_starts_empty_and_says_so(tmp_path: Path) -> None:
    faq = Faq(tmp_path)
    write_content(faq.content, BROKEN)
    faq.start()
    try:
        health = faq.health()
        assert (health["status"], health["entries"]) == ("empty", 0)
        assert "there is nothing to serve" in health["detail"]
        told = faq.search("how many days does delivery take?")
        assert (told["outcome"], told["candidates"], told["version"]) == ("abstain", [], "")
        assert faq.post("/embed", {"texts": ["delivery"]})["dimension"] == 896
        write_content(faq.content)
        faq.reload()
        assert faq.search("how many days does delivery take?")["outcome"] == "answer"
    finally:
        faq.stop()


def test_without_an_address_the_service_says_what_is_missing(tmp_path: Path) -> None:
    environment = os.environ | {"HANDRAIL_FAQ_URL": "", "HANDRAIL_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "faq_index.service"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "HANDRAIL_FAQ_URL is not set" in done.stdout
