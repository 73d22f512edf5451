"""Between machines the standby checks the primary's certificate in full; nobody comes in without TLS."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from churnvision.dr.site_certificates import certificate_troubles
from churnvision.dr.site_clone import clone
from churnvision.dr.site_keys import take_keys_from
from churnvision.kit.clock import utc_now
from churnvision.kit.site_peer import ask_peer, hear_peer, peer_conninfo
from churnvision.kit.site_settings import SiteSettingInvalid
from churnvision.local.wholeness import mark_cluster_made, prepare_folders
from tests.dr.site_pair import Pair, empty_pair


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two authorities, and certificates of the first: one for 127.0.0.1, one for another host."""
    folder = tmp_path_factory.mktemp("tls")
    for name in ("own", "other"):
        openssl(folder, "req", "-x509", "-subj", f"/CN={name}", "-days", "30", *fresh(name))
    for name, subject in (("server", "IP:127.0.0.1"), ("elsewhere", "DNS:db.example.org")):
        openssl(folder, "req", "-new", "-subj", f"/CN={name}", *fresh(name))
        (folder / f"{name}.ext").write_text(f"subjectAltName={subject}\n")
        openssl(
            folder, "x509", "-req", "-in", f"{name}.crt", "-CA", "own.crt", "-CAkey", "own.key",
            "-CAcreateserial", "-days", "30", "-extfile", f"{name}.ext", "-out", f"{name}.crt",
        )  # fmt: skip
    return folder


def fresh(name: str) -> tuple[str, ...]:
    """A new key, and where the request or certificate goes."""
    return ("-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.crt")


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)
    for key in folder.glob("*.key"):
        key.chmod(0o600)


@pytest.fixture
def pair(tmp_path: Path, authorities: Path) -> Iterator[Pair]:
    """Made with programs that know TLS, which the wheel's do not."""
    programs = programs_with_tls()
    if programs is None:
        pytest.skip("no PostgreSQL with TLS on this machine; Debian's package postgresql-15 has it")
    made = empty_pair(
        tmp_path,
        PG_BIN_DIR=str(programs),
        CHURNVISION_SITE_TLS_CERTIFICATE=str(authorities / "server.crt"),
        CHURNVISION_SITE_TLS_PRIVATE_KEY=str(authorities / "server.key"),
        CHURNVISION_SITE_TLS_AUTHORITY=str(authorities / "own.crt"),
    )
    try:
        made.alpha.start()
        prepare_folders(made.bravo.local.layout)
        take_keys_from(made.bravo.settings, made.alpha.local.layout.keys, "20260101_000000")
        clone(made.bravo.settings, made.bravo.site, made.bravo.data)
        mark_cluster_made(made.bravo.local.layout)
        made.bravo.start()
        made.bravo.wait_until_level()
        yield made
    finally:
        made.remove()


def programs_with_tls() -> Path | None:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        done = subprocess.run(
            [str(folder / "psql"), "-X", "host=127.0.0.1 port=1 sslmode=require"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        if "not compiled in" not in done.stderr and (folder / "postgres").exists():
            return folder
    return None


@pytest.mark.fault("E14")
def test_a_certificate_that_ends_is_told_thirty_days_before(tmp_path: Path, authorities: Path) -> None:
    pair = empty_pair(
        tmp_path,
        CHURNVISION_SITE_TLS_CERTIFICATE=str(authorities / "server.crt"),
        CHURNVISION_SITE_TLS_PRIVATE_KEY=str(authorities / "server.key"),
        CHURNVISION_SITE_TLS_AUTHORITY=str(authorities / "own.crt"),
    )
    now = utc_now()
    assert certificate_troubles(pair.alpha.site, now - timedelta(days=1)) == []
    soon = certificate_troubles(pair.alpha.site, now + timedelta(days=1))
    assert len(soon) == 2 and all("ends in 28 days" in each for each in soon)
    gone = certificate_troubles(pair.alpha.site, now + timedelta(days=31))
    assert len(gone) == 2 and all("has expired" in each for each in gone)
    pair.alpha.environment["CHURNVISION_SITE_TLS_AUTHORITY"] = str(authorities / "own.key")
    assert "cannot be read as a certificate" in certificate_troubles(pair.alpha.site, now)[-1]


def test_programs_without_tls_are_refused_before_anything_listens(tmp_path: Path, authorities: Path) -> None:
    pair = empty_pair(
        tmp_path,
        CHURNVISION_SITE_TLS_CERTIFICATE=str(authorities / "server.crt"),
        CHURNVISION_SITE_TLS_PRIVATE_KEY=str(authorities / "server.key"),
    )
    with pytest.raises(SiteSettingInvalid, match=r"were built without TLS: .* PG_BIN_DIR, or .* tunnel"):
        pair.alpha.start()
    assert not pair.alpha.data.exists()


@pytest.mark.rehearsal
def test_the_standby_streams_within_tls_and_trusts_no_other_certificate(
    pair: Pair, authorities: Path
) -> None:
    assert (
        pair.alpha.sql("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_replication USING (pid)") is True
    )

    var, site = pair.bravo.settings.var, pair.bravo.site
    plain = make_conninfo(peer_conninfo(site, var), sslmode="disable")
    with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
        psycopg.connect(plain)
    # Not even the owner, with the right password, comes in over TCP.
    owner = make_conninfo(peer_conninfo(site, var), user="churnvision", dbname="churnvision")
    with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
        psycopg.connect(owner)

    pair.bravo.environment["CHURNVISION_SITE_TLS_AUTHORITY"] = str(authorities / "other.crt")
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        ask_peer(pair.bravo.site, var)
    pair.bravo.environment["CHURNVISION_SITE_TLS_AUTHORITY"] = str(authorities / "own.crt")
    pair.alpha.environment |= {
        "CHURNVISION_SITE_TLS_CERTIFICATE": str(authorities / "elsewhere.crt"),
        "CHURNVISION_SITE_TLS_PRIVATE_KEY": str(authorities / "elsewhere.key"),
    }
    pair.alpha.stop()
    pair.alpha.start()
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        ask_peer(pair.bravo.site, var)
    assert hear_peer(pair.bravo.site, var) is None
