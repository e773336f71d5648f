"""The wait of one customer: how long it may still take, and what is due because it takes long.

Pure. The clock starts at the request; nothing the bot says resets it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

from handoff_gateway.commands import Expire, Release, TakeStep
from handoff_gateway.conversation import Conversation
from handoff_gateway.events import SlaAction
from handoff_gateway.rules import Step

Observed = Literal["held", "answered"]
HOLDING: Final = ("assigned", "wrap_up")  # stages in which a conversation takes an agent's place
SAMPLES: Final = 5  # fewer observations than this say nothing
LIKELY: Final = 0.8416  # quantile of the normal distribution: four of five waits are no longer
WARNING_MS: Final = 30 * 60_000  # before the time promised for an answer the team is reminded
WRAP_UP_MS: Final = 30 * 60_000  # an ended conversation that nobody wraps up closes by itself


@dataclass(frozen=True, slots=True)
class Recent:
    """What the desk saw lately, newest first, in milliseconds.

    `held` is for how long a place was taken by one conversation, `answered` how long an agent took
    from getting a conversation to the first word.
    """

    held: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()


NOTHING_YET: Final = Recent()


def estimate(position: int, free: int, places: int, recent: Recent) -> tuple[int, int] | None:
    """Between when (ms from now) the customer at `position` is likely to be answered.

    The lower end is undercut by one wait of five, the upper end exceeded by one of five. With k
    conversations to end first and c places whose conversations take S on average, the time is
    about gamma distributed with shape k and scale S / c (a Poisson process of ends); its quantiles
    by Wilson and Hilferty, "The distribution of chi-square", PNAS 17 (1931), p. 684.

    Args:
        position: 1 is next.
        free: places of online agents that nobody has.
        places: all places of online agents, taken or free.

    Returns:
        None when nobody is there, or too little is known to say anything.
    """
    if places == 0 or len(recent.answered) < SAMPLES:
        return None
    soonest, latest = _quantile(recent.answered, 0.2), _quantile(recent.answered, 0.8)
    ahead = position - free
    if ahead <= 0:
        return soonest, latest
    if len(recent.held) < SAMPLES:
        return None
    scale = sum(recent.held) / len(recent.held) / places
    low, high = (_gamma_quantile(ahead, scale, z) for z in (-LIKELY, LIKELY))
    return soonest + low, latest + high


def observations(before: Conversation, after: Conversation) -> list[tuple[Observed, int]]:
    """What one act tells about the desk's speed, in milliseconds."""
    seen: list[tuple[Observed, int]] = []
    if before.stage in HOLDING and after.stage not in HOLDING:
        seen.append(("held", after.last_at - before.assigned_at))
    waited = before.handoff is not None and before.handoff.answered_at is None
    if waited and after.handoff and after.handoff.answered_at is not None:
        seen.append(("answered", after.handoff.answered_at - before.assigned_at))
    return seen


def steps_due(conversation: Conversation, steps: Sequence[Step], now: int) -> list[TakeStep]:
    """The steps to take now, in their order; none that was taken before.

    Their ids follow from the request, so that whoever takes one twice does it once.
    """
    handoff = conversation.handoff
    if handoff is None:
        return []
    due: list[TakeStep] = []
    if conversation.unanswered:
        for step in steps:
            late = now - handoff.requested_at >= step.after * 1_000
            if late and step.after not in handoff.steps:
                due.append(_step(now, handoff.requested_at, step.after, step.actions))
    if conversation.stage == "ticket" and handoff.message:
        promised = handoff.message.promised_at
        after = (promised - handoff.requested_at) // 1_000
        if promised - now <= WARNING_MS and after not in handoff.steps:
            due.append(_step(now, handoff.requested_at, after, ("alert", "raise_priority")))
    return due


def absent_agent(conversation: Conversation, here: Set[str], now: int) -> Release | None:
    """Take back what an agent has who is not among those `here`."""
    agent = conversation.agent
    if conversation.stage != "assigned" or agent is None or agent.id in here:
        return None
    return Release(at=now, id=f"absent-{conversation.epoch}", agent=agent, cause="absent")


def silent_agent(conversation: Conversation, patience_ms: int, now: int) -> Release | None:
    """Take back what routing gave to an agent who has not said a word to a waiting customer."""
    agent = conversation.agent
    if conversation.stage != "assigned" or agent is None or not conversation.unanswered:
        return None
    if conversation.assigned_by != "routing" or now - conversation.assigned_at < patience_ms:
        return None
    release_id = f"unanswered-{conversation.epoch}"
    return Release(at=now, id=release_id, agent=agent, cause="unanswered")


def expiry(conversation: Conversation, idle_ms: int, now: int) -> Expire | None:
    """End what nobody waits in and nobody has touched for long."""
    limit = {"bot": idle_ms, "wrap_up": WRAP_UP_MS}.get(conversation.stage)
    if limit is None or now - conversation.last_at < limit:
        return None
    return Expire(at=now, id=f"expired-{conversation.version}")


def _step(now: int, requested_at: int, after: int, actions: tuple[SlaAction, ...]) -> TakeStep:
    return TakeStep(at=now, id=f"step-{requested_at}-{after}", after=after, actions=actions)


def _quantile(values: Sequence[int], part: float) -> int:
    ordered = sorted(values)
    return ordered[round(part * (len(ordered) - 1))]


def _gamma_quantile(shape: int, scale: float, z: float) -> int:
    root = 1 - 1 / (9 * shape) + z * sqrt(1 / (9 * shape))
    return round(shape * scale * max(root, 0.0) ** 3)
