"""The two socket endpoints, plain ASGI: who may open one, and all that are open."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final

from handoff_gateway import frames
from handoff_gateway.agent_socket import AgentSocket
from handoff_gateway.customer_socket import CustomerSocket
from handoff_gateway.events import Agent
from handoff_gateway.gate import Gate, Guest, Kind
from handoff_gateway.hub import Hub
from handoff_gateway.service import Service
from handoff_gateway.side import Side
from handoff_gateway.tokens import Tokens
from handoff_gateway.wire import (
    GOING_AWAY,
    SIGN_IN_NEEDED,
    TOO_MANY,
    Receive,
    Scope,
    Send,
    Wire,
)

logger = logging.getLogger(__name__)

SPREAD_S: Final = 1.0  # over which all sockets are closed, so that not all come back at once
SPREAD_FROM: Final = 50  # sockets; fewer are closed at once
FINISH_S: Final = 5.0  # for the frames under way, and for the close frames to leave

SignedIn = Callable[[str], Awaitable[tuple[Agent, str] | None]]
"""The agent and e-mail of a session token, or None."""


class Endpoints:
    """Both ASGI endpoints, and all open wires of the process.

    Args:
        origins: web origins that may open sockets. A client without an Origin header is no browser
        and may too.
        signed_in: looks a session token up.
        gate: the limits.
        cookie: name of the session cookie.
    """

    def __init__(
        self,
        service: Service,
        hub: Hub,
        tokens: Tokens,
        origins: frozenset[str],
        signed_in: SignedIn,
        cookie: str,
        gate: Gate,
    ) -> None:
        self._service = service
        self._hub = hub
        self._tokens = tokens
        self._origins = origins
        self._signed_in = signed_in
        self._cookie = cookie
        self._gate = gate
        self._wires: set[Wire] = set()
        self._leaving = False

    async def customer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/ws/customer`"""
        wire = Wire(scope, receive, send)
        if guest := await self._let_in(wire, "customer"):
            side = CustomerSocket(self._service, self._hub, wire, guest, self._tokens)
            await self._run(wire, guest, side)

    async def agent(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/ws/agent`"""
        wire = Wire(scope, receive, send)
        guest = await self._let_in(wire, "agent")
        if guest is None:
            return
        token = _cookie(wire.header("cookie") or "", self._cookie)
        try:
            known = await self._signed_in(token) if token else None
        except BaseException:
            guest.leave()
            raise
        if known is None:
            guest.leave()
            refusal = frames.Error(code="unauthorised", message="sign in first")
            await _turn_away(wire, SIGN_IN_NEEDED, refusal)
            return

        async def signed_in() -> tuple[Agent, str] | None:
            return await self._signed_in(token or "")

        side = AgentSocket(self._service, self._hub, wire, guest, *known, signed_in)
        await self._run(wire, guest, side)

    async def close(self) -> None:
        """Tell every client to come back (1012), after the frame that is being answered for it.

        Returns when they know, or after a few seconds.
        """
        self._leaving = True
        wires = list(self._wires)
        random.shuffle(wires)
        for number, wire in enumerate(wires, start=1):
            wire.leave(GOING_AWAY)
            if number % SPREAD_FROM == 0:
                await asyncio.sleep(SPREAD_S * SPREAD_FROM / len(wires))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FINISH_S):
                while self._wires:
                    await asyncio.sleep(0.02)

    async def _let_in(self, wire: Wire, kind: Kind) -> Guest | None:
        """A guest with a place, or None: turned away."""
        if not self._allowed(wire):
            await wire.reject()
            return None
        if self._leaving:
            await _turn_away(wire, GOING_AWAY)
            return None
        guest = Guest(self._gate, kind, wire.host)
        if wait := guest.enter():
            refusal = frames.Error(
                code="too_many",
                message="too many connections from your address",
                retry_after=max(0.1, round(wait, 1)),
            )
            await _turn_away(wire, TOO_MANY, refusal)
            return None
        return guest

    async def _run(self, wire: Wire, guest: Guest, side: Side) -> None:
        self._wires.add(wire)
        try:
            await wire.accept()
            await side.serve()
        except (asyncio.CancelledError, OSError):  # the latter: they left during the handshake
            raise
        except Exception:
            logger.exception("a socket failed")
            wire.close(1011)
        finally:
            guest.leave()
            await wire.finish()
            self._wires.discard(wire)

    def _allowed(self, wire: Wire) -> bool:
        origin = wire.header("origin")
        return origin is None or origin in self._origins


async def _turn_away(wire: Wire, code: int, why: frames.Error | None = None) -> None:
    """Close with a code and a frame that browsers can see; a refused handshake they can't."""
    await wire.accept()
    if why:
        wire.send(why)
    wire.close(code)
    await wire.finish()


def _cookie(header: str, name: str) -> str | None:
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return None
