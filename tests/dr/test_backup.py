"""A backup is whole or absent, says what it holds, and is what the guide's own lines read."""

import hashlib
import json
import os
import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from churnvision.dr import journal
from churnvision.dr.backup import make_backup
from churnvision.dr.catalogue import LOCK, BackupFiles, find_backups, locked
from churnvision.dr.database import Database
from churnvision.dr.errors import AlreadyInRecovery, BackupFailed, KeyRefused
from churnvision.dr.keys import find_keys
from churnvision.dr.listing import list_backups
from churnvision.dr.prune import prune_backups
from churnvision.dr.removals import record_user
from churnvision.dr.sealed_file import SealedReader
from churnvision.dr.trust import prove_manifest
from churnvision.kit.postgres import find_programs
from tests.dr.installation import (
    CANARY,
    KEY,
    NASTY,
    Installation,
    decrypted_by_openssl,
    files_of,
    plaintext_in,
    session_of,
)


def manifest_of(installation: Installation) -> dict[str, object]:
    """The newest manifest as a document."""
    newest = find_backups(installation.settings.backups)[0]
    return dict(json.loads(newest.manifest.read_text()))


def programs_that(tmp_path: Path, name: str, script: str) -> Path:
    """PostgreSQL's programs with one of them replaced by a shell script; `$REAL` is the real one."""
    real = find_programs().bin
    folder = tmp_path / "programs"
    folder.mkdir()
    for program in real.iterdir():
        if program.name != name:
            (folder / program.name).symlink_to(program)
    (folder / name).write_text(f"#!/bin/bash\nREAL={real / name}\n{script}\n")
    (folder / name).chmod(0o755)
    return folder


def test_the_guides_lines_unpack_a_backup_and_all_of_it_is_there(installation: Installation) -> None:
    made = installation.backup()
    assert made.dump.name.removeprefix("churnvision_").removesuffix(".sql.gz.enc").replace("_", "").isdigit()
    text = decrypted_by_openssl(made.dump).decode()
    assert all(line in text for line in (CANARY, "CREATE TABLE public.users", "COPY public.notes"))
    assert text.endswith("COMMI\\endif\\\\T;\n")


def test_the_manifest_counts_what_the_database_holds(installation: Installation) -> None:
    installation.backup()
    contents = manifest_of(installation)["contents"]
    assert isinstance(contents, dict)
    assert contents["rows"]["public.notes"] == len(NASTY) + 20_000
    assert contents["rows"]["public.users"] == 4
    assert contents["sequences"]["public.notes_id_seq"] == [len(NASTY) + 20_000, True]
    assert contents["large_objects"] == 1
    assert contents["schema_revision"] == installation.value("SELECT version_num FROM alembic_version")
    assert {"churnvision", "churnvision_app"} <= set(contents["roles"])


def test_nothing_in_the_folders_can_be_read_without_the_key(
    installation: Installation, tmp_path: Path
) -> None:
    installation.backup()
    assert not plaintext_in(tmp_path)
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "backups").iterdir()} <= {0, 0o044}
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "backups").glob("churnvision_*"))


def test_the_files_hold_licence_certificates_and_settings_but_not_the_key(
    installation: Installation,
) -> None:
    installation.backup()
    newest = find_backups(installation.settings.backups)[0]
    keys = find_keys(installation.settings)
    reader = SealedReader(newest.files, prove_manifest(newest, keys).passphrase)
    with tarfile.open(fileobj=BytesIO(b"".join(reader))) as tar:
        names = tar.getnames()
        environment = tar.extractfile(".env.production")
        assert environment is not None
        text = environment.read().decode()
    assert names == [".env.production", "license.key", "infra/ssl/server.crt"]
    assert KEY not in text
    assert "POSTGRES_PASSWORD=x\n" in text
    assert "LAST=1\n" in text


@pytest.mark.fault("B6")
def test_each_manifest_names_the_one_before_it(installation: Installation) -> None:
    first, second = installation.backup(), installation.backup()
    keys = find_keys(installation.settings)
    folder = installation.settings.backups
    raw = BackupFiles(folder, first.backup_id).read_manifest()[0]
    proved = prove_manifest(BackupFiles(folder, second.backup_id), keys).manifest
    assert proved.previous == hashlib.sha256(raw).hexdigest()


def test_a_backup_is_copied_with_its_proof_to_the_second_folder(
    installation: Installation, tmp_path: Path
) -> None:
    settings = replace(installation.settings, copies=tmp_path / "share")
    make_backup(settings, installation.database)
    assert files_of(tmp_path / "share") == files_of(settings.backups)


@pytest.mark.fault("A10", "B6")
def test_a_share_that_was_away_gets_what_it_lacks_with_the_next_backup(
    installation: Installation, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    settings = replace(installation.settings, copies=share)
    share.write_text("not mounted")
    made = make_backup(settings, installation.database)
    assert made.copied_to is None
    assert made.warnings == [f"the second folder {share} has no copy (File exists)"]
    assert list_backups(settings, find_keys(settings)).backups[0].state == "signed"

    share.unlink()
    record_user(settings.backups, 1, is_active=False)
    assert make_backup(settings, installation.database).warnings == []

    assert files_of(share) == files_of(settings.backups)
    assert len(list_backups(replace(settings, backups=share), find_keys(settings)).backups) == 2


@pytest.mark.fault("A1", "A4", "A5")
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('"$REAL" "$@" | head -c 20000; exit 0', "ended before the end|does not hold"),
        ('"$REAL" "$@" | head -n -3; exit 0', "ended before the end"),
        ('"$REAL" "$@" | grep -v canary; exit 0', "public.notes has"),
        ('"$REAL" "$@"; echo "pg_dump: error: the network went away" >&2; exit 1', "the network went away"),
        ('"$REAL" "$@" | head -c 20000; kill -9 $$', "ended by signal 9"),
        ("exit 0", "ended before the end"),
    ],
)
def test_a_pg_dump_that_lies_or_dies_leaves_no_backup(
    installation: Installation, tmp_path: Path, script: str, reason: str
) -> None:
    programs = programs_that(tmp_path, "pg_dump", script)
    settings = replace(installation.settings, postgres_programs=programs)
    with pytest.raises(BackupFailed, match=reason):
        make_backup(settings, installation.database)
    assert files_of(settings.backups) == {}
    assert [event.event for event in journal.read(settings.journal)] == ["backup.failed"]
    assert installation.backup().rows > 20_000


@pytest.mark.fault("A6")
def test_a_database_of_something_else_is_refused(installation: Installation) -> None:
    with pytest.raises(BackupFailed, match="not ChurnVision's"):
        make_backup(installation.settings, installation.database.maintenance)


@pytest.mark.fault("A6")
def test_a_lost_table_is_noticed_in_the_next_backup(installation: Installation) -> None:
    installation.backup()
    installation.execute("DELETE FROM users")
    made = installation.backup()
    assert made.warnings == ["row count collapse: public.users has 0 rows, the last backup had 4"]


@pytest.mark.fault("A12")
@pytest.mark.rehearsal
def test_a_held_table_is_refused_with_the_name_of_who_holds_it(installation: Installation) -> None:
    with session_of(installation.database) as session:
        session.execute("SET application_name = 'a long job'")
        with session.transaction():
            session.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(BackupFailed, match=r"of churnvision \(a long job\) holds users"):
                installation.backup()
    assert files_of(installation.settings.backups) == {}


@pytest.mark.fault("A11")
def test_a_second_backup_at_the_same_time_is_refused(installation: Installation) -> None:
    with locked(installation.settings.backups), pytest.raises(AlreadyInRecovery):
        installation.backup()
    assert installation.backup().rows > 20_000


@pytest.mark.fault("A8")
def test_without_a_good_key_nothing_is_written(installation: Installation) -> None:
    with pytest.raises(KeyRefused):
        make_backup(replace(installation.settings, environment_key="short"), installation.database)
    assert not installation.settings.backups.exists()


@pytest.mark.fault("A10")
def test_a_folder_that_cannot_be_written_is_named(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    settings = replace(installation.settings, backups=tmp_path / "a file")
    with pytest.raises(BackupFailed, match="a file cannot be written"):
        make_backup(settings, installation.database)


def test_a_server_that_does_not_answer_is_named(installation: Installation, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="does not answer"):
        make_backup(installation.settings, Database(f"postgresql://nobody@/x?host={tmp_path}"))


@pytest.mark.fault("A14")
def test_a_corrupt_page_refuses_the_backup_and_prune_deletes_nothing_after_it(
    installation: Installation,
) -> None:
    installation.backup()
    with installation.database.connect() as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), pg_relation_filepath('notes')"
        ).fetchone()
    assert row is not None
    path = Path(str(row[0])) / str(row[1])
    with path.open("r+b") as heap:
        heap.seek(8192 * 3 + 4000)
        heap.write(os.urandom(64))
    evict_pages(installation.database)
    with pytest.raises(BackupFailed, match=r"invalid page|checksum"):
        installation.backup()
    assert prune_backups(installation.settings).refused == "The last backup failed."


def evict_pages(database: Database) -> None:
    """Let PostgreSQL forget what it holds of the table in memory."""
    with database.connect() as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_buffercache")
        try:
            connection.execute(
                "SELECT pg_buffercache_evict(bufferid) FROM pg_buffercache"
                " WHERE relfilenode = pg_relation_filenode('notes')"
            )
        finally:
            connection.execute("DROP EXTENSION pg_buffercache")


def test_every_gzip_level_unpacks(installation: Installation) -> None:
    for level in (1, 9):
        made = make_backup(replace(installation.settings, gzip_level=level), installation.database)
        assert CANARY in decrypted_by_openssl(made.dump).decode()


def test_the_lock_file_is_no_backup(installation: Installation) -> None:
    installation.backup()
    assert (installation.settings.backups / LOCK).exists()
    assert len(find_backups(installation.settings.backups)) == 1
