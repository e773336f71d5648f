"""Wrong settings are named, with what they should be."""

import pytest

from actions.database import DatabaseUrlError, async_url
from actions.settings import SettingsError, read

GOOD = {
    "HANDRAIL_ACTIONS_URL": "http://127.0.0.1:5055",
    "HANDRAIL_FAQ_URL": "http://127.0.0.1:5056",
    "DATABASE_URL": "sqlite:///var/handrail.db",
}


def test_host_and_port_come_from_the_url() -> None:
    settings = read(GOOD)
    assert (settings.host, settings.port) == ("127.0.0.1", 5055)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_variable_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read({**GOOD, name: ""})


def test_a_url_without_a_port_is_refused() -> None:
    with pytest.raises(SettingsError, match="with a port"):
        read({**GOOD, "HANDRAIL_ACTIONS_URL": "http://127.0.0.1"})


@pytest.mark.parametrize(
    ("plain", "driver"),
    [
        ("sqlite:////srv/x.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////srv/x.db", "sqlite+aiosqlite"),
        ("postgresql://u:p@h/d", "postgresql+psycopg"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+psycopg"),
        ("postgresql://u:p@h/d?sslmode=require", "postgresql+psycopg"),
    ],
)
def test_a_plain_database_url_gets_its_asynchronous_driver(plain: str, driver: str) -> None:
    url = async_url(plain)
    assert url.drivername == driver
    assert url.query == ({"sslmode": "require"} if "sslmode" in plain else {})


@pytest.mark.parametrize("plain", ["no url", "mysql://h/d"])
def test_a_database_that_we_cannot_open_is_refused_with_what_would_do(plain: str) -> None:
    with pytest.raises(DatabaseUrlError, match="DATABASE_URL"):
        async_url(plain)
