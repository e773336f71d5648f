"""The FAQ service may be slow, broken or gone; the bot says so and does not hang."""

from __future__ import annotations

import pytest

from bot import faq_client
from bot.faq_client import FaqAwayError, FaqClient
from tests.unit.engine.fakes import FakeFaq, free_port


class Clock:
    """A clock that stands until told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_search_brings_the_embedding_along() -> None:
    with FakeFaq() as faq:
        found = FaqClient(faq.url, 2).search("how long does delivery take", "en")
    assert found["outcome"] == "answer"
    assert len(found["embedding"]) == faq.dimension


def test_a_service_that_is_not_there_is_said_to_be_away() -> None:
    with pytest.raises(FaqAwayError, match="Connection refused"):
        FaqClient(f"http://127.0.0.1:{free_port()}", 1).search("hi", "en")


def test_a_service_that_fails_is_said_to_be_away() -> None:
    with FakeFaq() as faq:
        faq.status = 500
        with pytest.raises(FaqAwayError, match="500"):
            FaqClient(faq.url, 2).search("hi", "en")


def test_a_service_that_was_too_slow_is_left_alone_for_a_moment() -> None:
    clock = Clock()
    with FakeFaq() as faq:
        client = FaqClient(faq.url, 0.05, clock)
        faq.delay_seconds = 0.5
        with pytest.raises(FaqAwayError, match="no answer within"):
            client.search("hi", "en")
        faq.delay_seconds = 0
        asked = faq.searches
        with pytest.raises(FaqAwayError, match="timed out less than"):
            client.search("hi", "en")
        assert faq.searches == asked
        clock.now += faq_client.REST_SECONDS
        assert client.search("hi", "en")["outcome"] == "abstain"


def test_a_service_that_was_restarted_is_found_again() -> None:
    port = free_port()
    client = FaqClient(f"http://127.0.0.1:{port}", 2)
    for _ in range(2):
        with FakeFaq(port):
            assert client.search("hi", "en")["outcome"] == "abstain"
        with pytest.raises(FaqAwayError):
            client.search("hi", "en")
