"""Faults of a backup that are not the engine's own steps: network, disk, memory, descriptors, files."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from churnvision.dr import steps
from churnvision.dr.backup import make_backup
from churnvision.dr.catalogue import find_backups
from churnvision.dr.database import Database
from churnvision.dr.errors import BackupFailed, RecoverySettingInvalid
from churnvision.dr.keys import find_keys
from churnvision.dr.sealed_file import SealedReader
from churnvision.dr.settings import read_settings
from churnvision.dr.trust import prove_manifest
from tests.dr.crash_steps import ACTS, is_from
from tests.dr.cut_connection import CutConnections
from tests.dr.faults import SmallDisk
from tests.dr.installation import Installation, files_of
from tests.dr.oracle import require_clean, require_only_proved
from tests.servers import Addresses


@pytest.fixture
def cutting(addresses: Addresses, tmp_path: Path) -> Iterator[CutConnections]:
    """A way to the server that can be cut."""
    with CutConnections(Path(addresses.socket_folder), tmp_path / "cut") as made:
        yield made


@pytest.mark.fault("A13")
def test_a_connection_that_is_cut_in_the_middle_leaves_no_backup(
    installation: Installation, cutting: CutConnections
) -> None:
    through = Database(installation.database.url.replace(cutting.real, cutting.folder))
    assert through.url != installation.database.url
    cutting.cut_after(400_000)
    with pytest.raises(BackupFailed):
        make_backup(installation.settings, through)
    assert files_of(installation.settings.backups) == {}
    cutting.cut_after(None)
    make_backup(installation.settings, through)
    assert require_only_proved(installation) == 1


@pytest.mark.rehearsal
@pytest.mark.fault("A13")
def test_a_connection_that_falls_silent_ends_the_backup(
    installation: Installation, cutting: CutConnections
) -> None:
    through = Database(installation.database.url.replace(cutting.real, cutting.folder))
    cutting.cut_after(400_000, silently=True)
    with pytest.raises(BackupFailed, match="wrote nothing for 120 s"):
        make_backup(installation.settings, through)
    assert files_of(installation.settings.backups) == {}


@pytest.mark.fault("A15")
def test_a_file_that_changes_meanwhile_is_what_the_manifest_says(installation: Installation) -> None:
    def change(step: str) -> None:
        if step in ("backup.dumped", "backup.files"):
            installation.settings.licence_file.write_text(f"another licence at {step}\n")

    with steps.observed(change):
        installation.backup()
    files = find_backups(installation.settings.backups)[0]
    proved = prove_manifest(files, find_keys(installation.settings))
    with tarfile.open(fileobj=BytesIO(b"".join(SealedReader(files.files, proved.passphrase)))) as tar:
        member = tar.extractfile("license.key")
        assert member is not None
        assert member.read() == b"another licence at backup.dumped\n"
    installation.settings.licence_file.unlink()
    installation.backup()
    newest = prove_manifest(
        find_backups(installation.settings.backups)[0], find_keys(installation.settings)
    ).manifest
    assert "license.key" not in newest.members


@pytest.fixture
def on_small_disk(installation: Installation, small_disk: SmallDisk) -> Installation:
    """Whose backups go to a disk that can be filled."""
    backups = small_disk.folder / "backups"
    return replace(
        installation,
        settings=replace(installation.settings, backups=backups),
        environment={**installation.environment, "CHURNVISION_BACKUPS": str(backups)},
    )


@pytest.mark.fault("A9")
@pytest.mark.parametrize(
    "step",
    [
        step if step == "backup.dumping" else pytest.param(step, marks=pytest.mark.rehearsal)
        for step in ACTS["backup"]
    ],
)
def test_a_disk_that_is_full_at_any_step_keeps_the_older_backups(
    on_small_disk: Installation, small_disk: SmallDisk, step: str
) -> None:
    first = on_small_disk.backup()
    older = files_of(on_small_disk.settings.backups)
    try:
        with steps.observed(small_disk.filling_at(step)):
            on_small_disk.backup()
    except BackupFailed as failed:
        assert "No space left" in failed.message or "MB free" in failed.message
        assert files_of(on_small_disk.settings.backups) == older
    else:
        # Nothing more was to be written than names.
        assert is_from("backup", step, "backup.signed")
        assert require_only_proved(on_small_disk) == 2
    small_disk.free()
    on_small_disk.backup()
    require_clean(on_small_disk)
    assert find_backups(on_small_disk.settings.backups)[-1].backup_id == first.backup_id


@pytest.mark.fault("H3", "A10")
def test_a_disk_that_turned_read_only_is_named(on_small_disk: Installation, small_disk: SmallDisk) -> None:
    on_small_disk.backup()
    older = files_of(on_small_disk.settings.backups)
    small_disk.set_read_only(True)
    with pytest.raises(BackupFailed, match="Read-only file system"):
        on_small_disk.backup()
    small_disk.set_read_only(False)
    assert files_of(on_small_disk.settings.backups) == older
    on_small_disk.backup()
    require_clean(on_small_disk)


def backup_under(installation: Installation, limits: str) -> subprocess.CompletedProcess[str]:
    """A backup by a process whose resources are limited; it prints its peak memory in kilobytes."""
    program = (
        "import resource; from churnvision.dr.backup import make_backup; "
        "from churnvision.dr.database import Database; from churnvision.dr.settings import read_settings; "
        "settings = read_settings(); make_backup(settings, Database(settings.owner_url)); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    return subprocess.run(
        ["bash", "-c", f'{limits}; exec "$0" -c "$1"', sys.executable, program],
        env={**os.environ, **installation.environment},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


@pytest.mark.fault("H8")
def test_few_descriptors_are_enough_or_the_backup_fails_in_order(installation: Installation) -> None:
    assert backup_under(installation, "ulimit -n 64").returncode == 0
    failed = backup_under(installation, "ulimit -n 12")
    assert failed.returncode == 1
    assert require_only_proved(installation) == 1
    too_large = backup_under(installation, "ulimit -f 100")
    assert too_large.returncode != 0
    installation.backup()
    assert require_only_proved(installation) == 2
    require_clean(installation)


@pytest.mark.rehearsal
@pytest.mark.fault("A16")
def test_memory_does_not_grow_with_the_data(installation: Installation) -> None:
    small = backup_under(installation, "true")
    installation.execute("INSERT INTO notes (text) SELECT repeat('x', 1000) FROM generate_series(1, 500000)")
    large = backup_under(installation, "true")
    assert (small.returncode, large.returncode) == (0, 0), large.stderr
    assert int(large.stdout) - int(small.stdout) < 100_000


@pytest.mark.fault("F6")
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CHURNVISION_BACKUP_KEEP_DAILY", "0"),
        ("CHURNVISION_BACKUP_KEEP_WEEKLY", "-1"),
        ("CHURNVISION_BACKUP_KEEP_MONTHLY", "many"),
        ("CHURNVISION_BACKUP_GZIP_LEVEL", "99"),
    ],
)
def test_a_setting_that_is_none_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(RecoverySettingInvalid, match=variable):
        read_settings({variable: value})
