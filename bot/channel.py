"""The gateway's way into Rasa: one turn in, everything the bot said out, in one response."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.action_endpoint import TurnFailed
from bot.handoff_form import form_at_last_message, leave_form, open_form
from bot.protocol import Outcome, Turn, TurnError, parse_turn, reply, unescaped_by_nlu
from bot.router import found_entities

logger = logging.getLogger(__name__)

NAME = "handrail"


class Replies(OutputChannel):
    """Collects what the bot says; text, buttons and custom part of a response stay together."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self.outcome = Outcome()

    @classmethod
    def name(cls) -> str:
        """The name that responses of domain.yml may ask for."""
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one response (Rasa's own method would take it apart).

        Raises:
            ValueError: the response says no source.
        """
        custom = message.get("custom") or {}
        if message.get("text"):
            self.outcome.replies.append(
                reply(message["text"], message.get("buttons") or [], custom)
            )
        if custom.get("handoff"):
            self.outcome.handoff = {"form": None, **custom["handoff"]}


class HandrailChannel(InputChannel):
    """POST turn and GET healthz, under /webhooks/handrail."""

    @classmethod
    def name(cls) -> str:
        """The part of the path that is ours."""
        return NAME

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; `on_new_message` hands a message to Rasa's agent."""
        routes = Blueprint("handrail_channel")

        @routes.get("/healthz")
        async def healthz(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return json({"error": "the model is not loaded"}, status=503)
            return json({"status": "ok", "model": agent.model_name})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            try:
                asked = parse_turn(request.json)
            except (TurnError, SanicException) as error:
                return json({"error": str(error)}, status=422)
            replies = Replies()
            try:
                if asked.after_person:
                    await self._begin_anew(request.app.ctx.agent, asked)
                await on_new_message(message_of(asked, replies))
                form = await self._forms(request.app.ctx.agent, asked, replies.outcome)
            except (Exception, TurnFailed) as error:
                # One line: what went wrong, never what was said.
                logger.error("turn %s failed: %s: %s", asked.turn, type(error).__name__, error)
                return json({"error": f"the turn failed: {type(error).__name__}"}, status=500)
            if not replies.outcome.replies:
                logger.error("turn %s: the bot said nothing", asked.turn)
                return json({"error": "the bot said nothing"}, status=500)
            return json(
                {
                    "turn": asked.turn,
                    "epoch": asked.epoch,
                    "replies": replies.outcome.replies,
                    "handoff": replies.outcome.handoff,
                    "form": form,
                }
            )

        return routes

    @staticmethod
    async def _begin_anew(agent: Agent, asked: Turn) -> None:
        """Forget the form that was open before a person took over."""
        tracker = await agent.tracker_store.retrieve(asked.conversation)
        if tracker is not None and leave_form(tracker, agent.domain):
            await agent.tracker_store.save(tracker)

    @staticmethod
    async def _forms(agent: Agent, asked: Turn, outcome: Outcome) -> dict[str, Any] | None:
        """Add to a handoff the form that it ended; otherwise tell the form that is open now.

        An open form has just asked something, so other turns are spared the look.
        """
        jobs = any(reply["source"]["kind"] == "job" for reply in outcome.replies)
        if not (outcome.handoff or jobs):
            return None
        tracker = await agent.tracker_store.retrieve(asked.conversation)
        if tracker is None:
            return None
        if outcome.handoff:
            form = form_at_last_message(tracker, agent.domain)
            outcome.handoff = {**outcome.handoff, "form": form}
            return None
        return open_form(tracker, agent.domain)


def message_of(turn: Turn, replies: Replies) -> UserMessage:
    """The turn as Rasa reads it. A pressed button needs no NLU: it comes with its reading."""
    parse_data = None
    if turn.press:
        values = {**turn.press.entities, "locale": turn.locale}
        intent = {"name": turn.press.intent, "confidence": 1.0}
        parse_data = {
            "text": turn.text,
            "intent": intent,
            "intent_ranking": [intent],
            "entities": found_entities(**{name: [value] for name, value in values.items()}),
            "faq": None,
        }
    return UserMessage(
        text=unescaped_by_nlu(turn.text),
        output_channel=replies,
        sender_id=turn.conversation,
        parse_data=parse_data,
        input_channel=NAME,
        message_id=turn.turn,
        metadata=turn.metadata(),
    )
