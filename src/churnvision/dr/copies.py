"""The second folder (a mounted share): every backup of the first, with its proof, and the removals."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from churnvision.dr import catalogue
from churnvision.dr.catalogue import BackupFiles
from churnvision.dr.errors import AlreadyInRecovery
from churnvision.dr.removals import FILE
from churnvision.kit.durable import fsync_folder


def copy_missing(source: Path, target: Path) -> str | None:
    """Copy what `target` lacks, the newest first; why that did not succeed, as a sentence, or None.

    A share that is away does not undo a backup: the next one copies what is missing.
    """
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        with catalogue.locked(target):
            catalogue.clear_unfinished(target)
            for backup in catalogue.find_backups(source):
                if backup.is_complete() and not BackupFiles(target, backup.backup_id).is_complete():
                    _copy(backup, BackupFiles(target, backup.backup_id))
            if (source / FILE).is_file():
                _copy_file(source / FILE, target / (FILE + catalogue.PARTIAL))
                (target / (FILE + catalogue.PARTIAL)).rename(target / FILE)
            fsync_folder(target)
    except OSError as error:
        return f"the second folder {target} has no copy ({error.strerror or error})"
    except AlreadyInRecovery:
        return f"the second folder {target} has no copy (another run uses it)"
    return None


def _copy(backup: BackupFiles, copy: BackupFiles) -> None:
    pairs = [(backup.files, copy.files), (backup.dump, copy.dump)]
    pairs += [(backup.manifest, copy.manifest), (backup.signature, copy.signature)]
    present = [(source, target) for source, target in pairs if source.is_file()]
    with ExitStack() as undo:
        undo.callback(catalogue.clear_unfinished, copy.folder)
        for source, target in present:
            _copy_file(source, _unfinished(target))
        for _, target in present:
            _unfinished(target).rename(target)
        fsync_folder(copy.folder)


def _copy_file(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with source.open("rb") as reading, target.open("xb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + catalogue.PARTIAL)
