"""The action server: `python -m actions.server`.

rasa-sdk's executor behind our own app: one process, loopback only, a deadline for every action.
"""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable

import orjson
import uvicorn
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions import seed, settings, texts
from actions.complaint import TakeComplaint
from actions.database import DatabaseUrlError, open_engine
from actions.faq import Abstain, AnswerFaq, AskBack
from actions.faq_client import FaqClient
from actions.settings import Settings, SettingsError
from actions.shop import Shop
from actions.shop_sql import SqlShop
from actions.track_order import AskEmail, AskOrderNumber, StopForm, TrackOrder

logger = logging.getLogger("actions")

# Rasa waits 4 s: our own answer comes before that.
DEADLINE_SECONDS = 3.5
RETRY_SECONDS = 1.0


def build_executor(shop: Shop, faq: FaqClient) -> ActionExecutor:
    """rasa-sdk's executor with every action of ours."""
    catalogue = texts.load()
    executor = ActionExecutor()
    for action in (
        AnswerFaq(catalogue, faq),
        AskBack(catalogue),
        Abstain(catalogue),
        AskOrderNumber(catalogue, shop),
        AskEmail(catalogue, shop),
        TrackOrder(catalogue, shop),
        StopForm(catalogue),
        TakeComplaint(catalogue, shop),
    ):
        executor.register_action(action)
    return executor


def build_app(
    executor: ActionExecutor,
    lifespan: Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]] | None = None,
) -> Starlette:
    """POST /webhook runs an action, GET /healthz says that it would."""

    async def webhook(request: Request) -> Response:
        try:
            call = orjson.loads(await request.body())
            name = call["next_action"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return JSONResponse({"error": "expected a call of an action, as JSON"}, 400)
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return _failure(400, rejection.action_name, rejection.message)
        except ActionNotFoundException as missing:
            return _failure(404, missing.action_name, missing.message)
        except TimeoutError:
            logger.error("%s took longer than %s s", name, DEADLINE_SECONDS)
            return _failure(504, name, "the action took too long")
        except Exception as error:
            # The traceback names code, not customers: no message text is in it.
            logger.exception("%s failed", name)
            return _failure(500, name, type(error).__name__)
        return Response(orjson.dumps(result.model_dump()), media_type="application/json")

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok", "actions": sorted(executor.actions)})

    return Starlette(
        routes=[Route("/webhook", webhook, methods=["POST"]), Route("/healthz", healthz)],
        lifespan=lifespan,
    )


def _failure(status: int, action: str, error: str) -> JSONResponse:
    return JSONResponse({"error": error, "action_name": action}, status)


def wire(chosen: Settings) -> Starlette:
    """The app with its real database and FAQ service.

    Raises:
        DatabaseUrlError: see actions.database.
    """
    engine = open_engine(chosen.database_url)
    faq = FaqClient(chosen.faq_url)

    async def prepare_database() -> None:
        while True:
            try:
                await seed.prepare(engine)
                return
            except (SQLAlchemyError, OSError) as error:
                logger.warning("the database is not ready: %s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        preparing = asyncio.create_task(prepare_database())
        # Usually done in a moment; a database that is away does not keep the FAQ from working.
        await asyncio.wait([preparing], timeout=DEADLINE_SECONDS)
        yield
        preparing.cancel()
        await faq.close()
        await engine.dispose()

    return build_app(build_executor(SqlShop(engine), faq), lifespan)


def main() -> None:
    """Serve until SIGTERM."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(name)s %(message)s"
    )
    # Registrations and requests, one line each, of no use to an operator.
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        chosen = settings.read(os.environ)
        app = wire(chosen)
    except (SettingsError, DatabaseUrlError) as error:
        sys.exit(f"actions.server: {error}")
    uvicorn.run(
        app,
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
        # Rasa keeps its connection; closing it from here would cost a failed turn.
        timeout_keep_alive=3600,
    )


if __name__ == "__main__":
    main()
