"""Conversations and agents as the console lists them."""

from __future__ import annotations

from typing import Final

from handoff_gateway.case import mood_of
from handoff_gateway.conversation import Conversation
from handoff_gateway.frames import AgentCard, ConversationCard
from handoff_gateway.ports import DeskState

PREVIEW: Final = 160  # characters of the last text


def conversation_card(conversation_id: str, conversation: Conversation) -> ConversationCard:
    """A conversation in one row."""
    identity, handoff, page = conversation.identity, conversation.handoff, conversation.page
    return ConversationCard(
        conversation=conversation_id,
        stage=conversation.stage,
        version=conversation.version,
        locale=conversation.locale,
        customer_name=identity.name if identity else None,
        customer_verified=identity is not None,
        page_title=page.title if page else "",
        page_url=page.url if page else None,
        cause=handoff.cause if handoff else None,
        since=handoff.requested_at if handoff else conversation.last_at,
        last_text=conversation.last_text[:PREVIEW],
        last_from=conversation.last_from,
        agent_name=conversation.agent.name if conversation.agent else None,
        queue=handoff.to.queue if handoff and handoff.to else None,
        actions=sorted(handoff.actions) if handoff else [],
        answered=handoff is not None and handoff.answered_at is not None,
        promised_at=handoff.message.promised_at if handoff and handoff.message else None,
        mood=mood_of(conversation),
    )


def agent_cards(state: DeskState) -> list[AgentCard]:
    """The agents at the desk with how many conversations each has."""
    held = list(state.held.values())
    return [
        AgentCard(id=agent.id, name=agent.name, status=agent.status, load=held.count(agent.id))
        for agent in state.agents
    ]
