"""The licence file: absent, valid, expired, changed, for others, and nonsense."""

import time
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from churnvision.features.licensing.service import read_licence
from churnvision.kit.settings import Settings
from tests.conftest import SignIn

KEY = Ed25519PrivateKey.generate()
PUBLIC = (
    KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
NOW = int(time.time())
CLAIMS: dict[str, object] = {"sub": "Acme", "seats": 500, "exp": NOW + 86400 * 30}


def sign(claims: dict[str, object], key: Ed25519PrivateKey = KEY) -> str:
    """A licence token."""
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return jwt.encode({"alg": "Ed25519"}, claims, OKPKey.import_key(pem.decode()), algorithms=["Ed25519"])


@pytest.fixture
def licensed(settings: Settings) -> Settings:
    """Settings that know the public key."""
    return settings.model_copy(update={"licence_public_key": PUBLIC})


def test_without_a_file_it_is_the_evaluation_edition(settings: Settings) -> None:
    licence = read_licence(settings)
    assert (licence.edition, licence.state) == ("evaluation", "evaluation")


def test_a_signed_file_is_the_enterprise_edition(licensed: Settings) -> None:
    licensed.licence_file.write_text(sign(CLAIMS) + "\n")
    licence = read_licence(licensed)
    assert (licence.edition, licence.state, licence.seats) == ("enterprise", "valid", 500)
    assert licence.expires_on is not None
    assert licence.customer == "Acme"


def test_the_key_may_be_written_on_one_line(settings: Settings) -> None:
    one_line = PUBLIC.replace("\n", "\\n")
    settings.licence_file.write_text(sign(CLAIMS))
    licensed = settings.model_copy(update={"licence_public_key": one_line})
    assert read_licence(licensed).state == "valid"


def test_an_expired_licence_says_so(licensed: Settings) -> None:
    licensed.licence_file.write_text(sign(CLAIMS | {"exp": NOW - 10}))
    licence = read_licence(licensed)
    assert (licence.edition, licence.state) == ("evaluation", "expired")
    assert "expired" in licence.reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b"\xff\x00\xfe",
        b"a.b.c",
        b"x" * 30_000,
        sign(CLAIMS, Ed25519PrivateKey.generate()).encode(),
        (sign(CLAIMS)[:-4] + "AAAA").encode(),
        sign(CLAIMS | {"seats": "many"}).encode(),
        sign(CLAIMS | {"exp": "tomorrow"}).encode(),
        sign(CLAIMS | {"exp": 1e300}).encode(),
        sign(CLAIMS | {"nbf": NOW + 86400}).encode(),
        jwt.encode({"alg": "HS256"}, CLAIMS, OctKey.import_key("0" * 32)).encode(),
    ],
    ids=range(12),
)
def test_a_bad_file_is_a_state_and_no_crash(licensed: Settings, content: bytes) -> None:
    licensed.licence_file.write_bytes(content)
    licence = read_licence(licensed)
    assert (licence.edition, licence.state) == ("evaluation", "invalid")
    assert licence.reason.endswith(".")


def test_a_file_without_a_key_to_check_it_is_invalid(settings: Settings, tmp_path: Path) -> None:
    settings.licence_file.write_text(sign(CLAIMS))
    assert "LICENSE_PUBLIC_KEY" in read_licence(settings).reason
    wrong = settings.model_copy(update={"licence_public_key": "not a key"})
    assert "LICENSE_PUBLIC_KEY" in read_licence(wrong).reason
    folder = settings.model_copy(update={"licence_file": tmp_path})
    assert read_licence(folder).state == "invalid"


async def test_the_route_and_health_show_the_licence(
    client: httpx.AsyncClient, sign_in: SignIn, settings: Settings
) -> None:
    headers = await sign_in("viewer")
    assert (await client.get("/api/v1/licensing/", headers=headers)).json()["edition"] == "evaluation"
    settings.licence_file.write_text("nonsense")
    health = await client.get("/health")
    assert health.status_code == 200
    assert health.json()["checks"]["licence"]["state"] == "degraded"
