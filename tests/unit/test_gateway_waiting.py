"""The wait: an estimate that holds in a simulated desk, and steps that are due once."""

from __future__ import annotations

import heapq
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.commands import (
    AgentSay,
    Assign,
    CancelHandoff,
    Command,
    End,
    LeaveMessage,
    RequestHandoff,
    Start,
)
from handoff_gateway.conversation import NEW, Conversation, decide, replay
from handoff_gateway.events import Agent, Contact
from handoff_gateway.rules import DEFAULTS, Step
from handoff_gateway.waiting import (
    WARNING_MS,
    WRAP_UP_MS,
    Recent,
    absent_agent,
    estimate,
    expiry,
    observations,
    silent_agent,
    steps_due,
)

STEPS = DEFAULTS.steps
HANA = Agent("g_hana", "Hana")
MINUTE = 60_000
START = Start(at=0, customer="a_1", locale="en")
ASK = RequestHandoff(at=0, id="ask", cause="asked")
TAKE = Assign(at=MINUTE, id="take", agent=HANA)
GIVEN = Assign(at=MINUTE, id="take", agent=HANA, by="routing")
HELLO = AgentSay(at=2 * MINUTE, id="hello", agent=HANA, text="hello")
LEAVE = LeaveMessage(
    at=MINUTE,
    id="leave",
    text="call me",
    contact=Contact("phone", "+82 10 1234 5678"),
    promised_at=240 * MINUTE,
)


def after(*commands: Command) -> Conversation:
    state = NEW
    for command in (START, *commands):
        state = replay(decide(state, command), state)
    return state


# --- the estimate ---------------------------------------------------------------------------------


@given(st.integers(1, 50), st.integers(0, 5), st.integers(1, 40))
def test_who_is_further_back_waits_longer_and_more_places_never_make_it_longer(
    position: int, free: int, places: int
) -> None:
    recent = Recent(held=(300_000,) * 9 + (900_000,), answered=(5_000, 8_000, 12_000, 9_000, 7_000))
    here = estimate(position, free, places, recent)
    behind = estimate(position + 1, free, places, recent)
    more = estimate(position, free, places + 1, recent)
    assert here and behind and more
    assert 0 <= here[0] <= here[1]
    assert behind[0] >= here[0] and behind[1] >= here[1]
    assert more[1] <= here[1]


def test_nothing_is_said_where_nobody_is_or_little_is_known() -> None:
    known = Recent(held=(1, 2, 3, 4, 5), answered=(1, 2, 3, 4, 5))
    assert estimate(1, 0, 0, known) is None
    assert estimate(1, 1, 8, Recent(answered=(1, 2, 3, 4))) is None
    assert estimate(2, 1, 8, Recent(answered=(1, 2, 3, 4, 5))) is None
    assert estimate(1, 1, 8, Recent(answered=(1, 2, 3, 4, 5))) == (2, 4)


@pytest.mark.parametrize("places", [1, 4, 16])
def test_three_of_five_waits_in_a_simulated_desk_lie_within_the_range(places: int) -> None:
    """Conversations of exponential length, places always taken: what the formula supposes."""
    dice = random.Random(places)
    mean = 300_000.0
    inside = too_long = trials = 0
    for _ in range(600):
        recent = Recent(
            held=tuple(int(dice.expovariate(1 / mean)) for _ in range(50)),
            answered=(5_000,) * 10,
        )
        ends = [dice.expovariate(1 / mean) for _ in range(places)]
        heapq.heapify(ends)
        position = dice.randint(1, 12)
        begun = 0.0
        for _ in range(position):
            begun = heapq.heappop(ends)
            heapq.heappush(ends, begun + dice.expovariate(1 / mean))
        likely = estimate(position, 0, places, recent)
        assert likely
        trials += 1
        inside += likely[0] <= begun + 5_000 <= likely[1]
        too_long += begun + 5_000 > likely[1]
    assert 0.5 < inside / trials < 0.7
    assert too_long / trials < 0.3


def test_what_the_desk_learns_of_a_conversation() -> None:
    waiting, taken, spoken = after(ASK), after(ASK, TAKE), after(ASK, TAKE, HELLO)
    ended = after(ASK, TAKE, HELLO, End(at=5 * MINUTE, id="end", agent=HANA))
    assert observations(waiting, taken) == []
    assert observations(taken, spoken) == [("answered", MINUTE)]
    assert observations(spoken, ended) == [], "the place is taken until the wrap-up"
    closed = replay(decide(ended, expire_of(ended)), ended)
    assert observations(ended, closed) == [("held", closed.last_at - MINUTE)]


def expire_of(ended: Conversation) -> Command:
    command = expiry(ended, 1, ended.last_at + WRAP_UP_MS)
    assert command
    return command


# --- steps ----------------------------------------------------------------------------------------


def taken(state: Conversation, now: int) -> tuple[Conversation, list[int]]:
    steps = steps_due(state, STEPS, now)
    for step in steps:
        state = replay(decide(state, step), state)
    return state, [step.after for step in steps]


def test_each_step_is_taken_once_and_in_its_order() -> None:
    state = after(ASK)
    state, first = taken(state, 2 * MINUTE - 1)
    assert first == []
    state, first = taken(state, 2 * MINUTE)
    state, again = taken(state, 2 * MINUTE + 1)
    state, rest = taken(state, 5 * MINUTE)
    assert (first, again, rest) == ([120], [], [240, 300])
    assert state.handoff and state.handoff.actions == {
        *("widen", "alert", "raise_priority", "offer_message")
    }


def test_a_step_has_the_same_id_wherever_it_is_taken() -> None:
    state = after(ASK)
    one, other = steps_due(state, STEPS, 3 * MINUTE), steps_due(state, STEPS, 3 * MINUTE + 7)
    assert [step.id for step in one] == [step.id for step in other] == ["step-0-120"]


def test_having_an_agent_who_says_nothing_stops_no_clock_but_their_first_word_does() -> None:
    assert [s.after for s in steps_due(after(ASK, TAKE), STEPS, 2 * MINUTE)] == [120]
    assert steps_due(after(ASK, TAKE, HELLO), STEPS, 60 * MINUTE) == []


def test_nothing_is_due_for_who_does_not_wait() -> None:
    cancelled = after(ASK, CancelHandoff(at=1, id="cancel"))
    assert steps_due(after(), STEPS, 60 * MINUTE) == []
    assert steps_due(cancelled, STEPS, 60 * MINUTE) == []


def test_the_team_is_reminded_of_a_message_before_the_promised_time() -> None:
    state = after(ASK, LEAVE)
    promised = LEAVE.promised_at
    assert steps_due(state, STEPS, promised - WARNING_MS - 1) == []
    state, steps = taken(state, promised - WARNING_MS)
    assert steps == [240 * 60]
    assert state.stage == "ticket" and taken(state, promised)[1] == []


@given(st.lists(st.integers(1, 3_600), unique=True, max_size=5), st.integers(0, 4_000_000))
def test_exactly_the_steps_whose_time_has_come_are_due(afters: list[int], now: int) -> None:
    steps = tuple(Step(seconds, ("alert",)) for seconds in sorted(afters))
    due = [step.after for step in steps_due(after(ASK), steps, now)]
    assert due == [seconds for seconds in sorted(afters) if seconds * 1_000 <= now]


def test_what_routing_gave_to_a_silent_agent_goes_back() -> None:
    patience = MINUTE
    given = after(ASK, GIVEN)
    assert silent_agent(given, patience, 2 * MINUTE - 1) is None
    release = silent_agent(given, patience, 2 * MINUTE)
    assert release and release.cause == "unanswered"
    back = replay(decide(given, release), given)
    assert back.stage == "queued" and back.handoff and back.handoff.requested_at == 0
    assert back.handoff.passed == {HANA.id}
    called = Assign(at=2 * MINUTE, id="take", agent=HANA, by="routing")
    ticket = after(ASK, LEAVE, called)
    assert silent_agent(ticket, patience, 60 * MINUTE) is None, "answered by telephone"
    assert steps_due(ticket, STEPS, 60 * MINUTE) == []
    assert silent_agent(after(ASK, TAKE), patience, 60 * MINUTE) is None, "taken by hand"
    assert silent_agent(after(ASK, GIVEN, HELLO), patience, 60 * MINUTE) is None


def test_what_an_agent_has_who_is_not_here_is_taken_back() -> None:
    back = absent_agent(after(ASK, TAKE), set(), MINUTE)
    assert back is not None and back.agent == HANA and back.cause == "absent"
    assert absent_agent(after(ASK, TAKE), {HANA.id}, MINUTE) is None
    assert absent_agent(after(ASK), set(), MINUTE) is None, "nobody has it"


def test_only_what_nobody_waits_in_expires() -> None:
    idle = 24 * 60 * MINUTE
    assert expiry(after(), idle, idle - 1) is None
    assert expiry(after(), idle, idle) is not None
    for waiting in (after(ASK), after(ASK, LEAVE), after(ASK, TAKE), after(ASK, TAKE, HELLO)):
        assert expiry(waiting, idle, 100 * idle) is None
