"""The bundle: whole or refused with what is missing, never with its own key, put back without loss."""

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from churnvision.dr import host
from churnvision.dr.archive import archive_of
from churnvision.dr.backup import make_backup
from churnvision.dr.bundle import INDEX, Bundle, open_bundle, unpack_bundle, write_bundle
from churnvision.dr.bundle_files import LEFT_OUT
from churnvision.dr.errors import BackupDamaged, BackupNotFound, KeyWrong, RecoverRefused
from churnvision.dr.keys import Passphrase, add_key, find_keys
from churnvision.dr.recover import Cluster, recover
from churnvision.dr.recovery_target import Target
from churnvision.dr.removals import FILE, record_user
from churnvision.dr.settings import RecoverySettings, read_settings
from tests.dr.archived_cluster import ArchivedCluster, copy_cluster
from tests.dr.installation import KEY, OTHER_KEY, Installation

SETTINGS = f"POSTGRES_PASSWORD=x\nBACKUP_ENCRYPTION_KEY='{KEY}'\nLAST=1\n"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ArchivedCluster, Bundle]]:
    """A bundle of a cluster with log, settings, licence and certificates."""
    folder = tmp_path_factory.mktemp("packed")
    cluster = copy_cluster(folder)
    (folder / ".env.production").write_text(SETTINGS)
    (folder / "license.key").write_text("a licence\n")
    (folder / "ssl").mkdir()
    (folder / "ssl" / "server.key").write_text("a private key\n")
    settings = machine(folder)
    cluster.note("in the base")
    make_backup(settings, cluster.database)
    cluster.base()
    cluster.note("in the log only")
    record_user(settings.backups, 99, is_active=False)
    cluster.hand_over()
    target = folder / "one.bundle"
    made = write_bundle(settings, cluster.archive, find_keys(settings), target)
    yield cluster, made
    cluster.remove()


def machine(folder: Path) -> RecoverySettings:
    """The settings of one machine, all below a folder."""
    return read_settings(
        {
            "CHURNVISION_VAR": str(folder / "var"),
            "CHURNVISION_BACKUPS": str(folder / "backups"),
            "CHURNVISION_ENVIRONMENT_FILE": str(folder / ".env.production"),
            "CHURNVISION_LICENCE_FILE": str(folder / "license.key"),
            "CHURNVISION_CERTIFICATES": str(folder / "ssl"),
            "BACKUP_ENCRYPTION_KEY": KEY,
        }
    )


def keys() -> list[Passphrase]:
    return [Passphrase(KEY, "the paper")]


def test_an_empty_machine_gets_everything_from_the_bundle_and_the_key(
    packed: tuple[ArchivedCluster, Bundle], tmp_path: Path
) -> None:
    old, made = packed
    new = machine(tmp_path)
    index = open_bundle(made.file, keys())
    host.take_in(new, made.file, index)
    backup = host.trusted(new, index, keys())
    host.put_back(new, host.read_members(backup), "20261128_000000")
    host.put_key_back(new, backup.passphrase, "20261128_000000")
    shutil.copytree(old.folder / "var" / "keys", tmp_path / "var" / "keys", dirs_exist_ok=True)
    recovered = ArchivedCluster(tmp_path)
    archive = archive_of(new, str(index.cluster))
    recover(new, archive, Cluster(recovered.data, recovered.owner_url), Target())
    recovered.start()
    try:
        assert recovered.notes() == old.notes() == ["in the base", "in the log only"]
    finally:
        recovered.remove()
    assert (tmp_path / ".env.production").read_text() == SETTINGS
    assert (tmp_path / "license.key").read_text() == "a licence\n"
    assert (tmp_path / "ssl" / "server.key").read_text() == "a private key\n"
    assert (tmp_path / "var" / "keys" / "backup.key").read_text().strip() == KEY
    assert (tmp_path / "backups" / FILE).read_bytes() == (old.folder / "backups" / FILE).read_bytes()


def test_the_key_is_nowhere_in_it(packed: tuple[ArchivedCluster, Bundle]) -> None:
    assert KEY.encode() not in packed[1].file.read_bytes()
    assert packed[1].file.stat().st_mode & 0o077 == 0


def test_a_wrong_key_is_refused_before_anything_is_unpacked(
    packed: tuple[ArchivedCluster, Bundle],
) -> None:
    with pytest.raises(KeyWrong):
        open_bundle(packed[1].file, [Passphrase(OTHER_KEY, "elsewhere")])


def test_every_changed_byte_and_every_cut_is_refused(
    packed: tuple[ArchivedCluster, Bundle], tmp_path: Path
) -> None:
    whole = packed[1].file.read_bytes()
    broken = tmp_path / "broken.bundle"
    with tarfile.open(packed[1].file) as tar:
        content = [member for member in tar if member.size]
    places = [member.offset_data + member.size // 2 for member in content]
    for place in places:
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((BackupDamaged, KeyWrong)):
            take(broken, tmp_path / "out")
    for cut in (0, 100, 512, places[0] + 3, len(whole) // 2, content[-1].offset_data + 1):
        broken.write_bytes(whole[:cut])
        with pytest.raises(BackupDamaged):
            take(broken, tmp_path / "out")


def take(file: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    unpack_bundle(file, open_bundle(file, keys()), folder)


def test_a_missing_and_a_foreign_part_are_named(
    packed: tuple[ArchivedCluster, Bundle], tmp_path: Path
) -> None:
    lacking, more = tmp_path / "lacking", tmp_path / "more"
    with tarfile.open(packed[1].file) as source, tarfile.open(lacking, "w") as target:
        for member in source:
            if not member.name.endswith(".sql.gz.enc"):
                target.addfile(member, source.extractfile(member))
    with pytest.raises(BackupDamaged, match=r"1 files are missing \(churnvision_\w+\.sql\.gz\.enc\)"):
        take(lacking, tmp_path / "out")
    shutil.copy(packed[1].file, more)
    with tarfile.open(more, "a") as target:
        information = tarfile.TarInfo("../../etc/cron.d/evil")
        information.size = 1
        target.addfile(information, BytesIO(b"x"))
    with pytest.raises(BackupDamaged, match="does not name"):
        take(more, tmp_path / "out")


def test_other_files_are_no_bundles(tmp_path: Path) -> None:
    with pytest.raises(BackupNotFound):
        open_bundle(tmp_path / "nowhere", keys())
    for content in (b"", b"text", b"PK\x03\x04" * 500):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(BackupDamaged, match="no recovery bundle"):
            open_bundle(tmp_path / "file", keys())
    with tarfile.open(tmp_path / "file", "w") as tar:
        tar.addfile(tarfile.TarInfo(INDEX))
    with pytest.raises(BackupDamaged):
        open_bundle(tmp_path / "file", keys())


def test_what_is_there_already_is_kept(packed: tuple[ArchivedCluster, Bundle], tmp_path: Path) -> None:
    new = machine(tmp_path)
    (tmp_path / ".env.production").write_text("OF_THE_NEW_MACHINE=1\n")
    index = open_bundle(packed[1].file, keys())
    host.take_in(new, packed[1].file, index)
    host.take_in(new, packed[1].file, index)
    backup = host.trusted(new, index, keys())
    done = host.put_back(new, host.read_members(backup), "20261128_000000")
    assert (tmp_path / ".env.production.before-20261128_000000").read_text() == "OF_THE_NEW_MACHINE=1\n"
    assert [each.former for each in done if each.former] == [
        tmp_path / ".env.production.before-20261128_000000"
    ]
    assert host.put_back(new, host.read_members(backup), "20261128_000001") == []
    dump = new.backups / f"{index.backup_id}.sql.gz.enc"
    dump.write_bytes(b"another backup of that second")
    with pytest.raises(RecoverRefused, match="another file"):
        host.take_in(new, packed[1].file, index)
    assert dump.read_bytes() == b"another backup of that second"


def test_the_guides_files_can_be_taken_out_one_by_one(
    packed: tuple[ArchivedCluster, Bundle], tmp_path: Path
) -> None:
    new, target = machine(tmp_path), tmp_path / "out"
    index = open_bundle(packed[1].file, keys())
    with host.taken_apart(new, packed[1].file, index, keys()) as backup:
        host.extract_to(host.read_members(backup), backup, target)
    assert (target / ".env.production").read_text() == SETTINGS
    assert (target / "infra" / "ssl" / "server.key").read_text() == "a private key\n"
    assert (target / "backups" / f"{index.backup_id}.sql.gz.enc").stat().st_size
    with (
        pytest.raises(RecoverRefused, match="not empty"),
        host.taken_apart(new, packed[1].file, index, keys()) as backup,
    ):
        host.extract_to(host.read_members(backup), backup, target)
    assert not (tmp_path / "var" / "dr" / "bundle").exists()


@pytest.mark.parametrize(
    "key",
    [KEY, "0123456789abcdefghijklmnopqrstuvwxyzAB", 'it\'s a `long` "key" with $HOME and \\ in it ok'],
)
def test_the_key_that_is_put_back_reads_as_it_was(key: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"A=1\n" + LEFT_OUT.replace(LEFT_OUT, host.assignment(key)) + b"\nB=2\n")
    read = subprocess.run(
        ["bash", "-c", 'set -a; . "$1"; printf %s "$BACKUP_ENCRYPTION_KEY"', "-", str(file)],
        capture_output=True,
        check=True,
    )
    assert read.stdout.decode() == key


def test_without_a_backup_there_is_nothing_to_pack(installation: Installation, tmp_path: Path) -> None:
    with pytest.raises(BackupNotFound, match="dr backup"):
        write_bundle(installation.settings, None, find_keys(installation.settings), tmp_path / "b")
    installation.backup()
    made = write_bundle(installation.settings, None, find_keys(installation.settings), tmp_path / "b")
    assert made.base_id is None
    with pytest.raises(FileExistsError):
        write_bundle(installation.settings, None, find_keys(installation.settings), tmp_path / "b")


def test_the_newest_key_opens_also_what_was_made_with_older_ones(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    old, new = copy_cluster(tmp_path / "old"), ArchivedCluster(tmp_path / "new")
    try:
        old.base()
        old.note("with the first key")
        old.hand_over()
        newest = add_key(old.settings.keys, "20261128_000000").read_text().strip()
        old.note("with the second key")
        make_backup(old.settings, old.database)
        old.hand_over()
        bundle = tmp_path / "b.bundle"
        write_bundle(old.settings, old.archive, find_keys(old.settings), bundle)
        only = [Passphrase(newest, "the paper")]
        index = open_bundle(bundle, only)
        host.take_in(new.settings, bundle, index)
        backup = host.trusted(new.settings, index, only)
        host.put_back(new.settings, host.read_members(backup), "20261128_000001")
        host.put_key_back(new.settings, backup.passphrase, "20261128_000001")
        assert newest.encode() not in bundle.read_bytes()
        archive = archive_of(new.settings, str(index.cluster))
        recover(new.settings, archive, Cluster(new.data, new.owner_url), Target())
        new.start()
        assert new.notes() == ["with the first key", "with the second key"]
        assert find_keys(new.settings)[0].text == newest
    finally:
        old.remove()
        new.remove()
