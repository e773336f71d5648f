"""Signals, usage and gaps over HTTP, with a real database and a small content."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette

from faq_index.asking import Asking
from faq_index.build import build
from faq_index.database import open_engine
from faq_index.http_json import EXCEPTION_HANDLERS
from faq_index.index import Index
from faq_index.insight.insight import Insight
from faq_index.insight.routes import routes
from faq_index.insight.settings import SignalSettings
from faq_index.insight.store import SignalStore
from faq_index.reading import load_files
from faq_index.search import Thresholds
from tests.support.faq import CONTENT, fake_encoder

NOW = 1_800_000_000_000
DAY = 86_400_000
Told = dict[str, Any]


class Desk:
    """The routes over a content of three entries, and their clock."""

    def __init__(self, url: str) -> None:
        self.now = NOW
        self.engine = open_engine(url)
        self.asking = Asking(fake_encoder(), Thresholds(answer=0.5, ask=0.2))
        self.serve(CONTENT)
        self.insight = Insight(
            SignalStore(self.engine), self.asking, SignalSettings(180, b"s"), lambda: self.now
        )
        app = Starlette(routes=routes(self.insight), exception_handlers=EXCEPTION_HANDLERS)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://faq.example"
        )

    def serve(self, content: str) -> None:
        """Publish another content."""
        encoder = self.asking.encoder
        entries = load_files({"shop.yml": content.encode()})
        index: Index = build(entries, encoder, lambda texts: encoder.encode(texts))
        self.asking.swap(index)

    async def post(self, path: str, body: object, status: int = 200) -> Told:
        response = await self.http.post(path, json=body)
        assert response.status_code == status, response.text
        told: Told = response.json()
        return told

    async def get(self, path: str, status: int = 200) -> Told:
        response = await self.http.get(path)
        assert response.status_code == status, response.text
        told: Told = response.json()
        return told

    async def asked(self, *texts: str, **more: Any) -> Told:
        """Customers ask, each in a conversation of their own, and are declined (or `more`)."""
        signals = [
            {
                "kind": "turn",
                "id": f"{said}/{number}",
                "conversation": f"{said}/{number}",
                "at": self.now - 1_000 + number,
                "locale": "en",
                "text": said,
                "outcome": "decline",
                "entries": [],
                "confidence": 0.1,
            }
            | more
            for number, said in enumerate(texts)
        ]
        return await self.post("/signals", {"signals": signals})

    async def clusters(self) -> list[Told]:
        told = await self.get("/editor/gaps")
        clusters: list[Told] = told["clusters"]
        return clusters


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(f"sqlite:///{tmp_path}/handrail.db")
    yield desk
    await desk.insight.close()
    await desk.http.aclose()
    desk.asking.worker.close()
    desk.engine.dispose()


RENT = ("can I rent a tea set", "can I rent this tea set", "rent a tea set?")


async def test_a_signal_that_comes_again_is_kept_once(desk: Desk) -> None:
    assert await desk.asked(*RENT) == {"kept": 3}
    assert await desk.asked(*RENT) == {"kept": 0}


async def test_declined_questions_come_back_in_clusters_with_a_draft(desk: Desk) -> None:
    await desk.asked(*RENT, "is there a job at noon, I am at 010-1234-5678")
    told = await desk.get("/editor/gaps")
    first, second = told["clusters"]
    assert told["questions"] == 4
    assert (first["size"], first["conversations"]) == (3, 3)
    assert first["kinds"] == {"declined": 3, "asked_back": 0, "unhelpful": 0, "person": 0}
    assert first["languages"] == {"en": 3, "ko": 0}
    assert (first["since"], first["latest"]) == (NOW - 1_000, NOW - 998)
    assert {said["text"] for said in first["questions"]} <= set(RENT)
    assert sum(said["times"] for said in first["questions"]) == 3
    assert all(0 <= one["confidence"] <= 1 for one in first["nearest"])
    assert len(first["nearest"]) <= 3
    assert first["draft"].startswith("- id: rent_tea_set\n")
    assert second["questions"][0]["text"] == "is there a job at noon, I am at [phone number]"


async def test_no_personal_data_reaches_the_disk(desk: Desk, tmp_path: Path) -> None:
    await desk.asked("I am mina.kim@example.com, order DB-204817", conversation="talk-of-mina")
    await desk.get("/editor/gaps")
    with desk.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"order [order number]" in written
    for secret in (b"mina", b"204817"):
        assert secret not in written


async def test_a_cluster_goes_when_the_content_answers_it(desk: Desk) -> None:
    await desk.asked(*RENT)
    assert len(await desk.clusters()) == 1
    desk.serve(
        CONTENT
        + "- id: rental\n  question: {en: Can I rent a tea set?}\n"
        + f"  phrasings: {{en: {json.dumps(RENT)}}}\n  answer: {{en: 'Yes.'}}\n"
    )
    assert await desk.clusters() == []


async def test_an_answer_that_did_not_help_goes_when_its_words_change(desk: Desk) -> None:
    answered = {"outcome": "answer", "entries": ["returns"], "id": "t1"}
    await desk.asked("return policy", **answered)
    assert await desk.clusters() == []
    verdict = {"kind": "unhelpful", "id": "u1", "conversation": "c", "at": NOW, "turn": "t1"}
    await desk.post("/signals", {"signals": [verdict | {"entry": "returns"}]})
    (gap,) = await desk.clusters()
    assert gap["kinds"]["unhelpful"] == 1
    desk.serve(CONTENT.replace("Within 30 days.", "Within 60 days."))
    assert await desk.clusters() == []


async def test_usage_tells_what_became_of_an_entry(desk: Desk) -> None:
    assert await desk.get("/editor/usage") == {"since": NOW, "entries": {}}
    await desk.asked("return policy", outcome="answer", entries=["returns"], id="t1")
    await desk.asked("send it", outcome="ask", entries=["returns", "dishwasher"], id="t2")
    of = {"conversation": "c", "at": NOW, "turn": "t1"}
    await desk.post(
        "/signals",
        {
            "signals": [
                of | {"kind": "helpful", "id": "h1", "entry": "returns"},
                of | {"kind": "person", "id": "p1", "cause": "asked"},
            ]
        },
    )
    used = {"served": 0, "asked_back": 1, "helpful": 0, "unhelpful": 0, "person": 0}
    assert await desk.get("/editor/usage") == {
        "since": NOW - 1_000,
        "entries": {
            "dishwasher": used,
            "returns": used | {"served": 1, "helpful": 1, "person": 1},
        },
    }


async def test_a_dismissed_cluster_stays_away_until_five_more_ask(desk: Desk) -> None:
    await desk.asked(*RENT)
    (gap,) = await desk.clusters()
    await desk.post(f"/editor/gaps/{gap['id']}/dismiss", {"reason": "not ours"})
    assert await desk.clusters() == []
    desk.now += DAY
    await desk.asked(*(f"rent a tea set {word}" for word in ("now", "here", "today", "soon")))
    assert await desk.clusters() == []
    await desk.asked("rent the tea set")
    (again,) = await desk.clusters()
    assert (again["id"], again["size"]) == (gap["id"], 8)


async def test_a_cluster_that_is_not_there_cannot_be_dismissed(desk: Desk) -> None:
    told = await desk.post("/editor/gaps/0123456789ab/dismiss", {"reason": "done"}, 404)
    assert "load the list again" in told["error"]
    await desk.post("/editor/gaps/0123456789ab/dismiss", {"reason": "boring"}, 422)


async def test_refusals_never_repeat_what_a_customer_wrote(desk: Desk) -> None:
    signal = {"kind": "turn", "id": "t", "text": "I am Mina", "secret": "hunter2"}
    told = await desk.post("/signals", {"signals": [signal]}, 422)
    assert "Mina" not in json.dumps(told)
    assert "hunter2" not in json.dumps(told)


@pytest.mark.parametrize("limit", ["0", "501", "x", "-1"])
async def test_a_limit_that_is_none_is_refused(desk: Desk, limit: str) -> None:
    told = await desk.get(f"/editor/gaps?limit={limit}", 422)
    assert "1 to 500" in told["error"]


async def test_only_the_biggest_are_listed_but_all_are_counted(desk: Desk) -> None:
    await desk.asked(*RENT, "jobs", "weather")
    told = await desk.get("/editor/gaps?limit=1")
    assert [one["size"] for one in told["clusters"]] == [3]
    assert told["questions"] == 5


async def test_signals_are_deleted_when_they_are_too_old(desk: Desk) -> None:
    await desk.asked(*RENT)
    await desk.insight.close()
    desk.now += 181 * DAY
    assert await desk.clusters() == []
    with desk.engine.connect() as connection:
        for table in ("faq_turns", "faq_vectors"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    assert await desk.asked("too late", at=NOW) == {"kept": 0}


async def test_nothing_is_gathered_again_until_something_changes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.asked(*RENT)
    first = await desk.insight.gaps()
    assert await desk.insight.gaps() is first
    await desk.asked("jobs")
    assert await desk.insight.gaps() is not first


async def test_words_are_embedded_once_and_before_an_editor_looks(desk: Desk) -> None:
    await desk.asked(*RENT)
    await desk.insight.close()
    encoded = desk.asking.encoder.multilingual.encoded  # type: ignore[attr-defined]
    encoded.clear()
    assert len(await desk.clusters()) == 1
    assert encoded == []


async def test_editors_who_look_at_once_wait_for_one_gathering(desk: Desk) -> None:
    await desk.asked(*RENT)
    found = await asyncio.gather(*(desk.insight.gaps() for _ in range(5)))
    assert all(one is found[0] for one in found)


async def test_an_entry_that_is_not_served_today_answers_nothing(desk: Desk) -> None:
    await desk.asked("return policy")
    assert await desk.clusters() == []
    index = desk.asking.index
    assert index
    expired = tuple(
        entry.model_copy(update={"valid_until": entry_day}) if entry.id == "returns" else entry
        for entry in index.entries
        for entry_day in [desk.asking.today().replace(year=2000)]
    )
    desk.asking.swap(replace(index, entries=expired))
    assert [gap["size"] for gap in await desk.clusters()] == [1]


async def test_without_content_every_question_is_a_gap(tmp_path: Path) -> None:
    asking = Asking(fake_encoder())
    engine = open_engine(f"sqlite:///{tmp_path}/handrail.db")
    insight = Insight(SignalStore(engine), asking, SignalSettings(180, b"s"), lambda: NOW)
    app = Starlette(routes=routes(insight), exception_handlers=EXCEPTION_HANDLERS)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://faq.example"
    ) as http:
        turn = {"kind": "turn", "id": "t", "conversation": "c", "at": NOW, "locale": "ko"}
        turn |= {"text": "다기 대여", "outcome": "decline", "entries": [], "confidence": None}
        await http.post("/signals", json={"signals": [turn]})
        (gap,) = (await http.get("/editor/gaps")).json()["clusters"]
    assert gap["nearest"] == []
    assert gap["languages"] == {"en": 0, "ko": 1}
    await insight.close()
    asking.worker.close()
    engine.dispose()


async def test_a_database_that_is_away_is_said_to_be_away(tmp_path: Path) -> None:
    desk = Desk(f"sqlite:///{tmp_path}")
    told = await desk.post("/signals", {"signals": [PERSON]}, 503)
    assert "database of the signals" in told["error"]
    await desk.get("/editor/usage", 503)
    await desk.get("/editor/gaps", 503)
    desk.asking.worker.close()


PERSON = {
    "kind": "person",
    "id": "p",
    "conversation": "c",
    "at": NOW,
    "turn": None,
    "cause": "asked",
}
