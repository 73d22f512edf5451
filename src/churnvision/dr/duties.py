"""What the scheduler does by itself: a daily backup and its pruning, a weekly drill."""

import time

from churnvision.dr.backup import make_backup
from churnvision.dr.database import Database
from churnvision.dr.drill import hold_drill
from churnvision.dr.errors import RecoverySettingInvalid
from churnvision.dr.kept_databases import drop_outdated
from churnvision.dr.prune import prune_backups
from churnvision.dr.serving import BACKUP_AT, DRILL_AT, Duty, serve
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
    """Backup (then prune, also databases from before restores) and drill of one database."""

    def back_up() -> None:
        make_backup(settings, database)
        prune_backups(settings)
        drop_outdated(database, utc_now())

    def drill() -> None:
        hold_drill(settings, database)

    return [Duty("backup", BACKUP_AT, back_up), Duty("drill", DRILL_AT, drill)]
