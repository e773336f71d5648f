"""What the FAQ room is told by its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(Exception):
    """A setting is missing or cannot be used; the message names it and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Where content is read from, where indexes are kept, and where the service listens."""

    content: Path
    var: Path
    url: str | None

    @property
    def address(self) -> tuple[str, int]:
        """The host and port of the service. Raises `SettingsError` when they are not set."""
        example = "such as http://127.0.0.1:8710"
        if not self.url:
            raise SettingsError(
                f"HANDRAIL_FAQ_URL is not set: give the FAQ service's address, {example}"
            )
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host or not port or parts.scheme != "http":
            raise SettingsError(f"HANDRAIL_FAQ_URL is '{self.url}': expected an address {example}")
        return host, port


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read HANDRAIL_FAQ_CONTENT, HANDRAIL_VAR and HANDRAIL_FAQ_URL."""
    return Settings(
        content=Path(environment.get("HANDRAIL_FAQ_CONTENT") or "faq_index/content"),
        var=Path(environment.get("HANDRAIL_VAR") or "var"),
        url=environment.get("HANDRAIL_FAQ_URL"),
    )
