"""handoff.yml: what is wrong is told with its place and how to mend it, what is good is taken."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faq_index.reading import load_folder
from handoff_gateway.causes import MANNERS, Cause
from handoff_gateway.handoff_cli import main
from handoff_gateway.hours import next_opening
from handoff_gateway.rules import AgentRules, Match, Rules, Step
from handoff_gateway.rules_file import RulesErrors, parse_rules
from handoff_gateway.rules_shape import schema_text
from handoff_gateway.rules_watch import RulesWatch

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "handoff.yml").read_text(encoding="utf-8")
SMALL = "queues: [{id: desk, name: {en: Desk, ko: 상담}}]\n"
FULL = """\
hours:
  office:
    time_zone: Asia/Seoul
    open: {mon-fri: [13:00-18:00, 09:00-12:00], sat: 10:00-14:00}
    holidays: {2026-12-25: closed, 2026-12-24: 09:00-12:00}
queues:
  - id: orders
    name: {en: Orders, ko: 주문}
    hours: office
    takes: [{causes: [fraud], languages: [ko], pages: ["https://a/"], topics: [x]}]
    skills: [refunds]
    priority: high
    assign: by_hand
    routing: longest_idle
    sticky: false
  - id: desk
    name: {en: Desk, ko: 상담}
    hours: always
agent_defaults: {queues: [desk], capacity: 3}
agents:
  - {email: Nari@Example.com, queues: [orders], skills: [refunds], languages: [ko]}
escalation: {causes: {upset: offer, complaint: off}, misunderstandings: 3, repeats: 2}
wait:
  steps: [{after: 90s, do: [widen, alert]}]
  answer_within: 2h
  unanswered_after: 30s
  absent_after: 5m
texts:
  calling: {asked: {en: Soon.}}
  bot_unavailable: {ko: 잠시만요.}
"""


def test_all_that_may_stand_in_the_file_is_taken() -> None:
    rules = parse_rules(FULL)
    orders, desk = rules.queues
    assert orders.takes == (
        Match(frozenset({"fraud"}), frozenset({"ko"}), ("https://a/",), frozenset({"x"})),
    )
    assert (orders.skills, orders.priority, orders.assign) == ({"refunds"}, "high", "by_hand")
    assert (orders.routing, orders.sticky) == ("longest_idle", False)
    assert orders.hours.week[0] == ((540, 720), (780, 1080))
    assert orders.hours.week[5:] == (((600, 840),), ())
    assert sorted(orders.hours.holidays.values()) == [(), ((540, 720),)]
    assert (desk.takes, next_opening(desk.hours, 0)) == ((Match(),), None)
    nari = AgentRules(frozenset({"orders"}), frozenset({"refunds"}), frozenset({"ko"}), 3)
    assert rules.agent("nari@EXAMPLE.com") == nari
    assert rules.agent("else@example.com") == AgentRules(frozenset({"desk"}), capacity=3)
    assert rules.manners[Cause.UPSET] == "offer" and rules.manners[Cause.COMPLAINT] == "off"
    assert rules.manners[Cause.HARM] == MANNERS[Cause.HARM]
    assert (rules.misunderstandings, rules.repeats) == (3, 2)
    assert rules.steps == (Step(90, ("widen", "alert")),)
    assert rules.answer_within_ms == 7_200_000
    assert (rules.unanswered_after_ms, rules.absent_after_ms) == (30_000, 300_000)
    assert rules.texts.calling == {Cause.ASKED: {"en": "Soon."}}
    assert rules.texts.bot_unavailable == {"ko": "잠시만요."}


def test_a_queue_is_all_that_is_needed() -> None:
    rules = parse_rules(SMALL)
    assert rules.queues[0].assign == "automatically"
    assert rules.steps == Rules(rules.queues).steps


def test_the_only_hours_hold_where_a_queue_names_none() -> None:
    office = "hours: {office: {time_zone: Asia/Seoul, open: {mon: 09:00-10:00}}}\n"
    assert parse_rules(office + SMALL).queues[0].hours.week[0] == ((540, 600),)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("ques: []\n" + SMALL, "1:1: there is no key 'ques' here, did you mean 'queues'?"),
        ("", "1:1: 'queues' is missing here: add it"),
        ("queues: desk", "1:9: expected a list, found 'desk'"),
        ("queues: []", "1:9: expected at least one here, found none"),
        ("queues:\n\t- id: x", "2:1: this is not YAML: .*indent with spaces"),
        ("queues: [", "this is not YAML: .*check the indentation, the quotes and the brackets"),
        ("a: 1\na: 2", "2:1: the key 'a' is here twice, first in line 1"),
        (SMALL.replace("desk", "Desk 1"), "1:15: expected a name of small letters"),
        (SMALL.replace(", ko: 상담", ""), "1:27: expected the name in both languages"),
        (SMALL.replace("}}", "}, assign: by-hand}"), "did you mean 'by_hand'?"),
        (
            SMALL.replace("}}", "}, takes: [{cause: [x]}]}"),
            "no key 'cause' here, did you mean 'causes'",
        ),
        (SMALL.replace("}}", "}, takes: [{causes: [frod]}]}"), "did you mean 'fraud'?"),
        (SMALL.replace("}}", "}, takes: []}"), "one queue must take every request"),
        (
            SMALL.replace("}}", "}, hours: office}"),
            "1:54: there are no hours 'office'; there is: always",
        ),
        (SMALL.replace("}}", "}, skills: [tea]}"), "no agent has the skill 'tea'"),
        (SMALL.replace("}}", "}, sticky: perhaps}"), "expected true or false, found 'perhaps'"),
        (SMALL + "agent_defaults: {capacity: many}", "2:28: expected a whole number, found 'many'"),
        (SMALL + "agent_defaults: {capacity: 0}", "2:28: .*greater than or equal to 1, found '0'"),
        (SMALL + "agent_defaults: {queues: []}", "no agent takes from 'desk'"),
        (SMALL + "agents: [{email: nari}]", "2:18: expected an e-mail address, found 'nari'"),
        (
            SMALL + "agents: [{email: a@b.c, queues: [dsk]}]",
            "2:34: there is no queue 'dsk', did you mean 'desk'?",
        ),
        (SMALL + "agents: [{email: a@b.c}, {email: A@b.c}]", "2:34: A@b.c is here twice"),
        (
            SMALL + "escalation: {causes: {asked: offer}}",
            "2:30: 'asked' is always now: whoever asks for a person gets one",
        ),
        (SMALL + "escalation: {causes: {harm: of}}", "expected now, offer or off.*'off'?"),
        (SMALL + "escalation: {causes: {ham: off}}", "2:23: .*did you mean 'harm'?"),
        (SMALL + "wait: {answer_within: 4}", "2:23: expected a time as 90s, 2m or 4h, found '4'"),
        (SMALL + "wait: {steps: [{after: 2m, do: [widden]}]}", "did you mean 'widen'?"),
        (
            SMALL + "wait: {steps: [{after: 2m, do: [widen]}, {after: 1m, do: [alert]}]}",
            "2:50: this step comes after 2m or later: put the steps in order",
        ),
        (
            SMALL + "hours: {a: {time_zone: Asia/Soul, open: {mon: 09:00-10:00}}}",
            "2:24: there is no time zone 'Asia/Soul'",
        ),
        (
            SMALL + "hours: {a: {time_zone: Asia/Seoul, open: {mon: 22:00-06:00}}}",
            "2:48: .*22:00-24:00 here and 00:00-06:00 on the next day",
        ),
        (
            SMALL + "hours: {a: {time_zone: Asia/Seoul, open: {mo: 09:00-10:00}}}",
            "2:43: expected days as mon or mon-fri",
        ),
        (
            SMALL + "hours: {a: {time_zone: UTC, open: {mon: [09:00-11:00, 10:00-12:00]}}}",
            "2:41: two of these spans overlap: write them as one",
        ),
        (
            SMALL + "hours: {a: {time_zone: UTC, open: {mon-wed: 09:00-11:00, tue: closed}}}",
            "2:63: tue is in 'mon-wed' already: write each day once",
        ),
        (
            SMALL + "hours: {a: {time_zone: UTC, open: {mon: closed}}}",
            "2:35: these hours never open: name a span as 09:00-18:00",
        ),
        (
            SMALL + "hours: {a: {time_zone: UTC, open: {mon: 09:00-10:00}, "
            "holidays: {2026-02-30: closed}}}",
            "2:66: there is no day '2026-02-30' in the calendar",
        ),
        (
            "queues:\n- {id: a, name: {en: A, ko: A}}\n- {id: b, name: {en: B, ko: B}}",
            "3:3: 'b' gets nothing, for 'a' before it takes every request",
        ),
        (
            "queues:\n- {id: a, name: {en: A, ko: A}}\n- {id: a, name: {en: B, ko: B}, takes: []}",
            "3:8: there is a queue 'a' already",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_how_to_mend_it(wrong: str, told: str) -> None:
    with pytest.raises(RulesErrors, match=f"(?m)^handoff.yml:.*{told}"):
        parse_rules(wrong)


def test_all_errors_are_told_at_once_in_reading_order() -> None:
    with pytest.raises(RulesErrors) as caught:
        parse_rules("queues: [{id: desk, name: {en: A, ko: A}, sticky: 7}]\nagents: [{mail: x}]")
    assert [error.line for error in caught.value.errors] == [1, 2, 2]


@given(st.text(max_size=60), st.integers(0, len(FULL)), st.integers(0, 40))
def test_whatever_an_operator_mistypes_gives_rules_or_errors_with_a_place(
    typed: str, at: int, gone: int
) -> None:
    try:
        assert parse_rules(FULL[:at] + typed + FULL[at + gone :]).queues
    except RulesErrors as errors:
        assert all(error.line >= 1 and error.message for error in errors.errors)


def test_the_shipped_rules_are_good_and_name_topics_that_there_are() -> None:
    rules = parse_rules(SHIPPED)
    assert all(queue.assign == "automatically" for queue in rules.queues)
    known = {entry.id for entry in load_folder(ROOT / "faq_index" / "content")}
    known |= {"track_order", "complaint"}  # the bot's jobs
    named = {topic for queue in rules.queues for match in queue.takes for topic in match.topics}
    assert named and named <= known


def test_the_schema_is_current_and_takes_what_the_desk_takes() -> None:
    schema = json.loads(schema_text())
    assert (ROOT / "docs" / "handoff.schema.json").read_text(encoding="utf-8") == schema_text()
    for text in (SHIPPED, FULL, SMALL):
        body: Any = yaml.load(text, yaml.BaseLoader)
        jsonschema.validate(_with_numbers(body), schema)


def _with_numbers(body: Any) -> Any:  # noqa: ANN401 - any YAML
    """Numbers and truth values as an editor's YAML program reads them."""
    if isinstance(body, dict):
        return {key: _with_numbers(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_with_numbers(value) for value in body]
    return int(body) if body.isdigit() else {"true": True, "false": False}.get(body, body)


def test_the_command_tells_errors_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(SMALL.replace("id:", "di:"), encoding="utf-8")
    assert main(["check", str(file)]) == 1
    assert "mine.yml:1:11: there is no key 'di' here, did you mean 'id'?" in capsys.readouterr().err
    file.write_text(SMALL, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    assert main(["check", str(tmp_path / "none.yml")]) == 1
    assert "HANDRAIL_HANDOFF names it" in capsys.readouterr().err


def test_a_changed_file_is_taken_and_a_broken_one_leaves_all_as_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file, taken = tmp_path / "handoff.yml", list[Rules]()
    file.write_text(SMALL, encoding="utf-8")
    watch = RulesWatch(file, tmp_path / "var")
    assert watch.load().queues[0].id == "desk"
    watch.look(taken.append)
    assert taken == []
    file.write_text("queues: {}", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        watch.look(taken.append)
        watch.look(taken.append)
    assert taken == []
    assert caplog.text.count("handoff.yml:1:9: expected a list") == 1
    file.unlink()
    watch.look(taken.append)
    file.write_text(SMALL.replace("id: desk", "id: other"), encoding="utf-8")
    watch.look(taken.append)
    assert [rules.queues[0].id for rules in taken] == ["other"]


def test_a_broken_file_at_the_start_is_replaced_by_the_last_good_one(tmp_path: Path) -> None:
    file, var = tmp_path / "handoff.yml", tmp_path / "var"
    file.write_text("queues: {}", encoding="utf-8")
    with pytest.raises(RulesErrors, match=r"handoff.yml:1:9: expected a list"):
        RulesWatch(file, var).load()
    file.write_text(SMALL, encoding="utf-8")
    RulesWatch(file, var).load()
    file.write_text("queues: {}", encoding="utf-8")
    assert RulesWatch(file, var).load().queues[0].id == "desk"
