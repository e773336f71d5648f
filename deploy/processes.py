"""The processes of a running system: how each is started, and how one knows that it is ready."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.environment import public_url
from deploy.layout import Layout

RASA_HEALTH = "/webhooks/handrail/healthz"


@dataclass(frozen=True)
class Program:
    """One process.

    command     run in the repository's root
    ready       question for ready.is_ready
    needed      without it no customer can be served, so `up` gives up when it cannot start
    stop_order  all of one number are stopped together, the highest first
    stop_s      seconds it may take to end after SIGTERM
    death       signal it gets when its keeper died; SIGKILL leaves no doubt, and the log is durable
    """

    name: str
    command: tuple[str, ...]
    ready: str
    needed: bool = False
    stop_order: int = 2
    stop_s: int = 10
    death: str = "KILL"


def faq_service(layout: Layout, environment: Mapping[str, str]) -> Program:
    """Returns the FAQ service, which set-up also runs for a while to train the bot."""
    command = (str(layout.app_python), "-m", "faq_index.service")
    return Program("faq", command, environment["HANDRAIL_FAQ_URL"] + "/healthz")


def programs(
    layout: Layout, environment: Mapping[str, str], *, own_store: bool
) -> tuple[Program, ...]:
    """Returns all processes in the order in which they are started, the slowest first."""
    app, engine = str(layout.app_python), str(layout.engine_python)
    rasa = Program(
        "rasa", (engine, "-m", "bot.run"), environment["HANDRAIL_RASA_URL"] + RASA_HEALTH
    )
    actions = Program(
        "actions", (app, "-m", "actions.server"), environment["HANDRAIL_ACTIONS_URL"] + "/healthz"
    )
    store = Program(
        "store",
        (app, "-m", "deploy.store", str(layout.var / "valkey")),
        environment["REDIS_URL"],
        needed=True,
        stop_order=1,
        stop_s=30,
        death="TERM",
    )
    gateway = Program(
        "gateway",
        (app, "-m", "handoff_gateway.main"),
        public_url(environment) + "/healthz",
        needed=True,
        stop_order=3,
        stop_s=90,  # HANDRAIL_DRAIN, then what is under way
    )
    faq = faq_service(layout, environment)
    return (*((store,) if own_store else ()), rasa, faq, actions, gateway)
