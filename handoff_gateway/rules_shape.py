"""What may stand in `handoff.yml`: its keys and values, typed and described. Pure.

`rules_file` makes `rules.Rules` of it. `docs/handoff.schema.json` is made from it, for programs
that complete and check as an operator types.
"""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema

from handoff_gateway.causes import Cause
from handoff_gateway.events import Locale, SlaAction
from handoff_gateway.hours import parse_days, parse_span, time_zone
from handoff_gateway.rules import Assigning, Priority, Routing

ALWAYS: Final = "always"
CLOSED: Final = "closed"
_DURATION: Final = re.compile(r"([1-9][0-9]{0,4})([smh])")
_UNITS: Final = {"s": 1, "m": 60, "h": 3_600}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def seconds(duration: str) -> int:
    """The seconds in `90s`, `2m` or `4h`.

    Raises:
        ValueError: says what was expected.
    """
    if match := _DURATION.fullmatch(duration):
        return int(match[1]) * _UNITS[match[2]]
    raise ValueError(f"expected a time as 90s, 2m or 4h, found '{duration}'")


def _checked_duration(text: str) -> str:
    seconds(text)
    return text


def _checked_span(text: str) -> str:
    parse_span(text)
    return text


def _checked_days(text: str) -> str:
    parse_days(text)
    return text


def _checked_zone(text: str) -> str:
    return time_zone(text).key


def _checked_date(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise ValueError(f"expected a day as 2026-12-25, found '{text}'")
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no day '{text}' in the calendar") from None
    return text


def _several(written: object) -> object:
    """One span may stand without a list around it."""
    if isinstance(written, str):
        return [] if written == CLOSED else [written]
    return written


def _checked_spans(spans: tuple[str, ...]) -> tuple[str, ...]:
    read = sorted(parse_span(span) for span in spans)
    for (_, closes), (opens, _) in pairwise(read):
        if opens < closes:
            raise ValueError("two of these spans overlap: write them as one")
    return spans


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=64)]
Duration = Annotated[str, AfterValidator(_checked_duration), Field(examples=["90s", "2m", "4h"])]
Spans = Annotated[
    tuple[Annotated[str, AfterValidator(_checked_span), Field(examples=["09:00-18:00"])], ...],
    BeforeValidator(_several),
    AfterValidator(_checked_spans),
]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
Capacity = Annotated[
    int, Field(ge=1, le=100, description="Conversations an agent holds at a time.")
]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HoursShape(_Strict):
    """When a queue is staffed."""

    time_zone: Annotated[str, AfterValidator(_checked_zone), Field(examples=["Asia/Seoul"])]
    open: Annotated[
        dict[Annotated[str, AfterValidator(_checked_days)], Spans],
        Field(min_length=1, description="Days (mon, mon-fri) with one or several spans."),
    ]
    holidays: Annotated[
        dict[Annotated[str, AfterValidator(_checked_date)], Spans],
        Field(description="Days (2026-12-25) that are closed, or have other spans."),
    ] = {}


class MatchShape(_Strict):
    """Requests for which everything that stands here holds."""

    causes: Annotated[tuple[Cause, ...], Field(description="Why a person was called.")] = ()
    languages: tuple[Locale, ...] = ()
    pages: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...],
        Field(description="Beginnings of the address of the page the customer was on."),
    ] = ()
    topics: Annotated[
        tuple[Name, ...], Field(description="FAQ entries and jobs last talked about.")
    ] = ()


class QueueShape(_Strict):
    """A queue: which requests go there and who gets them."""

    id: Name
    name: Annotated[
        dict[Locale, Annotated[str, Field(min_length=1, max_length=60)]],
        Field(min_length=2, description="As agents and customers read it, in both languages."),
    ]
    hours: Annotated[
        Name | None, Field(description="One of `hours`, or always; needed if there are several.")
    ] = None
    takes: Annotated[
        tuple[MatchShape, ...] | None,
        Field(
            description="Requests that match one of these go here, if no queue before it takes"
            " them. Without it every request; [] is only for what is transferred here."
        ),
    ] = None
    skills: Annotated[
        tuple[Name, ...], Field(description="An agent needs all of them to be given something.")
    ] = ()
    priority: Annotated[Priority, Field(description="high goes before normal before low.")] = (
        "normal"
    )
    assign: Annotated[Assigning, Field(description="by_hand: agents take what they want.")] = (
        "automatically"
    )
    routing: Annotated[
        Routing, Field(description="Who is first: fewest conversations, or free for longest.")
    ] = "least_busy"
    sticky: Annotated[
        bool, Field(description="First to the agent whom the customer talked to last.")
    ] = True


class AgentDefaultsShape(_Strict):
    """What an agent takes about whom nothing else is said."""

    queues: Annotated[tuple[Name, ...] | None, Field(description="Without it all queues.")] = None
    skills: tuple[Name, ...] = ()
    languages: Annotated[tuple[Locale, ...], Field(min_length=1)] = ("en", "ko")
    capacity: Capacity = 8


class AgentShape(_Strict):
    """One agent; what is left out is as in agent_defaults."""

    email: Annotated[Email, Field(description="The one they sign in with.")]
    queues: tuple[Name, ...] | None = None
    skills: tuple[Name, ...] | None = None
    languages: Annotated[tuple[Locale, ...], Field(min_length=1)] | None = None
    capacity: Capacity | None = None


class EscalationShape(_Strict):
    """When a person is called without having been asked for."""

    causes: Annotated[
        dict[Cause, Literal["now", "offer", "off"]],
        Field(
            description="now: at once. offer: the customer is asked. off: neither."
            " asked and people_first are always now."
        ),
    ] = {}
    misunderstandings: Annotated[
        int, Field(ge=1, le=10, description="In a row, before a person is offered.")
    ] = 2
    repeats: Annotated[
        int, Field(ge=1, le=10, description="Of one question, before a person is offered.")
    ] = 1


class StepShape(_Strict):
    """What is done for whom nobody has answered for so long."""

    after: Duration
    do: Annotated[tuple[SlaAction, ...], Field(min_length=1)]


class WaitShape(_Strict):
    """What is done while somebody waits."""

    steps: tuple[StepShape, ...] | None = None
    answer_within: Annotated[
        Duration, Field(description="Open time in which a message that was left is answered.")
    ] = "4h"
    unanswered_after: Annotated[
        Duration,
        Field(description="Who was given a conversation and says nothing so long loses it."),
    ] = "60s"
    absent_after: Annotated[
        Duration, Field(description="Who is gone for so long loses what they have.")
    ] = "60s"


class TextsShape(_Strict):
    """Sentences in place of the gateway's own."""

    calling: Annotated[
        dict[Cause, Annotated[dict[Locale, Sentence], Field(min_length=1)]],
        Field(description="Said when a person is called for a cause."),
    ] = {}
    offering: Annotated[
        dict[Cause, Annotated[dict[Locale, Sentence], Field(min_length=1)]],
        Field(description="Said when a person is offered for a cause."),
    ] = {}
    bot_unavailable: Annotated[
        dict[Locale, Sentence], Field(description="Said when the bot gives no answer.")
    ] = {}


class HandoffShape(_Strict):
    """The rules of the desk: who gets whom, when, and what is said."""

    hours: dict[Name, HoursShape] = {}
    queues: Annotated[tuple[QueueShape, ...], Field(min_length=1)]
    agents: tuple[AgentShape, ...] = ()
    agent_defaults: AgentDefaultsShape = AgentDefaultsShape()
    escalation: EscalationShape = EscalationShape()
    wait: WaitShape = WaitShape()
    texts: TextsShape = TextsShape()


def schema_text() -> str:
    """The JSON Schema (draft 2020-12), as it is written to docs/handoff.schema.json."""
    schema = {"$schema": GenerateJsonSchema.schema_dialect} | HandoffShape.model_json_schema()
    spans = schema["$defs"]["HoursShape"]["properties"]
    for name in ("open", "holidays"):
        several = spans[name]["additionalProperties"]
        spans[name]["additionalProperties"] = {"anyOf": [several, {"type": "string"}]}
    return json.dumps(_without_titles(schema), ensure_ascii=False, indent=2) + "\n"


def _without_titles(part: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """Pydantic's titles repeat the keys."""
    if isinstance(part, list):
        return [_without_titles(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _without_titles(one)
        for name, one in part.items()
        if not (name == "title" and isinstance(one, str))
    }
