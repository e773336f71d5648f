"""A request for a person is heard by its words, with nothing else running."""

import pytest

from bot.person_request import asks_for_person


@pytest.mark.parametrize(
    "text",
    [
        "human please",
        "AGENT!!!",
        "a real person",
        "I want to talk to a human",
        "can i speak with someone",
        "get me an operator now",
        "I need a representative",
        "put me through to your manager",
        "is there anybody I can talk to?",
        "let me chat with an agent, you aren't helpful",
        "connect me with customer service staff please",
        "could you transfer me to a colleague",
        "don\u2019t you get it, I need to speak to a person",
        "live chat",
        "상담원",
        "상담원 연결해 주세요",
        "상담사 바꿔줘",
        "사람이랑 얘기하고 싶어요",
        "직원분과 통화할 수 있을까요",
        "담당자 좀 불러주세요",
        "진짜 사람 없어요?",
        "상담 연결 부탁드려요",
    ],
)
def test_a_request_for_a_person_is_heard(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "are you a human?",
        "am I talking to a real person",
        "is this a person or a bot",
        "I don't want to talk to anyone",
        "how do I reach customer service",
        "someone stole my parcel",
        "what do you call someone who collects tea",
        "a gift for a person who likes tea",
        "how long does delivery take",
        "사람이에요?",
        "지금 사람이 답하는 건가요? 너 사람이야?",
        "상담 시간이 어떻게 되나요",
        "상담원이 불친절했어요",
        "배송 기사님이랑 연락이 안 돼요",
    ],
)
def test_other_words_are_not_taken_for_one(text: str) -> None:
    assert not asks_for_person(text)
