"""What an operator can set, from the environment; a wrong value is told by the variable's name."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from handoff_gateway.durability import Durability, parse_durability
from handoff_gateway.limits import Limits, Rate

STORE_SCHEMES: Final = ("redis", "rediss", "unix", "redis+cluster", "rediss+cluster")
HANDOFF: Final = Path(__file__).parent.parent / "handoff.yml"
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class WrongSetting(Exception):
    """A variable's value can't be used: its name, what was expected, how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of the gateway.

    `origins` are the web origins whose pages may open sockets; `handoff` is the file of the desk's
    rules, `var` the folder for data of our own; `archive_after` (seconds) is how long a closed
    conversation stays in the store, `idle_after` (seconds) after how long without a word one with
    the bot ends, `retention_days` how long the archive keeps it (0: for ever), `alert_url` a web
    hook told of long waits, or ''. `ping` and `drain` are seconds: how often sockets are asked
    whether they live, and for how long a gateway that is to stop goes on serving, not ready any
    more. `trusted_proxies` are addresses and networks.
    """

    host: str
    port: int
    store_url: str
    durability: Durability
    database_url: str
    rasa_url: str
    faq_url: str
    secret: str
    identity_secret: str
    origins: frozenset[str]
    demo: bool
    handoff: Path
    var: Path
    archive_after: int
    idle_after: int
    retention_days: int
    alert_url: str
    ping: int
    drain: int
    limits: Limits
    trusted_proxies: tuple[str, ...]
    web: Path


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        WrongSetting: names the variable and says what was expected.
    """
    host = env.get("HANDRAIL_HOST", "127.0.0.1")
    port = _number(env, "HANDRAIL_PORT", 8700, 1, 65_535)
    var = Path(env.get("HANDRAIL_VAR", "var"))
    return Settings(
        host=host,
        port=port,
        store_url=_store_url(env),
        durability=_durability(env),
        database_url=env.get("DATABASE_URL", f"sqlite:///{var.absolute()}/handrail.db"),
        rasa_url=_url(env, "HANDRAIL_RASA_URL", ("http", "https")),
        faq_url=_url(env, "HANDRAIL_FAQ_URL", ("http", "https")),
        secret=_secret(env, "HANDRAIL_SECRET"),
        identity_secret=_secret(env, "HANDRAIL_IDENTITY_SECRET"),
        origins=_origins(env.get("HANDRAIL_ORIGINS", ""), port),
        demo=env.get("HANDRAIL_DEMO", "1" if host in LOOPBACK else "0") == "1",
        handoff=Path(env.get("HANDRAIL_HANDOFF") or HANDOFF),
        var=var,
        archive_after=_number(env, "HANDRAIL_ARCHIVE_AFTER", 3_600, 0, 30 * 86_400),
        idle_after=_number(env, "HANDRAIL_IDLE_AFTER", 86_400, 60, 30 * 86_400),
        retention_days=_number(env, "HANDRAIL_RETENTION_DAYS", 365, 0, 36_500),
        alert_url=_url(env, "HANDRAIL_ALERT_URL", ("http", "https"), ""),
        ping=_number(env, "HANDRAIL_PING", 20, 1, 60),
        drain=_number(env, "HANDRAIL_DRAIN", 0 if host in LOOPBACK else 5, 0, 60),
        limits=_limits(env),
        trusted_proxies=_networks(env, "HANDRAIL_TRUSTED_PROXIES"),
        web=Path(env.get("HANDRAIL_WEB", Path(__file__).parent.parent / "web" / "dist")),
    )


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise WrongSetting(f"{name} is {value!r}; expected a whole number from {low} to {high}")
    return int(value)


def _limits(env: Mapping[str, str]) -> Limits:
    usual = Limits()
    address = "HANDRAIL_LIMIT_ADDRESS_"
    return Limits(
        customer_frames=_rate(env, "HANDRAIL_LIMIT_FRAMES", usual.customer_frames),
        agent_frames=_rate(env, "HANDRAIL_LIMIT_AGENT_FRAMES", usual.agent_frames),
        address_frames=_rate(env, f"{address}FRAMES", usual.address_frames),
        each_sockets=_number(env, "HANDRAIL_LIMIT_SOCKETS", usual.each_sockets, 1, 10_000),
        address_sockets=_number(env, f"{address}SOCKETS", usual.address_sockets, 1, 1_000_000),
        own_too=any(name.startswith(address) for name in env),
    )


def _rate(env: Mapping[str, str], name: str, default: Rate) -> Rate:
    """`120/2`: 120 at once, 2 a second in the long run."""
    value = env.get(name)
    if value is None:
        return default
    parts = re.fullmatch(r"(\d{1,6})/(\d{1,6}(?:\.\d{1,3})?)", value, re.ASCII)
    if not parts or not int(parts[1]) or not float(parts[2]):
        raise WrongSetting(
            f"{name} is {value!r}; expected how many at once and how many a second in the long "
            f"run, like {default.burst}/{default.per_second:g}"
        )
    return Rate(int(parts[1]), float(parts[2]))


def _networks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    networks = tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise WrongSetting(
                f"{name}: {network!r} is not an address or network ({error}); "
                "expected for example 10.0.0.7 or 10.0.0.0/8, split by commas"
            ) from error
    return networks


def _url(
    env: Mapping[str, str], name: str, schemes: tuple[str, ...], default: str | None = None
) -> str:
    value = env.get(name, "")
    if default is not None and not value:
        return default
    if urlsplit(value).scheme not in schemes:
        expected = " or ".join(f"{scheme}://..." for scheme in schemes)
        raise WrongSetting(f"{name} is not set or not an address; expected {expected}")
    return value


def _store_url(env: Mapping[str, str]) -> str:
    url = _url(env, "REDIS_URL", STORE_SCHEMES)
    parts = urlsplit(url)
    if parts.scheme.endswith("+cluster") and parts.path.strip("/") not in ("", "0"):
        raise WrongSetting(
            f"REDIS_URL names database {parts.path.strip('/')}, and a cluster has only 0; "
            f"expected {parts.scheme}://host:port"
        )
    return url


def _durability(env: Mapping[str, str]) -> Durability:
    try:
        return parse_durability(env.get("HANDRAIL_DURABILITY") or "local")
    except ValueError as error:
        raise WrongSetting(f"HANDRAIL_DURABILITY {error}") from error


def _secret(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if len(value) < 32:
        raise WrongSetting(
            f"{name} is missing or shorter than 32 characters; make one with: openssl rand -hex 32"
        )
    return value


def _origins(text: str, port: int) -> frozenset[str]:
    own = {f"http://127.0.0.1:{port}", f"http://localhost:{port}"}
    others = {part.strip().rstrip("/") for part in text.split(",") if part.strip()}
    for origin in others:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise WrongSetting(
                f"HANDRAIL_ORIGINS: {origin!r}; "
                "expected origins like https://shop.example, split by commas"
            )
    return frozenset(own | others)
