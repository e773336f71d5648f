"""A wrong setting is told by its name, with what was expected."""

from __future__ import annotations

import pytest

from handoff_gateway.limits import Limits, Rate
from handoff_gateway.settings import WrongSetting, from_environment

GOOD = {
    "REDIS_URL": "unix:///x/valkey.sock",
    "HANDRAIL_RASA_URL": "http://127.0.0.1:1",
    "HANDRAIL_FAQ_URL": "http://127.0.0.1:2",
    "HANDRAIL_SECRET": "s" * 40,
    "HANDRAIL_IDENTITY_SECRET": "i" * 40,
}


def test_the_defaults_stay_on_loopback_and_show_the_demo() -> None:
    settings = from_environment(GOOD)
    assert (settings.host, settings.demo) == ("127.0.0.1", True)


def test_a_public_address_turns_the_demo_off_unless_it_is_asked_for() -> None:
    public = {**GOOD, "HANDRAIL_HOST": "0.0.0.0"}
    assert from_environment(public).demo is False
    assert from_environment({**public, "HANDRAIL_DEMO": "1"}).demo is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis+cluster://127.0.0.1:7000/3"),
        ("HANDRAIL_RASA_URL", ""),
        ("HANDRAIL_FAQ_URL", "127.0.0.1:2"),
        ("HANDRAIL_SECRET", "short"),
        ("HANDRAIL_IDENTITY_SECRET", ""),
        ("HANDRAIL_PORT", "eighty"),
        ("HANDRAIL_PORT", "70000"),
        ("HANDRAIL_ARCHIVE_AFTER", "1h"),
        ("HANDRAIL_RETENTION_DAYS", "-1"),
        ("HANDRAIL_ORIGINS", "shop.example"),
        ("HANDRAIL_ALERT_URL", "hooks.example/x"),
        ("HANDRAIL_DURABILITY", "always"),
        ("HANDRAIL_DURABILITY", "replicated"),
        ("HANDRAIL_DURABILITY", "replicated:0"),
        ("HANDRAIL_DURABILITY", "replicated:two"),
        ("HANDRAIL_PING", "0"),
        ("HANDRAIL_DRAIN", "5s"),
        ("HANDRAIL_TRUSTED_PROXIES", "10.0.0.0/8, proxy.example"),
        ("HANDRAIL_TRUSTED_PROXIES", "10.0.0.7/8"),
        ("HANDRAIL_LIMIT_FRAMES", "120"),
        ("HANDRAIL_LIMIT_FRAMES", "0/2"),
        ("HANDRAIL_LIMIT_AGENT_FRAMES", "120/0"),
        ("HANDRAIL_LIMIT_ADDRESS_FRAMES", "many"),
        ("HANDRAIL_LIMIT_SOCKETS", "0"),
        ("HANDRAIL_LIMIT_ADDRESS_SOCKETS", "-1"),
    ],
)
def test_a_wrong_value_names_its_variable_and_keeps_secrets_out(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name) as fault:
        from_environment({**GOOD, name: value})
    assert "s" * 40 not in str(fault.value)


def test_durability_is_local_or_names_a_number_of_replicas() -> None:
    assert from_environment(GOOD).durability.replicas == 0
    assert from_environment({**GOOD, "HANDRAIL_DURABILITY": "local"}).durability.replicas == 0
    two = {**GOOD, "HANDRAIL_DURABILITY": "replicated:2"}
    assert from_environment(two).durability.replicas == 2


def test_a_store_may_be_a_cluster() -> None:
    url = "redis+cluster://127.0.0.1:7000"
    assert from_environment({**GOOD, "REDIS_URL": url}).store_url == url


def test_this_machines_own_addresses_are_limited_only_where_that_is_asked_for() -> None:
    assert from_environment(GOOD).limits == Limits()
    limits = from_environment({**GOOD, "HANDRAIL_LIMIT_ADDRESS_SOCKETS": "7"}).limits
    assert (limits.own_too, limits.address_sockets) == (True, 7)


def test_a_rate_says_how_many_at_once_and_how_many_a_second() -> None:
    limits = from_environment({**GOOD, "HANDRAIL_LIMIT_FRAMES": "30/0.5"}).limits
    assert limits.customer_frames == Rate(30, 0.5)


def test_a_public_gateway_serves_on_for_a_moment_when_it_is_to_stop() -> None:
    assert from_environment(GOOD).drain == 0
    assert from_environment({**GOOD, "HANDRAIL_HOST": "0.0.0.0"}).drain == 5


def test_no_proxy_is_trusted_unless_it_is_named() -> None:
    assert from_environment(GOOD).trusted_proxies == ()
    named = {**GOOD, "HANDRAIL_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}
    assert from_environment(named).trusted_proxies == ("10.0.0.0/8", "::1")
