"""A wrong setting is told by its name, with what was expected."""

from __future__ import annotations

import pytest

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
        ("HANDRAIL_CAPACITY", "0"),
        ("HANDRAIL_ARCHIVE_AFTER", "1h"),
        ("HANDRAIL_RETENTION_DAYS", "-1"),
        ("HANDRAIL_HOURS", "always"),
        ("HANDRAIL_ORIGINS", "shop.example"),
        ("HANDRAIL_ALERT_URL", "hooks.example/x"),
        ("HANDRAIL_DURABILITY", "always"),
        ("HANDRAIL_DURABILITY", "replicated"),
        ("HANDRAIL_DURABILITY", "replicated:0"),
        ("HANDRAIL_DURABILITY", "replicated:two"),
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
