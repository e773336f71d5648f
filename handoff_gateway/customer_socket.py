"""A customer's socket: frames in, use cases called, frames out (docs/protocol.md)."""

from __future__ import annotations

from dataclasses import replace

from handoff_gateway import frames
from handoff_gateway.archive import ArchiveUnavailable
from handoff_gateway.commands import Rate, Say
from handoff_gateway.events import Contact, Page
from handoff_gateway.gate import Guest
from handoff_gateway.hub import Hub
from handoff_gateway.keeper import Done, NotFound
from handoff_gateway.service import Service
from handoff_gateway.side import Side
from handoff_gateway.succession import Customer
from handoff_gateway.tokens import BadToken, Tokens
from handoff_gateway.views import for_customer
from handoff_gateway.wire import SIGN_IN_NEEDED, Wire


class CustomerSocket(Side):
    """One customer's socket."""

    def __init__(
        self, service: Service, hub: Hub, wire: Wire, guest: Guest, tokens: Tokens
    ) -> None:
        super().__init__(service, hub, wire, guest, "customer", for_customer)
        self._tokens = tokens
        self._customer: Customer | None = None
        self._waiting: frames.Waiting | None = None
        self.conversation: str | None = None

    @property
    def _id(self) -> str:
        assert self._customer is not None
        return self._customer.id

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
        service, customer = self.service, self._customer
        match frame:
            case frames.Say():
                command = Say(
                    at=service.clock(),
                    id=frame.id,
                    text=frame.text,
                    choice=frame.choice,
                    ask_bot=frame.ask_bot,
                )
                done = await service.say(customer, command, self.conversation)
                await self._done(frame.id, done)
            case frames.Rate():
                rating = Rate(
                    at=service.clock(),
                    id=frame.id,
                    seq=frame.seq,
                    entry=frame.entry,
                    helpful=frame.helpful,
                )
                # It may be about an older conversation, and then it is no reason to go back there.
                done = await service.rate(customer, frame.conversation, rating)
                if follower := self.followed.get(frame.conversation):
                    await follower.check()  # an archived conversation has no feed
                self.acknowledge(frame.id, done)
            case frames.AskHuman():
                await self._done(frame.id, await service.ask_human(customer, frame.id))
            case frames.CancelHandoff():
                await self._done(frame.id, await service.cancel_handoff(customer, frame.id))
            case frames.LeaveMessage():
                contact = Contact(frame.contact.channel, frame.contact.value)
                done = await service.leave_message(customer, frame.id, frame.text, contact)
                await self._done(frame.id, done)
            case frames.AnswerHandBack():
                done = await service.answer_hand_back(customer, frame.id, frame.agree)
                await self._done(frame.id, done)
            case frames.CorrectCase():
                done = await service.correct_case(customer, frame.id, frame.field, frame.value)
                await self._done(frame.id, done)
                await self._tell_case()
            case frames.ReadCase():
                await self._tell_case()
            case frames.Read():
                if frame.conversation == self.conversation:
                    await service.read_by_customer(frame.conversation, frame.seq)
            case frames.SetPreference():
                wish = frame.people_first
                await self._done(frame.id, await service.set_preference(customer, frame.id, wish))
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

    async def _tell_case(self) -> None:
        if self.conversation is None:
            raise NotFound
        self.wire.send(await self.service.case(self.conversation))

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
        if not self.introduce(self._customer.id):
            return
        await self._welcome(frame.conversation, frame.after)

    async def _identify(self, customer: Customer, identity: str) -> None:
        if await self._verify(customer, identity) and self.introduce(self._id):
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
        try:
            known = await self.service.succession.current(self._customer.id)
            gone = known is None and after > 0
        except ArchiveUnavailable:  # over, and not to be read now: what they have stands
            known, gone = None, False
        self.wire.send(
            frames.CustomerWelcome(
                token=self._tokens.customer_token(self._customer.id),
                customer=self._customer.id,
                name=self._customer.identity.name if self._customer.identity else None,
                conversation=known[0] if known else None,
                version=known[1].version if known else 0,
            )
        )
        if seen and gone:
            self.start_fresh(seen, 0)
        if known:
            same = seen == known[0] and after <= known[1].version
            await self._turn_to(known[0], after if same else 0)

    async def _done(self, frame_id: str, done: Done) -> None:
        if not done.past and done.conversation not in self.followed:
            await self._turn_to(done.conversation, 0)
        self.acknowledge(frame_id, done)

    async def _turn_to(self, conversation: str, after: int) -> None:
        """Follow this conversation and no other."""
        if self.conversation and self.conversation != conversation:
            await self.unfollow(self.conversation)
        self.conversation = conversation
        self._waiting = None
        await self.follow(conversation, after)
        await self.tell_marks(conversation)
        self.hub.refresh()


def _page(page: frames.Page | None) -> Page | None:
    return Page(page.url, page.title) if page else None
