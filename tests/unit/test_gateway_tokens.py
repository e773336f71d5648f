"""Signed tokens: ours, the host website's, and everybody else's."""

from __future__ import annotations

import jwt
import pytest

from handoff_gateway.tokens import BadToken, Tokens

TOKENS = Tokens("s" * 40, "i" * 40)


def test_a_customers_token_names_the_customer() -> None:
    assert TOKENS.customer(TOKENS.customer_token("a_1")) == "a_1"


def test_a_host_websites_token_gives_one_customer_on_every_device() -> None:
    first = TOKENS.identity(TOKENS.identity_token("mina", "Mina", "mina@example.com"))
    second = TOKENS.identity(TOKENS.identity_token("mina", "Mina K.", "mina@example.com"))
    assert first[0] == second[0]
    assert first[1].email == "mina@example.com"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        jwt.encode({"sub": "a_1"}, "s" * 40, algorithm="HS256"),
        jwt.encode(
            {"sub": "a_1", "exp": 1, "aud": "handrail-customer"}, "s" * 40, algorithm="HS256"
        ),
        jwt.encode(
            {"sub": "a_1", "exp": 9**11, "aud": "handrail-customer"}, "x" * 40, algorithm="HS256"
        ),
        jwt.encode(
            {"sub": "a_1", "exp": 9**11, "aud": "handrail-customer"}, None, algorithm="none"
        ),
        TOKENS.identity_token("mina", "Mina", "mina@example.com"),
    ],
)
def test_a_forged_expired_or_foreign_token_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        TOKENS.customer(token)


def test_a_customer_token_is_no_identity() -> None:
    with pytest.raises(BadToken):
        TOKENS.identity(TOKENS.customer_token("a_1"))


def test_an_expired_identity_is_refused() -> None:
    with pytest.raises(BadToken):
        TOKENS.identity(TOKENS.identity_token("mina", "Mina", "m@example.com", seconds=-60))
