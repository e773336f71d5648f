"""A socket's buffer is bounded in frames and bytes, and a history flows as fast as its reader."""

from __future__ import annotations

import asyncio

from handoff_gateway.archive import MemoryArchive
from handoff_gateway.archive_history import History
from handoff_gateway.events import CustomerSaid, Started
from handoff_gateway.follower import PAGE, Follower
from handoff_gateway.frames import Tip
from handoff_gateway.ports import Entry
from handoff_gateway.store_memory import MemoryLog
from handoff_gateway.wire import (
    ABORT,
    BUFFERED,
    BUFFERED_BYTES,
    GOING_AWAY,
    TRY_AGAIN,
    Message,
    Wire,
)


class Peer:
    """The other side; it reads while `reads` is set."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.said: asyncio.Queue[Message] = asyncio.Queue()
        self.reads = asyncio.Event()
        self.reads.set()
        self.aborted = False
        self.said.put_nowait({"type": "websocket.connect"})
        extensions = {ABORT: self.abort}
        self.wire = Wire({"headers": [], "extensions": extensions}, self.said.get, self.take)

    def abort(self) -> None:
        self.aborted = True

    async def take(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            await self.reads.wait()
        self.sent.append(message)

    def say(self, text: str) -> None:
        self.said.put_nowait({"type": "websocket.receive", "text": text})

    @property
    def code(self) -> int | None:
        closes = [m["code"] for m in self.sent if m["type"] == "websocket.close"]
        return closes[0] if closes else None


def tip(size: int = 0) -> Tip:
    return Tip(conversation="c" * size, version=1)


async def accepted() -> Peer:
    peer = Peer()
    await peer.wire.accept()
    return peer


async def test_a_reader_that_stands_still_is_closed_after_so_many_frames() -> None:
    peer = await accepted()
    peer.reads.clear()
    await asyncio.sleep(0)
    for _ in range(BUFFERED + 2):
        peer.wire.send(tip())
        await asyncio.sleep(0)
    await peer.wire.finish()
    assert peer.code == TRY_AGAIN
    assert not peer.wire._out, "what waited is let go"


async def test_a_reader_that_stands_still_is_closed_after_so_many_bytes() -> None:
    peer = await accepted()
    peer.reads.clear()
    for _ in range(12):
        peer.wire.send(tip(BUFFERED_BYTES // 10))
        await asyncio.sleep(0)
    await peer.wire.finish()
    assert peer.code == TRY_AGAIN


async def test_one_frame_larger_than_the_buffer_still_leaves() -> None:
    peer = await accepted()
    peer.wire.send(tip(BUFFERED_BYTES * 2))
    peer.wire.close(1000)
    await peer.wire.finish()
    assert [m["type"] for m in peer.sent[1:]] == ["websocket.send", "websocket.close"]


async def test_who_leaves_a_socket_lets_the_frame_under_way_have_its_answer() -> None:
    peer = await accepted()
    peer.say("question")
    async for _ in peer.wire.frames():
        peer.wire.leave(GOING_AWAY)
        await asyncio.sleep(0)
        peer.wire.send(tip())
        peer.said.put_nowait({"type": "websocket.disconnect"})
    await peer.wire.finish()
    assert [m["type"] for m in peer.sent[1:]] == ["websocket.send", "websocket.close"]
    assert peer.code == GOING_AWAY


async def test_an_idle_socket_is_left_at_once() -> None:
    peer = await accepted()
    peer.wire.leave(GOING_AWAY)
    await peer.wire.finish()
    assert peer.code == GOING_AWAY


LONG = BUFFERED * 3


async def long_log() -> MemoryLog:
    log = MemoryLog()
    said = [CustomerSaid(at=n, id=f"m-{n}", text="word") for n in range(2, LONG + 1)]
    await log.append("c", 0, [Started(at=1, customer="a", locale="en"), *said], None)
    return log


def following(log: MemoryLog, wire: Wire) -> Follower:
    def deliver(conversation: str, entry: Entry) -> None:
        wire.send(Tip(conversation=conversation, version=entry.seq))

    history = History(log, MemoryArchive())
    return Follower(log, history, "c", 0, deliver, lambda *_: None, lambda *_: None, wire.room)


async def test_a_history_longer_than_the_buffer_arrives_whole_and_in_order() -> None:
    peer = await accepted()
    log = await long_log()
    await following(log, peer.wire).start()
    peer.wire.close(1000)
    await peer.wire.finish()
    told = [Tip.model_validate_json(m["text"]).version for m in peer.sent if "text" in m]
    assert told == list(range(1, LONG + 1))
    assert peer.code == 1000


async def test_a_reader_that_stands_still_keeps_neither_the_check_nor_the_log_in_memory() -> None:
    peer = await accepted()
    peer.reads.clear()
    follower = following(await long_log(), peer.wire)
    start = asyncio.create_task(follower.start())
    while follower.last < BUFFERED // 2:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert follower.last <= BUFFERED // 2 + PAGE, "no further than there is room"
    await follower.check()  # returns although the reader stands still
    assert not start.done()
    peer.reads.set()
    await start
    assert follower.last == LONG
    await follower.stop()


async def test_what_comes_while_a_history_is_read_comes_after_it() -> None:
    peer = await accepted()
    log = await long_log()
    follower = following(log, peer.wire)
    start = asyncio.create_task(follower.start())
    while follower.last < PAGE:
        await asyncio.sleep(0)
    await log.append("c", LONG, [CustomerSaid(at=9, id="m-last", text="live")], None)
    await start
    await follower.check()
    peer.wire.close(1000)
    await peer.wire.finish()
    told = [Tip.model_validate_json(m["text"]).version for m in peer.sent if "text" in m]
    assert told == list(range(1, LONG + 2))
