"""The turns that are owed to the bot: each is asked once at a time, and gets an entry."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from handoff_gateway.commands import BotReply
from handoff_gateway.conversation import Conversation, OwedTurn, Refused
from handoff_gateway.keeper import Keeper
from handoff_gateway.ports import (
    Answer,
    Bot,
    BotUnavailable,
    Log,
    Signal,
    StoreUnavailable,
    Turn,
)
from handoff_gateway.texts import bot_unavailable

logger = logging.getLogger(__name__)

OWED_GRACE_MS: Final = 8_000  # a turn owed for longer has lost the process that asked for it


class Turns:
    """Asks the bot, in tasks of its own, and keeps what it answers."""

    def __init__(self, keeper: Keeper, log: Log, bot: Bot) -> None:
        self._keeper = keeper
        self._log = log
        self._bot = bot
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._owing: set[str] = set()

    def answer(self, conversation_id: str) -> None:
        """See to it that the turns owed are answered, one after the other."""
        self._owing.add(conversation_id)
        if conversation_id not in self._tasks:
            self._tasks[conversation_id] = asyncio.create_task(self._run_turns(conversation_id))

    def take_over(self, conversation_id: str, conversation: Conversation) -> None:
        """Answer what is owed for so long that whoever asked for it must have died."""
        if conversation.owed and self._keeper.clock() - conversation.owed[0].at > OWED_GRACE_MS:
            self.answer(conversation_id)

    def under_way(self) -> Sequence[asyncio.Task[None]]:
        """What is asked at this moment."""
        return tuple(self._tasks.values())

    async def _run_turns(self, conversation_id: str) -> None:
        """One turn in flight per conversation: two at once would make Rasa's lock wait."""
        try:
            while conversation_id in self._owing:
                self._owing.discard(conversation_id)
                conversation = await self._keeper.load(conversation_id)
                while conversation.owed:
                    owed = conversation.owed[0]
                    if not await self._log.take_turn(conversation_id, owed.seq, OWED_GRACE_MS):
                        break  # another replica asks; it goes on with what is owed afterwards
                    await self._run_turn(conversation_id, conversation, owed)
                    conversation = await self._keeper.load(conversation_id)
        except StoreUnavailable:
            logger.warning("a turn is left to the sweep: the store did not answer")
        finally:
            del self._tasks[conversation_id]

    async def _run_turn(
        self, conversation_id: str, conversation: Conversation, owed: OwedTurn
    ) -> None:
        await self._log.signal(conversation_id, Signal("bot"))
        try:
            answer = await self._bot(_turn(conversation_id, conversation, owed))
        except BotUnavailable as error:
            logger.warning("the bot gave no answer: %s", error)
            answer = Answer(
                (bot_unavailable(conversation.locale, self._keeper.rules.texts),),
                open_form=conversation.form,
            )
        command = BotReply(
            at=self._keeper.clock(),
            turn=owed.seq,
            epoch=conversation.epoch,
            replies=answer.replies,
            handoff_cause=answer.handoff_cause,
            form=answer.form,
            open_form=answer.open_form,
        )
        try:
            await self._keeper.act(conversation_id, command)
        except Refused:
            logger.info("a late bot answer was dropped")


def _turn(conversation_id: str, conversation: Conversation, owed: OwedTurn) -> Turn:
    return Turn(
        conversation=conversation_id,
        seq=owed.seq,
        epoch=conversation.epoch,
        text=owed.text,
        payload=owed.payload,
        locale=conversation.locale,
        page=conversation.page,
        customer=conversation.customer,
        identity=conversation.identity,
        after_person=conversation.after_person,
    )
