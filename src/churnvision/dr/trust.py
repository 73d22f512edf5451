"""Whether a backup may be used: key, signature, name, every byte; nothing of it is read as SQL before."""

from collections.abc import Sequence
from dataclasses import dataclass

from churnvision.dr import catalogue, manifest
from churnvision.dr.catalogue import BackupFiles
from churnvision.dr.dump_text import DumpScanner
from churnvision.dr.dumping import require_whole
from churnvision.dr.errors import BackupDamaged, BackupFailed
from churnvision.dr.keys import AuthenticationKey, Passphrase
from churnvision.dr.manifest import Manifest
from churnvision.dr.sealed_file import SealedReader, require_authentic


@dataclass(frozen=True, slots=True)
class TrustedBackup:
    """A backup whose manifest is proved, and the keys that prove and open its files."""

    files: BackupFiles
    manifest: Manifest
    raw_manifest: bytes
    passphrase: Passphrase
    key: AuthenticationKey


def prove_manifest(files: BackupFiles, keys: Sequence[Passphrase]) -> TrustedBackup:
    """Prove the manifest alone, in a fraction of a second. Raises KeyWrong, BackupDamaged."""
    for path in (files.dump, files.manifest, files.signature):
        catalogue.require_plain_file(path)
    raw, signature = files.read_manifest()
    proved, passphrase, key = manifest.open_manifest(raw, signature, keys)
    if proved.backup_id != files.backup_id or proved.dump.name != files.dump.name:
        raise BackupDamaged(
            f"The manifest of {files.backup_id} belongs to {proved.backup_id}: "
            "the files were renamed or swapped."
        )
    return TrustedBackup(files, proved, raw, passphrase, key)


def prove_bytes(backup: TrustedBackup) -> None:
    """Prove every byte of the dump and of the files beside it. Raises BackupDamaged, OSError."""
    require_authentic(backup.files.dump, backup.manifest.dump, backup.key)
    if backup.manifest.files is not None:
        catalogue.require_plain_file(backup.files.files)
        require_authentic(backup.files.files, backup.manifest.files, backup.key)


def prove_content(backup: TrustedBackup) -> None:
    """Decrypt and unpack all of it and count its rows. Raises BackupDamaged, OSError."""
    scanner = DumpScanner()
    reader = SealedReader(backup.files.dump, backup.passphrase)
    for chunk in reader:
        scanner.feed(chunk)
    reader.require_same(backup.manifest.dump)
    try:
        require_whole(scanner, backup.manifest.contents)
    except BackupFailed as error:
        raise BackupDamaged(
            f"{backup.files.dump.name} is not what its manifest says: {error.message}"
        ) from error
    if backup.manifest.files is not None:
        files = SealedReader(backup.files.files, backup.passphrase)
        for _ in files:
            pass
        files.require_same(backup.manifest.files)
