"""Files that nobody vouches for: read, never executed, never straight to live."""

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from churnvision.dr.dump_text import END_OF_DUMP
from churnvision.dr.errors import BackupDamaged, BackupNotFound, KeyWrong, RestoreFailed, RestoreRefused
from churnvision.dr.foreign_file import survey
from churnvision.dr.kept_databases import drop_outdated, quarantined_databases
from churnvision.dr.keys import Passphrase, find_keys
from churnvision.dr.quarantine import Quarantined, accept_quarantined, quarantine
from churnvision.dr.removals import record_user
from churnvision.kit.clock import utc_now
from churnvision.kit.postgres import find_programs
from tests.dr.installation import KEY, OTHER_KEY, Installation


@pytest.fixture
def plain(installation: Installation, tmp_path: Path) -> Path:
    """What `pg_dump` alone makes of the product's own tables."""
    installation.execute("DROP TABLE notes")
    target = tmp_path / "old.sql"
    dump(installation, "--file", str(target))
    return target


def dump(installation: Installation, *options: str) -> None:
    subprocess.run(
        [find_programs().path("pg_dump"), *options],
        env={**os.environ, **installation.database.environment()},
        check=True,
        timeout=60,
    )


def load(installation: Installation, file: Path, key: str = KEY) -> Quarantined:
    return quarantine(installation.settings, installation.database, file, [Passphrase(key, "here")])


def sealed(file: Path, key: str = KEY) -> Path:
    """As somebody seals it by hand."""
    target = file.with_suffix(".gz.enc")
    target.with_suffix("").write_bytes(gzip.compress(file.read_bytes()))
    command = [
        "openssl",
        "enc",
        "-aes-256-cbc",
        "-pbkdf2",
        "-in",
        str(target.with_suffix("")),
        "-out",
        str(target),
    ]
    subprocess.run([*command, "-pass", "env:K"], env={**os.environ, "K": key}, check=True, timeout=60)
    return target


@pytest.mark.parametrize("form", ["plain", "gzipped", "sealed by hand", "with windows' line ends", "ours"])
def test_it_is_loaded_beside_and_only_then_made_live(
    installation: Installation, plain: Path, form: str
) -> None:
    before = installation.content()
    match form:
        case "gzipped":
            file = plain.with_suffix(".sql.gz")
            file.write_bytes(gzip.compress(plain.read_bytes()))
        case "sealed by hand":
            file = sealed(plain)
        case "with windows' line ends":
            file = plain
            file.write_bytes(plain.read_bytes().replace(b"\n", b"\r\n"))
        case "ours":
            file = installation.backup().dump.rename(plain.with_name("renamed.bin"))
        case _:
            file = plain
    installation.execute("INSERT INTO users (username, password_hash) VALUES ('later', 'x')")
    user = int(str(installation.value("SELECT id FROM users WHERE username = 'user3'")))
    record_user(installation.settings.backups, user, is_active=False)
    live = installation.content()

    loaded = load(installation, file)

    assert installation.content() == live
    assert loaded.rows["users"] == 4
    kept_as = accept_quarantined(installation.settings, installation.database, loaded.database)
    assert kept_as is not None
    assert installation.value("SELECT count(*) FROM users WHERE is_active") == 3
    installation.execute(
        f"UPDATE users SET is_active = true, sessions_valid_from_at = (SELECT min(sessions_valid_from_at)"
        f" FROM users) WHERE id = {user}"
    )
    assert installation.value("SELECT count(*) FROM users") == 4
    assert before != live
    assert quarantined_databases(installation.database) == []


def test_lines_that_would_run_programs_are_never_run(
    installation: Installation, plain: Path, tmp_path: Path
) -> None:
    marks = [tmp_path / name for name in ("shell", "program", "function")]
    hostile = (
        f"\\! touch {marks[0]}\n"
        f"COPY users TO PROGRAM 'touch {marks[1]}';\n"
        f"DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch {marks[2]}'''; END $$;\n"
    ).encode()
    plain.write_bytes(hostile + plain.read_bytes() + hostile)
    assert load(installation, plain).rows["users"] == 4
    assert not any(mark.exists() for mark in marks)


def test_broken_references_are_refused(installation: Installation, plain: Path) -> None:
    text = plain.read_bytes()
    begin = text.index(b"COPY public.user_roles (")
    end = text.index(b"\n", begin) + 1
    plain.write_bytes(text[:end] + b"99999\tanalyst\n" + text[end:])
    with pytest.raises(RestoreFailed, match="does not fit into the schema"):
        load(installation, plain)
    assert quarantined_databases(installation.database) == []


def test_every_cut_of_every_form_is_refused_or_named(
    installation: Installation, plain: Path, tmp_path: Path
) -> None:
    for whole in (sealed(plain), plain):
        content = whole.read_bytes()
        for share in (0.0, 0.001, 0.3, 0.7):
            cut = tmp_path / "cut"
            cut.write_bytes(content[: int(len(content) * share)])
            with pytest.raises((BackupDamaged, KeyWrong)):
                survey(cut, find_keys(installation.settings))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no table"),
        (b"PK\x03\x04 a workbook", "holds no SQL"),
        (b"\x00" * 1000, "holds no SQL"),
        (b"id,name\n1,Anna\n", "holds no SQL"),
        (b"SELECT 1;\n", "holds no table"),
        (b"-- x\nCOPY public.users (id) FROM stdin;\n1\n\\.\n", "it is cut"),
        (b"-- x\nCOPY public.users (id) FROM stdin;\n1\n\\.\n" + END_OF_DUMP, "alembic_version"),
        (b"-- x\nCOPY other.users (id) FROM stdin;\n1\n\\.\n", "not ChurnVision's"),
        (b"-- x\nINSERT INTO public.users VALUES (1);\n", "--inserts"),
        (b"PGDMP\x01\x0e", "pg_restore"),
        (b"\x1f\x8b\x08\x00 not really", "does not unpack|ends too early"),
    ],
)
def test_what_is_no_dump_is_refused_with_the_reason(
    installation: Installation, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(BackupDamaged, match=reason):
        survey(file, find_keys(installation.settings))


def test_schemas_that_are_not_known_are_refused(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "newer.sql"
    file.write_bytes(
        b"-- x\nCOPY public.alembic_version (version_num) FROM stdin;\n9999\n\\.\n" + END_OF_DUMP
    )
    with pytest.raises(RestoreRefused, match="'9999'"):
        load(installation, file)


def test_unknown_tables_and_columns_are_refused(installation: Installation, plain: Path) -> None:
    plain.write_bytes(plain.read_bytes() + b"\nCOPY public.strangers (id) FROM stdin;\n1\n\\.\n")
    with pytest.raises(RestoreRefused, match="strangers"):
        load(installation, plain)
    assert quarantined_databases(installation.database) == []


def test_wrong_keys_and_missing_files(installation: Installation, plain: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyWrong):
        load(installation, sealed(plain), OTHER_KEY)
    for missing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(BackupNotFound):
            load(installation, missing)


def test_nothing_but_a_quarantined_database_is_accepted(installation: Installation) -> None:
    for name in ("postgres", "nix", installation.database.name):
        with pytest.raises(RestoreRefused, match="no quarantined database"):
            accept_quarantined(installation.settings, installation.database, name)


def test_it_is_forgotten_after_seven_days(installation: Installation, plain: Path) -> None:
    from datetime import timedelta

    name = load(installation, plain).database
    assert drop_outdated(installation.database, utc_now()) == []
    assert drop_outdated(installation.database, utc_now() + timedelta(days=8)) == [name]
