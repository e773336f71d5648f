"""Questions to the index in use: together, remembered, and only what is served today."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from faq_index.asking import Found
from faq_index.encoders import Role
from faq_index.lru import LRU
from faq_index.search import Matrix
from faq_index.worker import MOST_QUESTIONS, Worker
from tests.support.faq import CONTENT, Words, write_content
from tests.support.publishing import TODAY, Room, room

QUESTION = "how long does delivery take?"


@pytest.fixture
def desk(tmp_path: Path) -> Room:
    return room(write_content(tmp_path / "content"), tmp_path / "var")


def best(found: Found) -> str:
    assert found.index
    return found.index.entries[found.decision.candidates[0].entry].id


def encoded(desk: Room) -> list[str]:
    words = desk.encoder.multilingual
    assert isinstance(words, Words)
    return words.encoded


async def test_a_question_asked_again_is_neither_embedded_nor_decided_again(desk: Room) -> None:
    desk.publications.look()
    asking = desk.asking()
    encoded(desk).clear()
    first = await asking.ask(QUESTION)
    assert await asking.ask(QUESTION) is first
    shouted = await asking.ask(QUESTION.upper())
    assert best(shouted) == best(first) == "delivery_time"
    assert encoded(desk) == [QUESTION.rstrip("?")]
    asking.worker.close()


async def test_a_question_that_many_ask_at_once_is_decided_once(desk: Room) -> None:
    desk.publications.look()
    asking = desk.asking()
    first = asyncio.create_task(asking.ask(QUESTION))
    others = [asyncio.create_task(asking.ask(QUESTION)) for _ in range(20)]
    await asyncio.sleep(0)
    first.cancel()
    found = await asyncio.gather(*others)
    assert len({id(one) for one in found}) == 1
    asking.worker.close()


async def test_another_index_is_asked_anew_with_the_vector_that_is_known(desk: Room) -> None:
    desk.publications.look()
    asking = desk.asking()
    old = await asking.ask(QUESTION)
    desk.save(CONTENT.replace("Two **business", "Three **business"))
    desk.publications.look()
    encoded(desk).clear()
    asking.swap(desk.publications.index())
    new = await asking.ask(QUESTION)
    assert new.index is not old.index
    assert new.index is asking.index
    assert encoded(desk) == []
    asking.worker.close()


async def test_an_entry_is_served_on_its_days_only_also_from_memory(desk: Room) -> None:
    until = TODAY + timedelta(days=1)
    desk.save(CONTENT.replace("  tags: [delivery]", f"  valid_until: {until}\n  tags: [delivery]"))
    desk.publications.look()
    asking = desk.asking()
    assert best(await asking.ask(QUESTION)) == "delivery_time"
    desk.clock.day = until
    assert best(await asking.ask(QUESTION)) == "delivery_time"
    desk.clock.day = until + timedelta(days=1)
    found = await asking.ask(QUESTION)
    assert found.hidden == asking.hidden == {"delivery_time"}
    assert "delivery_time" not in {
        found.index.entries[one.entry].id for one in found.decision.candidates if found.index
    }
    desk.clock.day = date(2026, 1, 1)
    assert best(await asking.ask(QUESTION)) == "delivery_time"
    asking.worker.close()


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    memory: LRU[str, int] = LRU(2)
    memory.put("a", 1)
    memory.put("b", 2)
    assert memory.get("a") == 1
    memory.put("c", 3)
    assert (memory.get("a"), memory.get("b"), memory.get("c"), len(memory)) == (1, None, 3, 2)


class Slow(Words):
    """An encoder that waits until it may go on."""

    def __init__(self) -> None:
        super().__init__("slow")
        self.gate = threading.Event()
        self.calls: list[list[str]] = []

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        self.calls.append(list(texts))
        self.gate.wait(10)
        return super().encode(texts, role)


async def test_questions_that_wait_together_are_answered_in_one_call() -> None:
    encoder = Slow()
    calls: list[list[str]] = []

    def answer_all(texts: list[str]) -> list[str]:
        calls.append(texts)
        encoder.gate.wait(10)
        return [text.upper() for text in texts]

    worker = Worker(encoder, answer_all)
    first = worker.ask("first")
    while not calls:
        time.sleep(0.001)
    others = [worker.ask(f"q{number}") for number in range(MOST_QUESTIONS + 1)]
    encoder.gate.set()
    assert await asyncio.wrap_future(first) == "FIRST"
    assert [await asyncio.wrap_future(one) for one in others][:2] == ["Q0", "Q1"]
    assert [len(call) for call in calls] == [1, MOST_QUESTIONS, 1]
    worker.close()


async def test_a_long_list_of_texts_lets_questions_through_between_its_batches() -> None:
    encoder = Slow()
    order: list[str] = []

    def answer_all(texts: list[str]) -> list[str]:
        order.append(f"question after {len(encoder.calls)} batches")
        return texts

    worker = Worker(encoder, answer_all)
    parts = worker.begin([f"text {number}" for number in range(40)], "passage")
    while not encoder.calls:
        time.sleep(0.001)
    question = worker.ask("hello")
    encoder.gate.set()
    for part in parts:
        await asyncio.wrap_future(part)
    assert await asyncio.wrap_future(question) == "hello"
    assert order == ["question after 1 batches"]
    worker.close()


async def test_one_question_that_fails_takes_no_other_with_it() -> None:
    def answer_all(texts: list[str]) -> list[str]:
        if "bad" in texts:
            raise ValueError("bad")
        return texts

    encoder = Slow()
    worker = Worker(encoder, answer_all)
    busy = worker.begin(["text"], "passage")
    while not encoder.calls:
        time.sleep(0.001)
    answers = [worker.ask(text) for text in ("good", "bad", "fine")]
    encoder.gate.set()
    assert await asyncio.wrap_future(answers[0]) == "good"
    with pytest.raises(ValueError, match="bad"):
        await asyncio.wrap_future(answers[1])
    assert await asyncio.wrap_future(answers[2]) == "fine"
    assert busy[0].result().shape == (1, 32)
    worker.close()
