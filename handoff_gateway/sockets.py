"""The two socket endpoints, plain ASGI: who may open one, and all that are open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from handoff_gateway import frames
from handoff_gateway.agent_socket import AgentSocket
from handoff_gateway.customer_socket import CustomerSocket
from handoff_gateway.events import Agent
from handoff_gateway.hub import Hub
from handoff_gateway.service import Service
from handoff_gateway.side import Side
from handoff_gateway.tokens import Tokens
from handoff_gateway.wire import SIGN_IN_NEEDED, Receive, Scope, Send, Wire

logger = logging.getLogger(__name__)

SignedIn = Callable[[str], Awaitable[tuple[Agent, str] | None]]
"""The agent and e-mail of a session token, or None."""


class Endpoints:
    """Both ASGI endpoints, and all open wires of the process.

    Args:
        origins: web origins that may open sockets. A client without an Origin header is no browser
        and may too.
        signed_in: looks a session token up.
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
    ) -> None:
        self._service = service
        self._hub = hub
        self._tokens = tokens
        self._origins = origins
        self._signed_in = signed_in
        self._cookie = cookie
        self._wires: set[Wire] = set()

    async def customer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/ws/customer`"""
        wire = Wire(scope, receive, send)
        if not self._allowed(wire):
            await wire.reject()
            return
        await self._run(wire, CustomerSocket(self._service, self._hub, wire, self._tokens))

    async def agent(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/ws/agent`"""
        wire = Wire(scope, receive, send)
        if not self._allowed(wire):
            await wire.reject()
            return
        token = _cookie(wire.header("cookie") or "", self._cookie)
        known = await self._signed_in(token) if token else None
        if known is None:
            await wire.accept()
            wire.send(frames.Error(code="unauthorised", message="sign in first"))
            wire.close(SIGN_IN_NEEDED)
            await wire.finish()
            return

        async def signed_in() -> tuple[Agent, str] | None:
            return await self._signed_in(token or "")

        side = AgentSocket(self._service, self._hub, wire, *known, signed_in)
        await self._run(wire, side)

    def close(self, code: int) -> None:
        """Close every socket, telling the clients with `code` what to do."""
        for wire in tuple(self._wires):
            wire.close(code)

    async def _run(self, wire: Wire, side: Side) -> None:
        self._wires.add(wire)
        await wire.accept()
        try:
            await side.serve()
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("a socket failed")
            wire.close(1011)
        finally:
            self._wires.discard(wire)
            await wire.finish()

    def _allowed(self, wire: Wire) -> bool:
        origin = wire.header("origin")
        return origin is None or origin in self._origins


def _cookie(header: str, name: str) -> str | None:
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return None
