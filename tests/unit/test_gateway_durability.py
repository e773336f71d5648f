"""What a setting promises, and what a store's own settings take away from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.durability import LOCAL, parse_durability, shortfall


def test_local_asks_no_replica() -> None:
    assert parse_durability("local") == LOCAL


@given(st.integers(min_value=1, max_value=9))
def test_replicated_asks_as_many_as_it_says(replicas: int) -> None:
    assert parse_durability(f"replicated:{replicas}").replicas == replicas


@given(st.text())
def test_anything_else_is_refused_with_what_was_expected(text: str) -> None:
    if text != "local" and not (text[:-1] == "replicated:" and text[-1] in "123456789"):
        with pytest.raises(ValueError, match="expected local, or replicated:N"):
            parse_durability(text)


def test_a_store_that_syncs_at_every_write_lacks_nothing() -> None:
    assert shortfall("yes", "always") is None


@pytest.mark.parametrize(("appendonly", "fsync"), [("no", "always"), ("yes", "no")])
def test_what_a_store_lacks_is_told_with_its_remedy(appendonly: str, fsync: str) -> None:
    assert "appendfsync always in its configuration" in (shortfall(appendonly, fsync) or "")
