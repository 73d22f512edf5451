"""Whether the data folder is whole: a half-deleted one is refused, never filled up with a new cluster."""

from pathlib import Path

from churnvision.local.errors import DataIncomplete, FolderUnusable
from churnvision.local.keys import BACKUP_KEY, OWNER_PASSWORD
from churnvision.local.layout import Layout

_SHOWN_CHARACTERS = 100
_CLUSTER_PARTS = (
    "PG_VERSION",
    "base",
    "global/pg_control",
    "pg_hba.conf",
    "pg_multixact",
    "pg_wal",
    "pg_xact",
    "postgresql.conf",
)


def is_first_start(layout: Layout) -> bool:
    """Whether no cluster was ever made in this data folder."""
    return not layout.cluster.exists() and not _marker(layout).exists()


def mark_cluster_made(layout: Layout) -> None:
    """Remember, beside the keys, that this data folder has a cluster."""
    _marker(layout).touch(mode=0o600)
    _marker(layout).write_text("A cluster was made in this data folder: see ../pg.\n")


def prepare_folders(layout: Layout) -> None:
    """Refuse a half-deleted data folder, then make the folders that are missing.

    Raises DataIncomplete, or FolderUnusable for a folder that cannot be read, made or written.
    """
    try:
        require_whole_data(layout)
        layout.make_folders()
        (layout.run / "supervisor.lock").touch(mode=0o600)
    except OSError as error:
        raise FolderUnusable(
            f"The data folder {str(layout.var)[:_SHOWN_CHARACTERS]} cannot be used ({error.strerror}); "
            "name another one in CHURNVISION_VAR."
        ) from error


def require_whole_data(layout: Layout) -> None:
    """Raise DataIncomplete, naming what is missing, unless the data folder is whole or new."""
    if is_first_start(layout):
        return
    missing = _missing_parts(layout)
    if missing:
        raise DataIncomplete(
            f"The data folder {layout.var} is incomplete: {', '.join(missing)} missing. "
            "Put it back from a backup, or, to begin anew without the old data, move the whole folder away; "
            "nothing was changed."
        )


def _missing_parts(layout: Layout) -> list[str]:
    if not layout.cluster.exists():
        return [layout.cluster.name]
    parts = [layout.cluster / part for part in _CLUSTER_PARTS]
    parts += [layout.keys / OWNER_PASSWORD, layout.keys / BACKUP_KEY]
    return [str(part.relative_to(layout.var)) for part in parts if not part.exists()]


def _marker(layout: Layout) -> Path:
    return layout.keys / "cluster-was-made"
