"""Holds what customers and agents saw against what the logs say in the end. Pure.

The checker knows the promises and none of the gateway's ways of keeping them: it counts owners by
itself, from the kinds of the entries. Only what a reader may see of an entry is `views`'s word.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from handoff_gateway.events import (
    AgentSaid,
    Assigned,
    BotReplied,
    CustomerSaid,
    HandedBack,
    Released,
    Started,
)
from handoff_gateway.views import for_agent, for_customer
from tests.support.history import Fail, Invoke, Ok, Received, Run, Transcript, Unknown, Who

OWNERS: Final[Mapping[str, str]] = {  # who has the conversation after an entry of this kind
    "started": "bot",
    "handoff_requested": "queue",
    "handoff_cancelled": "bot",
    "assigned": "agent",
    "released": "queue",
    "handed_back": "bot",
    "ended": "over",
    "wrapped_up": "over",
}
FROM: Final[Mapping[str, frozenset[str]]] = {  # and who had it before
    "handoff_requested": frozenset({"bot"}),
    "handoff_cancelled": frozenset({"queue"}),
    "assigned": frozenset({"queue"}),
    "released": frozenset({"agent"}),
    "handed_back": frozenset({"agent"}),
    "ended": frozenset({"bot", "queue", "agent"}),
    "wrapped_up": frozenset({"over"}),
}
ENDS: Final = frozenset({"queue", "agent", "over"})  # with whom a handoff may end
UNDONE: Final = frozenset({"handoff_cancelled", "handed_back"})  # back with the bot, as was wished
WORDS: Final = ("say", "reply")
TOKEN: Final = re.compile(r"\b[0-9a-f]{16}\b")


def problems(run: Run) -> list[str]:
    """Every broken promise, in a sentence; none when all were kept."""
    checks: tuple[Callable[[Run], Iterator[str]], ...] = (
        *(_numbers, _kept_once, _in_order, _owners, _turns, _views, _leaks, _desk),
    )
    return [problem for check in checks for problem in check(run)]


def _numbers(run: Run) -> Iterator[str]:
    for name, transcript in run.transcripts.items():
        numbers = [seq for seq, _ in transcript]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"gap: {name} is numbered {numbers}"


def _kept_once(run: Run) -> Iterator[str]:
    """Acked: there once, where the ack said. Refused: not there. Nobody's: not there."""
    invoked = {r.id: r for r in run.history if isinstance(r, Invoke)}
    places: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, transcript in run.transcripts.items():
        for seq, event in transcript:
            if event_id := getattr(event, "id", None):
                # The gateway's own ids are one conversation's, the parties' are everybody's.
                places[event_id if event_id in invoked else f"{name} {event_id}"].append(
                    (name, seq)
                )
    unknown = {r.id for r in run.history if isinstance(r, Unknown)}
    oks: dict[str, Ok] = {}
    for record in run.history:
        if isinstance(record, Ok):
            first = oks.setdefault(record.id, record)
            if (first.conversation, first.seq) != (record.conversation, record.seq):
                yield f"moved: {record.id} was acked as {first} and as {record}"
    for event_id, where in places.items():
        if len(where) > 1:
            yield f"doubled: {event_id} is at {where}"
    for ok in oks.values():
        if invoked[ok.id].act == "accept":
            yield from _really_assigned(run, ok)
        elif ok.id not in places:
            yield f"lost: {ok} is in no log"
        elif (ok.conversation, ok.seq) not in places[ok.id]:
            yield f"moved: {ok} is at {places[ok.id]}"
    for record in run.history:
        sure = isinstance(record, Fail) and record.id not in unknown and record.id not in oks
        if sure and record.id in places:
            yield f"kept though refused: {record}"
    yield from _from_whom_it_says(run, invoked)


def _really_assigned(run: Run, ok: Ok) -> Iterator[str]:
    """An accepted conversation was assigned to who accepted it, by this command or an earlier."""
    events = [event for seq, event in run.transcripts.get(ok.conversation, ()) if seq <= ok.seq]
    if not any(isinstance(e, Assigned) and e.agent.name == ok.who.name for e in events):
        yield f"lost: {ok} is in no log"


def _from_whom_it_says(run: Run, invoked: Mapping[str, Invoke]) -> Iterator[str]:
    ids = _customer_ids(run)
    for name, transcript in run.transcripts.items():
        for seq, event in transcript:
            if not isinstance(event, CustomerSaid | AgentSaid):
                continue
            sent = invoked.get(event.id)
            if sent is None or sent.text != event.text:
                yield f"changed: {name} {seq} says {event.text!r}, which nobody said"
            elif isinstance(event, AgentSaid):
                if sent.conversation != name or sent.who.name != event.agent.name:
                    yield f"leak: {sent} is in {name}"
            elif ids.get(sent.who) != _customer_of(transcript):
                yield f"leak: {sent} is in {name}"


def _in_order(run: Run) -> Iterator[str]:
    """Words stand as they were sent. Who was told `unavailable` of the earlier, or lost the
    connection, after the later had left, sent the earlier again behind it."""
    sent: defaultdict[Who, list[str]] = defaultdict(list)
    acked: dict[str, tuple[str, int]] = {}
    excused: defaultdict[str, int] = defaultdict(int)  # id -> how many words had left by then
    for record in run.history:
        if isinstance(record, Invoke) and record.act in WORDS and record.id not in sent[record.who]:
            sent[record.who].append(record.id)
        elif isinstance(record, Ok):
            acked.setdefault(record.id, (record.conversation, record.seq))
        elif isinstance(record, Unknown):
            excused[record.id] = len(sent[record.who])
    for ids in sent.values():
        for place, earlier in enumerate(ids):
            for later in ids[max(place + 1, excused[earlier]) :]:
                a, b = acked.get(earlier), acked.get(later)
                if a and b and a[0] == b[0] and a[1] >= b[1]:
                    yield f"order: {later} ({b}) was sent after {earlier} ({a})"


def _owners(run: Run) -> Iterator[str]:
    """One owner at a time, and only the owner acts."""
    for name, transcript in run.transcripts.items():
        owner, agent = "nobody", None
        for seq, event in transcript:
            if event.kind in FROM and owner not in FROM[event.kind]:
                yield f"owner: {name} {seq} {event.kind}, and {agent or owner} had it"
            acting = (
                event.agent.name if isinstance(event, AgentSaid | Released | HandedBack) else None
            )
            if acting and (owner, acting) != ("agent", agent):
                yield f"epoch: {name} {seq} {event.kind} of {acting}, and {agent or owner} had it"
            owner = OWNERS.get(event.kind, owner)
            if owner == "agent":
                agent = event.agent.name if isinstance(event, Assigned) else agent
            else:
                agent = None


def _turns(run: Run) -> Iterator[str]:
    """The bot answers each turn once, in the epoch in which it was asked, and leaves none out."""
    for name, transcript in run.transcripts.items():
        owner, owed = "nobody", set[int]()
        for seq, event in transcript:
            if isinstance(event, CustomerSaid):
                for_bot = event.ask_bot or event.choice is not None
                if owner == "bot" or (owner == "queue" and for_bot):
                    owed.add(seq)
            elif isinstance(event, BotReplied):
                if event.turn not in owed:
                    yield f"epoch: {name} {seq} answers turn {event.turn}, which is not owed"
                owed.discard(event.turn)
            if event.kind in OWNERS:
                owner, owed = OWNERS[event.kind], set()
        for turn in owed:
            yield f"unanswered: {name} {turn}"


def _views(run: Run) -> Iterator[str]:
    """What each reader put together is a beginning of what they may see of the log; in the end,
    of what they follow, all of it."""
    seen: defaultdict[tuple[Who, str], int] = defaultdict(int)
    for record in run.history:
        if not isinstance(record, Received):
            continue
        frame, who = record.frame, record.who
        if frame["type"] == "start_fresh":
            yield f"hole: {who} was told to start fresh in {frame['conversation']}"
        if frame["type"] != "entry":
            continue
        name, seq = frame["conversation"], frame["seq"]
        transcript = run.transcripts.get(name, ())
        if seq > seen[who, name] + 1:
            yield f"hole: {who} was given {name} {seq} after {seen[who, name]}"
        seen[who, name] = max(seen[who, name], seq)
        view = for_customer if who.role == "customer" else for_agent
        allowed = (
            json.loads(json.dumps(view(transcript[seq - 1][1]))) if seq <= len(transcript) else None
        )
        if frame["event"] != allowed:
            yield f"view: {who} was given {name} {seq} as {frame['event']}, the log has {allowed}"
    for who, names in run.follows.items():
        for name in names:
            if seen[who, name] != len(run.transcripts.get(name, ())):
                yield f"view: {who} has {seen[who, name]} of {len(run.transcripts[name])} of {name}"


def _leaks(run: Run) -> Iterator[str]:
    """Nothing of one customer's conversation reaches another: no frame about it, no word of it."""
    ids = _customer_ids(run)
    owner = {name: _customer_of(transcript) for name, transcript in run.transcripts.items()}
    whose = {
        r.id: ids.get(r.who) if r.who.role == "customer" else owner.get(r.conversation or "")
        for r in run.history
        if isinstance(r, Invoke) and r.act in WORDS
    }
    for record in run.history:
        if not isinstance(record, Received) or record.who.role != "customer":
            continue
        me = ids.get(record.who)
        if owner.get(record.frame.get("conversation") or "", me) != me:
            yield f"leak: {record.who} was given {record.frame}"
        for token in TOKEN.findall(json.dumps(record.frame)):
            if whose.get(token, me) != me:
                yield f"leak: {record.who} was given {token} in {record.frame}"


def _desk(run: Run) -> Iterator[str]:
    """Each handoff ended with an agent, in the queue, over, or back with the bot as was wished:
    and the desk knows."""
    doubled = [name for name, times in Counter(run.waiting).items() if times > 1]
    if doubled:
        yield f"desk: {doubled} wait twice"
    for name, transcript in run.transcripts.items():
        owner, agent, asked, undone = "nobody", None, False, False
        for _, event in transcript:
            owner = OWNERS.get(event.kind, owner)
            agent = event.agent.name if isinstance(event, Assigned) else agent
            asked |= event.kind == "handoff_requested"
            undone = event.kind in UNDONE if event.kind in OWNERS else undone
        if asked and owner not in ENDS and not undone:
            yield f"handoff: {name} ended with {owner}"
        if (name in run.waiting) != (owner == "queue"):
            yield f"desk: {name} is with {owner}, and {'' if name in run.waiting else 'not '}queued"
        if owner == "agent" and run.held.get(name) != agent:
            yield f"desk: {name} is with {agent}, and held by {run.held.get(name)}"


def _customer_ids(run: Run) -> dict[Who, str]:
    """The id of each customer, from their welcomes."""
    welcomes = (r for r in run.history if isinstance(r, Received) and r.who.role == "customer")
    return {r.who: r.frame["customer"] for r in welcomes if r.frame["type"] == "welcome"}


def _customer_of(transcript: Transcript) -> str | None:
    return next((event.customer for _, event in transcript if isinstance(event, Started)), None)
