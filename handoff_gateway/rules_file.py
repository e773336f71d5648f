"""Reads the text of `handoff.yml`: `rules.Rules`, or every error with its place. Pure."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from handoff_gateway.causes import MANNERS, OF_THE_CUSTOMER
from handoff_gateway.hours import ALWAYS as ALL_HOURS
from handoff_gateway.hours import DAYS, Hours, Span, parse_days, parse_span, time_zone
from handoff_gateway.marked_yaml import Marked, Path, Unreadable, read
from handoff_gateway.rules import DEFAULTS, AgentRules, Match, Queue, Rules, Step, Texts
from handoff_gateway.rules_shape import ALWAYS, AgentShape, HandoffShape, HoursShape, seconds

_KINDS: Final = {
    "string_type": "a text",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a group of keys",
    "model_type": "a group of keys",
}

Fault = tuple[Path, str]


@dataclass(frozen=True, order=True)
class RuleError:
    """One thing to mend. Lines and columns count from 1, as editors' programs do."""

    line: int
    column: int
    message: str


class RulesErrors(Exception):
    """The file cannot be used; `errors` holds everything found, in reading order."""

    def __init__(self, file: str, errors: Iterable[RuleError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join(f"{file}:{e.line}:{e.column}: {e.message}" for e in self.errors))


def parse_rules(text: str, file: str = "handoff.yml") -> Rules:
    """The rules in the text of a file of this name.

    Raises:
        RulesErrors: what is wrong, where, and how to mend it.
    """
    try:
        marked = read(text.removeprefix("\ufeff"))
        shape = HandoffShape.model_validate(marked.data or {})
    except Unreadable as error:
        raise RulesErrors(file, [RuleError(*error.place, str(error))]) from None
    except ValidationError as error:
        found = error.errors()
        raise RulesErrors(
            file, [_told(one, marked) for one in found if not _follows(one, found)]
        ) from None
    if faults := list(_faults(shape)):
        raise RulesErrors(
            file, [RuleError(*marked.value_place(path), message) for path, message in faults]
        )
    return _rules(shape)


# --- what one value alone can have wrong --------------------------------------------------------


def _follows(error: ErrorDetails, found: list[ErrorDetails]) -> bool:
    """A list counts as too short when one of its members is wrong: that member is what to mend."""
    path = error["loc"]
    return error["type"] == "too_short" and any(
        len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in found
    )


def _told(error: ErrorDetails, marked: Marked) -> RuleError:
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    of_key = error["loc"][-1:] == ("[key]",) or error["type"] == "extra_forbidden"
    place = marked.key_place(path) if of_key else marked.value_place(path)
    return RuleError(*place, _message(error, path))


def _message(error: ErrorDetails, path: Path) -> str:
    found, kind = error["input"], error["type"]
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(path[:-1])
        hint = _did_you_mean(str(path[-1]), known)
        return f"there is no key '{path[-1]}' here{hint or f'; there is: {_listed(known)}'}"
    if kind == "missing":
        return f"'{path[-1]}' is missing here: add it"
    if kind in ("literal_error", "enum"):
        known = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        expected = f"expected {_listed(known)}, found {_shown(found)}"
        return expected + _did_you_mean(str(found), known)
    if kind == "string_pattern_mismatch" and path[-1] == "email":
        return f"expected an e-mail address, found {_shown(found)}"
    if kind == "string_pattern_mismatch":
        return f"expected a name of small letters, digits, - and _, found {_shown(found)}"
    if kind in _KINDS:
        return f"expected {_KINDS[kind]}, found {_shown(found)}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "too_short" and path[-1:] == ("name",):
        return "expected the name in both languages, as {en: Orders, ko: 주문}"
    if kind == "too_short":
        return "expected at least one here, found none"
    return f"{error['msg'][0].lower()}{error['msg'][1:]}, found {_shown(found)}"


def _keys_at(path: Path) -> list[str]:
    """The keys that may stand in the group at `path`."""
    kind: Any = HandoffShape
    for step in path:
        kind = _inside(kind, step)
    return list(kind.model_fields) if _is_model(kind) else []


def _inside(kind: Any, step: int | str) -> Any:  # noqa: ANN401 - any annotation
    if _is_model(kind):
        return _bare(kind.model_fields[step].annotation)
    # A dict's values, or a tuple's members.
    return _bare(get_args(kind)[1 if get_origin(kind) is dict else 0])


def _bare(kind: Any) -> Any:  # noqa: ANN401 - any annotation
    """Without what stands around it: Annotated, and `| None`."""
    while get_origin(kind) in (Annotated, Union, types.UnionType):
        kind = get_args(kind)[0]
    return kind


def _is_model(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _did_you_mean(found: str, known: Iterable[str]) -> str:
    cutoff = 0.5 if len(found) <= 3 else 0.6  # half of a short word is much of it
    near = get_close_matches(found.strip().lower(), list(known), 1, cutoff)
    return f", did you mean '{near[0]}'?" if near else ""


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


# --- what only shows when all of it is read -----------------------------------------------------


def _faults(shape: HandoffShape) -> Iterator[Fault]:
    yield from _faults_of_hours(shape)
    yield from _faults_of_queues(shape)
    yield from _faults_of_agents(shape)
    for cause, manner in shape.escalation.causes.items():
        if cause in OF_THE_CUSTOMER and manner != "now":
            message = f"'{cause}' is always now: whoever asks for a person gets one"
            yield ("escalation", "causes", str(cause)), message
    for n, step in enumerate(shape.wait.steps or ()):
        before = (shape.wait.steps or ())[n - 1] if n else None
        if before and seconds(step.after) <= seconds(before.after):
            message = f"this step comes after {before.after} or later: put the steps in order"
            yield ("wait", "steps", n, "after"), message


def _faults_of_hours(shape: HandoffShape) -> Iterator[Fault]:
    for name, hours in shape.hours.items():
        if name == ALWAYS:
            yield ("hours", name), "'always' is known already: choose another name"
        seen: dict[int, str] = {}
        for days in hours.open:
            for day in parse_days(days):
                if day in seen:
                    message = f"{DAYS[day]} is in '{seen[day]}' already: write each day once"
                    yield ("hours", name, "open", days), message
                seen[day] = days
        if not any(hours.open.values()):
            yield ("hours", name, "open"), "these hours never open: name a span as 09:00-18:00"


def _faults_of_queues(shape: HandoffShape) -> Iterator[Fault]:
    seen: set[str] = set()
    catches_all: str | None = None
    skills = {skill for agent in shape.agents for skill in agent.skills or ()}
    skills.update(shape.agent_defaults.skills)
    for n, queue in enumerate(shape.queues):
        if queue.id in seen:
            yield ("queues", n, "id"), f"there is a queue '{queue.id}' already"
        seen.add(queue.id)
        yield from _faults_of_a_queues_hours(shape, n)
        if catches_all and queue.takes != ():
            yield (
                ("queues", n),
                f"'{queue.id}' gets nothing, for '{catches_all}' before it takes every request: "
                "put it before that, or write takes: []",
            )
        if queue.takes is None:
            catches_all = catches_all or queue.id
        for m, skill in enumerate(queue.skills):
            if skill not in skills:
                message = f"no agent has the skill '{skill}'{_did_you_mean(skill, skills)}"
                yield ("queues", n, "skills", m), message
        everybody = shape.agent_defaults.queues
        named = [agent.queues or everybody for agent in shape.agents]
        if not any(of is None or queue.id in of for of in (everybody, *named)):
            message = f"no agent takes from '{queue.id}': name it at an agent or in agent_defaults"
            yield ("queues", n), message
    if catches_all is None:
        message = "one queue must take every request: leave takes out of the last one"
        yield ("queues", len(shape.queues) - 1), message


def _faults_of_a_queues_hours(shape: HandoffShape, number: int) -> Iterator[Fault]:
    queue, known = shape.queues[number], [*shape.hours, ALWAYS]
    if queue.hours is None and len(shape.hours) > 1:
        yield ("queues", number), f"'hours' is missing here: {_listed(known)}"
    elif queue.hours is not None and queue.hours not in known:
        hint = _did_you_mean(queue.hours, known) or f"; there is: {_listed(known)}"
        yield ("queues", number, "hours"), f"there are no hours '{queue.hours}'{hint}"


def _faults_of_agents(shape: HandoffShape) -> Iterator[Fault]:
    known = [queue.id for queue in shape.queues]
    seen: set[str] = set()
    for n, agent in enumerate(shape.agents):
        if agent.email.lower() in seen:
            yield ("agents", n, "email"), f"{agent.email} is here twice"
        seen.add(agent.email.lower())
    everybody: list[tuple[Path, tuple[str, ...] | None]] = [
        (("agents", n), agent.queues) for n, agent in enumerate(shape.agents)
    ]
    for path, queues in [*everybody, (("agent_defaults",), shape.agent_defaults.queues)]:
        for m, name in enumerate(queues or ()):
            if name not in known:
                hint = _did_you_mean(name, known) or f"; there is: {_listed(known)}"
                yield (*path, "queues", m), f"there is no queue '{name}'{hint}"


# --- rules of it --------------------------------------------------------------------------------


def _rules(shape: HandoffShape) -> Rules:
    hours = {name: _hours(one) for name, one in shape.hours.items()} | {ALWAYS: ALL_HOURS}
    usual = next(iter(hours))
    steps = shape.wait.steps
    defaults = AgentRules(
        queues=_set(shape.agent_defaults.queues),
        skills=frozenset(shape.agent_defaults.skills),
        languages=frozenset(shape.agent_defaults.languages),
        capacity=shape.agent_defaults.capacity,
    )
    return Rules(
        queues=tuple(
            Queue(
                id=queue.id,
                names=queue.name,
                hours=hours[queue.hours or usual],
                takes=(Match(),)
                if queue.takes is None
                else tuple(
                    Match(
                        causes=frozenset(str(cause) for cause in match.causes),
                        languages=frozenset(match.languages),
                        pages=match.pages,
                        topics=frozenset(match.topics),
                    )
                    for match in queue.takes
                ),
                skills=frozenset(queue.skills),
                priority=queue.priority,
                assign=queue.assign,
                routing=queue.routing,
                sticky=queue.sticky,
            )
            for queue in shape.queues
        ),
        agents={agent.email.lower(): _agent(agent, defaults) for agent in shape.agents},
        agent_defaults=defaults,
        manners={**MANNERS, **shape.escalation.causes},
        misunderstandings=shape.escalation.misunderstandings,
        repeats=shape.escalation.repeats,
        steps=DEFAULTS.steps
        if steps is None
        else tuple(Step(seconds(step.after), step.do) for step in steps),
        answer_within_ms=seconds(shape.wait.answer_within) * 1_000,
        unanswered_after_ms=seconds(shape.wait.unanswered_after) * 1_000,
        absent_after_ms=seconds(shape.wait.absent_after) * 1_000,
        texts=Texts(shape.texts.calling, shape.texts.offering, shape.texts.bot_unavailable),
    )


def _agent(agent: AgentShape, defaults: AgentRules) -> AgentRules:
    return AgentRules(
        queues=defaults.queues if agent.queues is None else frozenset(agent.queues),
        skills=defaults.skills if agent.skills is None else frozenset(agent.skills),
        languages=defaults.languages if agent.languages is None else frozenset(agent.languages),
        capacity=defaults.capacity if agent.capacity is None else agent.capacity,
    )


def _hours(shape: HoursShape) -> Hours:
    week: list[tuple[Span, ...]] = [()] * len(DAYS)
    for days, spans in shape.open.items():
        for day in parse_days(days):
            week[day] = _spans(spans)
    holidays = {date.fromisoformat(day): _spans(spans) for day, spans in shape.holidays.items()}
    return Hours(time_zone(shape.time_zone), tuple(week), holidays)


def _spans(spans: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(sorted(parse_span(span) for span in spans))


def _set(names: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
