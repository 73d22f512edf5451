"""What the scheduler does by itself: a daily backup and base backup with their pruning, a weekly drill."""

import time
from contextlib import suppress

import psycopg

from churnvision.dr.archive import archive_of
from churnvision.dr.archive_prune import prune_archive
from churnvision.dr.backup import make_backup
from churnvision.dr.base_backup import make_base_backup
from churnvision.dr.base_manifest import find_bases
from churnvision.dr.database import Database
from churnvision.dr.drill import hold_drill
from churnvision.dr.errors import RecoverySettingInvalid
from churnvision.dr.kept_databases import drop_outdated
from churnvision.dr.log_switch import archives_of, keep_log_moving
from churnvision.dr.prune import prune_backups
from churnvision.dr.recover import drop_outdated_clusters
from churnvision.dr.serving import BACKUP_AT, BASE_AT, DRILL_AT, Duty, serve
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.kit.clock import Pause, utc_now
from churnvision.kit.errors import ChurnVisionError

_LOOK_AT_LOG_SECONDS = 10.0


def serve_recovery(*, pause: Pause = time.sleep) -> None:
    """Run the scheduler on the settings of this process. Raises RecoverySettingInvalid without a database."""
    settings = read_settings()
    if settings.owner_url is None:
        raise RecoverySettingInvalid(
            "The scheduler needs the database's address as its owner: set CHURNVISION_DATABASE__OWNER_URL."
        )
    serve_database(settings, Database(settings.owner_url), pause=pause)


def serve_database(settings: RecoverySettings, database: Database, *, pause: Pause = time.sleep) -> None:
    """Run the scheduler on one database until `pause` raises."""
    keeper = _LogKeeper(database)
    serve(settings.schedule, duties_of(settings, database), pause=pause, each_round=keeper.look)


class _LogKeeper:
    """Looks after the log now and then; a database that does not answer is somebody else's to notice."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looked_at = time.monotonic()

    def look(self) -> None:
        if time.monotonic() - self._looked_at < _LOOK_AT_LOG_SECONDS:
            return
        self._looked_at = time.monotonic()
        with suppress(psycopg.Error, ChurnVisionError):
            keep_log_moving(self._database)


def duties_of(settings: RecoverySettings, database: Database) -> list[Duty]:
    """Backup, base backup and drill of one database; what is kept from before recoveries is pruned too."""

    def back_up() -> None:
        make_backup(settings, database)
        prune_backups(settings)
        drop_outdated(database, utc_now())
        drop_outdated_clusters(settings.var / "pg", utc_now())

    def copy_cluster() -> None:
        archives, system_identifier = archives_of(database)
        if archives:
            make_base_backup(settings, database)
            prune_archive(settings, archive_of(settings, system_identifier))

    def has_no_base() -> bool:
        archives, system_identifier = archives_of(database)
        return archives and not find_bases(archive_of(settings, system_identifier).bases)

    def drill() -> None:
        hold_drill(settings, database)

    return [
        Duty("backup", BACKUP_AT, back_up),
        Duty("base", BASE_AT, copy_cluster, is_wanted=has_no_base),
        Duty("drill", DRILL_AT, drill),
    ]
