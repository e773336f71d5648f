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

from handoff_gateway.conversation import (
    NEW,
    AgentSay,
    Assign,
    BotReply,
    CancelHandoff,
    Command,
    Conversation,
    End,
    HandBack,
    Rate,
    Refused,
    Release,
    RequestHandoff,
    Say,
    SetPreference,
    Start,
    WrapUp,
    evolve,
    replay,
)
from handoff_gateway.escalation import respond
from handoff_gateway.events import (
    Agent,
    AgentSaid,
    AnswerRated,
    Assigned,
    BotReplied,
    BotText,
    Button,
    CustomerSaid,
    Event,
    HandoffRequested,
    PreferenceSet,
    Source,
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
                assert stage in ("bot", "queued"), "the bot spoke where it may not"
                assert event.turn in {turn.seq for turn in self.state.owed}, (
                    "to a turn it did not owe"
                )
                asked = self.log[event.turn - 1]
                assert isinstance(asked, CustomerSaid)
            case AgentSaid():
                assert stage == "assigned" and event.agent == owner, "only the assignee speaks"
            case Assigned():
                assert stage == "queued" and owner is None, "one owner"
            case AnswerRated():
                answer = self.log[event.seq - 1]
                assert isinstance(answer, BotReplied), "only the bot's words are rated"
                assert Source("faq", event.entry) in {reply.source for reply in answer.replies}
            case PreferenceSet():
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
            assert self.state.handoff == asked, "release lost the place in the queue"

    @rule(agent=st.sampled_from(AGENTS))
    def hand_back(self, agent: Agent) -> None:
        self.run(HandBack(at=self.tick(), id=self.next_id(), agent=agent))

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
    def the_wait_counts_from_the_request(self) -> None:
        if self.state.stage == "queued":
            asked = [e for e in self.log if isinstance(e, HandoffRequested)][-1]
            assert self.state.handoff is not None
            assert self.state.handoff.requested_at == asked.at


TestConversation = ConversationMachine.TestCase
TestConversation.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)


def test_nothing_happens_before_a_conversation_has_begun() -> None:
    with pytest.raises(Refused) as refusal:
        respond(NEW, RequestHandoff(at=1, id="id-00000001", cause="asked"))
    assert refusal.value.reason == "not_started"
