"""The store on Valkey or Redis: `ports.Log` and `ports.Desk`, one Lua script per atomic act
(lua/*.lua).

Keys: one conversation's share the hash tag {c:<id>}, the desk's share {desk}, a customer's
{u:<id>}.
The client never retries by itself: a lost reply is told as StoreUnavailable, and callers repeat
with the same ids.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from handoff_gateway.desk_json import (
    place_from_json,
    place_to_json,
    presence_from_json,
    presence_to_json,
    requested_at,
    score_of,
)
from handoff_gateway.durability import LOCAL, Durability, shortfall
from handoff_gateway.events import Agent, Event, from_json, numbered_from_json, to_json
from handoff_gateway.line import Raw
from handoff_gateway.ports import (
    OBSERVED,
    AgentPresence,
    Appended,
    Claim,
    Conflict,
    DeskState,
    Duplicate,
    Entry,
    Listener,
    News,
    Pointer,
    Reader,
    Signal,
    StoreUnavailable,
)
from handoff_gateway.routing import Place
from handoff_gateway.store_client import Client, NotConfirmed, Script, Server
from handoff_gateway.store_cluster import SCHEMES as CLUSTER_SCHEMES
from handoff_gateway.store_cluster import Cluster
from handoff_gateway.store_feed import Feed
from handoff_gateway.waiting import Observed, Recent

REMEMBERED: Final = 10_000  # conversations of which something is remembered in memory
DESK_CHANNEL: Final = "handrail:{desk}:feed"


def connect(url: str, durability: Durability = LOCAL) -> Client:
    """A client for a redis://, rediss:// or unix:// address, or redis+cluster:// of a cluster.

    Raises:
        ValueError: when the address is none of these.
    """
    if url.partition("://")[0] in CLUSTER_SCHEMES:
        return Cluster(url, durability)
    return Server(url, durability)


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Every way in which the store can fail to answer, as one error."""
    try:
        yield
    except (RedisError, NotConfirmed, OSError, TimeoutError) as error:
        raise StoreUnavailable(str(error)) from error


class RedisLog:
    """`ports.Log` on streams, hashes and pub/sub channels."""

    _APPEND: Final = Script("append")
    _TOUCH: Final = Script("touch")
    _ERASE: Final = Script("erase")
    _MARK: Final = Script("mark")

    def __init__(self, client: Client, feed: Feed) -> None:
        self._client = client
        self._feed = feed
        self._replicated = client.durability.replicas > 0
        self._confirmed: OrderedDict[str, int] = OrderedDict()
        self._followers: dict[str, _Followers] = {}
        self._parsed: tuple[bytes | None, News] = None, None  # what the feed told last

    async def append(
        self, conversation: str, expected: int, events: Sequence[Event], message_id: str | None
    ) -> Appended | Duplicate | Conflict:
        bodies = [to_json(event) for event in events]
        channel, publish = _channel(conversation), self._client.publish
        with _errors():
            outcome, *rest = await self._client.run(
                self._APPEND,
                [_log(conversation), _ids(conversation)],
                [expected, message_id or "", channel, publish, *bodies],
                confirmed=True,
            )
        if outcome == b"appended":
            self._is_confirmed(conversation, rest[0])
            self._tell(conversation, expected, events, bodies)
            return Appended(rest[0])
        await self._confirm(conversation, rest[0])
        if outcome == b"duplicate":
            return Duplicate(rest[0])
        return Conflict(rest[0], _entries(rest[1]))

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        with _errors():
            raw = await self._client.command("XRANGE", _log(conversation), f"{after + 1}-0", "+")
        entries = _entries(raw)
        if entries:
            await self._confirm(conversation, entries[-1].seq)
        return entries

    async def _confirm(self, conversation: str, version: int) -> None:
        """Wait for the replicas to have a log up to `version`, where they are to be waited for.

        Whoever appended it may have failed to: then what a read, a repeated id or a conflict tells
        of it would be acknowledged without.
        """
        if not self._replicated or version <= self._confirmed.get(conversation, 0):
            return
        with _errors():
            reached = await self._client.run(
                self._TOUCH, [_log(conversation), _ids(conversation)], [], confirmed=True
            )
        self._is_confirmed(conversation, reached)

    def _is_confirmed(self, conversation: str, version: int) -> None:
        if self._replicated:
            self._confirmed[conversation] = version
            self._confirmed.move_to_end(conversation)
            if len(self._confirmed) > REMEMBERED:
                self._confirmed.popitem(last=False)

    async def erase(self, conversation: str, expected: int) -> bool:
        keys = [_log(conversation), _ids(conversation), _marks(conversation)]
        with _errors():
            erased = bool(await self._client.run(self._ERASE, keys, [expected]))
        self._confirmed.pop(conversation, None)
        return erased

    async def take_turn(self, conversation: str, turn: int, for_ms: int) -> bool:
        with _errors():
            taken = await self._client.command(
                "SET", f"{_log(conversation)}:turn:{turn}", 1, "NX", "PX", for_ms
            )
        return taken is not None

    async def signal(self, conversation: str, signal: Signal) -> None:
        with _errors():
            await self._client.command(
                self._client.publish, _channel(conversation), json.dumps({"who": signal.who})
            )

    async def mark_read(self, conversation: str, who: Reader, seq: int) -> None:
        with _errors():
            await self._client.run(
                self._MARK,
                [_marks(conversation)],
                [who, seq, _channel(conversation), self._client.publish],
            )

    async def read_marks(self, conversation: str) -> dict[Reader, int]:
        with _errors():
            marks = await self._client.command("HGETALL", _marks(conversation))
        return {cast(Reader, _text(who)): int(seq) for who, seq in _pairs(marks)}

    async def follow(self, conversation: str, listener: Listener) -> None:
        followers = self._followers.setdefault(conversation, _Followers())

        def wire(data: bytes | None) -> None:
            if data is None or data != followers.told:
                news = self._parse(data)
                if isinstance(news, tuple):
                    followers.newest = news[-1].seq
                listener(conversation, news)

        followers.wires[listener] = wire
        await self._feed.listen(_channel(conversation), wire)

    async def unfollow(self, conversation: str, listener: Listener) -> None:
        followers = self._followers.get(conversation, _Followers())
        if wire := followers.wires.pop(listener, None):
            if not followers.wires:
                del self._followers[conversation]
            await self._feed.forget(_channel(conversation), wire)

    def _tell(
        self, conversation: str, expected: int, events: Sequence[Event], bodies: Sequence[bytes]
    ) -> None:
        """Tell those who follow here what was appended, unless the feed was quicker; when it brings
        the same, it is no news.
        """
        followers = self._followers.get(conversation)
        if followers is None or followers.newest > expected:
            return
        numbered = enumerate(bodies, start=expected + 1)
        followers.told = b"[%b]" % b",".join(b"[%d,%b]" % one for one in numbered)
        followers.newest = expected + len(events)
        news = tuple(Entry(n, event) for n, event in enumerate(events, start=expected + 1))
        for listener in tuple(followers.wires):
            listener(conversation, news)

    def _parse(self, data: bytes | None) -> News:
        """What the feed tells; all who follow a conversation are given the same in a row."""
        if data is not self._parsed[0]:
            self._parsed = data, _news(data)
        return self._parsed[1]


@dataclass(slots=True)
class _Followers:
    """Who follows a conversation in this process.

    `told` is the message of the feed that they need not hear, `newest` the last number they heard.
    """

    wires: dict[Listener, Callable[[bytes | None], None]] = field(default_factory=dict)
    told: bytes = b""
    newest: int = 0


class RedisDesk:
    """`ports.Desk` on a sorted set, hashes and sets."""

    _QUEUE: Final = "handrail:{desk}:queue"
    _HELD: Final = "handrail:{desk}:held"
    _AGENTS: Final = "handrail:{desk}:agents"
    _PLACES: Final = "handrail:{desk}:places"
    _IDLE: Final = "handrail:{desk}:idle"
    _TRACKED: Final = "handrail:{desk}:tracked"
    _HERE: Final = "handrail:{desk}:here"
    _HASHES: Final = (_HELD, _AGENTS, _PLACES, _IDLE, _HERE)
    _TIMES: Final[dict[Observed, str]] = {
        "held": "handrail:{desk}:held_ms",
        "answered": "handrail:{desk}:answered_ms",
    }
    _SCRIPTS: Final = {
        name: Script(*(("fits", name) if name in ("claim", "assign") else (name,)))
        for name in (
            "enqueue",
            "claim",
            "assign",
            "hold",
            "withdraw",
            "point",
            "arrive",
            "go",
            "here",
            "observe",
        )
    }

    def __init__(self, client: Client, feed: Feed) -> None:
        self._client = client
        self._feed = feed
        self._pointed: set[str] = set()  # tracked with the pointer, and not yet asked to be

    async def enqueue(self, conversation: str, place: Place, now: int) -> None:
        await self._run(
            "enqueue",
            [self._QUEUE, self._HELD, self._PLACES, self._IDLE],
            *(conversation, score_of(place), place_to_json(place), now),
        )

    async def hold(self, conversation: str, agent: str, now: int) -> None:
        keys = [self._QUEUE, self._HELD, self._PLACES, self._IDLE]
        await self._run("hold", keys, conversation, agent, now)

    async def withdraw(self, conversation: str, now: int) -> None:
        keys = [self._QUEUE, self._HELD, self._PLACES, self._IDLE]
        await self._run("withdraw", keys, conversation, now)

    async def claim(self, agent: str, now: int, conversation: str | None) -> Claim:
        keys = [self._QUEUE, self._HELD, self._AGENTS, self._PLACES]
        outcome, *rest = await self._run("claim", keys, agent, now, conversation or "")
        return Claim(cast(Any, _text(outcome)), *(_text(value) for value in rest))

    async def assign(self, now: int, limit: int) -> tuple[tuple[str, Agent], ...]:
        keys = [self._QUEUE, self._HELD, self._AGENTS, self._PLACES, self._IDLE]
        given = [_text(value) for value in await self._run("assign", keys, now, limit)]
        thirds = zip(given[::3], given[1::3], given[2::3], strict=True)
        return tuple((conversation, Agent(agent, name)) for conversation, agent, name in thirds)

    async def claimed_at(self, conversation: str) -> int | None:
        with _errors():
            held = await self._client.command("HGET", self._HELD, conversation)
        return int(held.split(b":", 1)[0]) if held else None

    async def arrive(self, presence: AgentPresence, *, only_known: bool = False) -> None:
        told = presence_to_json(presence)
        await self._run("arrive", [self._AGENTS], presence.id, told, int(only_known))

    async def go(self, agent: str) -> None:
        await self._run("go", [self._AGENTS], agent)

    async def customers_here(self, conversations: Collection[str], now: int, until: int) -> None:
        await self._run("here", [self._HERE], now, until, *conversations)

    async def observed(self, what: Observed, ms: int) -> None:
        with _errors():
            await self._client.run(self._SCRIPTS["observe"], [self._TIMES[what]], [ms, OBSERVED])

    async def state(self, now: int) -> DeskState:
        with _errors():
            waiting, hashes, times = await asyncio.gather(  # one tick, one round trip
                self._client.command("ZRANGE", self._QUEUE, 0, -1, "WITHSCORES"),
                asyncio.gather(*(self._client.command("HGETALL", k) for k in self._HASHES)),
                asyncio.gather(
                    *(self._client.command("LRANGE", key, 0, -1) for key in self._TIMES.values())
                ),
            )
        held, agents, places, idle, here = hashes
        present = (presence_from_json(_text(k), v) for k, v in _pairs(agents))
        return DeskState(
            waiting=tuple((_text(name), requested_at(float(n))) for name, n in _pairs(waiting)),
            held={_text(k): _text(v).split(":", 1)[1] for k, v in _pairs(held)},
            agents=tuple(sorted((a for a in present if a.until >= now), key=lambda a: a.id)),
            places={_text(k): place_from_json(v) for k, v in _pairs(places)},
            idle_since={_text(k): int(v) for k, v in _pairs(idle)},
            here=frozenset(_text(name) for name, until in _pairs(here) if int(until) >= now),
            recent=Recent(
                **{
                    what: tuple(int(ms) for ms in kind)
                    for what, kind in zip(self._TIMES, times, strict=True)
                }
            ),
        )

    async def track(self, conversation: str) -> None:
        if conversation in self._pointed:
            self._pointed.discard(conversation)
            return
        with _errors():
            await self._client.command("SADD", self._TRACKED, conversation)

    async def untrack(self, conversation: str) -> None:
        self._pointed.discard(conversation)
        with _errors():
            await self._client.command("SREM", self._TRACKED, conversation)

    async def tracked(self) -> frozenset[str]:
        with _errors():
            names = await self._client.command("SMEMBERS", self._TRACKED)
        return frozenset(_text(name) for name in names)

    async def current(self, customer: str) -> Pointer | None:
        with _errors():
            known = await self._client.command("GET", _current(customer))
        if not known:
            return None
        conversation, at, before = (*_text(known).split(" "), "", "")[:3]
        return Pointer(conversation, int(at or 0), before or None)

    async def point(self, customer: str, before: str | None, after: str, now: int) -> str:
        # The one who points tracks next: where one script may do both, a round trip is saved.
        also = [self._TRACKED] if self._client.together else []
        with _errors():
            raw = await self._client.run(
                self._SCRIPTS["point"], [_current(customer), *also], [before or "", after, now]
            )
        current = _text(raw)
        if also and current == after:
            if len(self._pointed) > REMEMBERED:
                self._pointed.clear()
            self._pointed.add(after)
        return current

    async def unpoint(self, customer: str) -> None:
        with _errors():
            await self._client.command("DEL", _current(customer))

    async def on_change(self, listener: Callable[[], None]) -> None:
        await self._feed.listen(DESK_CHANNEL, lambda _: listener())

    async def _run(self, script: str, keys: Sequence[str], *args: str | int) -> Raw:
        with _errors():
            return await self._client.run(
                self._SCRIPTS[script], keys, [*args, DESK_CHANNEL, self._client.publish]
            )


async def wait_for_store(client: Client, patience_s: float) -> None:
    """Return as soon as the store answers.

    Raises:
        StoreUnavailable: when it does not within `patience_s`, with the store's own words.
    """
    deadline = asyncio.get_running_loop().time() + patience_s
    while True:
        try:
            await client.each("PING")
            return
        except (RedisError, OSError, TimeoutError) as error:
            loading = isinstance(error, RedisConnectionError | RedisTimeoutError | OSError)
            if not loading or asyncio.get_running_loop().time() > deadline:
                raise StoreUnavailable(str(error)) from error
        await asyncio.sleep(0.1)


async def check_durability(client: Client) -> str | None:
    """Why `local` may not keep what it promises on this store, in one line; None when it does.

    Raises:
        StoreUnavailable: the store did not answer.
    """
    if client.durability != LOCAL:
        return None
    with _errors():
        try:
            answers = await client.each("CONFIG", "GET", "append*")
        except ResponseError:
            return (
                "could not be checked, since the store does not tell its settings (CONFIG GET): "
                "local needs appendonly yes and appendfsync always there"
            )
    for answer in answers:
        told = {_text(name): _text(value) for name, value in _pairs(answer)}
        if lacking := shortfall(told.get("appendonly", "no"), told.get("appendfsync", "no")):
            return lacking
    return None


def _log(conversation: str) -> str:
    return f"handrail:{{c:{conversation}}}:log"


def _ids(conversation: str) -> str:
    return f"handrail:{{c:{conversation}}}:ids"


def _marks(conversation: str) -> str:
    return f"handrail:{{c:{conversation}}}:marks"


def _channel(conversation: str) -> str:
    return f"handrail:{{c:{conversation}}}:feed"


def _current(customer: str) -> str:
    return f"handrail:{{u:{customer}}}:current"


def _entries(raw: Iterable[Any] | None) -> tuple[Entry, ...]:
    return tuple(
        Entry(int(entry_id.split(b"-", 1)[0]), from_json(fields[1]))
        for entry_id, fields in raw or ()
    )


def _news(data: bytes | None) -> News:
    if data is None:
        return None
    if data.startswith(b"{"):
        body = json.loads(data)
        return Signal(body["who"], body.get("read"))
    return tuple(Entry(seq, event) for seq, event in numbered_from_json(data))


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _pairs(flat: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The fields and values of a hash, or members and scores, from the flat list they come in."""
    return zip(flat[::2], flat[1::2], strict=True)
