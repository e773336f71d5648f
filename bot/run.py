"""Start Rasa with our channel: `python -m bot.run`, from the repository's root."""

from bot import environment

environment.prepare()

import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

import rasa.core.run  # noqa: E402
from rasa.core.utils import AvailableEndpoints  # noqa: E402
from rasa.model import get_latest_model  # noqa: E402
from sanic import Sanic  # noqa: E402

from bot import action_schema, logs  # noqa: E402
from bot.action_endpoint import ActionEndpoint  # noqa: E402


def model_path() -> Path:
    """The model to serve: HANDRAIL_MODEL, or the newest in HANDRAIL_VAR/models.

    Raises:
        SystemExit: there is none; the message says how to get one.
    """
    named = os.environ.get("HANDRAIL_MODEL")
    folder = Path(os.environ.get("HANDRAIL_VAR", "var")) / "models"
    found = named or get_latest_model(str(folder))
    if not found or not Path(found).is_file():
        sys.exit(
            f"bot.run: no model at {named or folder}: train one with "
            "`python -m bot.train --out PATH` (./handrail up does it for you)"
        )
    return Path(found)


def address() -> tuple[str, int]:
    """Host and port to bind, from HANDRAIL_RASA_URL.

    Raises:
        SystemExit: it is missing or names no port.
    """
    url = urlsplit(os.environ.get("HANDRAIL_RASA_URL", ""))
    if not url.hostname or not url.port:
        sys.exit("bot.run: HANDRAIL_RASA_URL must be a URL with a port, like http://127.0.0.1:5005")
    return url.hostname, url.port


def main() -> None:
    """Serve until SIGTERM."""
    actions_url = os.environ.get("HANDRAIL_ACTIONS_URL")
    if not actions_url:
        sys.exit("bot.run: HANDRAIL_ACTIONS_URL must name the action server")
    host, port = address()
    logs.configure()
    action_schema.install()

    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    endpoints.action = ActionEndpoint(url=f"{actions_url.rstrip('/')}/webhook")

    async def close_actions(_app: Sanic, _loop: object) -> None:
        await endpoints.action.close()

    rasa.core.run.serve_application(
        model_path=str(model_path()),
        interface=host,
        port=port,
        credentials="credentials.yml",
        enable_api=False,
        endpoints=endpoints,
        server_listeners=[(close_actions, "after_server_stop")],
    )


if __name__ == "__main__":
    main()
