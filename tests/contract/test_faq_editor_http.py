"""What the editor page and the gateway are told, over the real app with models that are none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from faq_index.settings import settings
from faq_index.wiring import wired
from tests.support.faq import CONTENT, fake_encoder, write_content

NEWER = CONTENT.replace("Two **business", "Three **business")
BROKEN = CONTENT.replace("answer:", "anser:", 1)
Told = dict[str, Any]


class Page:
    """The editor page's side of the contract."""

    def __init__(self, content: Path, client: httpx.AsyncClient) -> None:
        self.content = content
        self.client = client

    async def get(self, path: str, status: int = 200) -> Told:
        return self._told(await self.client.get(f"/editor/{path}"), status)

    async def post(self, path: str, body: object, status: int = 200) -> Told:
        return self._told(await self.client.post(f"/editor/{path}", json=body), status)

    async def base(self) -> dict[str, str]:
        return {one["name"]: one["revision"] for one in (await self.get("content"))["files"]}

    async def publish(self, files: dict[str, str | None], status: int = 200, **more: Any) -> Told:
        base = {name: (await self.base()).get(name) for name in files}
        return await self.post("publish", {"files": files, "base": base} | more, status)

    def texts(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in sorted(self.content.iterdir())}

    @staticmethod
    def _told(response: httpx.Response, status: int) -> Told:
        assert response.status_code == status, response.text
        told: Told = response.json()
        return told


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    content = write_content(tmp_path / "content")
    configured = settings(
        {
            "HANDRAIL_FAQ_CONTENT": str(content),
            "HANDRAIL_VAR": str(tmp_path / "var"),
            "HANDRAIL_FAQ_WATCH": "off",
        }
    )
    serving, app = wired(configured, fake_encoder())
    serving.start()
    transport = httpx.ASGITransport(app=app)
    headers = {"X-Handrail-Editor": "%EB%AF%B8%EB%82%98%20Kim"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://faq", headers=headers) as client,
    ):
        yield Page(content, client)


async def test_content_shows_files_entries_and_where_they_stand(page: Page) -> None:
    write_content(page.content, "none: [do you sell cars]\n", "golden.yml")
    assert (await page.client.post("/reload")).status_code == 200
    told = await page.get("content")
    assert told["version"] == told["serving"]
    assert (told["errors"], told["golden_failed"]) == ([], 0)
    assert told["published_at"] > 1_700_000_000_000
    assert [set(one) for one in told["files"]] == [{"name", "revision"}] * 2
    first = told["entries"][0]
    assert first == {
        "id": "delivery_time",
        "file": "shop.yml",
        "line": 1,
        "question": {"en": "How long does delivery take?", "ko": "배송은 얼마나 걸리나요?"},
        "tags": ["delivery"],
        "phrasings": {"en": 3, "ko": 3},
        "languages": ["en", "ko"],
        "valid_from": None,
        "valid_until": None,
        "state": "live",
    }
    assert [one["line"] for one in told["entries"]] == [1, 16, 23]
    with_texts = await page.get("content?texts=1")
    assert [one["text"] for one in with_texts["files"]] == list(page.texts().values())


async def test_an_entry_of_another_time_says_so_and_is_not_served(page: Page) -> None:
    text = CONTENT.replace("  suggest_person: true", "  valid_from: 2999-01-01")
    text = text.replace("- id: dishwasher", "- id: dishwasher\n  valid_until: 2001-01-01")
    await page.publish({"shop.yml": text})
    entries = (await page.get("content"))["entries"]
    assert [one["state"] for one in entries] == ["live", "future", "expired"]
    assert entries[1]["valid_from"] == "2999-01-01"
    assert (await page.client.get("/entries/dishwasher")).status_code == 404
    asked = {"text": "return policy", "locale": "en"}
    found = (await page.client.post("/search", json=asked)).json()
    assert "returns" not in [one["id"] for one in found["candidates"]]
    shown = (await page.client.get("/entries/delivery_time")).json()
    assert shown["follow_ups"] == []


async def test_a_file_is_read_by_its_name(page: Page) -> None:
    told = await page.get("files/shop.yml")
    assert (told["name"], told["text"]) == ("shop.yml", CONTENT)
    assert told["revision"] == (await page.base())["shop.yml"]
    await page.get("files/nothing.yml", 404)
    for path in ("..%2F..%2Fpyproject.toml", "%2Fetc%2Fpasswd", ".shop.yml"):
        await page.get(f"files/{path}", 404)


async def test_typing_is_checked_line_by_line(page: Page) -> None:
    told = await page.post("check", {"files": {"shop.yml": BROKEN}})
    assert told == {
        "errors": [
            {
                "file": "shop.yml",
                "line": 7,
                "column": 3,
                "message": "unknown key 'anser', did you mean 'answer'?",
                "severity": "error",
            }
        ],
        "warnings": [],
        "golden": None,
    }
    assert await page.post("check", {"files": {}}) == {"errors": [], "warnings": [], "golden": None}


async def test_a_deep_check_tells_warnings_and_golden_questions(page: Page) -> None:
    golden = "dishwasher: [wholly unlike anything]\nreturns: [may I return a mug]\n"
    told = await page.post("check", {"files": {"golden.yml": golden}, "deep": True})
    assert told["errors"] == []
    assert {one["kind"] for one in told["warnings"]} >= {"language", "few"}
    assert {one["file"] for one in told["warnings"]} == {"shop.yml"}
    assert told["golden"]["asked"] == 2
    failed = told["golden"]["failed"]
    assert [(one["question"], one["expected"], one["file"], one["line"]) for one in failed] == [
        ("wholly unlike anything", "dishwasher", "golden.yml", 1)
    ]
    assert "golden.yml" not in page.texts()


async def test_a_question_is_tried_against_the_draft(page: Page) -> None:
    asked = {"text": "return policy", "locale": "en", "k": 2}
    draft = {"shop.yml": CONTENT.replace("Within 30 days", "Within 60 days")}
    told = await page.post("try", {"files": draft} | asked)
    assert (told["outcome"], told["entry"]["answer"]) == ("answer", "Within 60 days.")
    assert told["thresholds"] == {"answer": 0.77, "ask": 0.2, "in_scope": 0.5}
    assert len(told["candidates"]) == 2
    served = (await page.client.post("/search", json=asked)).json()
    assert served["entry"]["answer"] == "Within 30 days."
    broken = await page.post("try", {"files": {"shop.yml": BROKEN}} | asked, 422)
    assert broken["errors"][0]["line"] == 7


async def test_publishing_writes_the_file_and_serves_it(page: Page) -> None:
    told = await page.publish({"shop.yml": NEWER}, message="longer")
    assert (told["number"], page.texts()) == (2, {"shop.yml": NEWER})
    assert {one["severity"] for one in told["warnings"]} == {"warning"}
    asked = {"text": "how many days until it is here", "locale": "en"}
    served = (await page.client.post("/search", json=asked)).json()
    assert (served["version"], served["entry"]["answer"]) == (
        told["version"],
        "Three **business days**.",
    )
    history = (await page.get("history"))["publications"]
    assert [(one["number"], one["by"], one["current"]) for one in history] == [
        (2, "미나 Kim", True),
        (1, "", False),
    ]
    assert history[0]["message"] == "longer"
    assert history[0]["changed"] == [{"name": "shop.yml", "added": 1, "removed": 1}]
    one = await page.get("history/2")
    assert one == history[0] | {"diff": one["diff"]}
    assert "+      Three **business days**." in one["diff"]
    await page.get("history/9", 404)


async def test_what_changed_meanwhile_is_a_conflict_with_the_text_that_is_there(
    page: Page,
) -> None:
    base = await page.base()
    write_content(page.content, NEWER)
    body = {"files": {"shop.yml": CONTENT + "\n"}, "base": base}
    told = await page.post("publish", body, 409)
    assert [(one["name"], one["text"]) for one in told["conflicts"]] == [("shop.yml", NEWER)]
    assert told["conflicts"][0]["revision"] != base["shop.yml"]


async def test_a_broken_draft_is_refused_and_nothing_changes(page: Page) -> None:
    told = await page.publish({"shop.yml": BROKEN, "new.yml": "[]"}, 422)
    assert {one["file"] for one in told["errors"]} == {"shop.yml"}
    assert told["golden"] == []
    assert page.texts() == {"shop.yml": CONTENT}


async def test_a_draft_that_breaks_a_golden_question_is_refused_with_it(page: Page) -> None:
    await page.publish({"golden.yml": "returns: [may I return a mug]\n"})
    away = CONTENT.replace("return policy, can I give it back", "post").replace("return a mug", "x")
    told = await page.publish({"shop.yml": away.replace("send something back", "y")}, 422)
    assert [one["expected"] for one in told["golden"]] == ["returns"]
    assert told["errors"][0]["file"] == "golden.yml"


async def test_rollback_is_a_new_publication(page: Page) -> None:
    first = (await page.get("content"))["version"]
    await page.publish({"shop.yml": NEWER})
    assert await page.post("rollback", {"number": 1}) == {"version": first, "number": 3}
    assert page.texts() == {"shop.yml": CONTENT}
    await page.post("rollback", {"number": 9}, 404)


@pytest.mark.parametrize(
    "name", ["../evil.yml", "a/b.yml", "/etc/x.yml", ".hidden.yml", "Big.yml", "x.yaml", "x.yml\n"]
)
async def test_file_names_are_plain(page: Page, name: str) -> None:
    for path in ("publish", "check"):
        body: Told = {"files": {name: CONTENT}}
        if path == "publish":
            body["base"] = {name: None}
        await page.post(path, body, 422)
    assert page.texts() == {"shop.yml": CONTENT}


async def test_what_is_too_big_or_unsigned_is_refused(page: Page) -> None:
    await page.post("check", {"files": {"a.yml": "x" * 4_000_001}}, 422)
    await page.post("check", {"files": {f"a{n}.yml": "x" * 3_900_000 for n in range(5)}}, 413)
    body = {"files": {"shop.yml": NEWER}, "base": {}}
    unsigned = await page.client.post(
        "/editor/publish", json=body, headers={"X-Handrail-Editor": ""}
    )
    assert unsigned.status_code == 400
    assert page.texts() == {"shop.yml": CONTENT}


async def test_the_schema_is_published(page: Page) -> None:
    assert (await page.get("schema"))["type"] == "array"


async def test_a_broken_folder_is_shown_with_its_errors_and_the_last_good_entries(
    page: Page,
) -> None:
    write_content(page.content, BROKEN)
    refused = await page.client.post("/reload")
    assert refused.status_code == 422
    told = await page.get("content")
    assert [(one["file"], one["line"]) for one in told["errors"]] == [("shop.yml", 7)]
    assert [one["id"] for one in told["entries"]] == ["delivery_time", "returns", "dishwasher"]
    assert told["entries"][1]["line"] == 16
    await page.post("rollback", {"number": 1})
    assert (await page.get("content"))["errors"] == []


async def test_questions_are_answered_while_drafts_are_built(page: Page) -> None:
    drafts = [
        page.post("check", {"files": {"shop.yml": CONTENT + f"# {n}\n"}, "deep": True})
        for n in range(3)
    ]
    asked = {"text": "return policy", "locale": "en"}
    questions = [page.client.post("/search", json=asked) for _ in range(20)]
    (*checks,) = await asyncio.gather(*drafts)
    answers = await asyncio.gather(*questions)
    assert all(one["errors"] == [] for one in checks)
    assert {one.status_code for one in answers} == {200}
