"""docs/protocol.md says what the code does: every frame, field, error code and event."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from handoff_gateway import events, frames
from handoff_gateway.events import Agent, BotText, Contact, Form, Identity, Page, Source, Target
from handoff_gateway.views import for_agent

DOC = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")

SECTIONS: dict[str, list[type[frames.Frame]]] = {
    "Customer to gateway": list(get_args(get_args(frames.CustomerFrame)[0])),
    "Agent to gateway": list(get_args(get_args(frames.AgentFrame)[0])),
    "Gateway to both": [
        frames.Entry,
        frames.Ack,
        frames.Typing,
        frames.WasRead,
        frames.CaseFile,
        frames.Tip,
        frames.StartFresh,
        frames.Error,
    ],
    "Gateway to customer": [frames.CustomerWelcome, frames.Waiting],
    "Gateway to agent": [frames.AgentWelcome, frames.Desk, frames.Opened],
}


def section(title: str) -> str:
    return DOC.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def documented(title: str) -> dict[str, set[str]]:
    """The frames of a section with the fields of their first table."""
    found = {}
    for part in section(title).split("\n### ")[1:]:
        name = re.match(r"`(\w+)`", part)
        assert name, part
        table = part.split("\n\n| code |")[0]
        found[name[1]] = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    return found


@pytest.mark.parametrize("title", SECTIONS)
def test_every_frame_stands_in_the_protocol_with_its_fields(title: str) -> None:
    coded = {}
    for frame in SECTIONS[title]:
        annotation = frame.model_fields["type"].annotation
        coded[get_args(annotation)[0]] = set(frame.model_fields) - {"type"}
    assert documented(title) == coded


def test_every_outgoing_frame_is_listed_here() -> None:
    listed = {frame for section in SECTIONS.values() for frame in section}
    coded = {f for f in frames.Frame.__subclasses__() if "type" in f.model_fields}
    assert coded == listed


def test_every_error_code_stands_in_the_protocol() -> None:
    table = section("Gateway to both").split("| code | when |")[1]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(
        get_args(frames.ErrorCode)
    )


AGENT = Agent("g_1", "Hana")
SAMPLES: dict[str, dict[str, Any]] = {
    "started": {"customer": "a_1", "locale": "en"},
    "identified": {"customer": "v_1", "identity": Identity("Mina", "m@example.com")},
    "context_changed": {"page": Page("https://x")},
    "customer_said": {"id": "x", "text": "t"},
    "bot_replied": {"turn": 2, "replies": (BotText("t", Source("faq", "x")),)},
    "answer_rated": {"id": "x", "seq": 3, "entry": "x", "helpful": True},
    "preference_set": {"id": "x", "people_first": True},
    "handoff_requested": {"id": "x", "cause": "asked", "by": "bot", "form": Form("f", {})},
    "handoff_cancelled": {"id": "x"},
    "assigned": {"id": "x", "agent": AGENT},
    "agent_said": {"id": "x", "agent": AGENT, "text": "t"},
    "released": {"id": "x", "agent": AGENT},
    "transferred": {"id": "x", "agent": AGENT, "to": Target(queue="billing")},
    "note_added": {"id": "x", "agent": AGENT, "text": "t"},
    "hand_back_offered": {"id": "x", "agent": AGENT, "recap": "t"},
    "hand_back_declined": {"id": "x"},
    "handed_back": {"id": "x", "agent": AGENT},
    "sla_stepped": {"id": "x", "after": 120, "actions": ("widen",)},
    "message_left": {
        "id": "x",
        "text": "t",
        "contact": Contact("email", "m@example.com"),
        "promised_at": 9,
    },
    "case_corrected": {"id": "x", "field": "name", "value": "Mina"},
    "ended": {"id": "x", "by": "agent"},
    "wrapped_up": {"id": "x", "disposition": "solved"},
}


def test_every_event_stands_in_the_protocol_with_the_fields_that_leave() -> None:
    rows = {
        name: set(re.findall(r"`(\w+)`", re.sub(r"of `[^`]*`", "", fields))) - {"internal"}
        for name, fields in re.findall(r"^\| `(\w+)` \| ?(.*)\|$", section("Events"), re.MULTILINE)
    }
    coded = {}
    for event_type in get_args(events.Event):
        kind = event_type.__dataclass_fields__["kind"].default
        coded[kind] = set(for_agent(event_type(at=1, **SAMPLES[kind]))) - {"kind"}
    assert rows == coded
