"""The door of the protocol: what is not of it gets a code and a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_gateway.frames import MAX_FRAME, MAX_TEXT, BadFrame, parse_agent, parse_customer

ID = "abcdefgh12345678"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.one_of(st.text(), st.binary(), json_values.map(json.dumps)))
def test_nothing_but_a_bad_frame_comes_of_rubbish(raw: str | bytes) -> None:
    for parse in (parse_customer, parse_agent):
        with pytest.raises(BadFrame):
            parse(raw)


@given(
    st.sampled_from(["hello", "say", "ask_human", "end", "open", "reply", "wrap_up", "accept"]),
    st.dictionaries(
        st.sampled_from(["id", "text", "locale", "protocol", "conversation", "after", "x"]),
        json_values,
    ),
)
def test_a_known_type_with_any_fields_parses_or_is_a_bad_frame(
    kind: str, fields: dict[str, object]
) -> None:
    for parse in (parse_customer, parse_agent):
        try:
            assert parse(json.dumps({"type": kind, **fields})).type == kind
        except BadFrame as error:
            assert error.code == "bad_frame" and str(error)


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(BadFrame, match=r"say\.txt") as fault:
        parse_customer(json.dumps({"type": "say", "id": ID, "text": "x", "txt": "y"}))
    assert fault.value.frame_id == ID


def test_the_sentence_of_a_fault_never_quotes_the_value() -> None:
    with pytest.raises(BadFrame) as fault:
        parse_customer(json.dumps({"type": "say", "id": "secret value!", "text": "x"}))
    assert "secret value" not in str(fault.value)


def test_a_frame_above_the_limit_is_too_large() -> None:
    with pytest.raises(BadFrame) as fault:
        parse_customer(json.dumps({"type": "say", "id": ID, "text": "가" * MAX_FRAME}))
    assert fault.value.code == "too_large"


@pytest.mark.parametrize("text", ["", "   \n", "x" * (MAX_TEXT + 1)])
def test_empty_and_overlong_texts_are_refused(text: str) -> None:
    with pytest.raises(BadFrame, match="text"):
        parse_customer(json.dumps({"type": "say", "id": ID, "text": text}))


def test_a_page_address_must_be_http() -> None:
    with pytest.raises(BadFrame, match="url"):
        parse_customer(json.dumps({"type": "set_context", "page": {"url": "javascript:alert(1)"}}))
