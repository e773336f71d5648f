"""Conversations and agents as the console lists them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from handoff_gateway.case import mood_of
from handoff_gateway.conversation import Conversation
from handoff_gateway.frames import AgentCard, ConversationCard, QueueCard
from handoff_gateway.ports import DeskState
from handoff_gateway.routing import placement
from handoff_gateway.rules import Rules

PREVIEW: Final = 160  # characters of the last text


def conversation_card(
    conversation_id: str, conversation: Conversation, rules: Rules
) -> ConversationCard:
    """A conversation in one row."""
    place = placement(conversation, rules)
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
        queue=place.queue if place else None,
        actions=sorted(handoff.actions) if handoff else [],
        answered=handoff is not None and handoff.answered_at is not None,
        promised_at=handoff.message.promised_at if handoff and handoff.message else None,
        mood=mood_of(conversation),
    )


def queue_cards(rules: Rules) -> list[QueueCard]:
    """The queues to which a conversation can be transferred."""
    return [QueueCard(id=queue.id, name=dict(queue.names)) for queue in rules.queues]


def agent_cards(state: DeskState) -> list[AgentCard]:
    """The agents at the desk with how many conversations each has."""
    loads = Counter(state.held.values())
    return [
        AgentCard(id=agent.id, name=agent.name, status=agent.status, load=loads[agent.id])
        for agent in state.agents
    ]
