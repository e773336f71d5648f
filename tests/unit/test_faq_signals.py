"""Signals at the door: refused or masked, hashed and taken."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from faq_index.entries import ENTRIES
from faq_index.insight.intake import Hashing, answer_name, same_words, taken
from faq_index.insight.records import ReactionRecord, TurnRecord
from faq_index.insight.settings import signal_settings
from faq_index.insight.signals import Signals
from faq_index.settings import SettingsError

TURN: dict[str, Any] = {
    "kind": "turn",
    "id": "t1",
    "conversation": "c1",
    "at": 5_000,
    "locale": "en",
    "text": "where is DB-204817?",
    "outcome": "answer",
    "entries": ["track_order"],
    "confidence": 0.9,
}
UNHELPFUL: dict[str, Any] = {
    "kind": "unhelpful",
    "id": "u1",
    "conversation": "c1",
    "at": 6_000,
    "turn": "t1",
    "entry": "track_order",
}
PERSON: dict[str, Any] = {
    "kind": "person",
    "id": "p1",
    "conversation": "c1",
    "at": 7_000,
    "turn": None,
    "cause": "asked",
}


def records(
    *signals: dict[str, Any], oldest: int = 0, now: int = 10_000
) -> tuple[list[TurnRecord], list[ReactionRecord]]:
    batch = Signals.model_validate({"signals": list(signals)})
    return taken(batch.signals, Hashing(b"secret"), lambda name: f"{name} 1", oldest, now)


@pytest.mark.parametrize("signal", [TURN, UNHELPFUL, PERSON])
def test_every_shape_is_taken_and_unknown_fields_are_refused(signal: dict[str, Any]) -> None:
    turns, reactions = records(signal)
    assert len(turns) + len(reactions) == 1
    with pytest.raises(ValidationError):
        records(signal | {"email": "mina@example.com"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "guess"},
        {"id": ""},
        {"id": "x" * 201},
        {"text": ""},
        {"text": "x" * 4_001},
        {"at": -1},
        {"at": 2**60},
        {"locale": "kr"},
        {"outcome": "abstain"},
        {"entries": ["No Id"]},
        {"entries": ["a"] * 21},
        {"confidence": 1.1},
    ],
)
def test_what_is_too_long_or_of_another_kind_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        records(TURN | wrong)


def test_a_batch_has_one_to_five_hundred_signals() -> None:
    with pytest.raises(ValidationError):
        records()
    with pytest.raises(ValidationError):
        records(*[TURN | {"id": f"t{n}"} for n in range(501)])


def test_nothing_kept_of_a_signal_says_who_it_was() -> None:
    secrets = ["conversation-of-mina", "turn-of-mina", "mina@example.com", "010-1234-5678"]
    turns, reactions = records(
        TURN | {"id": secrets[1], "conversation": secrets[0], "text": " or ".join(secrets[2:])},
        UNHELPFUL | {"conversation": secrets[0], "turn": secrets[1]},
        PERSON | {"conversation": secrets[0], "turn": secrets[1], "cause": secrets[2]},
    )
    assert not any(secret in repr((turns, reactions)) for secret in secrets)
    assert turns[0].text == "[e-mail] or [phone number]"


def test_a_reaction_finds_its_turn_and_its_conversation() -> None:
    turns, reactions = records(TURN, UNHELPFUL, PERSON | {"turn": "t1"}, PERSON | {"id": "p2"})
    assert [one.turn for one in reactions] == [turns[0].id, turns[0].id, ""]
    assert {one.conversation for one in reactions} == {turns[0].conversation}


def test_hashes_depend_on_the_secret() -> None:
    assert Hashing(b"one")("c1") == Hashing(b"one")("c1") != Hashing(b"two")("c1")


def test_what_is_too_old_is_left_out_and_nothing_is_later_than_now() -> None:
    turns, _ = records(TURN, TURN | {"id": "t2", "at": 99_000}, oldest=5_001)
    assert [one.at for one in turns] == [10_000]


def test_an_answered_turn_remembers_which_answer_it_got() -> None:
    turns, _ = records(TURN, TURN | {"outcome": "ask"}, TURN | {"entries": []})
    assert [one.answer for one in turns] == ["track_order 1", "", ""]


def test_another_answer_has_another_name() -> None:
    entry = {"question": {"en": "a"}, "phrasings": {"en": ["a"]}, "answer": {"en": "Yes."}}
    one, other, asked_otherwise = ENTRIES.validate_python(
        [
            entry | {"id": "a"},
            entry | {"id": "a", "answer": {"en": "No."}},
            entry | {"id": "a", "phrasings": {"en": ["b"]}},
        ]
    )
    assert answer_name(one) == answer_name(asked_otherwise) != answer_name(other)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_can_be_taken(text: str) -> None:
    turns, _ = records(TURN | {"text": text})
    assert not any(letter < " " and letter not in "\t\n" for letter in turns[0].text)
    assert turns[0].key == same_words(turns[0].text)


def test_case_and_marks_do_not_make_other_words() -> None:
    assert same_words("Gift  wrap?!") == same_words("gift wrap") != same_words("gift wraps")
    assert same_words("?") != same_words("!")


@pytest.mark.parametrize("days", ["0", "-1", "x", "1.5", "99999"])
def test_days_that_are_none_are_refused_by_name(days: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HANDRAIL_FAQ_SIGNALS_DAYS"):
        signal_settings(tmp_path, {"HANDRAIL_FAQ_SIGNALS_DAYS": days})


def test_without_a_secret_one_is_made_that_only_its_owner_may_read(tmp_path: Path) -> None:
    made = signal_settings(tmp_path, {})
    assert made.days == 180
    assert len(made.secret) >= 32
    assert signal_settings(tmp_path, {}).secret == made.secret
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert signal_settings(tmp_path, {"HANDRAIL_SECRET": "given"}).secret == b"given"
