"""What the signals need to be told by the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from faq_index.settings import SettingsError

DEFAULT_DAYS = 180
MOST_DAYS = 3_650


@dataclass(frozen=True)
class SignalSettings:
    """How many days signals are kept, and the secret that their ids are hashed with."""

    days: int
    secret: bytes


def signal_settings(var: Path, environment: Mapping[str, str] = os.environ) -> SignalSettings:
    """Read HANDRAIL_FAQ_SIGNALS_DAYS and HANDRAIL_SECRET; without that, `var` keeps a secret.

    Raises `SettingsError` for a number of days that nothing can be made of, and OSError.
    """
    given = environment.get("HANDRAIL_FAQ_SIGNALS_DAYS") or str(DEFAULT_DAYS)
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= MOST_DAYS:
        raise SettingsError(
            f"HANDRAIL_FAQ_SIGNALS_DAYS is '{given}':"
            f" expected a whole number of days from 1 to {MOST_DAYS:,}"
        )
    secret = environment.get("HANDRAIL_SECRET")
    return SignalSettings(
        days=int(given), secret=(secret or _own_secret(var / "faq_index" / "secret")).encode()
    )


def _own_secret(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(32) + "\n")
    except FileExistsError:
        pass  # made before, or by another process just now
    return file.read_text(encoding="utf-8").strip()
