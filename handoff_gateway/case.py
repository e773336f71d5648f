"""The case file: what is known of a request, so that nobody has to tell it twice. Pure.

It is a projection of the log. The customer reads the same as the agents, and corrects it: what they
correct stands beside what the bot noted, which stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handoff_gateway.archive_summary import Summary
from handoff_gateway.causes import Cause
from handoff_gateway.conversation import Conversation, Exchange, Message
from handoff_gateway.frames import (
    Attempt,
    CaseFile,
    Contact,
    Earlier,
    Filled,
    LeftMessage,
    Mood,
)
from handoff_gateway.outcomes import outcome_of
from handoff_gateway.wording import causes_in

SHOWN: Final = 10  # exchanges with the bot, the newest last
PREVIEW: Final = 300  # characters of what the bot said to one of them
_UPSET: Final = frozenset(
    {Cause.UPSET, Cause.THREATENED_CANCELLATION, Cause.COMPLAINT, Cause.HARM, Cause.LEGAL}
)


def mood_of(conversation: Conversation) -> Mood:
    """How the customer seems to feel, by why a person was called and by their words to the bot."""
    if conversation.handoff and conversation.handoff.cause in _UPSET:
        return "upset"
    said = [exchange.words for exchange in conversation.exchanges[-SHOWN:] if exchange.words]
    upset = any(cause in _UPSET for words in said for cause in causes_in(words))
    return "upset" if upset else "calm"


def case_of(
    conversation_id: str, conversation: Conversation, earlier: Sequence[Summary] = ()
) -> CaseFile:
    """The case file of a conversation.

    Args:
        earlier: the same customer's conversations before this one, newest first.
    """
    identity, handoff, page = conversation.identity, conversation.handoff, conversation.page
    form = conversation.told_form
    return CaseFile(
        conversation=conversation_id,
        locale=conversation.locale,
        customer_name=identity.name if identity else None,
        email=identity.email if identity else None,
        proof="host_token" if identity else "none",
        page_title=page.title if page else "",
        page_url=page.url if page else None,
        cause=handoff.cause if handoff else None,
        since=handoff.requested_at if handoff else None,
        question=(handoff.question if handoff else "") or conversation.question,
        tried=[_attempt(exchange) for exchange in conversation.exchanges[-SHOWN:]],
        form=form.name if form else None,
        filled=[Filled(field=f, value=v) for f, v in form.slots.items()] if form else [],
        mood=mood_of(conversation),
        message=_message(handoff.message) if handoff and handoff.message else None,
        corrections=[
            Filled(field=name, value=value) for name, value in conversation.corrections.items()
        ],
        earlier=[_earlier(summary) for summary in earlier],
    )


def _attempt(exchange: Exchange) -> Attempt:
    outcome = outcome_of(exchange.replies, pressed=exchange.words is None)
    job = any(reply.source.kind == "job" for reply in exchange.replies)
    return Attempt(
        words=exchange.words,
        outcome=outcome.kind if outcome else "job" if job else "talk",
        entries=list(outcome.entries) if outcome else [],
        text="\n".join(reply.text for reply in exchange.replies)[:PREVIEW],
    )


def _message(message: Message) -> LeftMessage:
    contact = Contact(channel=message.contact.channel, value=message.contact.value)
    return LeftMessage(text=message.text, contact=contact, promised_at=message.promised_at)


def _earlier(summary: Summary) -> Earlier:
    return Earlier(
        conversation=summary.id,
        opened=summary.opened,
        question=summary.question,
        disposition=summary.disposition,
        helpful=summary.helpful,
        unhelpful=summary.unhelpful,
    )
