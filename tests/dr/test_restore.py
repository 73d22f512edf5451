"""A restore brings back exactly what was backed up, or leaves everything as it was."""

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from churnvision.dr import journal, steps
from churnvision.dr.backup import make_backup
from churnvision.dr.catalogue import BackupFiles, find_backups
from churnvision.dr.errors import (
    BackupDamaged,
    BackupFailed,
    BackupNotFound,
    KeyWrong,
    RestoreFailed,
    RestoreRefused,
)
from churnvision.dr.keys import find_keys
from churnvision.dr.listing import list_backups
from churnvision.dr.restore import restore_backup, undo_restore
from churnvision.dr.verify import verify
from tests.dr.installation import (
    OTHER_KEY,
    Installation,
    decrypted_by_openssl,
    files_of,
    psql,
    session_of,
)

SIGNED_IN = (
    "INSERT INTO sessions (id, user_id, kind, secret_hash, last_seen_at, expires_at)"
    " SELECT gen_random_uuid(), id, 'browser', 'x', now(), now() + interval '1 day' FROM users LIMIT 1"
)


def damage(installation: Installation) -> str:
    """Lose rows after the backup; the content that is live then."""
    installation.execute("DELETE FROM notes WHERE id % 2 = 0")
    installation.execute("INSERT INTO users (username, password_hash) VALUES ('late', 'x')")
    installation.execute("CREATE TABLE made_later (id int)")
    return installation.content()


def test_a_restore_brings_back_every_row_and_keeps_what_it_replaced(installation: Installation) -> None:
    before = installation.content()
    made = installation.backup()
    damaged = damage(installation)
    restored = installation.restore()
    assert restored.backup_id == made.backup_id
    assert installation.content() == before
    assert installation.databases() == [installation.database.name, str(restored.kept_as)]
    undo_restore(installation.settings, installation.database)
    assert installation.content() == damaged


def test_an_undone_restore_can_be_undone(installation: Installation) -> None:
    before = installation.content()
    installation.backup()
    damage(installation)
    installation.restore()
    undo_restore(installation.settings, installation.database)
    time.sleep(1.1)  # the kept databases are named by the second
    undo_restore(installation.settings, installation.database)
    assert installation.content() == before


def test_there_is_nothing_to_undo_before_a_restore(installation: Installation) -> None:
    with pytest.raises(RestoreRefused, match="no database from before"):
        undo_restore(installation.settings, installation.database)


def test_a_restored_database_backs_up_to_the_same_content(installation: Installation) -> None:
    installation.backup()
    installation.restore()
    installation.backup()
    newer, older = (
        json.loads(backup.manifest.read_text())["contents"]
        for backup in find_backups(installation.settings.backups)
    )
    assert newer == older


def test_a_restore_into_a_server_without_the_database_makes_it(installation: Installation) -> None:
    before = installation.content()
    installation.backup()
    installation.database.drop()
    assert installation.restore().kept_as is None
    assert installation.content() == before


def test_everybody_is_signed_out(installation: Installation) -> None:
    installation.execute(SIGNED_IN)
    installation.backup()
    installation.restore()
    assert installation.value("SELECT count(*) FROM sessions") == 0


@pytest.mark.fault("C9")
def test_sessions_are_ended_and_the_swap_is_done(installation: Installation) -> None:
    installation.backup()
    with session_of(installation.database) as idle, session_of(installation.database) as busy:
        idle.execute("BEGIN")
        idle.execute("SELECT count(*) FROM users")
        busy.execute("BEGIN")
        busy.execute("UPDATE users SET display_name = 'x'")
        installation.restore()
        with pytest.raises(psycopg.OperationalError):
            busy.execute("COMMIT")
    assert installation.value("SELECT count(*) FROM users WHERE display_name = 'x'") == 0


def test_a_wrong_key_is_refused_in_under_a_second(installation: Installation, tmp_path: Path) -> None:
    installation.backup()
    (tmp_path / "other.key").write_text(OTHER_KEY + "\n")
    began = time.monotonic()
    with pytest.raises(KeyWrong):
        installation.restore(key=str(tmp_path / "other.key"))
    assert time.monotonic() - began < 10
    assert installation.databases() == [installation.database.name]


def flip(path: Path, at: int) -> None:
    """One bit of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


def newest(installation: Installation) -> BackupFiles:
    """The newest backup's files."""
    return find_backups(installation.settings.backups)[0]


def swap_two(installation: Installation) -> None:
    """Two dumps change places."""
    first, second = find_backups(installation.settings.backups)[:2]
    content = first.dump.read_bytes()
    first.dump.write_bytes(second.dump.read_bytes())
    second.dump.write_bytes(content)


def rename_all(installation: Installation) -> None:
    """A backup takes another date."""
    first = newest(installation)
    renamed = BackupFiles(first.folder, "churnvision_20300101_000000")
    for source, target in (
        (first.dump, renamed.dump),
        (first.files, renamed.files),
        (first.manifest, renamed.manifest),
        (first.signature, renamed.signature),
    ):
        source.rename(target)


def replay_manifest(installation: Installation) -> None:
    """The older manifest with its signature stands in for the newer one."""
    first, second = find_backups(installation.settings.backups)[:2]
    shutil.copy(second.manifest, first.manifest)
    shutil.copy(second.signature, first.signature)


def edit_manifest(installation: Installation) -> None:
    """Somebody writes another number of rows."""
    manifest = newest(installation).manifest
    manifest.write_text(manifest.read_text().replace('"public.users": 4', '"public.users": 5'))


def newest_path(installation: Installation) -> Path:
    """Where the newest dump belongs."""
    return newest(installation).dump


TAMPERING: dict[str, Callable[[Installation], object]] = {
    "a bit of the magic": lambda it: flip(newest(it).dump, 3),
    "a bit of the salt": lambda it: flip(newest(it).dump, 9),
    "a bit of the first block": lambda it: flip(newest(it).dump, 16),
    "a bit in the middle": lambda it: flip(newest(it).dump, newest(it).dump.stat().st_size // 2),
    "a bit of the last block": lambda it: flip(newest(it).dump, newest(it).dump.stat().st_size - 1),
    "a bit of the files": lambda it: flip(newest(it).files, 40),
    "a bit of the manifest": lambda it: flip(newest(it).manifest, 200),
    "a bit of the signature": lambda it: flip(newest(it).signature, 5),
    "cut to nothing": lambda it: os.truncate(newest(it).dump, 0),
    "cut to the salt": lambda it: os.truncate(newest(it).dump, 16),
    "cut by a block": lambda it: os.truncate(newest(it).dump, newest(it).dump.stat().st_size - 16),
    "a block more": lambda it: newest(it).dump.write_bytes(newest(it).dump.read_bytes() + bytes(16)),
    "a hole of zeros": lambda it: newest(it).dump.write_bytes(
        newest(it).dump.read_bytes()[:8192] + bytes(4096) + newest(it).dump.read_bytes()[12288:]
    ),
    "the manifest is gone": lambda it: newest(it).manifest.unlink(),
    "the signature is gone": lambda it: newest(it).signature.unlink(),
    "the files are gone": lambda it: newest(it).files.unlink(),
    "the manifest is edited": edit_manifest,
    "an older manifest is replayed": replay_manifest,
    "two dumps are swapped": swap_two,
    "it is renamed to another date": rename_all,
}


@pytest.mark.fault("B2", "B3", "B4", "B10", "F9")
@pytest.mark.parametrize("fault", TAMPERING)
def test_a_tampered_backup_is_refused_before_anything_reaches_the_server(
    installation: Installation, fault: str
) -> None:
    make_backup(installation.settings, installation.database)
    name = make_backup(installation.settings, installation.database).backup_id
    damaged = damage(installation)
    TAMPERING[fault](installation)
    if fault == "it is renamed to another date":
        name = "churnvision_20300101_000000"
    with pytest.raises((BackupDamaged, KeyWrong)):
        installation.restore(name)
    with pytest.raises((BackupDamaged, KeyWrong)):
        verify(installation.settings, find_keys(installation.settings), name)
    assert installation.content() == damaged
    assert installation.databases() == [installation.database.name]
    assert name not in [
        each.backup_id
        for each in list_backups(installation.settings, find_keys(installation.settings)).backups
        if each.state == "signed"
    ]


@pytest.mark.fault("B9")
def test_a_pipe_in_place_of_a_backup_hangs_nobody(installation: Installation) -> None:
    installation.backup()
    path = newest_path(installation)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(BackupDamaged, match="not a regular file"):
        installation.restore(path.name)


@pytest.mark.fault("C11")
def test_a_file_that_changes_after_it_was_proved_commits_nothing(installation: Installation) -> None:
    installation.backup()
    damaged = damage(installation)

    def change(step: str) -> None:
        if step == "restore.created":
            flip(newest_path(installation), newest_path(installation).stat().st_size - 40)

    with steps.observed(change), pytest.raises((BackupDamaged, RestoreFailed)):
        installation.restore()
    assert installation.content() == damaged
    assert installation.databases() == [installation.database.name]


@pytest.mark.fault("C13")
def test_a_restore_that_lost_rows_is_not_swapped_in(installation: Installation) -> None:
    installation.backup()
    damaged = damage(installation)

    def lose(step: str) -> None:
        if step == "restore.loaded":
            name = next(name for name in installation.databases() if "_restore_" in name)
            with installation.database.named(name).connect() as connection:
                connection.execute("DELETE FROM notes WHERE id = 5")
                connection.execute("DROP INDEX uq_users_username_lower")

    with (
        steps.observed(lose),
        pytest.raises(RestoreFailed, match=r"public.notes has .*uq_users_username_lower"),
    ):
        installation.restore()
    assert installation.content() == damaged
    assert installation.databases() == [installation.database.name]


@pytest.mark.fault("C8")
def test_a_schema_that_this_program_does_not_know_is_refused(installation: Installation) -> None:
    installation.execute("UPDATE alembic_version SET version_num = '9999'")
    installation.backup()
    with pytest.raises(RestoreRefused, match="9999"):
        installation.restore()


@pytest.mark.fault("B9")
def test_an_unknown_or_nonsensical_name_is_told(installation: Installation) -> None:
    with pytest.raises(BackupNotFound, match="no complete backup"):
        installation.restore()
    for name in (
        "nonsense",
        "churnvision_20200101_000000",
        "churnvision_99999999_000000",
        "../../etc/passwd",
    ):
        with pytest.raises(BackupNotFound):
            installation.restore(name)


def test_the_journal_tells_how_each_restore_ended(installation: Installation) -> None:
    installation.backup()
    installation.restore()
    flip(newest(installation).dump, 500)
    with pytest.raises(BackupDamaged):
        installation.restore()
    events = [event.event for event in journal.read(installation.settings.journal)]
    assert events == [
        "backup.made",
        "restore.begun",
        "restore.done",
        "restore.begun",
        "restore.failed",
    ]


def test_the_guides_line_replaces_the_content_of_the_live_database(installation: Installation) -> None:
    before = installation.content()
    script = decrypted_by_openssl(installation.backup().dump)
    damage(installation)
    assert psql(installation.database, script).returncode == 0
    assert installation.content() == before


def test_the_guides_line_fills_an_empty_database(installation: Installation) -> None:
    script = decrypted_by_openssl(installation.backup().dump)
    before = installation.content()
    empty = installation.database.named(f"{installation.database.name}_empty")
    with installation.database.maintenance.connect() as connection:
        connection.execute(f'CREATE DATABASE "{empty.name}"')  # type: ignore[arg-type]  # our own name
    assert psql(empty, script).returncode == 0
    assert replace(installation, database=empty).content() == before


@pytest.mark.fault("C4")
@pytest.mark.parametrize(
    "lost",
    [
        lost if lost in (1, 2, 3, 9, 18, 500_000) else pytest.param(lost, marks=pytest.mark.rehearsal)
        for lost in (*range(1, 24), 100, 150, 500, 500_000)
    ],
)
def test_a_cut_script_replaces_everything_or_changes_nothing_and_says_so(
    installation: Installation, lost: int
) -> None:
    before = installation.content()
    script = decrypted_by_openssl(installation.backup().dump)
    damaged = damage(installation)
    done = psql(installation.database, script[:-lost])
    # psql runs a last line without its semicolon: "COMMIT" was whole.
    assert (done.returncode == 0) == (lost <= len(";\n")), done.stderr
    assert installation.content() == (before if done.returncode == 0 else damaged)


def test_the_guides_line_ends_other_sessions(installation: Installation) -> None:
    before = installation.content()
    script = decrypted_by_openssl(installation.backup().dump)
    with session_of(installation.database) as busy:
        busy.execute("BEGIN")
        busy.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        assert psql(installation.database, script).returncode == 0
    assert installation.content() == before


def test_a_backup_that_failed_leaves_the_older_ones_alone(installation: Installation) -> None:
    installation.backup()
    before = files_of(installation.settings.backups)

    def full(step: str) -> None:
        if step == "backup.dumping":
            raise OSError(28, "No space left on device", str(installation.settings.backups))

    with steps.observed(full), pytest.raises(BackupFailed, match="No space left"):
        installation.backup()
    assert files_of(installation.settings.backups) == before


def test_an_older_backup_of_the_same_key_can_be_named_by_its_path(installation: Installation) -> None:
    before = installation.content()
    first = installation.backup()
    damage(installation)
    installation.backup()
    restored = restore_backup(installation.settings, installation.database, name=str(first.dump))
    assert restored.backup_id == first.backup_id
    assert installation.content() == before
