"""Doctor on the licence file and on certificates: expired, soon to expire, with the key of another."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from churnvision.kit.clock import utc_now
from churnvision.local.file_checks import check_certificates, check_licence
from churnvision.local.findings import Finding

Issue = Callable[..., None]


@pytest.fixture
def issue(tmp_path: Path) -> Issue:
    """Writes `name`.crt that ends in so many days, and `name`.key, which may be another's."""

    def write(name: str, *, days: float, begins: float = -400, is_foreign: bool = False) -> None:
        key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}.example")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(utc_now() + datetime.timedelta(days=begins))
            .not_valid_after(utc_now() + datetime.timedelta(days=days))
            .sign(key, hashes.SHA256())
        )
        (tmp_path / f"{name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (tmp_path / f"{name}.key").write_bytes(
            (other if is_foreign else key).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    return write


def look(folder: Path) -> list[Finding]:
    found = list(check_certificates(folder))
    assert all(one.evidence and one.command for one in found if one.state != "ok")
    return found


def test_a_good_certificate_is_ok_with_its_end(issue: Issue, tmp_path: Path) -> None:
    issue("server", days=300)
    (finding,) = look(tmp_path)
    assert finding.state == "ok"
    assert f"{utc_now() + datetime.timedelta(days=300):%Y-%m-%d}" in finding.sentence


@pytest.mark.fault("F5")
@pytest.mark.parametrize(
    ("days", "state", "words"), [(-1, "failed", "has expired"), (20, "warning", "ends in 19 days")]
)
def test_an_end_that_is_past_or_near_is_told(
    issue: Issue, tmp_path: Path, days: float, state: str, words: str
) -> None:
    issue("server", days=days)
    (finding,) = look(tmp_path)
    assert (finding.state, finding.check) == (state, "certificates")
    assert words in finding.sentence
    assert "server.crt (CN=server.example)" in (finding.evidence or "")
    assert (finding.command or "").startswith("openssl x509 ")


def test_a_certificate_of_tomorrow_points_at_the_clock(issue: Issue, tmp_path: Path) -> None:
    issue("server", days=300, begins=1)
    (finding,) = look(tmp_path)
    assert "look at the clock" in finding.sentence


def test_the_key_of_another_certificate_is_told(issue: Issue, tmp_path: Path) -> None:
    issue("good", days=300)
    issue("server", days=300, is_foreign=True)
    (finding,) = look(tmp_path)
    assert finding.state == "failed"
    assert "is that of another one" in finding.sentence
    assert "server.crt" in (finding.evidence or "")


def test_a_file_that_is_cut_off_is_told(issue: Issue, tmp_path: Path) -> None:
    issue("server", days=300)
    file = tmp_path / "server.crt"
    file.write_bytes(file.read_bytes()[:200])
    assert any("cannot be read" in one.sentence for one in look(tmp_path))


def test_no_folder_and_no_licence_are_no_failure(tmp_path: Path) -> None:
    assert [one.state for one in look(tmp_path / "ssl")] == ["ok"]
    finding = check_licence(tmp_path / "license.key", None)
    assert finding.state == "ok"
    assert "evaluation edition" in finding.sentence


def test_a_licence_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "license.key"
    file.touch()
    assert check_licence(file, None).state == "failed"
    file.unlink()
    file.mkdir()
    unreadable = check_licence(file, None)
    assert unreadable.state == "failed"
    assert str(file) in (unreadable.evidence or "")


def test_what_the_running_backend_says_of_the_licence_counts(tmp_path: Path) -> None:
    file = tmp_path / "license.key"
    file.write_text("a.b.c\n")
    assert check_licence(file, None).state == "ok"
    expired = {"checks": {"licence": {"state": "degraded", "reason": "The licence expired on 2026-01-31."}}}
    finding = check_licence(file, expired)
    assert finding.state == "failed"
    assert "expired on 2026-01-31" in (finding.evidence or "")
