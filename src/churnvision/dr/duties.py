"""What the scheduler does by itself: a daily backup and base backup with their pruning, a weekly drill."""

import time

from churnvision.dr.archive import archive_of
from churnvision.dr.archive_prune import prune_archive
from churnvision.dr.backup import make_backup
from churnvision.dr.base_backup import make_base_backup
from churnvision.dr.base_manifest import find_bases
from churnvision.dr.database import Database
from churnvision.dr.drill import hold_drill
from churnvision.dr.errors import RecoverySettingInvalid
from churnvision.dr.kept_databases import drop_outdated
from churnvision.dr.log_switch import archives_of
from churnvision.dr.prune import prune_backups
from churnvision.dr.recover import drop_outdated_clusters
from churnvision.dr.serving import BACKUP_AT, BASE_AT, DRILL_AT, Duty, serve
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.kit.clock import Pause, utc_now


def serve_recovery(*, pause: Pause = time.sleep) -> None:
    """Run the scheduler on the settings of this process. Raises RecoverySettingInvalid without a database."""
    settings = read_settings()
    if settings.owner_url is None:
        raise RecoverySettingInvalid(
            "The scheduler needs the database's address as its owner: set CHURNVISION_DATABASE__OWNER_URL."
        )
    serve(settings.schedule, duties_of(settings, Database(settings.owner_url)), pause=pause)


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
