"""A service that fails is asked by one at a time, later and later, until it answers."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from handoff_gateway.breaker import Breaker, Ticket

FAILURES, FIRST_S, LONGEST_S = 3, 1.0, 8.0


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(FAILURES, FIRST_S, LONGEST_S, clock)
    for _ in range(FAILURES):
        ticket = breaker.admit()
        assert ticket is not None
        breaker.failed(ticket)
    return breaker


def test_after_failures_in_a_row_nobody_asks() -> None:
    breaker = broken(Clock())
    assert (breaker.state, breaker.admit()) == ("open", None)


def test_a_success_in_between_begins_the_count_anew() -> None:
    breaker = Breaker(FAILURES, FIRST_S, LONGEST_S, Clock())
    for _ in range(10):
        for outcome in (breaker.failed, breaker.failed, breaker.succeeded):
            ticket = breaker.admit()
            assert ticket is not None
            outcome(ticket)
    assert breaker.state == "closed"


def test_each_trial_that_fails_doubles_the_pause_up_to_the_longest() -> None:
    clock = Clock()
    breaker = broken(clock)
    for pause in (1, 2, 4, 8, 8):
        clock.now += pause - 0.01
        assert breaker.admit() is None
        clock.now += 0.02
        ticket = breaker.admit()
        assert ticket is not None
        assert breaker.admit() is None, "one trial at a time"
        breaker.failed(ticket)


def test_a_trial_that_is_answered_lets_everybody_ask_again_and_forgets_the_pauses() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += FIRST_S
    trial = breaker.admit()
    assert trial is not None
    breaker.succeeded(trial)
    assert breaker.state == "closed"
    for _ in range(FAILURES):
        ticket = breaker.admit()
        assert ticket is not None
        breaker.failed(ticket)
    clock.now += FIRST_S
    assert breaker.admit() is not None


class AnyOrder(RuleBasedStateMachine):
    """Calls begin and end in any order, late ones too."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = Breaker(FAILURES, FIRST_S, LONGEST_S, self.clock)
        self.calls: list[tuple[Ticket, bool]] = []
        self.fresh_failures = 0
        self.opened_at: float | None = None

    @rule(seconds=st.floats(min_value=0, max_value=10))
    def time_passes(self, seconds: float) -> None:
        self.clock.now += seconds

    @rule()
    def ask(self) -> None:
        before = self.breaker.state
        ticket = self.breaker.admit()
        if ticket is None:
            assert before != "closed"
            return
        if before == "open":
            assert self.opened_at is not None
            self.opened_at = None
        self.calls.append((ticket, before != "closed"))

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), outcome=st.sampled_from(["succeeded", "failed", "abandoned"]))
    def a_call_ends(self, data: st.DataObject, outcome: str) -> None:
        ticket, trial = self.calls.pop(data.draw(st.integers(0, len(self.calls) - 1)))
        before, void = self.breaker.state, self.breaker.is_void(ticket)
        getattr(self.breaker, outcome)(ticket)
        after = self.breaker.state
        if void:
            assert after == before, "what an old call comes to says nothing any more"
            return
        if trial:
            assert after == ("closed" if outcome == "succeeded" else "open")
            self.fresh_failures = 0
        elif outcome == "failed":
            self.fresh_failures += 1
            assert after == ("open" if self.fresh_failures == FAILURES else "closed")
        elif outcome == "succeeded":
            self.fresh_failures = 0
        if after == "open":
            self.opened_at, self.fresh_failures = self.clock.now, 0

    @invariant()
    def no_more_than_one_trial(self) -> None:
        live = [trial for ticket, trial in self.calls if not self.breaker.is_void(ticket)]
        assert sum(live) == (self.breaker.state == "half_open")

    @invariant()
    def it_never_stays_open_for_longer_than_the_longest_pause(self) -> None:
        if self.opened_at is not None and self.clock.now > self.opened_at + LONGEST_S:
            self.ask()
            assert self.breaker.state == "half_open"


TestAnyOrder = AnyOrder.TestCase
