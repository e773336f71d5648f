"""The checker of histories finds every planted fault, and passes what is clean."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.events import (
    Agent,
    AgentSaid,
    Assigned,
    BotReplied,
    BotText,
    Contact,
    CustomerSaid,
    Ended,
    Event,
    HandBackOffered,
    HandedBack,
    HandoffCancelled,
    HandoffRequested,
    MessageLeft,
    NoteAdded,
    Released,
    Source,
    Started,
    WrappedUp,
)
from handoff_gateway.views import for_agent, for_customer
from tests.support.history import Fail, Invoke, Ok, Received, Record, Run, Unknown, Who
from tests.support.history_checker import problems

AGENTS = (Agent("g_hana", "Hana"), Agent("g_jisoo", "Jisoo"))


@dataclass
class Talk:
    """One customer's clean conversation, built step by step; every reader sees every entry."""

    number: int
    history: list[Record] = field(default_factory=list)
    log: list[tuple[int, Event]] = field(default_factory=list)
    owner: str = "bot"
    agent: Agent = AGENTS[0]
    live: bool = True

    @property
    def customer(self) -> Who:
        return Who("customer", f"{self.number}")

    @property
    def name(self) -> str:
        return f"c_{self.number}"

    def begin(self) -> None:
        welcome = {"type": "welcome", "customer": f"u_{self.number}", "conversation": None}
        self.history.append(Received(self.customer, welcome))
        self.keep(Started(at=1, customer=f"u_{self.number}", locale="en"))

    def keep(self, *events: Event) -> None:
        for event in events:
            self.log.append((len(self.log) + 1, event))
            readers = [self.customer, *(Who("agent", agent.name) for agent in AGENTS)]
            for who in readers:
                view = for_customer if who.role == "customer" else for_agent
                frame = {"type": "entry", "conversation": self.name, "seq": len(self.log), "at": 1}
                body = json.loads(json.dumps(view(event)))
                self.history.append(Received(who, {**frame, "event": body}))

    def act(self, who: Who, act: str, make: Callable[[str], Event], *, resent: bool) -> None:
        """A command that is kept, perhaps only after its answer was lost once."""
        frame_id = f"{self.number * 1_000 + len(self.log):016x}"
        event = make(frame_id)
        invoke = Invoke(who, frame_id, act, getattr(event, "text", None), self.name)
        self.history.append(invoke)
        self.keep(event)
        if resent:
            self.history += [Unknown(who, frame_id), invoke]
        self.history.append(Ok(who, frame_id, self.name, len(self.log)))

    def refuse(self) -> None:
        frame_id = f"{self.number * 1_000 + len(self.history):016x}ff"[2:]
        self.history.append(Invoke(self.customer, frame_id, "ask_human"))
        self.history.append(Fail(self.customer, frame_id, "refused"))

    def step(self, choice: int, *, resent: bool) -> None:
        """One of what the owner of the moment allows."""
        agent = Who("agent", self.agent.name)
        mine = self.agent
        if self.owner == "bot":
            if choice % 3:
                self.say(resent)
                asked = len(self.log)
                text = BotText(text="Two days.", source=Source("faq", "delivery_period"))
                self.keep(BotReplied(at=1, turn=asked, replies=(text,)))
            else:
                self.ask(resent)
        elif self.owner == "ticket":
            self.take(AGENTS[choice % 2], resent)
        elif self.owner == "queue":
            if choice % 4 == 1:
                self.leave_message(resent)
            elif choice % 4 == 0:
                self.act(
                    self.customer,
                    "cancel_handoff",
                    lambda i: HandoffCancelled(at=1, id=i),
                    resent=resent,
                )
                self.owner = "bot"
            else:
                self.take(AGENTS[choice % 2], resent)
        elif self.owner == "agent":
            ends = {
                0: ("release", "queue", lambda i: Released(at=1, id=i, agent=mine)),
                2: ("end", "over", lambda i: Ended(at=1, id=i, by="agent")),
            }
            if choice % 6 == 1:
                self.hand_back(resent)
            elif choice % 6 in ends:
                act, owner, make = ends[choice % 6]
                self.act(agent, act, make, resent=resent)
                self.owner = "ticket" if act == "release" and not self.live else owner
            else:
                self.reply(resent)
                self.say(resent)
        elif self.log[-1][1].kind == "ended":
            self.act(
                agent,
                "wrap_up",
                lambda i: WrappedUp(at=1, id=i, disposition="solved"),
                resent=resent,
            )

    def say(self, resent: bool) -> None:
        self.act(
            self.customer,
            "say",
            lambda i: CustomerSaid(at=1, id=i, text=f"{i} hello"),
            resent=resent,
        )
        self.live = True

    def ask(self, resent: bool) -> None:
        self.act(
            self.customer,
            "ask_human",
            lambda i: HandoffRequested(at=1, id=i, cause="asked", by="customer"),
            resent=resent,
        )
        self.owner = "queue"

    def note(self) -> None:
        who, agent = Who("agent", self.agent.name), self.agent
        self.act(
            who,
            "note",
            lambda i: NoteAdded(at=1, id=i, agent=agent, text=f"{i} rude"),
            resent=False,
        )

    def hand_back(self, resent: bool) -> None:
        """The agent asks, the customer agrees."""
        who, agent = Who("agent", self.agent.name), self.agent
        self.act(
            who,
            "hand_back",
            lambda i: HandBackOffered(at=1, id=i, agent=agent, recap="done"),
            resent=resent,
        )
        self.act(
            self.customer,
            "answer_hand_back",
            lambda i: HandedBack(at=1, id=i, agent=agent),
            resent=resent,
        )
        self.owner = "bot"

    def leave_message(self, resent: bool) -> None:
        contact = Contact("email", "mina@example.com")
        self.act(
            self.customer,
            "leave_message",
            lambda i: MessageLeft(at=1, id=i, text=f"{i} call", contact=contact, promised_at=2),
            resent=resent,
        )
        self.owner = "ticket"

    def take(self, agent: Agent, resent: bool) -> None:
        self.agent, self.live = agent, self.owner != "ticket"
        who = Who("agent", agent.name)
        self.act(who, "accept", lambda i: Assigned(at=1, id=i, agent=agent), resent=resent)
        self.owner = "agent"

    def reply(self, resent: bool) -> None:
        who, agent = Who("agent", self.agent.name), self.agent
        self.act(
            who,
            "reply",
            lambda i: AgentSaid(at=1, id=i, agent=agent, text=f"{i} yes"),
            resent=resent,
        )


def run_of(*talks: Talk) -> Run:
    readers = [Who("agent", agent.name) for agent in AGENTS]
    return Run(
        history=[record for talk in talks for record in talk.history],
        transcripts={talk.name: talk.log for talk in talks},
        follows={
            **{talk.customer: [talk.name] for talk in talks},
            **{reader: [talk.name for talk in talks] for reader in readers},
        },
        waiting=[talk.name for talk in talks if talk.owner in ("queue", "ticket")],
        held={talk.name: talk.agent.name for talk in talks if talk.owner == "agent"},
    )


@st.composite
def clean(draw: st.DrawFn) -> Run:
    """Two customers whose conversations went as promised. Each begins with all that a fault needs:
    words, a handoff, an agent's words, and the bot again."""
    talks = [Talk(1), Talk(2)]
    for talk in talks:
        talk.begin()
        talk.step(1, resent=draw(st.booleans()))
        talk.ask(False)
        talk.take(AGENTS[0], draw(st.booleans()))
        talk.reply(False)
        talk.note()
        talk.say(False)
        talk.refuse()
        talk.step(1, resent=False)
        for choice in draw(st.lists(st.integers(0, 11), max_size=12)):
            talk.step(choice, resent=draw(st.booleans()))
    return run_of(*talks)


def at(run: Run, name: str, kind: str, which: int = 0) -> int:
    """The place in a log of an entry of a kind."""
    return [n for n, (_, e) in enumerate(run.transcripts[name]) if e.kind == kind][which]


def with_log(run: Run, name: str, log: list[tuple[int, Event]]) -> Run:
    return replace(run, transcripts={**run.transcripts, name: log})


def renumbered(events: list[Event]) -> list[tuple[int, Event]]:
    return list(enumerate(events, start=1))


def events(run: Run, name: str) -> list[Event]:
    return [event for _, event in run.transcripts[name]]


def dropped(run: Run) -> Run:
    """An acked word is in no log, and nobody ever saw it."""
    place = at(run, "c_1", "agent_said")
    log = events(run, "c_1")
    return with_log(run, "c_1", renumbered(log[:place] + log[place + 1 :]))


def duplicated(run: Run) -> Run:
    log = events(run, "c_1")
    return with_log(run, "c_1", renumbered([*log, log[at(run, "c_1", "agent_said")]]))


def swapped(run: Run) -> Run:
    """Two words of one customer changed places, and the acks say so too."""
    log, (one, two) = events(run, "c_1"), [at(run, "c_1", "customer_said", n) for n in (0, 1)]
    log[one], log[two] = log[two], log[one]
    moved = {log[one].id: one + 1, log[two].id: two + 1}  # type: ignore[union-attr]
    history = [
        replace(r, seq=moved.get(r.id, r.seq)) if isinstance(r, Ok) else r for r in run.history
    ]
    return replace(with_log(run, "c_1", renumbered(log)), history=history)


def leaked_entry(run: Run) -> Run:
    """A customer is given an entry of another's conversation."""
    theirs = next(
        r.frame
        for r in run.history
        if isinstance(r, Received) and r.who == Who("customer", "2") and r.frame["type"] == "entry"
    )
    return replace(run, history=[*run.history, Received(Who("customer", "1"), theirs)])


def leaked_words(run: Run) -> Run:
    """The bot tells a customer what another asked."""
    log, place = events(run, "c_1"), at(run, "c_1", "bot_replied")
    words = events(run, "c_2")[at(run, "c_2", "customer_said")].text  # type: ignore[union-attr]
    text = BotText(text=words, source=Source("smalltalk", "chat"))
    log[place] = replace(log[place], replies=(text,))  # type: ignore[call-arg]
    view = for_customer(log[place])
    return with_log(with_shown(run, place, view), "c_1", renumbered(log))


def with_shown(run: Run, place: int, view: dict[str, Any]) -> Run:
    """With every reader given this as the entry at a place."""
    history = [
        replace(r, frame={**r.frame, "event": json.loads(json.dumps(view))})
        if isinstance(r, Received)
        and r.frame.get("seq") == place + 1
        and r.frame["conversation"] == "c_1"
        and r.frame["type"] == "entry"
        else r
        for r in run.history
    ]
    return replace(run, history=history)


def misplaced(run: Run) -> Run:
    """A customer's word became an entry of another's conversation."""
    log, place = events(run, "c_1"), at(run, "c_1", "customer_said")
    theirs = events(run, "c_2")
    moved = with_log(run, "c_1", renumbered(log[:place] + log[place + 1 :]))
    return with_log(moved, "c_2", renumbered([*theirs, log[place]]))


def two_owners(run: Run) -> Run:
    log, place = events(run, "c_1"), at(run, "c_1", "assigned")
    second = Assigned(at=1, id="f" * 16, agent=AGENTS[1])
    return with_log(run, "c_1", renumbered([*log[: place + 1], second, *log[place + 1 :]]))


def late_bot(run: Run) -> Run:
    """The bot answers while an agent has the conversation."""
    log, place = events(run, "c_1"), at(run, "c_1", "assigned")
    answer = log[at(run, "c_1", "bot_replied")]
    return with_log(run, "c_1", renumbered([*log[: place + 1], answer, *log[place + 1 :]]))


def late_agent(run: Run) -> Run:
    """An agent's words stand where another has the conversation."""
    log, place = events(run, "c_1"), at(run, "c_1", "agent_said")
    log[place] = replace(log[place], agent=AGENTS[1])  # type: ignore[call-arg]
    return with_log(run, "c_1", renumbered(log))


def unanswered(run: Run) -> Run:
    """The log ends with a word to the bot."""
    return with_log(run, "c_1", list(run.transcripts["c_1"])[: at(run, "c_1", "customer_said") + 1])


def gap(run: Run) -> Run:
    log = list(run.transcripts["c_1"])
    return with_log(run, "c_1", [*log[:-1], (log[-1][0] + 1, log[-1][1])])


def hole(run: Run) -> Run:
    """A reader was never given one entry, but the one after it."""
    missing = next(r for r in run.history if _shows(r, Who("customer", "1"), 2))
    return replace(run, history=[r for r in run.history if r is not missing])


def behind(run: Run) -> Run:
    """A reader was never given the last entry."""
    last = len(run.transcripts["c_1"])
    missing = next(r for r in run.history if _shows(r, Who("customer", "1"), last))
    return replace(run, history=[r for r in run.history if r is not missing])


def another_view(run: Run) -> Run:
    """A customer was shown the disposition."""
    log = [*events(run, "c_1"), WrappedUp(at=1, id="e" * 16, disposition="no_answer")]
    frame = {"type": "entry", "conversation": "c_1", "seq": len(log), "at": 1}
    shown = Received(Who("customer", "1"), {**frame, "event": for_agent(log[-1])})
    changed = with_log(run, "c_1", renumbered(log))
    return replace(changed, history=[*run.history, shown])


def kept_though_refused(run: Run) -> Run:
    refused = next(r for r in run.history if isinstance(r, Fail))
    log = events(run, "c_1")
    place = at(run, "c_1", "handoff_requested")
    log[place] = replace(log[place], id=refused.id)  # type: ignore[call-arg]
    return with_log(run, "c_1", renumbered(log))


def leaked_note(run: Run) -> Run:
    """A customer reads what agents said to each other."""
    place = at(run, "c_1", "note_added")
    return with_shown(run, place, for_agent(events(run, "c_1")[place]))


def without_consent(run: Run) -> Run:
    log, place = events(run, "c_1"), at(run, "c_1", "assigned")
    back = HandedBack(at=1, id="f" * 16, agent=AGENTS[0])
    return with_log(run, "c_1", renumbered([*log[: place + 1], back]))


def nobody_said(run: Run) -> Run:
    log, place = events(run, "c_1"), at(run, "c_1", "agent_said")
    log[place] = replace(log[place], text="something else")  # type: ignore[call-arg]
    return with_log(run, "c_1", renumbered(log))


def fresh_start(run: Run) -> Run:
    frame = {"type": "start_fresh", "conversation": "c_1", "version": 0}
    return replace(run, history=[*run.history, Received(Who("customer", "1"), frame)])


def lost_by_the_desk(run: Run) -> Run:
    """It waits, and no agent will ever see it in the queue."""
    log = events(run, "c_1")[: at(run, "c_1", "handoff_requested") + 1]
    history = [r for r in run.history if not _of(r, "c_1", len(log))]
    return replace(with_log(run, "c_1", renumbered(log)), history=history, waiting=(), held={})


def _shows(record: Record, who: Who, seq: int) -> bool:
    if not isinstance(record, Received) or record.who != who or record.frame["type"] != "entry":
        return False
    return record.frame["conversation"] == "c_1" and record.frame["seq"] == seq


def _of(record: Record, name: str, after: int) -> bool:
    if isinstance(record, Received):
        return record.frame["conversation"] == name and record.frame["seq"] > after
    return isinstance(record, Ok) and record.conversation == name and record.seq > after


PLANTED = {
    dropped: "lost",
    duplicated: "doubled",
    swapped: "order",
    leaked_entry: "leak",
    leaked_words: "leak",
    leaked_note: "leak",
    without_consent: "consent",
    misplaced: "leak",
    two_owners: "owner",
    late_bot: "epoch",
    late_agent: "epoch",
    unanswered: "unanswered",
    gap: "gap",
    hole: "hole",
    behind: "view",
    another_view: "view",
    kept_though_refused: "kept though refused",
    nobody_said: "changed",
    fresh_start: "hole",
    lost_by_the_desk: "desk",
}


@given(clean())
def test_a_clean_history_has_no_problems(run: Run) -> None:
    assert problems(run) == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
@given(run=clean())
def test_a_planted_fault_is_found_in_any_history(plant: Callable[[Run], Run], run: Run) -> None:
    found = problems(plant(run))
    assert any(problem.startswith(f"{PLANTED[plant]}:") for problem in found), found
