"""Rates let a burst through, then so much a second; places are given back; names are whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.gate import Gate, Guest
from handoff_gateway.limits import Limits, Places, Rate, TokenBucket, neighbourhood


@given(st.lists(st.floats(min_value=0, max_value=2), max_size=100))
def test_no_more_than_the_burst_and_the_rate_come_through(steps: list[float]) -> None:
    bucket, now, passed = TokenBucket(5, 2.0, 0.0), 0.0, 0
    for step in steps:
        now += step
        passed += bucket.wait_s(now) == 0
    assert passed <= 5 + 2.0 * now + 1e-6


def test_who_waits_as_told_gets_through() -> None:
    bucket = TokenBucket(1, 0.5, 0.0)
    assert bucket.wait_s(0.0) == 0
    wait = bucket.wait_s(0.0)
    assert wait == 2
    assert bucket.wait_s(wait) == 0


def test_so_many_places_and_no_more_until_one_is_given_back() -> None:
    places = Places(2)
    assert [places.take("a"), places.take("a"), places.take("a")] == [True, True, False]
    assert places.take("b")
    places.give("a")
    assert places.take("a")


@pytest.mark.parametrize(
    ("host", "own_too", "name"),
    [
        ("203.0.113.7", False, "203.0.113.7"),
        ("::ffff:203.0.113.7", False, "203.0.113.7"),
        ("2001:db8:1:2:3::9", False, "2001:db8:1:2::/64"),
        ("fe80::1%eth0", False, "fe80::/64"),
        ("127.0.0.1", False, None),
        ("::1", False, None),
        ("127.0.0.1", True, "127.0.0.1"),
        ("", True, None),
        ("unix", True, None),
    ],
)
def test_an_address_counts_as_its_owners_would(host: str, own_too: bool, name: str | None) -> None:
    assert neighbourhood(host, own_too) == name


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def let_through(guest: Guest, frames: int) -> int:
    return sum(guest.wait_s() == 0 for _ in range(frames))


def test_two_connections_of_one_customer_share_what_the_customer_may_say() -> None:
    gate = Gate(Limits(customer_frames=Rate(10, 1)), Clock())
    first, second, other = (Guest(gate, "customer", "203.0.113.7") for _ in range(3))
    assert [first.introduce("mina"), second.introduce("mina"), other.introduce("jun")] == [0] * 3
    assert let_through(first, 6) + let_through(second, 6) == 10
    assert let_through(other, 20) == 10


def test_an_address_has_a_budget_over_all_of_its_customers_and_a_number_of_sockets() -> None:
    clock = Clock()
    gate = Gate(Limits(address_frames=Rate(20, 1), address_sockets=3), clock)
    guests = [Guest(gate, "customer", "203.0.113.7") for _ in range(4)]
    assert [guest.enter() > 0 for guest in guests] == [False, False, False, True]
    assert sum(let_through(guest, 10) for guest in guests[:3]) == 16, "four were spent by entering"
    assert let_through(Guest(gate, "customer", "203.0.113.8"), 10) == 10
    guests[0].leave()
    clock.now += 60
    assert guests[3].enter() == 0


def test_a_customer_and_an_agent_have_so_many_sockets_each() -> None:
    gate = Gate(Limits(each_sockets=2), Clock())
    guests = [Guest(gate, "customer", "") for _ in range(3)]
    assert [guest.introduce("same") > 0 for guest in guests] == [False, False, True]
    assert guests[0].introduce("same") == 0, "hello again takes no second place"
    assert Guest(gate, "agent", "").introduce("same") == 0
    assert guests[1].introduce("somebody else") == 0
    assert guests[2].introduce("same") == 0


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["enter", "a", "b", "leave"]))))
def test_whatever_they_do_everybody_who_left_has_given_all_places_back(
    steps: list[tuple[int, str]],
) -> None:
    gate = Gate(Limits(each_sockets=2, address_sockets=3), Clock())
    guests = [Guest(gate, "customer", "203.0.113.7") for _ in range(5)]
    entered: set[int] = set()
    for number, step in steps:
        if step == "leave":
            guests[number].leave()
            entered.discard(number)
        elif step == "enter" and number not in entered:
            if guests[number].enter() == 0:
                entered.add(number)
        elif number in entered:
            guests[number].introduce(step)
    for guest in guests:
        guest.leave()
    assert gate.address_places.take("203.0.113.7")
    assert all(gate.each_places.take(name) for name in ("customer a", "customer b") * 2)
