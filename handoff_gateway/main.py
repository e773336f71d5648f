"""Wires the gateway: the only place that knows every adapter. `python -m handoff_gateway.main`"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import httpx
import uvicorn
import uvloop
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from handoff_gateway.accounts import AccountError, Accounts, async_url
from handoff_gateway.agent_http import AgentPages
from handoff_gateway.archive_sql import SqlArchive
from handoff_gateway.conversation import Conversation
from handoff_gateway.editor_http import EditorPages
from handoff_gateway.events import Agent, Event
from handoff_gateway.faq_reporter import FaqReporter
from handoff_gateway.frames import MAX_WIRE
from handoff_gateway.gate import Gate
from handoff_gateway.http import Pages, make_app
from handoff_gateway.http_guard import COOKIE
from handoff_gateway.hub import Hub
from handoff_gateway.ports import StoreUnavailable
from handoff_gateway.rasa_client import RasaClient
from handoff_gateway.rules_file import RulesErrors
from handoff_gateway.rules_watch import RulesWatch
from handoff_gateway.service import Service, now_ms
from handoff_gateway.settings import Settings, WrongSetting, from_environment
from handoff_gateway.socket_protocol import SocketProtocol
from handoff_gateway.sockets import Endpoints
from handoff_gateway.store_feed import Feed
from handoff_gateway.store_redis import (
    RedisDesk,
    RedisLog,
    check_durability,
    connect,
    wait_for_store,
)
from handoff_gateway.team_alerts import TeamAlerts
from handoff_gateway.tokens import Tokens

logger = logging.getLogger("handoff_gateway")

STORE_PATIENCE_S: Final = 20.0
REQUESTS_S: Final = 10  # for HTTP requests under way when the gateway stops


@dataclass(frozen=True, slots=True)
class Gateway:
    """The wired parts that the server needs."""

    pages: Pages
    agents: AgentPages
    editor: EditorPages
    endpoints: Endpoints


@contextlib.asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Gateway]:
    """The gateway on its real adapters; closes them afterwards.

    Raises:
        RulesErrors: there are no good rules.
        StoreUnavailable, AccountError, SQLAlchemyError: what was needed did not answer.
    """
    client = connect(settings.store_url, settings.durability)
    await wait_for_store(client, STORE_PATIENCE_S)
    if lacking := await check_durability(client):
        logger.warning("HANDRAIL_DURABILITY: %s", lacking)
    feed = Feed(client)
    engine = create_async_engine(async_url(settings.database_url), pool_pre_ping=True)
    accounts = Accounts(engine)
    await accounts.prepare()
    rules = RulesWatch(settings.handoff, settings.var)
    tokens = Tokens(settings.secret, settings.identity_secret)

    async def signed_in(token: str) -> tuple[Agent, str] | None:
        account = await accounts.of_session(token)
        if account is None or "agent" not in account.roles:
            return None
        return Agent(account.id, account.name), account.email

    async def ready() -> None:
        await wait_for_store(client, 0)

    async with httpx.AsyncClient() as http, httpx.AsyncClient() as faq_http:
        reporter = FaqReporter(settings.faq_url, faq_http)
        alerts = TeamAlerts(settings.alert_url, http, now_ms)

        def observe(conversation_id: str, before: Conversation, events: Sequence[Event]) -> None:
            reporter.observe(conversation_id, before, events)
            alerts.observe(conversation_id, before, events)

        service = Service(
            RedisLog(client, feed),
            RedisDesk(client, feed),
            RasaClient(settings.rasa_url, http),
            observe=observe,
            rules=rules.load(),
            archive=SqlArchive(engine),
            archive_after_ms=settings.archive_after * 1_000,
            retention_days=settings.retention_days,
            idle_ms=settings.idle_after * 1_000,
        )
        hub = Hub(service)
        clockwork = [asyncio.create_task(part.run()) for part in (hub, reporter, alerts)]
        clockwork.append(asyncio.create_task(rules.run(service.use_rules)))
        for task in clockwork:
            task.add_done_callback(_clockwork_ended)
        try:
            yield Gateway(
                Pages(settings, accounts, tokens, ready, service.desk.go),
                AgentPages(accounts.of_session, service.history, lambda: service.rules),
                EditorPages(settings, accounts.of_session, faq_http),
                Endpoints(
                    service,
                    hub,
                    tokens,
                    settings.origins,
                    signed_in,
                    COOKIE,
                    Gate(settings.limits, time.monotonic),
                ),
            )
        finally:
            for task in clockwork:
                task.cancel()
            await asyncio.gather(*clockwork, return_exceptions=True)
            await service.close()
            await reporter.close()
            await feed.close()
            await client.aclose()
            await accounts.close()


class Server(uvicorn.Server):
    """uvicorn that leaves politely: not ready first, then deaf, then every socket is told.

    Signals only ask it to stop: uvicorn's own handling kills the process again afterwards, before
    our clean-up. A second Ctrl-C leaves at once.

    Args:
        drain_s: for how long it goes on serving while it says that it is not ready, so that
            whoever sends customers here can notice.
    """

    def __init__(self, config: uvicorn.Config, gateway: Gateway, drain_s: float) -> None:
        super().__init__(config)
        self._gateway = gateway
        self._drain_s = drain_s

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._gateway.pages.draining = True
        logger.info("stopping: not ready any more, serving for %g s", self._drain_s)
        until = time.monotonic() + self._drain_s
        while time.monotonic() < until and not self.force_exit:
            await asyncio.sleep(0.1)
        for server in self.servers:
            server.close()
        await self._gateway.endpoints.close()
        await super().shutdown(sockets)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    async with wired(settings) as gateway:
        config = uvicorn.Config(
            make_app(
                gateway.pages, gateway.agents, gateway.editor, gateway.endpoints, settings.web
            ),
            host=settings.host,
            port=settings.port,
            ws=SocketProtocol,
            ws_max_size=MAX_WIRE,
            ws_ping_interval=settings.ping,
            ws_ping_timeout=settings.ping,
            ws_per_message_deflate=False,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=REQUESTS_S,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            server_header=False,
        )
        # What is there now stays: full collections leave it alone, and stop nobody's messages.
        gc.collect()
        gc.freeze()
        logger.info("listening on http://%s:%d", settings.host, settings.port)
        await Server(config, gateway, settings.drain).serve()


def _clockwork_ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.critical("the clockwork stopped", exc_info=error)


def main() -> int:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("httpx", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = from_environment()
        uvloop.run(serve(settings))
    except RulesErrors as error:
        print(f"gateway: there are no good rules to start with:\n{error}", file=sys.stderr)
        return 2
    except (WrongSetting, AccountError) as error:
        print(f"gateway: {error}", file=sys.stderr)
        return 2
    except StoreUnavailable as error:
        print(f"gateway: REDIS_URL: the store does not answer: {error}", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"gateway: DATABASE_URL: {type(error).__name__}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
