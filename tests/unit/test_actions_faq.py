"""Answers are the editor's own words; what is not known is said to be so, and never twice alike."""

from itertools import pairwise
from typing import Any

import pytest

from actions import texts
from actions.faq import Abstain, AnswerFaq, AskBack
from actions.faq_client import FaqAwayError
from tests.actions_support import bot, run, user

TEXTS = texts.load()
ENTRY: dict[str, Any] = {
    "id": "delivery_period",
    "question": "How long does delivery take?",
    "answer": "**1 to 3** business days.\n\n- Jeju: two more\n",
    "locale": "en",
    "tags": [],
    "links": [],
    "follow_ups": [],
    "suggest_person": False,
}
FOUND = {"outcome": "answer", "confidence": 0.83, "entry": ENTRY, "choices": []}
ABSTAINED = bot(source={"kind": "abstain", "id": "out_of_scope"})


class Entries:
    """A FAQ service that knows one entry, or is away."""

    def __init__(self, away: bool = False) -> None:
        self.away = away
        self.asked: list[tuple[str, str]] = []

    async def entry(self, entry_id: str, locale: str) -> dict[str, Any] | None:
        self.asked.append((entry_id, locale))
        if self.away:
            raise FaqAwayError("no answer")
        return ENTRY if entry_id == ENTRY["id"] else None


def answer(entries: Entries | None = None) -> AnswerFaq:
    return AnswerFaq(TEXTS, entries or Entries())  # type: ignore[arg-type]


def found(**changes: object) -> dict[str, Any]:
    return {**FOUND, "entry": {**ENTRY, **changes}}


async def test_the_answer_is_word_for_word_the_editors() -> None:
    said = await run(answer(), user(found=FOUND))
    assert said.messages[0]["text"] == ENTRY["answer"]
    assert said.sources == [("faq", "delivery_period")]
    assert said.messages[0]["custom"]["confidence"] == 0.83


async def test_two_questions_in_one_message_get_both_answers_and_the_last_ones_buttons() -> None:
    other = {**ENTRY, "id": "returns", "answer": "Within 30 days.", "suggest_person": True}
    first = found(follow_ups=[{"id": "entry_0", "question": "?"}])
    said = await run(
        answer(), user(found={**first, "more": [{"entry": other, "confidence": 0.74}]})
    )
    assert [one["text"] for one in said.messages] == [ENTRY["answer"], "Within 30 days."]
    assert said.sources == [("faq", "delivery_period"), ("faq", "returns")]
    assert said.messages[1]["custom"]["confidence"] == 0.74
    assert said.payloads == ["/contact_human_agent"]


async def test_what_was_not_understood_beside_the_answer_is_asked_back() -> None:
    unsure = {
        **found(follow_ups=[{"id": "x", "question": "?"}]),
        "choices": [{"id": "entry_0", "question": "?"}],
    }
    said = await run(answer(), user(found=unsure))
    assert said.sources == [("faq", "delivery_period"), ("abstain", "ask_back")]
    assert said.payloads == ['/faq{"entry": "entry_0"}', "/out_of_scope"]


async def test_an_entry_the_search_was_unsure_of_is_fetched_when_the_bot_is_sure() -> None:
    entries = Entries()
    choices = [{"id": "delivery_period", "question": "?"}, {"id": "returns", "question": "?"}]
    unsure = {**FOUND, "outcome": "ask", "entry": None, "choices": choices, "nearest": choices}
    said = await run(answer(entries), user(found=unsure))
    assert said.sources == [("faq", "delivery_period")]
    assert entries.asked == [("delivery_period", "en")]


async def test_the_search_result_of_the_message_is_used_without_asking_again() -> None:
    entries = Entries()
    await run(answer(entries), user(found=FOUND))
    assert entries.asked == []


async def test_links_follow_in_a_message_of_their_own() -> None:
    link = {"label": "Prices", "url": "https://dalbit.example/delivery"}
    said = await run(answer(), user(found=found(links=[link], suggest_person=True)))
    assert [m["text"] for m in said.messages] == [
        ENTRY["answer"],
        "- [Prices](https://dalbit.example/delivery)",
    ]
    assert said.messages[0]["buttons"] == []
    assert said.payloads == ["/contact_human_agent"]


async def test_a_link_that_the_answer_holds_already_is_not_said_twice() -> None:
    link = {"label": "Prices", "url": "https://dalbit.example/delivery"}
    text = "See [the prices](https://dalbit.example/delivery)."
    said = await run(answer(), user(found=found(answer=text, links=[link])))
    assert [m["text"] for m in said.messages] == [text]


async def test_follow_ups_are_three_buttons_at_most() -> None:
    more = [{"id": f"entry_{n}", "question": f"Question {n}?"} for n in range(5)]
    said = await run(answer(), user(found=found(follow_ups=more)))
    assert said.payloads == [f'/faq{{"entry": "entry_{n}"}}' for n in range(3)]


async def test_a_suggested_person_takes_one_of_the_three_buttons() -> None:
    more = [{"id": f"entry_{n}", "question": f"Question {n}?"} for n in range(5)]
    said = await run(answer(), user(found=found(follow_ups=more, suggest_person=True)))
    assert len(said.payloads) == 3
    assert said.payloads[-1] == "/contact_human_agent"


async def test_an_answer_to_what_may_be_about_an_order_offers_to_track_it() -> None:
    suspected = user(found=FOUND, suspicions={"faq": 0.6, "track_order": 0.4})
    assert (await run(answer(), suspected)).payloads == ["/track_order"]
    assert (await run(answer(), suspected, form="track_order_form")).payloads == []


async def test_a_pressed_button_gives_its_entry_in_the_customers_language() -> None:
    entries = Entries()
    said = await run(answer(entries), user(entities={"entry": "delivery_period"}, locale="ko"))
    assert entries.asked == [("delivery_period", "ko")]
    assert said.sources == [("faq", "delivery_period")]


async def test_an_entry_that_an_editor_took_away_is_admitted() -> None:
    said = await run(answer(), user(entities={"entry": "old"}))
    assert said.sources == [("abstain", "entry_gone")]
    assert said.payloads == ["/contact_human_agent"]


async def test_a_faq_service_that_is_away_is_admitted() -> None:
    said = await run(answer(Entries(away=True)), user(entities={"entry": "delivery_period"}))
    assert said.sources == [("abstain", "faq_unavailable")]
    assert said.payloads == ["/contact_human_agent"]


async def test_asking_back_offers_three_choices_at_most_and_a_way_out() -> None:
    choices = [{"id": f"entry_{n}", "question": f"Question {n}?"} for n in range(4)]
    result = {"outcome": "ask", "confidence": 0.4, "entry": None, "choices": choices}
    said = await run(AskBack(TEXTS), user(found=result))
    assert said.sources == [("abstain", "ask_back")]
    assert said.payloads == [
        '/faq{"entry": "entry_0"}',
        '/faq{"entry": "entry_1"}',
        '/faq{"entry": "entry_2"}',
        "/out_of_scope",
    ]


async def test_asking_back_offers_to_track_an_order_where_that_may_be_meant() -> None:
    choices = [{"id": f"entry_{n}", "question": f"Question {n}?"} for n in range(3)]
    result = {"outcome": "ask", "confidence": 0.4, "entry": None, "choices": choices}
    said = await run(AskBack(TEXTS), user(found=result, suspicions={"track_order": 0.6}))
    assert said.payloads[0] == "/track_order"
    assert len(said.payloads) == 4


async def test_the_first_abstention_says_what_it_can_do_and_offers_a_person() -> None:
    said = await run(Abstain(TEXTS), user())
    assert said.sources == [("abstain", "out_of_scope")]
    assert said.payloads[0] == "/track_order"
    assert said.payloads[-1] == "/contact_human_agent"


@pytest.mark.parametrize("locale", texts.LOCALES)
async def test_abstentions_in_a_row_are_never_the_same_and_offer_a_person_first(
    locale: str,
) -> None:
    now = user(locale=locale)
    turns = [await run(Abstain(TEXTS), *[now, ABSTAINED] * n, now) for n in range(5)]
    for before, after in pairwise(turns):
        assert before.text != after.text
        assert after.payloads[0] == "/contact_human_agent"
        assert after.messages[0]["custom"]["offer"] == "person"


async def test_in_the_middle_of_a_form_an_abstention_is_short() -> None:
    said = await run(Abstain(TEXTS), user(), form="track_order_form")
    assert said.text == TEXTS.get("en", "abstain_in_form")
    assert said.payloads == []
