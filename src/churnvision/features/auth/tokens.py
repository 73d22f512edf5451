"""Access and refresh tokens (signed JWT), and the page's cookie value.

Every one names its session; the session's row decides whether it still counts.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from churnvision.kit.errors import NotSignedIn

_ALGORITHM = "HS256"
Use = Literal["access", "refresh"]


@dataclass(frozen=True)
class Claim:
    """Which session a caller says to hold, with the secret that proves it (None in access tokens)."""

    user_id: int
    session_id: UUID
    secret: str | None


class TokenSigner:
    """Makes and reads tokens with one key, which is read when it is first needed."""

    def __init__(self, read_key: Callable[[], str]) -> None:
        self._read_key = read_key

    @cached_property
    def _key(self) -> OctKey:
        return OctKey.import_key(self._read_key())

    def sign(self, use: Use, claim: Claim, *, now: datetime, expires_at: datetime) -> str:
        """A token for one use, valid until `expires_at`."""
        claims: dict[str, object] = {
            "use": use,
            "sub": str(claim.user_id),
            "sid": claim.session_id.hex,
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        if claim.secret is not None:
            claims["jti"] = claim.secret
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def read(self, use: Use, token: str, *, now: datetime) -> Claim:
        """What a token claims. Raises NotSignedIn when it is not ours, for another use, or expired."""
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            fits = claims["use"] == use and int(claims["exp"]) > now.timestamp()
            claim = Claim(int(claims["sub"]), UUID(hex=claims["sid"]), claims.get("jti"))
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise NotSignedIn from error
        if not fits:
            raise NotSignedIn
        return claim


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """What is stored of a secret (SHA-256; a random secret needs no slow hash)."""
    return hashlib.sha256(secret.encode()).digest()


def write_cookie(claim: Claim) -> str:
    """The value of the page's cookie."""
    return f"{claim.user_id}.{claim.session_id.hex}.{claim.secret}"


def read_cookie(value: str) -> Claim:
    """What a cookie claims. Raises NotSignedIn when it is none of ours."""
    try:
        user_id, session_id, secret = value.split(".")
        return Claim(int(user_id), UUID(hex=session_id), secret)
    except ValueError as error:
        raise NotSignedIn from error
