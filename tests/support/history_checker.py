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
    MessageLeft,
    NoteAdded,
    Started,
)
from handoff_gateway.views import for_agent, for_customer
from tests.support.history import Fail, Invoke, Ok, Received, Run, Transcript, Unknown, Who
from tests.support.history_owners import BY_THE_OWNER, FROM, havings, last_having

ENDS: Final = frozenset({"queue", "agent", "ticket", "over"})  # with whom a handoff may end
WORDS: Final = ("say", "leave_message", "reply", "note")
NOBODY: Final = "no customer"  # may read what agents say to each other
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
            if not isinstance(event, CustomerSaid | MessageLeft | AgentSaid | NoteAdded):
                continue
            sent = invoked.get(event.id)
            if sent is None or sent.text != event.text:
                yield f"changed: {name} {seq} says {event.text!r}, which nobody said"
            elif isinstance(event, AgentSaid | NoteAdded):
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
    """One owner at a time, only the owner acts, and nobody is handed back without consent."""
    for name, transcript in run.transcripts.items():
        for seq, event, before, _ in havings(transcript):
            if event.kind in FROM and before.owner not in FROM[event.kind]:
                yield f"owner: {name} {seq} {event.kind}, and {before.name} had it"
            if isinstance(event, BY_THE_OWNER) and event.agent.name != before.agent:
                yield f"epoch: {name} {seq} {event.kind} of {event.agent}, {before.name} had it"
            if event.kind == "handed_back" and not before.offered:
                yield f"consent: {name} {seq} was handed back and nobody had asked"


def _turns(run: Run) -> Iterator[str]:
    """The bot answers each turn once, in the epoch in which it was asked, and leaves none out."""
    for name, transcript in run.transcripts.items():
        owed = set[int]()
        for seq, event, before, after in havings(transcript):
            if (before.owner, before.agent) != (after.owner, after.agent):
                owed = set()
            if isinstance(event, CustomerSaid):
                for_bot = before.owner == "queue" and (event.ask_bot or event.choice is not None)
                if for_bot or before.owner in ("bot", "ticket"):
                    owed.add(seq)
            elif isinstance(event, BotReplied):
                if event.turn not in owed:
                    yield f"epoch: {name} {seq} answers turn {event.turn}, which is not owed"
                owed.discard(event.turn)
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
    """Nothing of one customer's conversation reaches another: no frame about it, no word of it.
    And no note reaches any customer."""
    ids = _customer_ids(run)
    owner = {name: _customer_of(transcript) for name, transcript in run.transcripts.items()}
    whose: dict[str, str | None] = {}
    for record in run.history:
        if isinstance(record, Invoke) and record.act in WORDS:
            to = owner.get(record.conversation or "") if record.act == "reply" else NOBODY
            whose[record.id] = ids.get(record.who) if record.who.role == "customer" else to
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
        last = last_having(transcript)
        asked = any(event.kind == "handoff_requested" for _, event in transcript)
        if asked and last.owner not in ENDS and not last.back:
            yield f"handoff: {name} ended with {last.name}"
        queued = name in run.waiting
        if queued != (last.owner in ("queue", "ticket")):
            yield f"desk: {name} is with {last.name}, and {'' if queued else 'not '}in the queue"
        if last.agent and run.held.get(name) != last.agent:
            yield f"desk: {name} is with {last.agent}, and held by {run.held.get(name)}"


def _customer_ids(run: Run) -> dict[Who, str]:
    """The id of each customer, from their welcomes."""
    welcomes = (r for r in run.history if isinstance(r, Received) and r.who.role == "customer")
    return {r.who: r.frame["customer"] for r in welcomes if r.frame["type"] == "welcome"}


def _customer_of(transcript: Transcript) -> str | None:
    return next((event.customer for _, event in transcript if isinstance(event, Started)), None)
