"""Where the action server listens and whom it asks, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


class SettingsError(Exception):
    """A variable is missing or wrong; the message names it and says what it should be."""


@dataclass(frozen=True)
class Settings:
    """host and port to bind; the FAQ service's base URL; the database's plain URL."""

    host: str
    port: int
    faq_url: str
    database_url: str


def read(environment: Mapping[str, str]) -> Settings:
    """The settings in `environment`.

    Raises:
        SettingsError: a variable is missing or wrong.
    """
    own = urlsplit(_needed(environment, "HANDRAIL_ACTIONS_URL"))
    if not own.hostname or not own.port:
        raise SettingsError(
            "HANDRAIL_ACTIONS_URL must be a URL with a port, like http://127.0.0.1:5055"
        )
    return Settings(
        host=own.hostname,
        port=own.port,
        faq_url=_needed(environment, "HANDRAIL_FAQ_URL"),
        database_url=_needed(environment, "DATABASE_URL"),
    )


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise SettingsError(f"{name} is not set; ./handrail up sets it")
    return value
