"""Signed tokens (JWT, RFC 7519, HS256): our own for customers, and the host website's for their
identity.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import Final

import jwt

from handoff_gateway.events import Identity

CUSTOMER_DAYS: Final = 180
LEEWAY_S: Final = 30
_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "handrail-customer"


class BadToken(Exception):
    """Not signed by the expected key, expired, or without a needed claim."""


class Tokens:
    """Makes and checks tokens.

    Args:
        secret: signs our customers' tokens.
        identity_secret: shared with the host website, which signs identities with it.
    """

    def __init__(self, secret: str, identity_secret: str) -> None:
        self._secret = secret
        self._identity_secret = identity_secret

    def new_customer(self) -> str:
        """An id for an anonymous customer."""
        return "a_" + secrets.token_hex(16)

    def customer_token(self, customer: str) -> str:
        """The token that proves, until it expires, to be this customer."""
        claims = {
            "sub": customer,
            "aud": _AUDIENCE,
            "exp": int(time.time()) + CUSTOMER_DAYS * 86_400,
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def customer(self, token: str) -> str:
        """The customer of a token of ours.

        Raises:
            BadToken
        """
        return str(self._claims(token, self._secret, ["sub", "exp"], _AUDIENCE)["sub"])

    def identity(self, token: str) -> tuple[str, Identity]:
        """The customer id and identity in a host website's token (claims sub, email, exp; name if
        known).

        Raises:
            BadToken
        """
        claims = self._claims(token, self._identity_secret, ["sub", "email", "exp"], None)
        name, email = claims.get("name"), str(claims["email"])
        digest = hmac.new(self._secret.encode(), str(claims["sub"]).encode(), hashlib.sha256)
        return "v_" + digest.hexdigest()[:32], Identity(
            name=str(name)[:100] if name else None, email=email[:200]
        )

    def identity_token(self, subject: str, name: str, email: str, seconds: int = 3_600) -> str:
        """What a host website would sign; used by the demo shop."""
        claims = {"sub": subject, "name": name, "email": email, "exp": int(time.time()) + seconds}
        return jwt.encode(claims, self._identity_secret, algorithm=_ALGORITHM)

    def _claims(
        self, token: str, key: str, required: list[str], audience: str | None
    ) -> dict[str, object]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=audience,
                leeway=LEEWAY_S,
                options={"require": required, "verify_aud": audience is not None},
            )
        except jwt.InvalidTokenError as error:
            raise BadToken(type(error).__name__) from error
