"""An event as one reader may see it: the single place that decides what leaves for whom."""

from __future__ import annotations

from typing import Any

from handoff_gateway.events import (
    Agent,
    AgentSaid,
    AnswerRated,
    Assigned,
    BotReplied,
    BotText,
    CaseCorrected,
    ContextChanged,
    CustomerSaid,
    Ended,
    Event,
    HandBackDeclined,
    HandBackOffered,
    HandedBack,
    HandoffCancelled,
    HandoffRequested,
    Identified,
    Identity,
    MessageLeft,
    NoteAdded,
    Page,
    PreferenceSet,
    Released,
    SlaStepped,
    Started,
    Transferred,
    WrappedUp,
)


def for_customer(event: Event) -> dict[str, Any]:
    """What the customer sees of an event; of one that is not for them only that its number is
    taken.
    """
    if isinstance(event, WrappedUp | NoteAdded):
        return {"kind": "internal"}
    return _view(event, for_agents=False)


def for_agent(event: Event) -> dict[str, Any]:
    """What an agent sees of an event: all but the payloads of buttons."""
    return _view(event, for_agents=True)


def _view(event: Event, *, for_agents: bool) -> dict[str, Any]:
    match event:
        case Started():
            body: dict[str, Any] = {
                "locale": event.locale,
                "page": _page(event.page),
                "continues": event.continues,
                "people_first": event.people_first,
                **_identity(event.identity, for_agents),
            }
        case ContextChanged():
            body = {"locale": event.locale, "page": _page(event.page)}
        case Identified():
            body = _identity(event.identity, for_agents)
        case CustomerSaid():
            body = {
                "id": event.id,
                "text": event.text,
                "choice": event.choice,
                "ask_bot": event.ask_bot,
            }
        case BotReplied():
            body = {"turn": event.turn, "replies": [_bot_text(r) for r in event.replies]}
            body["door"] = True  # promise 1: the gateway attaches the door to every bot turn
        case AnswerRated():
            body = {"seq": event.seq, "entry": event.entry, "helpful": event.helpful}
        case PreferenceSet():
            body = {"people_first": event.people_first}
        case HandoffRequested():
            body = {"cause": event.cause, "by": event.by}
            if for_agents:
                body["form"] = (
                    {"name": event.form.name, "slots": event.form.slots} if event.form else None
                )
        case Assigned():
            body = {"agent": _agent(event.agent, for_agents), "by": event.by}
        case Released():
            body = {"agent": _agent(event.agent, for_agents), "cause": event.cause}
        case Transferred():
            to = event.to.agent
            body = {
                "agent": _agent(event.agent, for_agents),
                "to_agent": _agent(to, for_agents) if to else None,
                "to_queue": event.to.queue,
            }
            if for_agents:
                body["note"] = event.note
        case NoteAdded():
            body = {"id": event.id, "agent": _agent(event.agent, for_agents), "text": event.text}
        case HandBackOffered() | HandedBack():
            body = {"agent": _agent(event.agent, for_agents), "recap": event.recap}
        case SlaStepped():
            body = {"after": event.after, "actions": list(event.actions)}
        case MessageLeft():
            body = {
                "id": event.id,
                "text": event.text,
                "contact": {"channel": event.contact.channel, "value": event.contact.value},
                "promised_at": event.promised_at,
            }
        case CaseCorrected():
            body = {"field": event.field, "value": event.value}
        case AgentSaid():
            body = {
                "id": event.id,
                "text": event.text,
                "agent": _agent(event.agent, for_agents),
            }
        case Ended():
            body = {"by": event.by}
        case WrappedUp():
            body = {"disposition": event.disposition}
        case HandoffCancelled() | HandBackDeclined():
            body = {}
    return {"kind": event.kind, **body}


def _page(page: Page | None) -> dict[str, str] | None:
    return {"url": page.url, "title": page.title} if page else None


def _identity(identity: Identity | None, for_agents: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "customer_name": identity.name if identity else None,
        "verified": identity is not None,
    }
    if for_agents:
        body["email"] = identity.email if identity else None
    return body


def _agent(agent: Agent, for_agents: bool) -> dict[str, str]:
    return {"name": agent.name, "id": agent.id} if for_agents else {"name": agent.name}


def _bot_text(reply: BotText) -> dict[str, Any]:
    return {
        "text": reply.text,
        "buttons": [{"id": button.id, "label": button.label} for button in reply.buttons],
        "source": {"kind": reply.source.kind, "id": reply.source.id},
        "confidence": reply.confidence,
    }
