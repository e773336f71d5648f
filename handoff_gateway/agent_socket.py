"""An agent's socket: frames in, use cases called, frames out (docs/protocol.md)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Literal

from handoff_gateway import frames
from handoff_gateway.cards import conversation_card
from handoff_gateway.events import Agent
from handoff_gateway.hub import PRESENCE_MS, Hub
from handoff_gateway.ports import AgentPresence
from handoff_gateway.service import NotClaimed, NotFound, Service
from handoff_gateway.side import Side
from handoff_gateway.views import for_agent
from handoff_gateway.wire import SIGN_IN_NEEDED, Wire

_NOT_CLAIMED: Final = {
    "none": "nobody is waiting there any more",
    "full": "you have as many conversations as you can hold",
    "offline": "you are not online",
}


SignedIn = Callable[[], Awaitable[tuple[Agent, str] | None]]
"""Who the socket's session belongs to now: the agent and e-mail, or None."""


class AgentSocket(Side):
    """One console's socket."""

    def __init__(
        self,
        service: Service,
        hub: Hub,
        wire: Wire,
        agent: Agent,
        email: str,
        signed_in: SignedIn,
    ) -> None:
        super().__init__(service, hub, wire, "agent", for_agent)
        self._signed_in = signed_in
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

    async def check(self) -> None:
        """Close the socket once its session has ended: signed out, expired, or account removed."""
        if await self._signed_in() is None:
            self.hub.part_agent(self)
            self.error("unauthorised", "the sign-in has ended")
            self.wire.close(SIGN_IN_NEEDED)
            return
        await super().check()

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
                done = await service.release(agent, frame.conversation, frame.id)
                self.acknowledge(frame.id, done)
            case frames.HandBack():
                done = await service.hand_back(agent, frame.conversation, frame.id)
                self.acknowledge(frame.id, done)
            case frames.AgentEnd():
                done = await service.end_by_agent(agent, frame.conversation, frame.id)
                self.acknowledge(frame.id, done)
            case frames.WrapUp():
                done = await service.wrap_up(agent, frame.conversation, frame.id, frame.disposition)
                self.acknowledge(frame.id, done)

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
        if frame.after > conversation.version:
            self.start_fresh(frame.conversation, conversation.version)
        after = frame.after if frame.after <= conversation.version else 0
        await self.follow(frame.conversation, after)
