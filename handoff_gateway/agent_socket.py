"""An agent's socket: frames in, use cases called, frames out (docs/protocol.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from handoff_gateway import frames
from handoff_gateway.assigning import NotClaimed
from handoff_gateway.cards import conversation_card
from handoff_gateway.events import Agent, AgentSaid, CustomerSaid, NoteAdded, Target
from handoff_gateway.gate import Guest
from handoff_gateway.hub import COALESCE_S, PRESENCE_MS, Hub
from handoff_gateway.keeper import NotFound
from handoff_gateway.ports import AgentPresence, Entry, StoreUnavailable
from handoff_gateway.service import Service
from handoff_gateway.side import Side
from handoff_gateway.views import for_agent
from handoff_gateway.wire import SIGN_IN_NEEDED, Wire

_NOT_CLAIMED: Final = {
    "none": "nobody is waiting there any more, or for you",
    "full": "you have as many conversations as you can hold",
    "offline": "you are not online",
}


_NOT_IN_CASE: Final = (AgentSaid, NoteAdded)
"""Entries that change nothing in a case file."""

SignedIn = Callable[[], Awaitable[tuple[Agent, str] | None]]
"""Who the socket's session belongs to now: the agent and e-mail, or None."""


class AgentSocket(Side):
    """One console's socket."""

    def __init__(
        self,
        service: Service,
        hub: Hub,
        wire: Wire,
        guest: Guest,
        agent: Agent,
        email: str,
        signed_in: SignedIn,
    ) -> None:
        super().__init__(service, hub, wire, guest, "agent", for_agent)
        self._signed_in = signed_in
        self._agent = agent
        self._email = email
        self._status: Literal["online", "away"] = "online"
        self._greeted = False
        self._cases: dict[str, asyncio.Task[None]] = {}
        self._desk = b""

    @property
    def presence(self) -> AgentPresence:
        """The agent at the desk, as of now."""
        until = self.service.clock() + PRESENCE_MS
        takes = self.service.rules.agent(self._email)
        return AgentPresence(self._agent.id, self._agent.name, self._status, until, takes)

    async def check(self) -> None:
        """Close the socket once its session has ended: signed out, expired, or account removed."""
        if await self._signed_in() is None:
            await self.hub.part_agent(self)
            self.error("unauthorised", "the sign-in has ended")
            self.wire.close(SIGN_IN_NEEDED)
            return
        await super().check()

    def tell_desk(self, desk: bytes) -> None:
        """The desk (a `frames.Desk` in JSON), when it is another than the console shows."""
        if desk != self._desk:
            self._desk = desk
            self.wire.send(desk)

    def tell_case(self, conversation: str) -> None:
        """The case file, soon: several entries in a short time change it once."""
        if conversation not in self._cases:
            self._cases[conversation] = asyncio.create_task(self._tell_case(conversation))

    async def _tell_case(self, conversation: str) -> None:
        await asyncio.sleep(COALESCE_S)
        del self._cases[conversation]
        try:
            self.wire.send(await self.service.case(conversation))
        except (NotFound, StoreUnavailable):
            return  # told with the next entry, or when it is opened again

    def _deliver(self, conversation: str, entry: Entry) -> None:
        super()._deliver(conversation, entry)
        # What is said to a person is in the conversation they read: the case is what came before.
        talking = self.service.keeper.remembered(conversation).stage == "assigned"
        said = talking and isinstance(entry.event, CustomerSaid)
        if not said and not isinstance(entry.event, _NOT_IN_CASE):
            self.tell_case(conversation)

    async def serve(self) -> None:
        try:
            await super().serve()
        finally:
            for task in self._cases.values():
                task.cancel()
            await self.hub.part_agent(self)

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
                conversation = await service.keeper.load(frame.conversation)
                if conversation.agent == agent:
                    await service.typing(frame.conversation, "agent")
            case frames.Reply():
                done = await service.reply(agent, frame.conversation, frame.id, frame.text)
                self.acknowledge(frame.id, done)
            case frames.Release():
                done = await service.release(agent, frame.conversation, frame.id)
                self.acknowledge(frame.id, done)
            case frames.HandBack():
                done = await service.offer_hand_back(
                    agent, frame.conversation, frame.id, frame.recap
                )
                self.acknowledge(frame.id, done)
            case frames.Transfer():
                await self._transfer(frame)
            case frames.Note():
                done = await service.note(agent, frame.conversation, frame.id, frame.text)
                self.acknowledge(frame.id, done)
            case frames.Read():
                await service.read_by_agent(agent, frame.conversation, frame.seq)
            case frames.AgentEnd():
                done = await service.end_by_agent(agent, frame.conversation, frame.id)
                self.acknowledge(frame.id, done)
            case frames.WrapUp():
                done = await service.wrap_up(agent, frame.conversation, frame.id, frame.disposition)
                self.acknowledge(frame.id, done)

    async def _hello(self) -> None:
        if not self.introduce(self._agent.id):
            return
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
                capacity=self.presence.takes.capacity,
            )
        )
        self._desk = b""
        await self.hub.join_agent(self)

    async def _accept(self, frame: frames.Accept) -> None:
        try:
            done = await self.service.assigning.accept(self._agent, frame.conversation, frame.id)
        except NotClaimed as error:
            claim = error.claim
            if claim.outcome == "taken":
                holder = await self._name_of(claim.holder or "") or "another agent"
                self.error("taken", f"{holder} has it already", frame.id)
            else:
                self.error("refused", _NOT_CLAIMED[claim.outcome], frame.id)
        else:
            self.acknowledge(frame.id, done)

    async def _transfer(self, frame: frames.Transfer) -> None:
        if frame.queue is not None and self.service.rules.queue(frame.queue) is None:
            known = ", ".join(queue.id for queue in self.service.rules.queues)
            self.error("refused", f"there is no queue {frame.queue!r}; there is: {known}", frame.id)
            return
        to = Target(queue=frame.queue)
        if frame.agent is not None:
            name = await self._name_of(frame.agent)
            if name is None:
                self.error("refused", "there is no such agent at the desk", frame.id)
                return
            to = Target(agent=Agent(frame.agent, name))
        done = await self.service.transfer(
            self._agent, frame.conversation, frame.id, to, frame.note
        )
        self.acknowledge(frame.id, done)

    async def _name_of(self, agent_id: str) -> str | None:
        state = await self.service.desk_state()
        return next((agent.name for agent in state.agents if agent.id == agent_id), None)

    async def _open(self, frame: frames.Open) -> None:
        conversation = await self.service.keeper.load(frame.conversation)
        if not conversation.started:
            raise NotFound
        card = conversation_card(frame.conversation, conversation, self.service.rules)
        self.wire.send(frames.Opened(card=card))
        if frame.after > conversation.version:
            self.start_fresh(frame.conversation, conversation.version)
        after = frame.after if frame.after <= conversation.version else 0
        await self.follow(frame.conversation, after)
        await self.tell_marks(frame.conversation)
        self.tell_case(frame.conversation)
