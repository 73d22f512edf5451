"""Checks of the operator's files: the licence, and the certificates with their keys."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from churnvision.kit.clock import utc_now
from churnvision.local.findings import Finding, failed, ok, warning

_LARGEST_LICENCE_BYTES = 20_000
_LARGEST_PEM_BYTES = 1_000_000
_SOON_DAYS = 30
_CERTIFICATES = "certificates"


def check_licence(file: Path, health: Mapping[str, Any] | None) -> Finding:
    """Whether the file can be read; whether it is valid is the running backend's word in `health`.

    Raises OSError for a file that cannot be read.
    """
    look = f"ls -l {file}"
    if not file.exists():
        return ok("licence", f"There is no licence file ({file}): the evaluation edition, fully working.")
    try:
        size = len(file.read_bytes())
    except OSError as error:
        return failed("licence", "The licence file cannot be read.", evidence=str(error), command=look)
    if not 0 < size <= _LARGEST_LICENCE_BYTES:
        return failed(
            "licence",
            "That is no licence file; put the one you were sent in its place.",
            evidence=f"{file} has {size} bytes",
            command=look,
        )
    checked = ((health or {}).get("checks") or {}).get("licence")
    if checked is None:
        return ok("licence", f"{file} can be read; the backend checks it when it runs.")
    if checked.get("state") == "ok":
        return ok("licence", str(checked.get("reason")))
    return failed(
        "licence",
        "The licence does not count: the product goes on as the evaluation edition.",
        evidence=f"{file}: {checked.get('reason')}",
        command=look,
    )


def check_certificates(folder: Path) -> Iterator[Finding]:
    """Every certificate of the folder: begun, not expired, for 30 days more, and with its key beside it.

    Of a file with several, the first is the server's and the others lead to its issuer. Raises OSError.
    """
    certificates: dict[Path, list[x509.Certificate]] = {}
    keys: dict[Path, PrivateKeyTypes] = {}
    unreadable = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else []:
        if not file.is_file() or file.stat().st_size > _LARGEST_PEM_BYTES:
            continue
        try:
            _sort_in(file, certificates, keys)
        except (ValueError, TypeError) as error:
            unreadable.append(_unreadable(file, error))
    findings = [*unreadable, *(_trouble for pair in certificates.items() for _trouble in _judge(*pair, keys))]
    yield from findings
    if not certificates and not findings:
        yield ok(_CERTIFICATES, f"There are none in {folder}; the page is served over plain HTTP.")
    elif not findings:
        first_end = min(chain[0].not_valid_after_utc for chain in certificates.values())
        yield ok(
            _CERTIFICATES,
            f"All {len(certificates)} in {folder} are valid, the first until {first_end:%Y-%m-%d}.",
        )


def _sort_in(
    file: Path, certificates: dict[Path, list[x509.Certificate]], keys: dict[Path, PrivateKeyTypes]
) -> None:
    content = file.read_bytes()
    if b"-----BEGIN CERTIFICATE-----" in content:
        certificates[file] = x509.load_pem_x509_certificates(content)
    if b"PRIVATE KEY-----" in content:
        keys[file] = serialization.load_pem_private_key(content, password=None)


def _unreadable(file: Path, error: Exception) -> Finding:
    return failed(
        _CERTIFICATES,
        "A certificate or key cannot be read; put the right file in its place, a key without a password.",
        evidence=f"{file}: {error}",
        command=f"openssl x509 -noout -subject -in {file}",
    )


def _judge(
    file: Path, chain: list[x509.Certificate], keys: Mapping[Path, PrivateKeyTypes]
) -> Iterator[Finding]:
    certificate = chain[0]
    dates = f"openssl x509 -noout -subject -dates -in {file}"
    now, begins, ends = utc_now(), certificate.not_valid_before_utc, certificate.not_valid_after_utc
    whose = f"{file} ({certificate.subject.rfc4514_string()})"
    if now >= ends:
        yield failed(
            _CERTIFICATES,
            "A certificate has expired: browsers refuse the page. Get a new one from whoever issued it.",
            evidence=f"{whose} ended on {ends:%Y-%m-%d}",
            command=dates,
        )
    elif now < begins:
        yield failed(
            _CERTIFICATES,
            "A certificate is not valid yet; look at the clock of this machine.",
            evidence=f"{whose} begins on {begins:%Y-%m-%d %H:%M} UTC, now it is {now:%Y-%m-%d %H:%M}",
            command=dates,
        )
    elif (ends - now).days < _SOON_DAYS:
        yield warning(
            _CERTIFICATES,
            f"A certificate ends in {(ends - now).days} days; get a new one now.",
            evidence=f"{whose} ends on {ends:%Y-%m-%d}",
            command=dates,
        )
    if not _is_authority(certificate) and not any(_belongs(certificate, key) for key in keys.values()):
        yield failed(
            _CERTIFICATES,
            "The key of a certificate is missing, or is that of another one: no server can use it.",
            evidence=f"{whose}; keys beside it: {', '.join(key.name for key in keys) or 'none'}",
            command=f"openssl x509 -noout -pubkey -in {file}",
        )


def _is_authority(certificate: x509.Certificate) -> bool:
    # Self-signed server certificates say CA:TRUE as well; what signs nobody else's is a server's.
    try:
        is_authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return is_authority and usage.key_cert_sign and not usage.key_encipherment


def _belongs(certificate: x509.Certificate, key: PrivateKeyTypes) -> bool:
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return certificate.public_key().public_bytes(*form) == key.public_key().public_bytes(*form)
