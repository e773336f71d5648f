"""What a customer's and an agent's socket share: followed conversations, and errors as frames."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Final

from handoff_gateway import frames
from handoff_gateway.conversation import EXPLANATIONS, Refused
from handoff_gateway.events import Event
from handoff_gateway.follower import Follower
from handoff_gateway.gate import Guest
from handoff_gateway.hub import Hub
from handoff_gateway.keeper import Done, NotFound
from handoff_gateway.ports import Entry, Reader, Signal, StoreUnavailable
from handoff_gateway.service import Service
from handoff_gateway.wire import PROTOCOL_ERROR, TOO_MANY, TRY_AGAIN, Wire

NEEDED: Final = (
    *(frames.CustomerHello, frames.AgentHello, frames.Identify, frames.Open),
)  # without an id, so nobody would send it again, and without it the client would miss what comes
View = Callable[[Event], dict[str, Any]]
"""An event as this side may see it."""


class Side(ABC):
    """What both sides share: a wire, followed conversations, and errors as frames."""

    def __init__(
        self, service: Service, hub: Hub, wire: Wire, guest: Guest, who: Reader, view: View
    ) -> None:
        self.service = service
        self.hub = hub
        self.wire = wire
        self._guest = guest
        self._who = who
        self._view = view
        self.followed: dict[str, Follower] = {}

    async def serve(self) -> None:
        """Answer frames until the socket closes."""
        try:
            async for raw in self.wire.frames():
                await self._answer(raw)
        finally:
            for follower in tuple(self.followed.values()):
                await follower.stop()

    async def check(self) -> None:
        """Deliver what the feed may have lost, and tell the newest numbers."""
        for follower in tuple(self.followed.values()):
            await follower.check()
            self.wire.send(frames.Tip(conversation=follower.conversation, version=follower.last))

    async def follow(self, conversation: str, after: int) -> None:
        if old := self.followed.pop(conversation, None):
            await old.stop()
        follower = Follower(
            self.service.log,
            self.service.history,
            conversation,
            after,
            self._deliver,
            self._signal,
            self.start_fresh,
            self.wire.room,
        )
        self.followed[conversation] = follower
        try:
            await follower.start()
        except StoreUnavailable:
            await self.unfollow(conversation)  # half followed, it would miss what comes
            raise

    async def unfollow(self, conversation: str) -> None:
        if follower := self.followed.pop(conversation, None):
            await follower.stop()

    def start_fresh(self, conversation: str, version: int) -> None:
        """What the client has of this conversation stands no more; `version` entries follow."""
        self.wire.send(frames.StartFresh(conversation=conversation, version=version))

    def error(
        self,
        code: frames.ErrorCode,
        message: str,
        frame_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Tell what was not accepted; `retry_after` in seconds."""
        if retry_after is not None:
            retry_after = max(0.1, round(retry_after, 1))
        error = frames.Error(code=code, message=message, id=frame_id, retry_after=retry_after)
        self.wire.send(error)

    def introduce(self, who: str) -> bool:
        """Whose socket it is. False: they have too many open, and it was closed."""
        if wait := self._guest.introduce(who):
            self.error("too_many", "you have too many connections open at once", retry_after=wait)
            self.wire.close(TOO_MANY)
        return not wait

    def acknowledge(self, frame_id: str, done: Done) -> None:
        self.wire.send(frames.ack_json(frame_id, done.conversation, done.seq))

    async def _answer(self, raw: str | bytes) -> None:
        """One frame; every way in which it can fail becomes an error frame."""
        frame: frames.CustomerFrame | frames.AgentFrame | None = None
        frame_id: str | None = None
        if pause := self._guest.pause_s():
            await asyncio.sleep(pause)  # taken in order, only slower
        wait = self._guest.wait_s()
        try:
            frame = self._parse(raw)
            frame_id = getattr(frame, "id", None)
            if not wait:
                await self._handle(frame)
        except frames.BadFrame as error:
            frame_id = error.frame_id
            if not wait:
                self.error(error.code, str(error), frame_id)
        except Refused as error:
            self.error("refused", EXPLANATIONS[error.reason], frame_id)
        except NotFound:
            self.error("not_found", "there is no such conversation of yours", frame_id)
        except StoreUnavailable:
            self.error("unavailable", "nothing was kept; send it again with the same id", frame_id)
            if isinstance(frame, NEEDED):
                self.wire.close(TRY_AGAIN)
        if wait:
            self.error("too_fast", "too many frames in a short time", frame_id, wait)

    @abstractmethod
    def _parse(self, raw: str | bytes) -> frames.CustomerFrame | frames.AgentFrame: ...

    @abstractmethod
    async def _handle(self, frame: frames.CustomerFrame | frames.AgentFrame) -> None: ...

    def _deliver(self, conversation: str, entry: Entry) -> None:
        self.service.keeper.heard(conversation, entry)
        view = self._view(entry.event)
        self.wire.send(frames.entry_json(conversation, entry.seq, entry.event.at, view))

    def _signal(self, conversation: str, signal: Signal) -> None:
        if signal.read is not None and signal.who != "bot":
            self._tell_read(conversation, signal.who, signal.read)
        elif signal.who != self._who:
            self.wire.send(frames.Typing(conversation=conversation, who=signal.who))

    async def tell_marks(self, conversation: str) -> None:
        """How far each side has read."""
        for who, seq in (await self.service.log.read_marks(conversation)).items():
            self._tell_read(conversation, who, seq)

    def _tell_read(self, conversation: str, who: Reader, seq: int) -> None:
        self.wire.send(frames.WasRead(conversation=conversation, who=who, seq=seq))

    def _wrong_hello(self, frame: frames.CustomerFrame | frames.AgentFrame) -> bool:
        """Close what does not begin with a hello of this protocol."""
        if not isinstance(frame, frames.CustomerHello | frames.AgentHello):
            self.error("hello_first", "the first frame must be hello")
        elif frame.protocol != frames.PROTOCOL:
            self.error("unsupported_protocol", f"this server speaks protocol {frames.PROTOCOL}")
        else:
            return False
        self.wire.close(PROTOCOL_ERROR)
        return True
