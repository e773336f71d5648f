"""What the FAQ room is told by its environment."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlsplit

from faq_index.link_hosts import ANY_HOST, LinkHosts, link_hosts

if TYPE_CHECKING:
    from faq_index.search import Thresholds

Watch = Literal["auto", "poll", "off"]
"""How a saved file is noticed: told by the system and looked for as well, looked for, or not."""

MAX_WORKERS = 64


class SettingsError(Exception):
    """A setting is missing or cannot be used; the message names it and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Where content is read from, where indexes are kept, and how the service serves them.

    `answer_from` and `ask_from` are confidences from 0 to 1, `in_scope` is the share of questions
    that some entry answers; None leaves the default.
    """

    content: Path
    var: Path
    url: str | None
    database_url: str = ""
    watch: Watch = "auto"
    workers: int = 1
    answer_from: float | None = None
    ask_from: float | None = None
    in_scope: float | None = None
    link_hosts: LinkHosts = ANY_HOST

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

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the history: DATABASE_URL, else a file in `var`."""
        return self.database_url or f"sqlite:///{self.var.absolute() / 'handrail.db'}"

    @property
    def thresholds(self) -> "Thresholds":
        """The confidences from which a question is answered, or asked back about.

        Raises `SettingsError` when asking back would begin above answering.
        """
        from faq_index.search import Thresholds  # numpy with it, which most commands do without

        usual = Thresholds()
        answer = usual.answer if self.answer_from is None else self.answer_from
        ask = usual.ask if self.ask_from is None else self.ask_from
        if ask > answer:
            raise SettingsError(
                f"HANDRAIL_FAQ_ASK_FROM is {ask:g} and HANDRAIL_FAQ_ANSWER_FROM is {answer:g}:"
                " the first must not be greater than the second"
            )
        in_scope = usual.in_scope if self.in_scope is None else self.in_scope
        if not 0 < in_scope < 1:
            raise SettingsError(
                f"HANDRAIL_FAQ_IN_SCOPE is {in_scope:g}: expected a share between 0 and 1,"
                " such as 0.7 where seven of ten questions have an answer"
            )
        return Thresholds(answer=answer, ask=ask, in_scope=in_scope)


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read HANDRAIL_VAR, DATABASE_URL, HANDRAIL_FAQ_URL and the other HANDRAIL_FAQ_ settings.

    Raises `SettingsError` for a value that nothing can be made of.
    """
    return Settings(
        content=Path(environment.get("HANDRAIL_FAQ_CONTENT") or "faq_index/content"),
        var=Path(environment.get("HANDRAIL_VAR") or "var"),
        url=environment.get("HANDRAIL_FAQ_URL"),
        database_url=environment.get("DATABASE_URL", ""),
        watch=_watch(environment),
        workers=_workers(environment),
        answer_from=_share(environment, "HANDRAIL_FAQ_ANSWER_FROM"),
        ask_from=_share(environment, "HANDRAIL_FAQ_ASK_FROM"),
        in_scope=_share(environment, "HANDRAIL_FAQ_IN_SCOPE"),
        link_hosts=_link_hosts(environment),
    )


def _link_hosts(environment: Mapping[str, str]) -> LinkHosts:
    try:
        return link_hosts(environment.get("HANDRAIL_FAQ_LINK_HOSTS", ""))
    except ValueError as error:
        raise SettingsError(f"HANDRAIL_FAQ_LINK_HOSTS: {error}") from None


def _watch(environment: Mapping[str, str]) -> Watch:
    given = environment.get("HANDRAIL_FAQ_WATCH") or "auto"
    for way in get_args(Watch):
        if given == way:
            return way  # type: ignore[no-any-return]
    raise SettingsError(f"HANDRAIL_FAQ_WATCH is '{given}': expected auto, poll or off")


def _workers(environment: Mapping[str, str]) -> int:
    given = environment.get("HANDRAIL_FAQ_WORKERS") or "1"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= MAX_WORKERS:
        raise SettingsError(
            f"HANDRAIL_FAQ_WORKERS is '{given}': expected a whole number from 1 to {MAX_WORKERS}"
        )
    return int(given)


def _share(environment: Mapping[str, str], name: str) -> float | None:
    given = environment.get(name)
    if not given:
        return None
    try:
        share = float(given)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise SettingsError(f"{name} is '{given}': expected a number from 0 to 1, such as 0.6")
    return share
