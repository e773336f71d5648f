"""The conversation's invariants, against every interleaving Hypothesis can think of."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from handoff_gateway.commands import (
    AddNote,
    AgentSay,
    AnswerHandBack,
    Assign,
    BotReply,
    CancelHandoff,
    Command,
    CorrectCase,
    End,
    Expire,
    LeaveMessage,
    OfferHandBack,
    Rate,
    Release,
    RequestHandoff,
    Say,
    SetPreference,
    Start,
    TakeStep,
    Transfer,
    WrapUp,
)
from handoff_gateway.conversation import NEW, Conversation, Handoff, Refused, evolve, replay
from handoff_gateway.escalation import respond
from handoff_gateway.events import (
    Agent,
    AgentSaid,
    AnswerRated,
    Assigned,
    BotReplied,
    BotText,
    Button,
    Contact,
    CustomerSaid,
    Ended,
    Event,
    HandBackDeclined,
    HandBackOffered,
    HandedBack,
    HandoffCancelled,
    HandoffRequested,
    MessageLeft,
    NoteAdded,
    PreferenceSet,
    Source,
    Target,
    from_json,
    to_json,
)

AGENTS = [Agent("g_hana", "Hana"), Agent("g_jisoo", "Jisoo")]
REPLY = (
    BotText(
        text="Two days.",
        source=Source("faq", "delivery_period"),
        buttons=(Button("b_more", "More", "/faq"),),
    ),
    BotText(text="And within 30 days.", source=Source("faq", "returns")),
    BotText(text="Anything else?", source=Source("smalltalk", "ask_more")),
)


class ConversationMachine(RuleBasedStateMachine):
    """Commands in any order, repeated, late, from anybody."""

    turns = Bundle("turns")

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.state: Conversation = NEW
        self.clock = 0
        self.sent: list[Command] = []
        self.place: int | None = None

    @initialize()
    def begin(self) -> None:
        self.run(Start(at=self.tick(), customer="a_1", locale="ko"))

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    def next_id(self) -> str:
        return f"id-{self.tick():08d}"

    def run(self, command: Command) -> list[Event]:
        before = self.state
        try:
            events = respond(before, command)
        except Refused:
            assert self.state == before
            return []
        for event in events:
            self.check_allowed(event)
            self.state = evolve(self.state, event)
            self.log.append(event)
        self.sent.append(command)
        return events

    def check_allowed(self, event: Event) -> None:
        """What the promises say of each event, told without the core's own words."""
        stage, owner = self.state.stage, self.state.agent
        match event:
            case BotReplied():
                assert stage in ("bot", "queued", "ticket"), "the bot spoke where it may not"
                assert event.turn in {turn.seq for turn in self.state.owed}, (
                    "to a turn it did not owe"
                )
                asked = self.log[event.turn - 1]
                assert isinstance(asked, CustomerSaid)
            case AgentSaid():
                assert stage == "assigned" and event.agent == owner, "only the assignee speaks"
            case Assigned():
                assert stage in ("queued", "ticket") and owner is None, "one owner"
            case AnswerRated():
                answer = self.log[event.seq - 1]
                assert isinstance(answer, BotReplied), "only the bot's words are rated"
                assert Source("faq", event.entry) in {reply.source for reply in answer.replies}
            case HandedBack():
                offers = [e for e in self.log if isinstance(e, HandBackOffered | HandBackDeclined)]
                assert offers and isinstance(offers[-1], HandBackOffered), "without being asked"
                assert event.recap == offers[-1].recap and event.agent == owner
            case PreferenceSet() | NoteAdded():
                pass  # in every stage
            case _:
                assert stage != "closed", "closed stays closed"

    @rule(
        target=turns,
        text=st.sampled_from(["hi", "where is it?", "?", "I will sue you"]),
        ask=st.booleans(),
    )
    def say(self, text: str, ask: bool) -> object:
        self.run(Say(at=self.tick(), id=self.next_id(), text=text, ask_bot=ask))
        return multiple(*((turn.seq, self.state.epoch) for turn in self.state.owed[-1:]))

    @rule(choice=st.sampled_from(["b_more", "b_other"]))
    def press(self, choice: str) -> None:
        self.run(Say(at=self.tick(), id=self.next_id(), text="More", choice=choice))

    @rule(turn=turns, handoff=st.booleans())
    def bot_answers(self, turn: tuple[int, int], handoff: bool) -> None:
        seq, epoch = turn
        events = self.run(
            BotReply(
                at=self.tick(),
                turn=seq,
                epoch=epoch,
                replies=REPLY,
                handoff_cause="complaint" if handoff else None,
            )
        )
        assert not events or epoch == self.log_epoch_before(events), "an answer of an older epoch"

    def log_epoch_before(self, events: list[Event]) -> int:
        return replay(self.log[: len(self.log) - len(events)]).epoch

    @rule(
        data=st.data(),
        entry=st.sampled_from(["delivery_period", "returns", "ask_more"]),
        helpful=st.booleans(),
    )
    def rate(self, data: st.DataObject, entry: str, helpful: bool) -> None:
        before = self.state
        answers = [n for n, event in enumerate(self.log, start=1) if isinstance(event, BotReplied)]
        seq = data.draw(st.sampled_from(answers or [1]) | st.integers(0, before.version + 1))
        command = Rate(at=self.tick(), id=self.next_id(), seq=seq, entry=entry, helpful=helpful)
        if self.run(command):
            assert before.ratings.get((seq, entry)) is not helpful, "said already"
        after = self.state
        assert (after.stage, after.agent, after.epoch) == (before.stage, before.agent, before.epoch)
        assert after.owed == before.owed and after.handoff == before.handoff

    @rule(wish=st.booleans())
    def prefer(self, wish: bool) -> None:
        before = self.state
        self.run(SetPreference(at=self.tick(), id=self.next_id(), people_first=wish))
        after = self.state
        assert after.people_first is wish
        assert (after.stage, after.epoch, after.owed) == (before.stage, before.epoch, before.owed)

    @rule()
    def ask_human(self) -> None:
        self.run(RequestHandoff(at=self.tick(), id=self.next_id(), cause="asked"))

    @rule()
    def cancel(self) -> None:
        self.run(CancelHandoff(at=self.tick(), id=self.next_id()))

    @rule(agent=st.sampled_from(AGENTS))
    def assign(self, agent: Agent) -> None:
        self.run(Assign(at=self.tick(), id=self.next_id(), agent=agent))

    @rule(agent=st.sampled_from(AGENTS))
    def agent_says(self, agent: Agent) -> None:
        self.run(AgentSay(at=self.tick(), id=self.next_id(), agent=agent, text="hello"))

    @rule(agent=st.sampled_from(AGENTS))
    def release(self, agent: Agent) -> None:
        asked = self.state.handoff
        if self.run(Release(at=self.tick(), id=self.next_id(), agent=agent)):
            self.check_place(asked, agent)

    @rule(
        agent=st.sampled_from(AGENTS),
        to=st.sampled_from([Target(queue="billing"), *(Target(agent=one) for one in AGENTS)]),
    )
    def transfer(self, agent: Agent, to: Target) -> None:
        asked = self.state.handoff
        command = Transfer(at=self.tick(), id=self.next_id(), agent=agent, to=to, note="angry")
        if self.run(command):
            assert to.agent != agent, "to themself"
            self.check_place(asked, agent)
            assert self.state.handoff is not None and self.state.handoff.to == to

    def check_place(self, asked: Handoff | None, agent: Agent) -> None:
        now = self.state.handoff
        assert asked is not None and now is not None
        assert now.requested_at == asked.requested_at, "lost the place in the queue"
        assert now.message == asked.message and now.steps == asked.steps
        assert agent.id in now.passed
        assert self.state.stage == ("queued" if now.live else "ticket")

    @rule(agent=st.sampled_from(AGENTS))
    def offer_hand_back(self, agent: Agent) -> None:
        self.run(
            OfferHandBack(at=self.tick(), id=self.next_id(), agent=agent, recap=f"by {agent.name}")
        )

    @rule(agree=st.booleans())
    def answer_hand_back(self, agree: bool) -> None:
        before = self.state
        if self.run(AnswerHandBack(at=self.tick(), id=self.next_id(), agree=agree)):
            assert before.stage == "assigned" and self.state.recap is None
            assert self.state.stage == ("bot" if agree else "assigned")

    @rule()
    def leave_message(self) -> None:
        mail = Contact("email", "mina@example.com")
        command = LeaveMessage(
            at=self.tick(), id=self.next_id(), text="call me", contact=mail, promised_at=10**6
        )
        if self.run(command):
            assert self.state.stage == "ticket"

    @rule(after=st.sampled_from([120, 240]))
    def take_step(self, after: int) -> None:
        before = self.state
        command = TakeStep(at=self.tick(), id=self.next_id(), after=after, actions=("alert",))
        if self.run(command):
            assert (self.state.stage, self.state.owed) == (before.stage, before.owed)
            assert before.handoff is not None and before.stage in ("queued", "ticket", "assigned")

    @rule(agent=st.sampled_from(AGENTS))
    def note(self, agent: Agent) -> None:
        before = self.state
        self.run(AddNote(at=self.tick(), id=self.next_id(), agent=agent, text="careful"))
        assert (self.state.stage, self.state.epoch) == (before.stage, before.epoch)

    @rule(field=st.sampled_from(["question", "name", "order_number"]))
    def correct(self, field: str) -> None:
        known = field != "order_number"
        command = CorrectCase(at=self.tick(), id=self.next_id(), field=field, value="A-1")
        assert not self.run(command) or known, "a field that was never there"

    @rule()
    def expire(self) -> None:
        before = self.state
        if self.run(Expire(at=self.tick(), id=self.next_id())):
            assert before.stage in ("bot", "wrap_up"), "somebody waits for an answer"
            assert self.state.stage == "closed"

    @rule(agent=st.sampled_from([None, *AGENTS]))
    def end(self, agent: Agent | None) -> None:
        self.run(End(at=self.tick(), id=self.next_id(), agent=agent))

    @rule(agent=st.sampled_from(AGENTS))
    def wrap_up(self, agent: Agent) -> None:
        self.run(WrapUp(at=self.tick(), id=self.next_id(), agent=agent, disposition="solved"))

    @rule(data=st.data())
    def repeat_a_command(self, data: st.DataObject) -> None:
        if repeatable := [c for c in self.sent if hasattr(c, "id")]:
            before = self.state
            assert self.run(data.draw(st.sampled_from(repeatable))) == []
            assert self.state == before, "a repeated command did something"

    @invariant()
    def the_log_is_the_state(self) -> None:
        assert replay(self.log) == self.state
        assert replay(from_json(to_json(event)) for event in self.log) == self.state
        assert self.state.version == len(self.log)

    @invariant()
    def the_last_word_on_an_answer_counts(self) -> None:
        rated = [event for event in self.log if isinstance(event, AnswerRated)]
        assert self.state.ratings == {(e.seq, e.entry): e.helpful for e in rated}

    @invariant()
    def one_owner(self) -> None:
        owned = self.state.stage in ("assigned", "wrap_up")
        assert owned == (self.state.agent is not None) or self.state.stage == "closed"

    @invariant()
    def what_was_left_is_kept_until_somebody_answers_or_it_is_withdrawn(self) -> None:
        left = [n for n, event in enumerate(self.log) if isinstance(event, MessageLeft)]
        settled = (HandoffCancelled, HandedBack, Ended)
        if left and not any(isinstance(event, settled) for event in self.log[left[-1] :]):
            assert self.state.handoff is not None and self.state.handoff.message is not None
            assert self.state.stage in ("queued", "ticket", "assigned")

    @invariant()
    def the_wait_counts_from_the_request(self) -> None:
        if self.state.stage in ("queued", "ticket"):
            asked = [e for e in self.log if isinstance(e, HandoffRequested)][-1]
            assert self.state.handoff is not None
            assert self.state.handoff.requested_at == asked.at


TestConversation = ConversationMachine.TestCase
TestConversation.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)


def test_nothing_happens_before_a_conversation_has_begun() -> None:
    with pytest.raises(Refused) as refusal:
        respond(NEW, RequestHandoff(at=1, id="id-00000001", cause="asked"))
    assert refusal.value.reason == "not_started"
