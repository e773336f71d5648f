"""Speaking to the running service, where there is one."""

import getpass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from faq_index.settings import Settings, SettingsError

if TYPE_CHECKING:
    import httpx

_SECONDS = 600
"""A reload of content whose every text is new may take this long."""


class NobodyAnswers(Exception):
    """No service answers at the address; the message names it."""


def ask(configured: Settings, method: str, path: str, body: object = None) -> "httpx.Response":
    """Send a request to the running service, in the name of this account, and return its answer.

    Raises `NobodyAnswers`, and `SettingsError` when no address is set.
    """
    import httpx

    host, port = configured.address
    shown = f"[{host}]" if ":" in host else host
    try:
        return httpx.request(
            method,
            f"http://{shown}:{port}{path}",
            json=body,
            headers={"X-Handrail-Editor": quote(account())},
            timeout=_SECONDS,
        )
    except httpx.HTTPError:
        raise NobodyAnswers(f"Nobody answers at {host}:{port}") from None


def is_up(configured: Settings) -> bool:
    """Return whether the service answers."""
    try:
        return ask(configured, "GET", "/healthz").is_success
    except (NobodyAnswers, SettingsError):
        return False


def told(response: "httpx.Response") -> dict[str, Any]:
    """Return the JSON of an answer, or an `error` that says what came instead."""
    try:
        answer: dict[str, Any] = response.json()
    except ValueError:
        return {"error": f"the service answered {response.status_code} with no JSON"}
    return answer


def account() -> str:
    """Return the name of the account that runs this command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's account without a name
        return "command line"
