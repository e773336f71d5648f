"""Customers and agents as if they had come long ago: conversations, tokens and sign-ins made
straight in the store and the database, so that a run begins with everybody in their place.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from handoff_gateway.account_tables import AgentRow, SessionRow
from handoff_gateway.accounts import Accounts, async_url
from handoff_gateway.causes import Cause
from handoff_gateway.events import Agent, Assigned, Event, HandoffRequested, Started
from handoff_gateway.http_guard import COOKIE
from handoff_gateway.ports import AgentPresence
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import RedisDesk, RedisLog, connect
from handoff_gateway.tokens import Tokens

SECRET: Final = secrets.token_hex(32)  # of the gateways of this run
IDENTITY_SECRET: Final = secrets.token_hex(32)

ARRIVING_MS: Final = 120_000

Person = dict[str, str]


def shared(customers: int, agents: int) -> list[Person]:
    """Pairs of as many customers with as many agents, who have equally many of them."""
    return [{"conversation": f"c{n}", "agent": str(n % agents)} for n in range(customers)]


async def pairs(store: str, database: Path, customers: int, agents: int) -> list[Person]:
    """The same, known to the gateway: each customer with an agent who has the conversation."""
    desk = [Agent(f"g_{n:06d}", f"Agent {n}") for n in range(agents)]
    cookies = [f"{COOKIE}={token}" for token in await _sign_in(database, desk)]
    numbers = [int(pair["agent"]) for pair in shared(customers, agents)]
    people = await _conversations(store, [desk[number] for number in numbers])
    return [
        {**person, "agent": str(number), "cookie": cookies[number]}
        for person, number in zip(people, numbers, strict=True)
    ]


async def waiting(store: str, count: int) -> list[Person]:
    """As many customers with an open conversation that is the bot's."""
    return await _conversations(store, [None] * count)


async def _conversations(store: str, agents: Sequence[Agent | None]) -> list[Person]:
    client = connect(store)
    feed = Feed(client)
    log, desk = RedisLog(client, feed), RedisDesk(client, feed)
    tokens, now = Tokens(SECRET, IDENTITY_SECRET), time.time_ns() // 1_000_000

    async def one(agent: Agent | None) -> Person:
        customer = tokens.new_customer()
        conversation = f"c_{secrets.token_hex(13)}"
        events: list[Event] = [Started(at=now, customer=customer, locale="en")]
        if agent:
            asked = HandoffRequested(at=now, id="asked", cause=Cause.ASKED, by="customer")
            events += [asked, Assigned(at=now, id="accepted", agent=agent)]
        await log.append(conversation, 0, events, None)
        await desk.track(conversation)
        await desk.point(customer, None, conversation, now)
        if agent:
            await desk.hold(conversation, agent.id, now)
            # Here already, so that no sweep gives the conversation back before they connect.
            until = now + ARRIVING_MS
            await desk.arrive(AgentPresence(agent.id, agent.name, "online", until))
        return {"token": tokens.customer_token(customer), "conversation": conversation}

    try:
        return list(await asyncio.gather(*(one(agent) for agent in agents)))
    finally:
        await feed.close()
        await client.aclose()


async def _sign_in(database: Path, agents: Sequence[Agent]) -> list[str]:
    """Accounts that nobody has a password of, and a session for each."""
    engine = create_async_engine(async_url(f"sqlite:///{database}"))
    tokens = [secrets.token_urlsafe(32) for _ in agents]
    until = int(time.time()) + 3_600
    try:
        await Accounts(engine).prepare()
        async with async_sessionmaker(engine).begin() as session:
            for agent in agents:
                email = f"{agent.id}@example.com"
                session.add(
                    AgentRow(id=agent.id, email=email, name=agent.name, password="", roles="agent")
                )
            await session.flush()
            for agent, token in zip(agents, tokens, strict=True):
                digest = hashlib.sha256(token.encode()).hexdigest()
                session.add(SessionRow(token_hash=digest, agent_id=agent.id, expires_at=until))
    finally:
        await engine.dispose()
    return tokens
