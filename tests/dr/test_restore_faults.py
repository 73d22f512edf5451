"""Faults of a restore that are not the engine's own steps: the server, the disk, the producer, the others."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from churnvision.dr import steps
from churnvision.dr.backup import make_backup
from churnvision.dr.catalogue import find_backups
from churnvision.dr.drill import hold_drill
from churnvision.dr.errors import (
    AlreadyInRecovery,
    BackupDamaged,
    BackupFailed,
    RestoreFailed,
    RestoreRefused,
)
from churnvision.dr.keys import find_keys
from churnvision.dr.listing import list_backups
from churnvision.dr.renames import allow_connections
from churnvision.dr.restore import restore_backup
from churnvision.dr.trust import prove_manifest
from churnvision.kit.errors import ChurnVisionError
from tests.dr.acked_writer import AckedWriter, ids_in
from tests.dr.archived_cluster import ArchivedCluster, copy_cluster
from tests.dr.faults import SmallDisk
from tests.dr.forged import forge
from tests.dr.installation import Installation, content_of, databases_like
from tests.dr.oracle import kill_server, require_clean
from tests.dr.test_backup import programs_that


def at(step: str, act: Callable[[], object]) -> Callable[[str], None]:
    """An observer of the engine that does something at one step, the first time."""
    done: list[str] = []

    def observe(reached: str) -> None:
        if reached == step and not done:
            done.append(reached)
            act()

    return observe


@pytest.mark.fault("C3")
def test_a_psql_that_is_killed_leaves_the_old_database(installation: Installation, tmp_path: Path) -> None:
    installation.backup()
    before = installation.content()
    programs = programs_that(tmp_path, "psql", 'head -c 200000 | "$REAL" "$@"; kill -9 $$')
    with pytest.raises(RestoreFailed, match="psql"):
        restore_backup(replace(installation.settings, postgres_programs=programs), installation.database)
    assert installation.content() == before
    require_clean(installation)


@pytest.mark.fault("C3", "A3")
def test_a_server_that_is_killed_leaves_the_old_database_and_the_next_run_heals(
    archived: ArchivedCluster,
) -> None:
    archived.sql("INSERT INTO notes (text) SELECT md5(n::text) FROM generate_series(1, 60000) n")
    make_backup(archived.settings, archived.database)
    before = content_of(archived.database, with_sequences=False)

    def kill() -> None:
        assert archived.server is not None
        kill_server(archived.server)

    with steps.observed(at("backup.dumping", kill)), pytest.raises(BackupFailed):
        make_backup(archived.settings, archived.database)
    archived.start()
    assert len(find_backups(archived.settings.backups)) == 1
    with steps.observed(at("restore.loading", kill)), pytest.raises(RestoreFailed):
        restore_backup(archived.settings, archived.database)
    archived.start()
    assert content_of(archived.database, with_sequences=False) == before
    restore_backup(archived.settings, archived.database)
    assert content_of(archived.database, with_sequences=False) == before
    assert not [name for name in databases_like(archived.database) if "_restore_" in name]
    assert archived.leftovers() == []


FORGERIES: dict[str, Callable[[bytes], bytes]] = {
    "cut in the middle of its rows": lambda text: text[: text.index(b"COPY public.notes") + 5000],
    "cut between two statements": lambda text: text[: text.index(b"\nALTER TABLE ONLY public.notes\n") + 1],
    "a row less": lambda text: text.replace(b"1\tcanary-7f3a-of-a-salary\n", b"", 1),
    "sequences behind": lambda text: text.replace(b"public.notes_id_seq', 20008", b"public.notes_id_seq', 8"),
    "an index less": lambda text: b"".join(
        line for line in text.splitlines(keepends=True) if b"uq_users_username_lower" not in line
    ),
    "large objects less": lambda text: b"".join(
        line for line in text.splitlines(keepends=True) if b"lo_create" not in line and b"lo_put" not in line
        and b"ALTER LARGE OBJECT" not in line
    ),
}  # fmt: skip


@pytest.mark.fault("C4", "C13")
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_rightly_signed_dump_that_is_not_whole_is_not_swapped_in(
    installation: Installation, forgery: str
) -> None:
    installation.backup()
    before = installation.content()
    forge(installation, FORGERIES[forgery])
    with pytest.raises((BackupDamaged, RestoreFailed)):
        installation.restore()
    assert installation.content() == before
    require_clean(installation)


@pytest.mark.fault("C5")
def test_what_looks_like_a_command_of_psql_in_the_data_is_never_run(
    installation: Installation, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    lines = [f"\\! touch {trap}", f"x\n\\! touch {trap}", f"\\.\n\\! touch {trap}", f"'; \\! touch {trap}"]
    with installation.database.connect() as connection:
        for line in lines:
            connection.execute("INSERT INTO notes (text) VALUES (%s)", (line,))
        name = f'"odd\n\\! touch {trap}\n"'
        connection.execute(f"CREATE TABLE {name} (id int)")
        connection.execute(f"COMMENT ON TABLE {name} IS 'x\n\\! touch {trap}'")
    before = installation.content()
    try:
        installation.backup()
        installation.restore()
    except ChurnVisionError as error:
        assert "odd" in error.message
    assert installation.content() == before
    assert not trap.exists()


@pytest.mark.fault("C7", "C17")
def test_a_server_that_cannot_take_the_backup_is_told_with_every_reason(installation: Installation) -> None:
    installation.backup()
    before = installation.content()
    made = prove_manifest(
        find_backups(installation.settings.backups)[0], find_keys(installation.settings)
    ).manifest
    forge(
        installation,
        contents=replace(made.contents, extensions={"no_such_thing": "1.0"}),
        server=replace(made.server, server_version_number=190_001),
    )
    with pytest.raises(RestoreRefused, match=r"PostgreSQL 19 .* older than .* no_such_thing"):
        installation.restore()
    assert installation.content() == before


@pytest.mark.fault("C7")
def test_a_role_that_is_missing_is_made(installation: Installation) -> None:
    role = installation.database.name + "_reader"
    installation.execute(f'CREATE ROLE "{role}" NOLOGIN')
    installation.execute(f'GRANT SELECT ON notes TO "{role}"')
    installation.backup()
    installation.execute(f'REVOKE ALL ON notes FROM "{role}"')
    installation.execute(f'DROP ROLE "{role}"')
    installation.restore()
    assert installation.value(f"SELECT has_table_privilege('{role}', 'notes', 'SELECT')") is True
    installation.execute(f'REVOKE ALL ON notes FROM "{role}"')
    installation.execute(f'DROP ROLE "{role}"')


@pytest.mark.fault("C10")
def test_no_row_that_was_acknowledged_is_lost_by_the_swap(installation: Installation) -> None:
    with AckedWriter(installation.database) as writer:
        writer.await_rows(20)
        installation.backup()
        writer.await_rows(20)
        restored = installation.restore()
        writer.await_rows(20)
    assert restored.kept_as is not None
    allow_connections(installation.database, restored.kept_as, allowed=True)
    old, new = ids_in(installation.database.named(restored.kept_as)), ids_in(installation.database)
    assert writer.acked.keys() <= old | new
    first_after = min(number for number in new - old)
    assert max(old) < first_after


@pytest.mark.fault("A11", "C12")
def test_nothing_else_begins_during_a_restore(installation: Installation) -> None:
    installation.backup()
    refused: list[str] = []

    def try_everything() -> None:
        for name, act in (
            ("backup", installation.backup),
            ("restore", installation.restore),
            ("drill", lambda: hold_drill(installation.settings, installation.database)),
        ):
            with pytest.raises(AlreadyInRecovery):
                act()
            refused.append(name)

    with steps.observed(at("restore.loading", try_everything)):
        installation.restore()
    assert refused == ["backup", "restore", "drill"]


@pytest.mark.fault("C12")
def test_the_same_backup_restored_twice_gives_the_same(installation: Installation) -> None:
    name = installation.backup().backup_id
    before = installation.content()
    kept = [installation.restore(name).kept_as for _ in range(2)]
    assert installation.content() == before
    assert len(set(kept)) == 2


@pytest.mark.fault("C14", "F4")
def test_a_live_database_that_lets_nobody_in_and_a_lost_licence_stand_in_no_ones_way(
    installation: Installation,
) -> None:
    installation.backup()
    before = installation.content()
    installation.execute("UPDATE pg_attribute SET atttypid = 0 WHERE attrelid = 'users'::regclass")
    allow_connections(installation.database, installation.database.name, allowed=False)
    installation.settings.licence_file.unlink()
    installation.restore()
    assert installation.content() == before


@pytest.mark.fault("C15")
def test_a_database_that_does_not_answer_after_the_swap_is_swapped_back(installation: Installation) -> None:
    installation.backup()
    installation.execute("DELETE FROM notes WHERE id < 100")
    before = installation.content()
    with (
        steps.observed(at("restore.swapped", lambda: installation.execute("DROP TABLE alembic_version"))),
        pytest.raises(RestoreFailed, match="the old one is live again"),
    ):
        installation.restore()
    assert installation.content() == before
    assert any("_failed_" in name for name in installation.databases())


@pytest.mark.fault("C17", "A7")
def test_older_programs_are_refused_before_anything_happens(
    installation: Installation, tmp_path: Path
) -> None:
    installation.backup()
    before = installation.content()
    programs = programs_that(tmp_path, "postgres", 'echo "postgres (PostgreSQL) 17.2"')
    settings = replace(installation.settings, postgres_programs=programs)
    with pytest.raises(RestoreRefused, match="is 17, older than server or dump"):
        restore_backup(settings, installation.database)
    with pytest.raises(BackupFailed, match="PG_BIN_DIR"):
        make_backup(settings, installation.database)
    assert installation.content() == before
    assert len(find_backups(settings.backups)) == 1


@pytest.mark.fault("F7")
def test_a_backup_of_a_newer_format_is_refused(installation: Installation) -> None:
    installation.backup()
    forge(installation, format_version=2)
    with pytest.raises(BackupDamaged, match="format 2"):
        installation.restore()


@pytest.mark.fault("B5")
def test_a_foreign_file_is_named_and_never_restored_from(installation: Installation) -> None:
    name = installation.backup().backup_id
    for foreign in ("dump.sql.gz", "churnvision_20990101_000000.sql.gz", "a\nname.sql.gz.enc"):
        (installation.settings.backups / foreign).write_bytes(os.urandom(100))
    found = list_backups(installation.settings, find_keys(installation.settings))
    assert len(found.foreign) == 3
    assert [backup.backup_id for backup in found.backups] == [name]
    assert installation.restore().backup_id == name


@pytest.mark.fault("C16")
def test_a_drill_without_room_is_refused_and_the_live_database_left_alone(installation: Installation) -> None:
    installation.backup()
    before = installation.content()
    forge(installation, dump_bytes=1 << 50)
    with pytest.raises(ChurnVisionError, match="MB free and the restore may need"):
        hold_drill(installation.settings, installation.database)
    assert installation.content() == before
    assert installation.databases() == [installation.database.name]


@pytest.mark.rehearsal
@pytest.mark.fault("C6")
@pytest.mark.parametrize("step", ["restore.created", "restore.loading", "restore.loaded", "restore.compared"])
def test_a_full_disk_under_the_database_leaves_the_old_one(small_disk: SmallDisk, step: str) -> None:
    cluster = copy_cluster(small_disk.folder)
    try:
        cluster.sql("INSERT INTO notes (text) SELECT md5(n::text) FROM generate_series(1, 60000) n")
        make_backup(cluster.settings, cluster.database)
        before = content_of(cluster.database, with_sequences=False)
        with steps.observed(small_disk.filling_at(step)), pytest.raises((ChurnVisionError, OSError)):
            restore_backup(cluster.settings, cluster.database)
        small_disk.free()
        cluster.stop()
        cluster.start()
        assert content_of(cluster.database, with_sequences=False) == before
        restore_backup(cluster.settings, cluster.database)
        assert content_of(cluster.database, with_sequences=False) == before
        assert not [name for name in databases_like(cluster.database) if "_restore_" in name]
    finally:
        small_disk.free()
        cluster.remove()
