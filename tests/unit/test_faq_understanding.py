"""A message becomes a decision: whole, by its sentences, or by another reading of it."""

from __future__ import annotations

from collections.abc import Sequence

from faq_index.repairs import Vocabulary
from faq_index.search import Candidate, Decision, Thresholds, decide
from faq_index.understanding import understood

DELIVERY, RETURNS = 0, 1
KNOWN = {
    "how long is delivery?": (DELIVERY, 0.9),
    "how long is delivery": (DELIVERY, 0.9),
    "can i return it?": (RETURNS, 0.8),
    "can i return it": (RETURNS, 0.8),
    "my parcel never came": (DELIVERY, 0.75),
    "about my delivery": (DELIVERY, 0.4),
    "about a return": (RETURNS, 0.5),
}


def ask(text: str, heard: list[str] | None = None) -> Decision:
    """What is decided about a message by a search that knows a few sentences."""

    def decide_each(texts: Sequence[str]) -> list[Decision]:
        if heard is not None:
            heard.extend(texts)
        return [one(each) for each in texts]

    def one(each: str) -> Decision:
        entry, confidence = KNOWN.get(each.casefold().strip("."), (DELIVERY, 0.05))
        return decide((Candidate(entry, confidence), Candidate(7, 0.01)), Thresholds())

    return understood(text, decide_each, lambda: Vocabulary(KNOWN))


def entries(decision: Decision) -> list[int]:
    return [one.entry for one in (decision.candidates[0], *decision.more)]


def test_two_questions_in_two_sentences_are_both_answered() -> None:
    decision = ask("How long is delivery? Can I return it?")
    assert decision.outcome == "answer"
    assert entries(decision) == [DELIVERY, RETURNS]


def test_two_questions_in_one_sentence_are_both_answered() -> None:
    assert entries(ask("how long is delivery and can I return it")) == [DELIVERY, RETURNS]


def test_two_unsure_questions_are_both_asked_back() -> None:
    decision = ask("About my delivery. About a return.")
    assert decision.outcome == "ask"
    assert {DELIVERY, RETURNS} <= {one.entry for one in decision.choices}
    assert len(decision.choices) <= 3


def test_an_answer_to_one_question_comes_with_choices_for_the_other() -> None:
    for text in (
        "How long is delivery? About a return.",
        "how long is delivery and about a return",
    ):
        decision = ask(text)
        assert decision.outcome == "answer"
        assert entries(decision) == [DELIVERY]
        assert [one.entry for one in decision.choices] == [RETURNS]


def test_the_same_question_twice_is_answered_once() -> None:
    assert entries(ask("How long is delivery? How long is delivery?")) == [DELIVERY]


def test_a_greeting_and_a_story_do_not_hide_the_question() -> None:
    story = "Hello, I am so very disappointed by all of this. " * 12
    assert entries(ask(story + "My parcel never came. Can I return it?")) == [RETURNS]


def test_of_a_story_without_any_question_the_last_thing_said_counts() -> None:
    story = "I am so very disappointed by all of this. " * 12
    assert entries(ask("My parcel never came. " + story + "Can I return it")) == [RETURNS]


def test_a_quoted_mail_is_not_answered() -> None:
    assert entries(ask("Can I return it?\n> How long is delivery?")) == [RETURNS]


def test_a_slip_is_mended_only_where_the_message_was_not_understood() -> None:
    heard: list[str] = []
    assert ask("how long is delivrey", heard).outcome == "answer"
    assert "how long is delivery" in heard
    heard.clear()
    ask("Can I return it?", heard)
    assert heard == ["Can I return it?"]


def test_what_nobody_can_read_is_declined() -> None:
    assert ask("tell me about the weather in Paris").outcome == "abstain"
    assert ask("?!").outcome == "abstain"


def asked_about(message: str, said: dict[str, dict[int, float]]) -> tuple[Decision, list[str]]:
    """What is decided when the search gives these confidences, and what it was asked."""
    heard: list[str] = []

    def decide_each(texts: Sequence[str]) -> list[Decision]:
        heard.extend(texts)
        return [decide(candidates(each), Thresholds()) for each in texts]

    def candidates(text: str) -> tuple[Candidate, ...]:
        found = said.get(text.casefold().strip("?."), {})
        return tuple(
            Candidate(entry, confidence)
            for entry, confidence in sorted(found.items(), key=lambda pair: -pair[1])
        )

    return understood(message, decide_each, lambda: Vocabulary(["delivery cost"])), heard


def test_a_message_in_doubt_between_entries_is_not_read_for_slips() -> None:
    both = {"delivrey cost": {DELIVERY: 0.5, RETURNS: 0.4}}
    assert asked_about("delivrey cost", both)[1] == ["delivrey cost"]
    neither = {"delivrey cost": {DELIVERY: 0.3, RETURNS: 0.2}}
    assert asked_about("delivrey cost", neither)[1] == ["delivrey cost", "delivery cost"]


def test_a_half_that_means_nothing_spares_the_other() -> None:
    message = "so it came and then can i return it"
    heard = asked_about(message, {message: {RETURNS: 0.5, DELIVERY: 0.3}})[1]
    assert heard == [message, "so it came"]


def test_parts_that_are_unsure_do_not_change_what_the_whole_is_most_about() -> None:
    message = "It never came. Can I return it?"
    decision, _ = asked_about(
        message,
        {
            message.casefold().strip("?"): {DELIVERY: 0.6, RETURNS: 0.3},
            "it never came": {DELIVERY: 0.3},
            "can i return it": {RETURNS: 0.7},
        },
    )
    assert decision.outcome == "ask"
    assert decision.candidates[0] == Candidate(DELIVERY, 0.6)


def test_of_two_answers_the_one_that_the_whole_is_most_about_comes_first() -> None:
    message = "It never came. Can I return it?"
    decision, _ = asked_about(
        message,
        {
            message.casefold().strip("?"): {RETURNS: 0.5, DELIVERY: 0.4},
            "it never came": {DELIVERY: 0.9},
            "can i return it": {RETURNS: 0.9},
        },
    )
    assert entries(decision) == [RETURNS, DELIVERY]
