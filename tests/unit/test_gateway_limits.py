"""The token bucket lets a burst through, then its rate."""

from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.limits import TokenBucket


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
