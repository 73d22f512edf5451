"""The keys of the primary's installation on the second machine: without them its standby opens nothing."""

from collections.abc import Sequence
from pathlib import Path

from churnvision.dr import catalogue, host
from churnvision.dr.bundle_files import Member
from churnvision.dr.errors import SiteRefused
from churnvision.dr.host import PutBack
from churnvision.dr.keys import Passphrase
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.trust import prove_manifest

_NEEDED = ("var/keys/site.password", "var/keys/postgres-owner.password")
_LARGEST_BYTES = 10_000


def take_keys(
    settings: RecoverySettings, keys: Sequence[Passphrase], backups: Path, stamp: str
) -> list[PutBack]:
    """Take them and the licence from the newest backup in `backups`; the certificates are each host's own.

    Raises BackupNotFound, BackupDamaged, KeyWrong, SiteRefused for a backup without them, OSError.
    """
    backup = prove_manifest(catalogue.find_backup(backups, None), keys)
    members = [
        member
        for member in host.read_members(backup)
        if member.name.startswith("var/keys/") or member.name == "license.key"
    ]
    missing = set(_NEEDED) - {member.name for member in members}
    if missing:
        raise SiteRefused(
            f"{backup.manifest.backup_id} does not hold {', '.join(sorted(missing))}: make a backup on the "
            "primary (`churnvision dr backup`) and bring it here, or name a copy of its var/keys with --keys."
        )
    done = host.put_back(settings, members, stamp)
    host.put_key_back(settings, backup.passphrase, stamp)
    return done


def take_keys_from(settings: RecoverySettings, folder: Path, stamp: str) -> list[PutBack]:
    """Take them from a copy of the primary's `var/keys`. Raises SiteRefused, OSError."""
    files = [
        file
        for file in sorted(folder.glob("*"))
        if file.suffix in (".key", ".password") and file.is_file() and file.stat().st_size <= _LARGEST_BYTES
    ]
    members = [Member(f"var/keys/{file.name}", file.read_bytes(), 0o600) for file in files]
    missing = {*_NEEDED, "var/keys/backup.key"} - {member.name for member in members}
    if missing:
        raise SiteRefused(f"{folder} lacks {', '.join(sorted(missing))}; copy the primary's whole var/keys.")
    return host.put_back(settings, members, stamp)
