"""When a person is called, offered, or left out because the customer declined. As sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_gateway.causes import MANNERS, OF_THE_CUSTOMER, Cause
from handoff_gateway.commands import (
    AnswerHandBack,
    Assign,
    BotReply,
    CancelHandoff,
    Command,
    OfferHandBack,
    Rate,
    RequestHandoff,
    Say,
    SetPreference,
    Start,
)
from handoff_gateway.conversation import NEW, Conversation, Refused, replay
from handoff_gateway.escalation import Escalation, assess, assess_answer, respond
from handoff_gateway.events import (
    Agent,
    BotReplied,
    BotText,
    Button,
    Event,
    Form,
    HandoffRequested,
    Locale,
    PreferenceSet,
    Source,
    from_json,
    to_json,
)
from handoff_gateway.rules import DEFAULTS, Rules, Texts
from handoff_gateway.texts import bot_unavailable, calling_a_person, offering_a_person

HANA = Agent("g_1", "Hana")
PERSON = Button("b_person01", "Talk to a person", "/contact_human_agent")
FORM = Form("track_order_form", {"order_number": "DB-204817"})
SHIPPING = BotText("Two days.", Source("faq", "delivery_period"))
WASHING = BotText("By hand.", Source("faq", "washing"))
REFUND = BotText("We look into it.", Source("faq", "refund"), (PERSON,))
DECLINED = BotText("I don't know that.", Source("abstain", "out_of_scope"))
DECLINED_AGAIN = replace(DECLINED, text="Shall I ask a person?", buttons=(PERSON,))
ASKED_BACK = BotText("Did you mean?", Source("abstain", "ask_back"), (Button("b_1", "A", "/faq"),))
FAILED = BotText("Not found.", Source("job", "track_order"), (PERSON,), failed=True)
COMPLAINT = BotText("Taken down.", Source("job", "complaint"), (PERSON,))
HELLO = BotText("Hello!", Source("smalltalk", "greet"))


class Talk:
    """A conversation as it goes, with the log behind it."""

    def __init__(
        self, locale: Locale = "en", people_first: bool = False, rules: Rules = DEFAULTS
    ) -> None:
        self.rules = rules
        self.log: list[Event] = []
        self.state = NEW
        self.clock = 0
        self.run(Start(at=1, customer="a_1", locale=locale, people_first=people_first))

    def id(self) -> str:
        self.clock += 1
        return f"id-{self.clock:08d}"

    def run(self, command: Command) -> list[Event]:
        events = respond(self.state, command, self.rules)
        self.log += events
        self.state = replay(events, self.state)
        return events

    def say(self, text: str, choice: str | None = None) -> list[Event]:
        return self.run(Say(at=self.clock, id=self.id(), text=text, choice=choice))

    def answer(self, *replies: BotText, cause: str | None = None) -> list[Event]:
        turn = self.state.owed[0].seq
        epoch = self.state.epoch
        return self.run(
            BotReply(at=self.clock, turn=turn, epoch=epoch, replies=replies, handoff_cause=cause)
        )

    def turn(self, text: str, *replies: BotText) -> tuple[BotText, ...]:
        """Words and the bot's answer; what the customer reads of it."""
        self.say(text)
        replied = self.answer(*replies)[0]
        assert isinstance(replied, BotReplied)
        return replied.replies

    def cancel(self) -> None:
        self.run(CancelHandoff(at=self.clock, id=self.id()))

    @property
    def causes(self) -> list[str]:
        return [event.cause for event in self.log if isinstance(event, HandoffRequested)]


def offers(replies: tuple[BotText, ...]) -> str | None:
    """The cause for which a person is offered, in the last bubble and with its first button."""
    last = replies[-1]
    if not last.source.id.startswith("offer_"):
        return None
    assert last.buttons[0].payload == "/contact_human_agent"
    assert not any(button == PERSON for reply in replies for button in reply.buttons)
    return last.source.id.removeprefix("offer_")


# --- before the bot is asked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cause", "by"),
    [
        ("human", Cause.ASKED, "customer"),
        ("I always want a person", Cause.PEOPLE_FIRST, "customer"),
        ("my finger is bleeding", Cause.HARM, "bot"),
        ("this is a scam", Cause.FRAUD, "bot"),
        ("my lawyer will call", Cause.LEGAL, "bot"),
        ("you've lost a customer", Cause.THREATENED_CANCELLATION, "bot"),
        ("you are useless", Cause.UPSET, "bot"),
    ],
)
def test_the_person_is_called_in_the_same_command_and_the_customer_told_in_one_sentence(
    text: str, cause: Cause, by: str
) -> None:
    talk = Talk()
    events = talk.say(text)
    replied = next(event for event in events if isinstance(event, BotReplied))
    assert len(replied.replies) == 1 and replied.replies[0].source.kind == "handoff"
    last = events[-1]
    assert isinstance(last, HandoffRequested)
    assert (last.cause, last.by, last.at) == (cause, by, events[0].at)
    assert talk.state.stage == "queued" and talk.state.owed == ()


def test_a_shop_question_is_the_bots() -> None:
    talk = Talk()
    talk.say("how long does delivery take?")
    assert talk.state.stage == "bot" and len(talk.state.owed) == 1


def test_a_button_that_asks_for_a_person_calls_one_and_any_other_label_is_no_wish() -> None:
    talk = Talk()
    talk.turn("hi", replace(HELLO, buttons=(PERSON, Button("b_other001", "agent", "/faq"))))
    talk.say("agent", choice="b_other001")
    assert talk.state.stage == "bot"
    talk.say("Talk to a person", choice=PERSON.id)
    assert talk.causes == ["asked"]


def test_while_a_person_is_called_or_there_words_escalate_nothing() -> None:
    talk = Talk()
    talk.say("human")
    talk.say("I will sue you")
    talk.run(Assign(at=9, id=talk.id(), agent=HANA))
    talk.say("I will sue you")
    assert talk.causes == ["asked"]


def test_repeated_words_with_the_same_id_call_nobody_twice() -> None:
    talk = Talk()
    command = Say(at=1, id="say-00000001", text="human")
    talk.run(command)
    assert talk.run(command) == []


def test_what_a_form_was_told_goes_to_the_person_with_the_bot_dead_or_alive() -> None:
    for call in ("words", "door"):
        talk = Talk()
        talk.say("where is my order")
        owed = talk.state.owed[0].seq
        ask = BotText("Which address?", Source("job", "track_order"))
        talk.run(BotReply(at=2, turn=owed, epoch=0, replies=(ask,), open_form=FORM))
        if call == "words":
            talk.say("human please")
        else:
            talk.run(RequestHandoff(at=3, id=talk.id(), cause="asked"))
        assert talk.state.handoff is not None and talk.state.handoff.form == FORM


# --- after the bot's answer -----------------------------------------------------------------------


def test_two_misunderstandings_offer_a_person_and_a_third_calls_one() -> None:
    talk = Talk()
    assert offers(talk.turn("blue thing", ASKED_BACK)) is None
    assert offers(talk.turn("no, the blue one", DECLINED)) == "misunderstood_twice"
    assert talk.causes == []
    talk.turn("the blue thing!", DECLINED)
    assert talk.causes == ["misunderstood_twice"]


def test_an_answer_in_between_begins_the_count_anew() -> None:
    talk = Talk()
    talk.turn("blue", DECLINED)
    talk.turn("how long", SHIPPING)
    assert offers(talk.turn("blue thing", DECLINED)) is None


def test_where_the_bot_offers_a_person_first_nothing_is_added() -> None:
    talk = Talk()
    talk.turn("blue", DECLINED)
    assert talk.turn("blue thing", DECLINED_AGAIN) == (DECLINED_AGAIN,)


@pytest.mark.parametrize("again", ["How  long?", "and how many days"])
def test_the_same_question_again_in_the_same_or_other_words_offers_a_person_then_calls_one(
    again: str,
) -> None:
    talk = Talk()
    assert offers(talk.turn("how long", SHIPPING)) is None
    assert offers(talk.turn(again, SHIPPING)) == "same_question_again"
    talk.say("how long")
    talk.answer(SHIPPING)
    if talk.state.stage == "bot":  # asked in other words before, so these are the second time
        talk.turn("how long!", SHIPPING)
    assert talk.causes == ["same_question_again"]


def test_several_questions_with_one_answer_call_nobody() -> None:
    talk = Talk()
    for text in ("how long", "how many days", "when does it come", "is it quick"):
        talk.turn(text, SHIPPING)
    assert talk.causes == []


def test_another_question_is_not_the_same() -> None:
    talk = Talk()
    talk.turn("how long", SHIPPING)
    assert offers(talk.turn("how do I wash it", WASHING)) is None


def test_an_answer_that_helped_may_be_read_again() -> None:
    talk = Talk()
    talk.turn("how long", SHIPPING)
    talk.run(Rate(at=5, id=talk.id(), seq=3, entry="delivery_period", helpful=True))
    assert offers(talk.turn("how long", SHIPPING)) is None


def test_greetings_may_be_said_twice() -> None:
    talk = Talk()
    talk.turn("hi", HELLO)
    assert offers(talk.turn("hi", HELLO)) is None


@pytest.mark.parametrize(
    ("reply", "cause"),
    [(FAILED, "failed_job"), (COMPLAINT, "complaint"), (REFUND, "topic_needs_person")],
)
def test_a_failed_job_a_complaint_and_a_topic_for_people_call_a_person_the_second_time(
    reply: BotText, cause: str
) -> None:
    talk = Talk()
    talk.turn("one thing", reply)
    assert talk.causes == [], "only offered"
    talk.turn("another thing", HELLO)
    talk.turn("the thing again", reply)
    assert talk.causes == [cause]


def test_a_topic_for_people_offers_one_above_all_and_once() -> None:
    replies = Talk().turn("I want my money back", REFUND)
    assert offers(replies) == "topic_needs_person"
    assert replies[0].buttons == () and replies[0].text == REFUND.text


def test_a_yes_to_our_offer_calls_the_person_with_the_bot_dead() -> None:
    talk = Talk("ko")
    talk.turn("돈 돌려주세요", REFUND)
    talk.say("네 부탁드려요")
    assert talk.causes == ["asked"]


def test_a_yes_to_something_else_is_the_bots() -> None:
    talk = Talk()
    talk.turn("hi", HELLO)
    talk.say("yes")
    assert talk.causes == []


def test_the_offers_button_calls_the_person() -> None:
    talk = Talk()
    button = talk.turn("I want my money back", REFUND)[-1].buttons[0]
    talk.say(button.label, choice=button.id)
    assert talk.causes == ["asked"]


def test_a_bot_that_is_away_twice_in_a_row_calls_a_person() -> None:
    talk = Talk()
    assert talk.turn("how long", bot_unavailable("en")) == (bot_unavailable("en"),)
    talk.turn("how do I wash it", bot_unavailable("en"))
    assert talk.causes == ["bot_away"]


def test_the_bots_own_handoff_keeps_its_cause_and_an_unknown_one_loses_nobody() -> None:
    for given_cause, kept in (("complaint", "complaint"), ("very_angry", "asked")):
        talk = Talk()
        talk.say("hm")
        talk.answer(HELLO, cause=given_cause)
        assert talk.causes == [kept]


# --- declined -------------------------------------------------------------------------------------


def test_who_declined_is_not_escalated_again_for_the_same_cause() -> None:
    talk = Talk()
    talk.say("I will sue you")
    talk.cancel()
    talk.say("I will sue you")
    assert talk.causes == ["legal"] and len(talk.state.owed) == 1
    talk.say("this is a scam")
    assert talk.causes == ["legal", "fraud"], "another cause is another matter"


def test_who_declined_is_not_offered_it_again_either() -> None:
    talk = Talk()
    for text in ("blue", "blue thing", "the blue thing"):
        talk.turn(text, DECLINED)
    talk.cancel()
    assert talk.turn("a blue one", DECLINED) == (DECLINED,)
    assert talk.causes == ["misunderstood_twice"]


def test_asking_is_never_declined_for_good() -> None:
    talk = Talk()
    talk.say("human")
    talk.cancel()
    talk.say("human")
    assert talk.causes == ["asked", "asked"]


# --- people first ---------------------------------------------------------------------------------


def test_with_people_first_the_first_word_goes_to_a_person_and_none_to_the_bot() -> None:
    talk = Talk(people_first=True)
    talk.say("how long does delivery take?")
    assert talk.causes == ["people_first"] and talk.state.owed == ()


def test_who_goes_back_to_the_bot_is_with_the_bot() -> None:
    for request in ("words", "door"):
        talk = Talk(people_first=True)
        if request == "words":
            talk.say("hello")
        else:
            talk.run(RequestHandoff(at=2, id=talk.id(), cause="asked"))
        talk.cancel()
        talk.say("how long does delivery take?")
        assert len(talk.causes) == 1 and len(talk.state.owed) == 1


def test_a_conversation_that_an_agent_handed_back_is_the_bots() -> None:
    talk = Talk(people_first=True)
    talk.say("hello")
    talk.run(Assign(at=3, id=talk.id(), agent=HANA))
    talk.run(OfferHandBack(at=4, id=talk.id(), agent=HANA, recap="All done."))
    talk.run(AnswerHandBack(at=5, id=talk.id(), agree=True))
    talk.say("how long does delivery take?")
    assert talk.causes == ["people_first"] and len(talk.state.owed) == 1


def test_saying_so_sets_it_and_it_can_be_taken_back() -> None:
    talk = Talk()
    events = talk.say("I always want a person")
    assert [e.people_first for e in events if isinstance(e, PreferenceSet)] == [True]
    back = SetPreference(at=9, id=talk.id(), people_first=False)
    assert [e.kind for e in talk.run(back)] == ["preference_set"]
    assert talk.run(back) == [], "the same command again"
    assert talk.state.people_first is False


# --- whatever happens -----------------------------------------------------------------------------

TEXTS = st.sampled_from(
    [
        *("human", "yes", "how long", "I will sue you", "this is a scam", "you are useless"),
        *("or I'll cancel", "I always want a person", "my finger is bleeding", "상담원", "네", ""),
    ]
) | st.text(max_size=40)
REPLIES = st.lists(
    st.sampled_from(
        [
            *(SHIPPING, WASHING, REFUND, DECLINED, DECLINED_AGAIN, ASKED_BACK, FAILED, COMPLAINT),
            *(HELLO, bot_unavailable("ko")),
        ]
    ),
    min_size=1,
    max_size=3,
).map(tuple)
STEPS = st.lists(
    st.tuples(st.just("say"), TEXTS)
    | st.tuples(st.just("answer"), REPLIES)
    | st.tuples(st.just("bot_hands_off"), st.sampled_from([*MANNERS, "unheard_of"]))
    | st.tuples(st.just("cancel"), st.none())
    | st.tuples(st.just("door"), st.none())
    | st.tuples(st.just("prefer"), st.booleans()),
    max_size=25,
)


def walk(steps: list[tuple[str, object]], locale: Locale, people_first: bool) -> Talk:
    """Do what can be done of the steps."""
    talk = Talk(locale, people_first)
    for name, value in steps:
        try:
            match name:
                case "say":
                    talk.say(str(value))
                case "answer" if talk.state.owed:
                    talk.answer(*value)  # type: ignore[misc]
                case "bot_hands_off" if talk.state.owed:
                    talk.answer(HELLO, cause=str(value))
                case "cancel":
                    talk.cancel()
                case "door":
                    talk.run(RequestHandoff(at=1, id=talk.id(), cause="asked"))
                case "prefer":
                    talk.run(SetPreference(at=1, id=talk.id(), people_first=bool(value)))
        except Refused:
            continue
    return talk


@settings(max_examples=200, deadline=None)
@given(STEPS, st.sampled_from(["en", "ko"]), st.booleans())
def test_nobody_is_escalated_twice_for_what_they_declined(
    steps: list[tuple[str, object]], locale: Locale, people_first: bool
) -> None:
    talk = walk(steps, locale, people_first)
    declined: set[str] = set()
    cause = ""
    for event in talk.log:
        if isinstance(event, HandoffRequested):
            cause = event.cause
            assert cause == "asked" or cause not in declined
        elif event.kind == "handoff_cancelled":
            declined.add(cause)


@settings(max_examples=200, deadline=None)
@given(STEPS, TEXTS, REPLIES)
def test_the_policy_goes_by_the_log_alone(
    steps: list[tuple[str, object]], text: str, replies: tuple[BotText, ...]
) -> None:
    talk = walk(steps, "en", False)
    read_again: Conversation = replay(from_json(to_json(event)) for event in talk.log)
    said = Say(at=1, id="said-00000001", text=text)
    later = replace(said, at=10**12, id="said-00000002")
    found = assess(talk.state, said)
    assert found == assess(read_again, later)
    assert found is None or isinstance(found, Escalation)
    turn = talk.state.owed[0].seq if talk.state.owed else 1
    answer = BotReply(at=1, turn=turn, epoch=talk.state.epoch, replies=replies)
    assert assess_answer(talk.state, answer) == assess_answer(read_again, replace(answer, at=2))


def test_every_cause_has_its_manner_and_its_sentences() -> None:
    assert set(MANNERS) == set(Cause)
    for cause in set(Cause) - OF_THE_CUSTOMER:
        for locale in ("en", "ko"):
            assert calling_a_person(cause, locale).text
            assert offering_a_person(cause, locale, "person-3").buttons


def ruled(**manners: str) -> Rules:
    return replace(DEFAULTS, manners={**MANNERS, **{Cause(c): m for c, m in manners.items()}})


def test_words_for_which_the_rules_only_offer_are_answered_by_the_bot_with_an_offer() -> None:
    talk = Talk(rules=ruled(upset="offer"))
    assert offers(talk.turn("you are useless idiots", WASHING)) == "upset"
    assert talk.causes == []
    talk.turn("you idiots", SHIPPING)
    assert talk.causes == ["upset"], "again, it is meant"


@pytest.mark.parametrize("answer", [FAILED, COMPLAINT, REFUND])
def test_a_cause_that_the_rules_turn_off_neither_calls_nor_offers(answer: BotText) -> None:
    causes = ("failed_job", "complaint", "topic_needs_person", "same_question_again", "upset")
    talk = Talk(rules=ruled(**dict.fromkeys(causes, "off")))
    for _ in range(3):
        assert talk.turn("you are useless idiots", answer) == (answer,)
    assert talk.causes == []


def test_a_cause_that_the_rules_make_urgent_calls_at_once() -> None:
    talk = Talk(rules=ruled(failed_job="now"))
    talk.turn("where is it", FAILED)
    assert talk.causes == ["failed_job"]


def test_how_often_the_bot_may_miss_the_point_is_a_rule() -> None:
    talk = Talk(rules=replace(DEFAULTS, misunderstandings=3))
    assert offers(talk.turn("one", DECLINED)) is None
    assert offers(talk.turn("two", DECLINED)) is None
    assert offers(talk.turn("three", DECLINED)) == "misunderstood_twice"


def test_how_often_a_question_may_come_again_is_a_rule() -> None:
    talk = Talk(rules=replace(DEFAULTS, repeats=2))
    talk.turn("how long", SHIPPING)
    assert offers(talk.turn("how long", SHIPPING)) is None
    assert offers(talk.turn("how long", SHIPPING)) == "same_question_again"


def test_whoever_asks_for_a_person_gets_one_whatever_the_rules_say() -> None:
    talk = Talk(rules=ruled(**{c: "off" for c in set(Cause) - OF_THE_CUSTOMER}))
    talk.say("I want to talk to a person")
    assert talk.causes == ["asked"]


def test_an_operators_own_sentence_is_said_in_the_language_in_which_there_is_one() -> None:
    texts = Texts(calling={Cause.ASKED: {"ko": "잠시만요."}})
    for locale, said in (("ko", "잠시만요."), ("en", calling_a_person(Cause.ASKED, "en").text)):
        talk = Talk(locale, rules=replace(DEFAULTS, texts=texts))
        talk.say("I want to talk to a person")
        told = next(event for event in talk.log if isinstance(event, BotReplied))
        assert told.replies[0].text == said
