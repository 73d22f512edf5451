"""Reads the licence: a file with one Ed25519-signed token, checked without any network.

The token's claims: sub (customer), seats (employees, optional), nbf and exp (seconds since 1970).
Whatever is wrong with the file becomes a state with a reason; nothing stops working because of it.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from churnvision.features.licensing.errors import LicenceRefused
from churnvision.features.licensing.schemas import LicenceView
from churnvision.kit.clock import utc_now
from churnvision.kit.health import Finding, HealthContext, health_check
from churnvision.kit.settings import Settings

_LARGEST_FILE_BYTES = 20_000
_ALGORITHMS = ["Ed25519", "EdDSA"]


def read_licence(settings: Settings) -> LicenceView:
    """The state of the licence at this moment; never raises for a bad file."""
    try:
        token = _read_token(settings.licence_file)
        if token is None:
            return LicenceView(
                edition="evaluation",
                state="evaluation",
                reason="No licence file: the evaluation edition, fully working.",
            )
        return _judge(_verify(token, settings.licence_public_key))
    except LicenceRefused as refusal:
        return LicenceView(edition="evaluation", state="invalid", reason=refusal.message)


def _read_token(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_FILE_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LicenceRefused(f"The licence file {file} cannot be read: {error.strerror}.") from error
    if len(content) > _LARGEST_FILE_BYTES:
        raise LicenceRefused(f"The file {file} is too large to be a licence.")
    text = content.decode("ascii", "replace").strip()
    if not text:
        raise LicenceRefused(f"The licence file {file} is empty; put the file you were sent there.")
    return text


def _verify(token: str, public_key: str | None) -> dict[str, Any]:
    if not public_key:
        raise LicenceRefused(
            "There is a licence file but no key to check it with; set LICENSE_PUBLIC_KEY as you were sent it."
        )
    try:
        key = OKPKey.import_key(public_key.replace("\\n", "\n"))
    except (JoseError, ValueError) as error:
        raise LicenceRefused("LICENSE_PUBLIC_KEY is no Ed25519 public key in PEM form.") from error
    try:
        return jwt.decode(token, key, algorithms=_ALGORITHMS).claims
    except (JoseError, ValueError, TypeError) as error:
        raise LicenceRefused(
            "The licence file was changed or is not for this product; put the file you were sent there."
        ) from error


def _judge(claims: dict[str, Any]) -> LicenceView:
    seats, customer = claims.get("seats"), claims.get("sub")
    expires_at, begins_at = _moment(claims, "exp"), _moment(claims, "nbf")
    if seats is not None and (not isinstance(seats, int) or isinstance(seats, bool) or seats < 1):
        raise LicenceRefused("The licence names no sensible number of seats; ask for a new file.")
    expires_on: date | None = expires_at.date() if expires_at else None
    view = LicenceView(
        edition="enterprise",
        state="valid",
        reason=f"Licensed until {expires_on}." if expires_on else "Licensed without an end.",
        customer=customer if isinstance(customer, str) else None,
        seats=seats,
        expires_on=expires_on,
    )
    if begins_at is not None and utc_now() < begins_at:
        raise LicenceRefused(f"The licence begins on {begins_at.date()}; check the clock of this machine.")
    if expires_at is not None and utc_now() >= expires_at:
        reason = f"The licence expired on {expires_on}; ask for a new file. Everything keeps working."
        return view.model_copy(update={"edition": "evaluation", "state": "expired", "reason": reason})
    return view


def _moment(claims: dict[str, Any], name: str) -> datetime | None:
    seconds = claims.get(name)
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise LicenceRefused("The licence holds a date that is none; ask for a new file.") from error


@health_check("licence")
async def check_licence(context: HealthContext) -> Finding:
    """The licence is valid, or there is none on purpose."""
    licence = read_licence(context.settings)
    return Finding("ok" if licence.state in ("valid", "evaluation") else "degraded", licence.reason)
