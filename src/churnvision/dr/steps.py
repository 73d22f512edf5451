"""Every step of the engine at which a fault may strike, by name.

The engine calls `reach` at each; an observer (the fault suite's) is told and may kill the process, fill the
disk or raise. A step that is not declared here does not exist: `reach` refuses it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEPS = {
    "backup.locked": "the folder is locked, nothing is written yet",
    "backup.cleared": "what an interrupted run had left is gone",
    "backup.snapshot": "the snapshot is exported and its rows are counted",
    "backup.dumping": "part of the dump is written",
    "backup.dumped": "the dump is written and synced under its unfinished name",
    "backup.files": "the files beside the database are written",
    "backup.read_back": "both files were read back and hold what was written",
    "backup.signed": "the manifest and its signature are written under unfinished names",
    "backup.named_dump": "the dump has its name, the manifest has not",
    "backup.named_manifest": "the manifest has its name, its signature has not",
    "backup.named": "every file has its name",
    "backup.copied": "the second folder has its copy",
    "restore.locked": "the folder is locked, nothing is changed yet",
    "restore.trusted": "key, signature and every byte of the file are proved",
    "restore.ready": "the server can take the backup",
    "restore.created": "an empty database is there beside the live one",
    "restore.loading": "part of the dump is loaded",
    "restore.loaded": "the whole dump is loaded",
    "restore.compared": "the new database holds what the manifest says",
    "restore.migrated": "the new database has this program's schema",
    "restore.renaming": "both renames are done and not yet committed",
    "restore.swapped": "the new database is live",
    "restore.checked": "the live database answers",
    "drill.locked": "nothing is made yet",
    "drill.loaded": "the whole dump is loaded, not yet compared",
    "drill.restored": "the backup is restored beside the live database",
    "drill.reported": "the report is written",
    "archive.sealed": "a file of the log is compressed and encrypted, not yet written",
    "archive.named": "a file of the log has its name in the archive",
    "base.locked": "the folder is locked, nothing is written yet",
    "base.written": "the base backup is written and synced under its unfinished name",
    "base.verified": "the base backup was read back, unpacked and verified",
    "base.named": "every file of the base backup has its name",
    "recover.locked": "nothing is made yet",
    "recover.planned": "base and log are there without a gap",
    "recover.unpacked": "the base is unpacked and verified beside the live data directory",
    "recover.replaying": "a server replays the log over the unpacked base",
    "recover.reached": "the recovered server has reached the target",
    "recover.checked": "the recovered server is stopped and its data is as it should be",
    "recover.exchanged": "both data directories have changed their names, the old one is not yet called so",
    "recover.swapped": "the recovered data directory is the live one",
    "prune.locked": "the folder is locked, nothing is deleted yet",
    "prune.deleting": "the signature of a backup is deleted, its other files are not",
    "prune.deleted": "one backup is deleted",
    "prune.archive_locked": "the archive is locked, nothing is deleted yet",
    "prune.base_deleting": "the signature of a base backup is deleted, its other files are not",
    "prune.base_deleted": "a base backup is deleted, the log that it needed is not",
    "site.fenced": "this primary refuses to open for writing, and is not yet stopped",
    "site.token_written": "the stop token is written",
    "site.cloned": "the primary's data directory is copied beside the place where it belongs",
    "site.verified": "the copy is verified and follows the primary, not yet in its place",
    "site.followed": "the data directory is a standby's",
    "site.proved": "the old primary is proved to have stopped, or its loss is accepted",
    "site.epoch_raised": "the new epoch is written, the standby still follows",
    "site.promoted": "the database writes, its epoch is not yet raised",
    "site.opened": "the database writes in the new epoch",
    "site.rewinding": "the data directory is marked unusable, nothing of it is changed yet",
    "site.rewound": "the data directory is rewound and still marked unusable",
}

Observer = Callable[[str], None]
_observers: list[Observer] = []


def reach(step: str) -> None:
    """Say that `step` is reached. Raises KeyError for one not declared, and what an observer raises."""
    STEPS[step]
    for observer in _observers:
        observer(step)


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Let `observer` hear every step that is reached inside."""
    _observers.append(observer)
    try:
        yield
    finally:
        _observers.remove(observer)
