"""Places and presences as the desk's Lua scripts read them. What is none is left out. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from handoff_gateway.ports import AgentPresence
from handoff_gateway.routing import Place
from handoff_gateway.rules import AgentRules

_RANK: Final = 10**13  # more than any time in milliseconds, for as long as anybody cares


def score_of(place: Place) -> int:
    """The place's number in the sorted set: by rank, then by the time of the request."""
    return place.rank * _RANK + place.requested_at


def requested_at(score: float) -> int:
    """The time of the request (ms) in a score."""
    return int(score) % _RANK


def place_to_json(place: Place) -> str:
    """One place, always in the same words."""
    return json.dumps({name: value for name, value in asdict(place).items() if value is not None})


def place_from_json(raw: bytes | str) -> Place:
    """The place in a JSON object of ours."""
    body = json.loads(raw)
    return Place(**body | {name: tuple(body[name]) for name in ("skills", "passed")})


def presence_to_json(presence: AgentPresence) -> str:
    """An agent at the desk; the id is the key."""
    takes = presence.takes
    body: dict[str, Any] = {
        "name": presence.name,
        "status": presence.status,
        "until": presence.until,
        "capacity": takes.capacity,
        "languages": sorted(takes.languages),
        "skills": sorted(takes.skills),
    }
    if takes.queues is not None:
        body["queues"] = sorted(takes.queues)
    return json.dumps(body)


def presence_from_json(agent: str, raw: bytes | str) -> AgentPresence:
    """The presence in a JSON object of ours, also of an earlier release's."""
    body = json.loads(raw)
    if "capacity" not in body:
        return AgentPresence(agent, body["name"], body["status"], body["until"])
    takes = AgentRules(
        queues=frozenset(body["queues"]) if "queues" in body else None,
        skills=frozenset(body["skills"]),
        languages=frozenset(body["languages"]),
        capacity=body["capacity"],
    )
    return AgentPresence(agent, body["name"], body["status"], body["until"], takes)
