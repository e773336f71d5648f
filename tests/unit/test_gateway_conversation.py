"""The conversation's rules as sentences."""

from __future__ import annotations

import pytest

from handoff_gateway.commands import (
    AgentSay,
    Assign,
    BotReply,
    Command,
    End,
    Identify,
    Rate,
    Release,
    RequestHandoff,
    Say,
    Start,
)
from handoff_gateway.conversation import NEW, Conversation, Refused, decide, replay
from handoff_gateway.events import (
    Agent,
    BotReplied,
    BotText,
    Button,
    CustomerSaid,
    HandoffRequested,
    Identity,
    Source,
)

HANA, JISOO = Agent("g_1", "Hana"), Agent("g_2", "Jisoo")
TEXT = BotText(
    "Two days.", Source("faq", "delivery_period"), (Button("b_12345678", "More", "/more{}"),), 0.9
)


def after(*commands: Command, since: Conversation = NEW) -> Conversation:
    state = since
    for command in commands:
        state = replay(decide(state, command), state)
    return state


def start() -> Start:
    return Start(at=1, customer="a_1", locale="en")


def say(number: int, **more: object) -> Say:
    return Say(at=number, id=f"say-{number:05d}", text=f"question {number}", **more)  # type: ignore[arg-type]


def ask(at: int = 10) -> RequestHandoff:
    return RequestHandoff(at=at, id=f"ask-{at:05d}", cause="asked")


def assign(agent: Agent = HANA) -> Assign:
    return Assign(at=20, id=f"assign-{agent.id}", agent=agent)


def refused(state: Conversation, command: Command) -> str:
    with pytest.raises(Refused) as refusal:
        decide(state, command)
    return refusal.value.reason


def test_late_bot_answer_is_dropped_after_handoff() -> None:
    asked = after(start(), say(2))
    late = BotReply(at=5, turn=2, epoch=asked.epoch, replies=(TEXT,))
    assert decide(asked, late)
    assert refused(after(ask(), since=asked), late) == "stale_turn"


def test_the_bot_answers_each_turn_once() -> None:
    asked = after(start(), say(2))
    answer = BotReply(at=5, turn=2, epoch=0, replies=(TEXT,))
    assert refused(after(answer, since=asked), answer) == "stale_turn"


def test_the_bot_is_silent_while_a_person_has_the_conversation() -> None:
    state = after(start(), ask(), assign(), say(30))
    assert state.owed == ()


def test_waiting_customers_words_are_for_the_person_unless_they_ask_the_bot() -> None:
    waiting = after(start(), ask())
    assert after(say(11), since=waiting).owed == ()
    assert len(after(say(11, ask_bot=True), since=waiting).owed) == 1


def test_a_bot_answer_while_waiting_keeps_the_place() -> None:
    waiting = after(start(), ask(), say(11, ask_bot=True))
    answer = BotReply(
        at=12, turn=3, epoch=waiting.epoch, replies=(TEXT,), handoff_cause="complaint"
    )
    state = after(answer, since=waiting)
    assert (state.stage, state.handoff) == ("queued", waiting.handoff)


def test_the_wait_after_a_bots_handoff_counts_from_the_customers_words() -> None:
    state = after(start(), say(2))
    answer = BotReply(at=900, turn=2, epoch=0, replies=(TEXT,), handoff_cause="asked")
    events = decide(state, answer)
    assert [type(event) for event in events] == [BotReplied, HandoffRequested]
    assert events[1].at == 2


def test_two_agents_claiming_gives_one_winner() -> None:
    state = after(start(), ask(), assign(HANA))
    assert refused(state, assign(JISOO)) == "already_assigned"
    assert state.agent == HANA


def test_only_the_assignee_speaks() -> None:
    state = after(start(), ask(), assign(HANA))
    words = AgentSay(at=30, id="words-0001", agent=JISOO, text="mine!")
    assert refused(state, words) == "not_your_conversation"


def test_release_keeps_the_place_of_the_request() -> None:
    state = after(start(), ask(at=10), assign(), Release(at=600, id="release-1", agent=HANA))
    assert state.stage == "queued"
    assert state.handoff is not None and state.handoff.requested_at == 10


def test_an_ended_conversation_takes_no_more_words() -> None:
    state = after(start(), End(at=5, id="end-00001"))
    assert refused(state, say(6)) == "closed"


def test_the_customer_ending_a_persons_chat_leaves_the_wrap_up() -> None:
    assert after(start(), ask(), assign(), End(at=5, id="end-00001")).stage == "wrap_up"


def test_a_pressed_button_carries_its_payload_to_the_bot() -> None:
    state = after(start(), say(2), BotReply(at=3, turn=2, epoch=0, replies=(TEXT,)))
    pressed = after(say(4, choice="b_12345678"), since=state)
    assert pressed.owed[0].payload == "/more{}"


def test_a_choice_that_was_not_offered_is_refused() -> None:
    assert refused(after(start()), say(2, choice="b_forged00")) == "unknown_choice"


def test_a_repeated_id_yields_nothing_and_remembers_its_entry() -> None:
    state = after(start(), say(2), say(3))
    assert decide(state, say(2)) == []
    assert state.handled["say-00002"] == 2


def rate(number: int, helpful: bool, entry: str = "delivery_period", seq: int = 3) -> Rate:
    return Rate(at=number, id=f"rate-{number:04d}", seq=seq, entry=entry, helpful=helpful)


ANSWERED = after(start(), say(2), BotReply(at=3, turn=2, epoch=0, replies=(TEXT,)))


def test_a_rating_is_kept_and_the_last_word_counts() -> None:
    state = after(rate(4, helpful=True), rate(5, helpful=False), since=ANSWERED)
    assert state.ratings == {(3, "delivery_period"): False}
    assert decide(state, rate(6, helpful=False)) == [], "said already"


def test_each_answer_of_one_message_is_rated_by_itself() -> None:
    other = BotText("Within 30 days.", Source("faq", "returns"))
    answers = BotReply(at=3, turn=2, epoch=0, replies=(TEXT, other))
    state = after(start(), say(2), answers, rate(4, True), rate(5, False, "returns"))
    assert state.ratings == {(3, "delivery_period"): True, (3, "returns"): False}


@pytest.mark.parametrize(("entry", "seq"), [("returns", 3), ("delivery_period", 2), ("x", 99)])
def test_only_an_answer_of_the_faq_is_rated(entry: str, seq: int) -> None:
    assert refused(ANSWERED, rate(4, True, entry, seq)) == "not_an_answer"


def test_what_the_bot_declined_is_not_rated() -> None:
    sorry = BotText("Sorry.", Source("abstain", "out_of_scope"))
    state = after(start(), say(2), BotReply(at=3, turn=2, epoch=0, replies=(sorry,)))
    assert refused(state, rate(4, False, "out_of_scope")) == "not_an_answer"


def test_an_answer_is_rated_in_every_stage_and_nobodys_part_changes() -> None:
    waiting = after(ask(), since=ANSWERED)
    assigned = after(assign(), since=waiting)
    ended = after(End(at=30, id="end-00001"), since=assigned)
    for state in (ANSWERED, waiting, assigned, ended):
        rated = after(rate(40, True), since=state)
        assert (rated.stage, rated.agent, rated.epoch, rated.owed, rated.last_from) == (
            *(state.stage, state.agent, state.epoch, state.owed, state.last_from),
        )
        assert rated.ratings


def test_identifying_again_says_nothing_new() -> None:
    who = Identify(at=5, customer="v_1", identity=Identity("Mina", "mina@example.com"))
    state = after(start(), who)
    assert state.customer == "v_1"
    assert decide(state, who) == []


def test_the_log_holds_the_customers_own_words() -> None:
    events = decide(after(start()), say(2))
    assert events == [CustomerSaid(at=2, id="say-00002", text="question 2")]
