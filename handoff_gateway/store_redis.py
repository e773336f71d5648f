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
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Any, Final, cast

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from handoff_gateway.events import Event, from_json, to_json
from handoff_gateway.ports import (
    AgentPresence,
    Appended,
    Claim,
    Conflict,
    DeskState,
    Duplicate,
    Entry,
    Listener,
    News,
    Signal,
    StoreUnavailable,
)

logger = logging.getLogger(__name__)

TIMEOUT_S: Final = 5.0
RECONNECT_S: Final = 0.2
DESK_CHANNEL: Final = "handrail:{desk}:feed"


def connect(url: str) -> Redis:
    """A client for a redis://, rediss:// or unix:// address that never retries by itself.

    Raises:
        ValueError: when the address is none of these.
    """
    return Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
    )


def _script(name: str) -> str:
    return (files("handoff_gateway") / "lua" / f"{name}.lua").read_text(encoding="utf-8")


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Every way in which the store can fail to answer, as one error."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreUnavailable(str(error)) from error


class Feed:
    """One pub/sub connection for all channels that this process listens to; comes back by itself.

    After each reconnection every listener hears None: news may have been missed.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._listeners: dict[str, list[Callable[[bytes | None], None]]] = defaultdict(list)
        self._confirmed: dict[str, asyncio.Future[None]] = {}
        self._pubsub: PubSub | None = None
        self._task: asyncio.Task[None] | None = None

    async def listen(self, channel: str, listener: Callable[[bytes | None], None]) -> None:
        """Hear every message of the channel from now on; returns once the store has confirmed it.

        Raises:
            StoreUnavailable: not confirmed in time.
        """
        self._listeners[channel].append(listener)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="feed")
        confirmed = self._confirmed.get(channel)
        if confirmed is None:
            confirmed = self._confirmed[channel] = asyncio.get_running_loop().create_future()
            if self._pubsub is not None:
                with contextlib.suppress(
                    RedisError, OSError
                ):  # else _run subscribes on reconnection
                    await self._pubsub.subscribe(channel)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await asyncio.shield(confirmed)
        except TimeoutError as error:
            self._drop(channel, listener)
            raise StoreUnavailable("the store does not confirm a subscription") from error

    async def forget(self, channel: str, listener: Callable[[bytes | None], None]) -> None:
        """Hear no more."""
        self._drop(channel, listener)
        if channel not in self._listeners and self._pubsub is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._pubsub.unsubscribe(channel)

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _drop(self, channel: str, listener: Callable[[bytes | None], None]) -> None:
        if listener in self._listeners.get(channel, []):
            self._listeners[channel].remove(listener)
        if not self._listeners.get(channel):
            self._listeners.pop(channel, None)
            self._confirmed.pop(channel, None)

    async def _run(self) -> None:
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await self._serve(pubsub)
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("feed lost, coming back: %s", type(error).__name__)
            self._pubsub = None
            await asyncio.sleep(RECONNECT_S)

    async def _serve(self, pubsub: PubSub) -> None:
        channels = {*self._confirmed, DESK_CHANNEL}
        await pubsub.subscribe(*channels)
        self._pubsub = pubsub
        if late := set(self._confirmed) - channels:  # added while we subscribed
            await pubsub.subscribe(*late)
        while True:
            message = await pubsub.get_message(timeout=TIMEOUT_S)
            if message is None:
                await pubsub.ping()  # an idle connection may be dead without a word
                continue
            channel = _text(message["channel"]) if message["channel"] else ""
            if message["type"] == "subscribe":
                self._confirm(channel)
            elif message["type"] == "message":
                self._tell(channel, cast(bytes, message["data"]))

    def _confirm(self, channel: str) -> None:
        confirmed = self._confirmed.get(channel)
        if confirmed is None:
            return
        if confirmed.done():  # subscribed anew after a reconnection
            self._tell(channel, None)
        else:
            confirmed.set_result(None)

    def _tell(self, channel: str, data: bytes | None) -> None:
        for listener in tuple(self._listeners.get(channel, ())):
            listener(data)


class RedisLog:
    """`ports.Log` on streams, hashes and pub/sub channels."""

    def __init__(self, client: Redis, feed: Feed) -> None:
        self._client = client
        self._feed = feed
        self._append = client.register_script(_script("append"))
        self._erase = client.register_script(_script("erase"))
        self._wires: dict[tuple[str, Listener], Callable[[bytes | None], None]] = {}

    async def append(
        self, conversation: str, expected: int, events: Sequence[Event], message_id: str | None
    ) -> Appended | Duplicate | Conflict:
        with _errors():
            outcome, *rest = await self._append(
                keys=[_log(conversation), f"handrail:{{c:{conversation}}}:ids"],
                args=[
                    expected,
                    message_id or "",
                    _channel(conversation),
                    *(to_json(event) for event in events),
                ],
            )
        match outcome:
            case b"appended":
                return Appended(rest[0])
            case b"duplicate":
                return Duplicate(rest[0])
            case _:
                return Conflict(rest[0], _entries(rest[1]))

    async def read(self, conversation: str, after: int = 0) -> tuple[Entry, ...]:
        with _errors():
            return _entries(await self._client.xrange(_log(conversation), min=f"{after + 1}-0"))

    async def erase(self, conversation: str, expected: int) -> bool:
        with _errors():
            keys = [_log(conversation), f"handrail:{{c:{conversation}}}:ids"]
            return bool(await self._erase(keys=keys, args=[expected]))

    async def signal(self, conversation: str, signal: Signal) -> None:
        with _errors():
            await self._client.publish(_channel(conversation), json.dumps({"who": signal.who}))

    async def follow(self, conversation: str, listener: Listener) -> None:
        def wire(data: bytes | None) -> None:
            listener(conversation, _news(data))

        self._wires[conversation, listener] = wire
        await self._feed.listen(_channel(conversation), wire)

    async def unfollow(self, conversation: str, listener: Listener) -> None:
        if wire := self._wires.pop((conversation, listener), None):
            await self._feed.forget(_channel(conversation), wire)


class RedisDesk:
    """`ports.Desk` on a sorted set, hashes and sets."""

    _QUEUE: Final = "handrail:{desk}:queue"
    _HELD: Final = "handrail:{desk}:held"
    _AGENTS: Final = "handrail:{desk}:agents"
    _TRACKED: Final = "handrail:{desk}:tracked"

    def __init__(self, client: Redis, feed: Feed) -> None:
        self._client = client
        self._feed = feed
        self._scripts = {
            name: client.register_script(_script(name))
            for name in ("enqueue", "claim", "hold", "withdraw", "point")
        }

    async def enqueue(self, conversation: str, requested_at: int) -> None:
        await self._run("enqueue", conversation, requested_at, DESK_CHANNEL)

    async def hold(self, conversation: str, agent: str, now: int) -> None:
        await self._run("hold", conversation, agent, now, DESK_CHANNEL)

    async def withdraw(self, conversation: str) -> None:
        await self._run("withdraw", conversation, DESK_CHANNEL)

    async def claim(self, agent: str, capacity: int, now: int, conversation: str | None) -> Claim:
        with _errors():
            outcome, *rest = await self._scripts["claim"](
                keys=[self._QUEUE, self._HELD, self._AGENTS],
                args=[agent, capacity, now, conversation or "", DESK_CHANNEL],
            )
        return Claim(cast(Any, _text(outcome)), *(_text(value) for value in rest))

    async def claimed_at(self, conversation: str) -> int | None:
        with _errors():
            held = await _hash(self._client.hget(self._HELD, conversation))
        return int(held.split(b":", 1)[0]) if held else None

    async def arrive(self, presence: AgentPresence) -> None:
        body = {"name": presence.name, "status": presence.status, "until": presence.until}
        with _errors():
            before = await _hash(self._client.hget(self._AGENTS, presence.id))
            await _hash(self._client.hset(self._AGENTS, presence.id, json.dumps(body)))
            if before is None or json.loads(before)["status"] != presence.status:
                await self._client.publish(DESK_CHANNEL, "1")

    async def go(self, agent: str) -> None:
        with _errors():
            if await _hash(self._client.hdel(self._AGENTS, agent)):
                await self._client.publish(DESK_CHANNEL, "1")

    async def state(self, now: int) -> DeskState:
        with _errors():
            async with self._client.pipeline(transaction=False) as batch:
                batch.zrange(self._QUEUE, 0, -1, withscores=True)
                batch.hgetall(self._HELD)
                batch.hgetall(self._AGENTS)
                waiting, held, agents = await batch.execute()
        present = (AgentPresence(id=_text(k), **json.loads(v)) for k, v in agents.items())
        return DeskState(
            waiting=tuple((_text(name), int(at)) for name, at in waiting),
            held={_text(k): _text(v).split(":", 1)[1] for k, v in held.items()},
            agents=tuple(sorted((a for a in present if a.until >= now), key=lambda a: a.id)),
        )

    async def track(self, conversation: str) -> None:
        with _errors():
            await _hash(self._client.sadd(self._TRACKED, conversation))

    async def untrack(self, conversation: str) -> None:
        with _errors():
            await _hash(self._client.srem(self._TRACKED, conversation))

    async def tracked(self) -> frozenset[str]:
        with _errors():
            return frozenset(
                _text(name) for name in await _hash(self._client.smembers(self._TRACKED))
            )

    async def current(self, customer: str) -> str | None:
        with _errors():
            current = await self._client.get(_current(customer))
        return _text(current) if current else None

    async def point(self, customer: str, before: str | None, after: str) -> str:
        with _errors():
            return _text(
                await self._scripts["point"](keys=[_current(customer)], args=[before or "", after])
            )

    async def on_change(self, listener: Callable[[], None]) -> None:
        await self._feed.listen(DESK_CHANNEL, lambda _: listener())

    async def _run(self, script: str, *args: str | int) -> None:
        with _errors():
            await self._scripts[script](keys=[self._QUEUE, self._HELD], args=list(args))


async def wait_for_store(client: Redis, patience_s: float) -> None:
    """Return as soon as the store answers.

    Raises:
        StoreUnavailable: when it does not within `patience_s`, with the store's own words.
    """
    deadline = asyncio.get_running_loop().time() + patience_s
    while True:
        try:
            await _hash(client.ping())
            return
        except (RedisError, OSError, TimeoutError) as error:
            loading = isinstance(error, RedisConnectionError | OSError | TimeoutError)
            if not loading or asyncio.get_running_loop().time() > deadline:
                raise StoreUnavailable(str(error)) from error
        await asyncio.sleep(0.1)


def _log(conversation: str) -> str:
    return f"handrail:{{c:{conversation}}}:log"


def _channel(conversation: str) -> str:
    return f"handrail:{{c:{conversation}}}:feed"


def _current(customer: str) -> str:
    return f"handrail:{{u:{customer}}}:current"


def _entries(raw: Iterable[Any] | None) -> tuple[Entry, ...]:
    return tuple(
        Entry(int(entry_id.split(b"-", 1)[0]), from_json(_field(fields)))
        for entry_id, fields in raw or ()
    )


def _field(fields: object) -> bytes:
    """The event in a stream entry: a dict from redis-py's XRANGE, a flat list out of a script."""
    return cast(
        bytes, fields[b"event"] if isinstance(fields, dict) else cast(list[bytes], fields)[1]
    )


def _news(data: bytes | None) -> News:
    if data is None:
        return None
    body = json.loads(data)
    if isinstance(body, dict):
        return Signal(body["who"])
    return tuple(Entry(seq, from_json(json.dumps(event))) for seq, event in body)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _hash(answer: object) -> Awaitable[Any]:
    """redis-py types the answers of hash and set commands as awaitable or not; here they always
    are.
    """
    return cast(Awaitable[Any], answer)
