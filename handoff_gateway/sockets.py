"""The two socket endpoints: frames in, use cases called, frames out. Plain ASGI; protocol in
docs/protocol.md.
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, Literal

from handoff_gateway import frames
from handoff_gateway.cards import conversation_card
from handoff_gateway.conversation import EXPLANATIONS, Refused
from handoff_gateway.conversation import Say as SayCommand
from handoff_gateway.events import Agent, Page
from handoff_gateway.follower import Follower
from handoff_gateway.hub import PRESENCE_MS, Hub
from handoff_gateway.limits import TokenBucket
from handoff_gateway.ports import AgentPresence, Entry, Signal, StoreUnavailable
from handoff_gateway.service import Customer, Done, NotClaimed, NotFound, Service
from handoff_gateway.tokens import BadToken, Tokens
from handoff_gateway.views import for_agent, for_customer
from handoff_gateway.wire import PROTOCOL_ERROR, SIGN_IN_NEEDED, Receive, Scope, Send, Wire

logger = logging.getLogger(__name__)

BURST: Final = 20  # frames a customer may send at once
PER_SECOND: Final = 4.0  # and in the long run

_NOT_CLAIMED: Final = {
    "none": "nobody is waiting there any more",
    "full": "you have as many conversations as you can hold",
    "offline": "you are not online",
}


class Side(ABC):
    """What both sides share: a wire, followed conversations, and errors as frames."""

    def __init__(self, service: Service, hub: Hub, wire: Wire) -> None:
        self.service = service
        self.hub = hub
        self.wire = wire
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
        follower = Follower(self.service.log, conversation, after, self._deliver, self._signal)
        self.followed[conversation] = follower
        await follower.start()

    async def unfollow(self, conversation: str) -> None:
        if follower := self.followed.pop(conversation, None):
            await follower.stop()

    def error(self, code: frames.ErrorCode, message: str, frame_id: str | None = None) -> None:
        self.wire.send(frames.Error(code=code, message=message, id=frame_id))

    def acknowledge(self, frame_id: str, done: Done) -> None:
        self.wire.send(frames.Ack(id=frame_id, conversation=done.conversation, seq=done.seq))

    async def _answer(self, raw: str | bytes) -> None:
        """One frame; every way in which it can fail becomes an error frame."""
        frame_id: str | None = None
        try:
            frame = self._parse(raw)
            frame_id = getattr(frame, "id", None)
            await self._handle(frame)
        except frames.BadFrame as error:
            self.error(error.code, str(error), error.frame_id)
        except Refused as error:
            self.error("refused", EXPLANATIONS[error.reason], frame_id)
        except NotFound:
            self.error("not_found", "there is no such conversation of yours", frame_id)
        except StoreUnavailable:
            self.error("unavailable", "nothing was kept; send it again with the same id", frame_id)

    @abstractmethod
    def _parse(self, raw: str | bytes) -> frames.CustomerFrame | frames.AgentFrame: ...

    @abstractmethod
    async def _handle(self, frame: frames.CustomerFrame | frames.AgentFrame) -> None: ...

    @abstractmethod
    def _deliver(self, conversation: str, entry: Entry) -> None: ...

    @abstractmethod
    def _signal(self, conversation: str, signal: Signal) -> None: ...

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


class CustomerSocket(Side):
    """One customer's socket."""

    def __init__(self, service: Service, hub: Hub, wire: Wire, tokens: Tokens) -> None:
        super().__init__(service, hub, wire)
        self._tokens = tokens
        self._customer: Customer | None = None
        self._bucket = TokenBucket(BURST, PER_SECOND, time.monotonic())
        self._waiting: frames.Waiting | None = None
        self.conversation: str | None = None

    def tell_waiting(self, waiting: frames.Waiting) -> None:
        """Their place in the queue, when it is another than they know."""
        if waiting != self._waiting:
            self._waiting = waiting
            self.wire.send(waiting)

    async def serve(self) -> None:
        self.hub.join_customer(self)
        try:
            await super().serve()
        finally:
            self.hub.part_customer(self)

    def _parse(self, raw: str | bytes) -> frames.CustomerFrame:
        return frames.parse_customer(raw)

    async def _handle(self, frame: frames.CustomerFrame | frames.AgentFrame) -> None:
        if self._customer is None or isinstance(frame, frames.CustomerHello):
            if not self._wrong_hello(frame) and isinstance(frame, frames.CustomerHello):
                await self._hello(frame)
            return
        if wait := self._bucket.wait_s(time.monotonic()):
            self.wire.send(
                frames.Error(
                    code="too_fast",
                    message="too many messages in a short time",
                    id=getattr(frame, "id", None),
                    retry_after=round(wait, 1),
                )
            )
            return
        service, customer = self.service, self._customer
        match frame:
            case frames.Say():
                command = SayCommand(
                    at=service.clock(),
                    id=frame.id,
                    text=frame.text,
                    choice=frame.choice,
                    ask_bot=frame.ask_bot,
                )
                await self._done(frame.id, await service.say(customer, command))
            case frames.AskHuman():
                await self._done(frame.id, await service.ask_human(customer, frame.id))
            case frames.CancelHandoff():
                await self._done(frame.id, await service.cancel_handoff(customer, frame.id))
            case frames.CustomerEnd():
                await self._done(frame.id, await service.end_by_customer(customer, frame.id))
            case frames.SetContext():
                page = _page(frame.page)
                self._customer = replace(
                    customer, locale=frame.locale or customer.locale, page=page or customer.page
                )
                await service.set_context(customer, frame.locale, page)
            case frames.Identify():
                await self._identify(customer, frame.identity)
            case frames.CustomerTyping():
                if self.conversation:
                    await service.typing(self.conversation, "customer")

    async def _hello(self, frame: frames.CustomerHello) -> None:
        try:
            customer_id = (
                self._tokens.customer(frame.token) if frame.token else self._tokens.new_customer()
            )
        except BadToken:
            self.error("unauthorised", "the token is not valid any more; say hello without it")
            self.wire.close(SIGN_IN_NEEDED)
            return
        self._customer = Customer(customer_id, frame.locale, _page(frame.page))
        if frame.identity:
            await self._verify(self._customer, frame.identity)
        await self._welcome(frame.conversation, frame.after)

    async def _identify(self, customer: Customer, identity: str) -> None:
        if await self._verify(customer, identity):
            known = self.followed.get(self.conversation or "")
            await self._welcome(self.conversation, known.last if known else 0)

    async def _verify(self, customer: Customer, identity: str) -> bool:
        """Take on the identity that the host website signed; a bad one changes nothing."""
        try:
            verified_id, who = self._tokens.identity(identity)
        except BadToken as error:
            self.error("unauthorised", f"the identity token was not accepted: {error}")
            return False
        verified = replace(customer, id=verified_id, identity=who)
        if customer.id != verified_id:
            await self.service.identify(customer, verified)
        self._customer = verified
        return True

    async def _welcome(self, seen: str | None, after: int) -> None:
        """Who they are to us, and the conversation that goes on, from where they have seen it."""
        assert self._customer is not None
        known = await self.service.current(self._customer.id)
        self.wire.send(
            frames.CustomerWelcome(
                token=self._tokens.customer_token(self._customer.id),
                customer=self._customer.id,
                name=self._customer.identity.name if self._customer.identity else None,
                conversation=known[0] if known else None,
                version=known[1].version if known else 0,
            )
        )
        if known:
            same = seen == known[0] and after <= known[1].version
            await self._turn_to(known[0], after if same else 0)

    async def _done(self, frame_id: str, done: Done) -> None:
        if done.conversation != self.conversation:
            await self._turn_to(done.conversation, 0)
        self.acknowledge(frame_id, done)

    async def _turn_to(self, conversation: str, after: int) -> None:
        """Follow this conversation and no other."""
        if self.conversation and self.conversation != conversation:
            await self.unfollow(self.conversation)
        self.conversation = conversation
        self._waiting = None
        await self.follow(conversation, after)
        self.hub.refresh()

    def _deliver(self, conversation: str, entry: Entry) -> None:
        self.wire.send(
            frames.Entry(
                conversation=conversation,
                seq=entry.seq,
                at=entry.event.at,
                event=for_customer(entry.event),
            )
        )

    def _signal(self, conversation: str, signal: Signal) -> None:
        if signal.who != "customer":
            self.wire.send(frames.Typing(conversation=conversation, who=signal.who))


class AgentSocket(Side):
    """One console's socket."""

    def __init__(self, service: Service, hub: Hub, wire: Wire, agent: Agent, email: str) -> None:
        super().__init__(service, hub, wire)
        self._agent = agent
        self._email = email
        self._status: Literal["online", "away"] = "online"
        self._greeted = False
        self._desk: frames.Desk | None = None

    @property
    def presence(self) -> AgentPresence:
        """The agent at the desk, as of now."""
        until = self.service.clock() + PRESENCE_MS
        return AgentPresence(self._agent.id, self._agent.name, self._status, until)

    def tell_desk(self, desk: frames.Desk) -> None:
        """The desk, when it is another than the console shows."""
        if desk != self._desk:
            self._desk = desk
            self.wire.send(desk)

    async def serve(self) -> None:
        try:
            await super().serve()
        finally:
            self.hub.part_agent(self)

    def _parse(self, raw: str | bytes) -> frames.AgentFrame:
        return frames.parse_agent(raw)

    async def _handle(self, frame: frames.CustomerFrame | frames.AgentFrame) -> None:
        if not self._greeted or isinstance(frame, frames.AgentHello):
            if not self._wrong_hello(frame):
                await self._hello()
            return
        service, agent = self.service, self._agent
        match frame:
            case frames.Presence():
                self._status = frame.status
                await self.hub.announce(self)
            case frames.Accept():
                await self._accept(frame)
            case frames.Open():
                await self._open(frame)
            case frames.Leave():
                await self.unfollow(frame.conversation)
            case frames.AgentTyping():
                conversation = await service.load(frame.conversation)
                if conversation.agent == agent:
                    await service.typing(frame.conversation, "agent")
            case frames.Reply():
                done = await service.reply(agent, frame.conversation, frame.id, frame.text)
                self.acknowledge(frame.id, done)
            case frames.Release():
                await self._change(frame.id, frame.conversation, service.release)
            case frames.HandBack():
                await self._change(frame.id, frame.conversation, service.hand_back)
            case frames.AgentEnd():
                await self._change(frame.id, frame.conversation, service.end_by_agent)
            case frames.WrapUp():
                done = await service.wrap_up(agent, frame.conversation, frame.id, frame.disposition)
                self.acknowledge(frame.id, done)

    async def _change(
        self,
        frame_id: str,
        conversation: str,
        act: Callable[[Agent, str, str], Awaitable[Done]],
    ) -> None:
        self.acknowledge(frame_id, await act(self._agent, conversation, frame_id))

    async def _hello(self) -> None:
        self._greeted = True
        state = await self.service.desk_state()
        known = next((a for a in state.agents if a.id == self._agent.id), None)
        if known:  # another tab of theirs may have said "away"
            self._status = known.status
        self.wire.send(
            frames.AgentWelcome(
                agent=frames.AgentCard(
                    id=self._agent.id,
                    name=self._agent.name,
                    status=self._status,
                    load=list(state.held.values()).count(self._agent.id),
                ),
                email=self._email,
                capacity=self.service.capacity,
            )
        )
        self._desk = None
        await self.hub.join_agent(self)

    async def _accept(self, frame: frames.Accept) -> None:
        try:
            done = await self.service.accept(self._agent, frame.conversation, frame.id)
        except NotClaimed as error:
            claim = error.claim
            if claim.outcome == "taken":
                state = await self.service.desk_state()
                names = {agent.id: agent.name for agent in state.agents}
                holder = names.get(claim.holder or "", "another agent")
                self.error("taken", f"{holder} has it already", frame.id)
            else:
                self.error("refused", _NOT_CLAIMED[claim.outcome], frame.id)
        else:
            self.acknowledge(frame.id, done)

    async def _open(self, frame: frames.Open) -> None:
        conversation = await self.service.load(frame.conversation)
        if not conversation.started:
            raise NotFound
        self.wire.send(frames.Opened(card=conversation_card(frame.conversation, conversation)))
        await self.follow(frame.conversation, min(frame.after, conversation.version))

    def _deliver(self, conversation: str, entry: Entry) -> None:
        self.wire.send(
            frames.Entry(
                conversation=conversation,
                seq=entry.seq,
                at=entry.event.at,
                event=for_agent(entry.event),
            )
        )

    def _signal(self, conversation: str, signal: Signal) -> None:
        if signal.who != "agent":
            self.wire.send(frames.Typing(conversation=conversation, who=signal.who))


SignedIn = Callable[[str], Awaitable[tuple[Agent, str] | None]]
"""The agent and e-mail of a session token, or None."""


class Endpoints:
    """Both ASGI endpoints, and all open wires of the process.

    Args:
        origins: web origins that may open sockets. A client without an Origin header is no browser
        and may too.
        signed_in: looks a session token up.
        cookie: name of the session cookie.
    """

    def __init__(
        self,
        service: Service,
        hub: Hub,
        tokens: Tokens,
        origins: frozenset[str],
        signed_in: SignedIn,
        cookie: str,
    ) -> None:
        self._service = service
        self._hub = hub
        self._tokens = tokens
        self._origins = origins
        self._signed_in = signed_in
        self._cookie = cookie
        self._wires: set[Wire] = set()

    async def customer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/ws/customer`"""
        wire = Wire(scope, receive, send)
        if not self._allowed(wire):
            await wire.reject()
            return
        await self._run(wire, CustomerSocket(self._service, self._hub, wire, self._tokens))

    async def agent(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/ws/agent`"""
        wire = Wire(scope, receive, send)
        if not self._allowed(wire):
            await wire.reject()
            return
        token = _cookie(wire.header("cookie") or "", self._cookie)
        known = await self._signed_in(token) if token else None
        if known is None:
            await wire.accept()
            wire.send(frames.Error(code="unauthorised", message="sign in first"))
            wire.close(SIGN_IN_NEEDED)
            await wire.finish()
            return
        await self._run(wire, AgentSocket(self._service, self._hub, wire, *known))

    def close(self, code: int) -> None:
        """Close every socket, telling the clients with `code` what to do."""
        for wire in tuple(self._wires):
            wire.close(code)

    async def _run(self, wire: Wire, side: Side) -> None:
        self._wires.add(wire)
        await wire.accept()
        try:
            await side.serve()
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("a socket failed")
            wire.close(1011)
        finally:
            self._wires.discard(wire)
            await wire.finish()

    def _allowed(self, wire: Wire) -> bool:
        origin = wire.header("origin")
        return origin is None or origin in self._origins


def _page(page: frames.Page | None) -> Page | None:
    return Page(page.url, page.title) if page else None


def _cookie(header: str, name: str) -> str | None:
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return None
