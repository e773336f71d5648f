"""What the FAQ service is told: every question once, ratings, and requests for a person."""

from __future__ import annotations

import pytest

from handoff_gateway.commands import BotReply, Command, Rate, RequestHandoff, Say, SetContext, Start
from handoff_gateway.conversation import NEW, Conversation, decide, replay
from handoff_gateway.events import BotText, Button, Source
from handoff_gateway.faq_signals import (
    FaqSignal,
    PersonSignal,
    RatingSignal,
    TurnSignal,
    signals_of,
)
from handoff_gateway.outcomes import entry_behind

C = "c_1"
ANSWER = BotText("Two days.", Source("faq", "delivery"), confidence=0.9)
LINKS = BotText("- [More](https://x)", Source("faq", "delivery"), confidence=0.9)
RETURNS = BotText("30 days.", Source("faq", "returns"), confidence=0.7)
ASK = BotText(
    "Which?",
    Source("abstain", "ask_back"),
    (
        Button("b_1", "Delivery", '/faq{"entry": "delivery"}'),
        Button("b_2", "Returns", '/faq{"entry": "returns"}'),
        Button("b_3", "Track my order", "/track_order"),
        Button("b_4", "None of these", "/out_of_scope"),
    ),
    0.4,
)
SORRY = BotText("I don't know.", Source("abstain", "out_of_scope"), confidence=0.1)


class Story:
    """A conversation as it goes, with the signals in it."""

    def __init__(self) -> None:
        self.state: Conversation = NEW
        self.signals: list[FaqSignal] = []
        self.clock = 0
        self.do(Start(at=0, customer="a_1", locale="ko"))

    def do(self, *commands: Command) -> None:
        for command in commands:
            events = decide(self.state, command)
            self.signals += signals_of(C, self.state, events)
            self.state = replay(events, self.state)

    def ask(self, text: str, *replies: BotText, choice: str | None = None, **more: str) -> None:
        self.clock += 10
        said = f"say-{self.clock:05d}"
        self.do(Say(at=self.clock, id=said, text=text, choice=choice))
        turn, epoch = self.state.version, self.state.epoch
        self.do(
            BotReply(
                at=self.clock + 1,
                turn=turn,
                epoch=epoch,
                replies=replies,
                handoff_cause=more.get("cause"),
            )
        )

    def rate(self, entry: str, helpful: bool) -> None:
        self.clock += 10
        rating = f"rate-{self.clock:05d}"
        answer = self.state.version
        self.do(Rate(at=self.clock, id=rating, seq=answer, entry=entry, helpful=helpful))

    def turns(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(s.text, s.outcome, s.entries) for s in self.signals if isinstance(s, TurnSignal)]


@pytest.fixture
def story() -> Story:
    return Story()


def test_an_answered_question_names_its_entry_once_however_many_bubbles(story: Story) -> None:
    story.ask("언제 와요?", ANSWER, LINKS)
    (signal,) = story.signals
    assert signal == TurnSignal(
        id=signal.id,
        conversation=C,
        at=10,
        locale="ko",
        text="언제 와요?",
        outcome="answer",
        entries=("delivery",),
        confidence=0.9,
    )


def test_two_answers_in_one_message_are_one_turn_as_sure_as_the_less_sure(story: Story) -> None:
    story.ask("when, and can I return it?", ANSWER, LINKS, RETURNS)
    (signal,) = story.signals
    assert isinstance(signal, TurnSignal)
    assert (signal.entries, signal.confidence) == (("delivery", "returns"), 0.7)


def test_a_question_asked_back_names_the_entries_behind_its_buttons(story: Story) -> None:
    story.ask("shipping", ASK)
    assert story.turns() == [("shipping", "ask", ("delivery", "returns"))]


def test_a_declined_question_is_told_without_entries(story: Story) -> None:
    story.ask("what's the weather?", SORRY)
    assert story.turns() == [("what's the weather?", "decline", ())]


@pytest.mark.parametrize(
    "source",
    [
        Source("abstain", "faq_unavailable"),
        Source("abstain", "entry_gone"),
        Source("abstain", "bot_unavailable"),
        Source("smalltalk", "greet"),
        Source("job", "track_order"),
        Source("handoff", "contact_human_agent"),
    ],
)
def test_what_says_nothing_about_the_faq_is_not_told(story: Story, source: Source) -> None:
    story.ask("hello", BotText("…", source))
    assert story.signals == []


def test_a_pressed_button_is_told_when_it_leads_to_an_answer(story: Story) -> None:
    story.ask("shipping", ASK)
    story.ask("Delivery", ANSWER, choice="b_1")
    assert story.turns()[-1] == ("Delivery", "answer", ("delivery",))


def test_a_pressed_button_that_leads_nowhere_is_no_question(story: Story) -> None:
    story.ask("shipping", ASK)
    story.ask("None of these", SORRY, choice="b_4")
    assert len(story.signals) == 1


def test_ratings_name_the_turn_and_the_entry_and_the_last_is_newer(story: Story) -> None:
    story.ask("both?", ANSWER, RETURNS)
    answer = story.state.version
    for at, helpful in ((50, True), (60, False)):
        story.do(Rate(at=at, id=f"rate-{at:05d}", seq=answer, entry="returns", helpful=helpful))
    turn, *ratings = story.signals
    assert all(isinstance(r, RatingSignal) and r.turn == turn.id for r in ratings)
    assert [(r.kind, r.at) for r in ratings] == [("helpful", 50), ("unhelpful", 60)]
    assert len({signal.id for signal in story.signals}) == 3


def test_a_request_for_a_person_names_the_last_question_whatever_lay_between(story: Story) -> None:
    story.ask("언제 와요?", ANSWER)
    story.ask("고마워요", BotText("뭘요", Source("smalltalk", "thanks")))
    story.do(RequestHandoff(at=90, id="ask-00001", cause="asked"))
    turn, person = story.signals
    assert isinstance(person, PersonSignal)
    assert (person.turn, person.cause, person.at) == (turn.id, "asked", 90)


def test_a_person_asked_for_in_words_is_told_too(story: Story) -> None:
    story.ask("상담원", BotText("네", Source("handoff", "contact_human_agent")), cause="asked")
    (person,) = story.signals
    assert isinstance(person, PersonSignal) and person.turn is None


def test_a_handoff_that_the_bot_chose_is_not_the_customers_wish(story: Story) -> None:
    story.ask("broken!", BotText("…", Source("job", "complaint")), cause="complaint")
    assert story.signals == []


def test_the_locale_is_that_of_the_moment(story: Story) -> None:
    story.do(SetContext(at=5, locale="en"))
    story.ask("when?", ANSWER)
    (signal,) = story.signals
    assert isinstance(signal, TurnSignal) and signal.locale == "en"


def test_the_same_entries_make_the_same_signals_on_any_replica() -> None:
    one, other = Story(), Story()
    for story in (one, other):
        story.ask("when?", ANSWER)
        story.rate("delivery", True)
    assert one.signals == other.signals


@pytest.mark.parametrize(
    ("payload", "entry"),
    [
        ('/faq{"entry": "x"}', "x"),
        ("/faq", None),
        ("/faq{broken", None),
        ('/faq{"entry": 3}', None),
        ('/other{"entry": "x"}', None),
    ],
)
def test_a_button_opens_an_entry_or_none(payload: str, entry: str | None) -> None:
    assert entry_behind(Button("b", "l", payload)) == entry
