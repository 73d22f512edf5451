"""How recovery stands, and asking the scheduler for a backup or a drill; nothing here restores."""

import asyncio
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.dr import reports, requests, serving
from churnvision.dr.reports import Form
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.status import RecoveryStatus, look, look_at_duty
from churnvision.features.audit import service as audit
from churnvision.features.recovery import journal_import
from churnvision.features.recovery.errors import (
    AlreadyRequested,
    AlreadyUnderWay,
    RecoveryUnreadable,
    SchedulerNotRunning,
)
from churnvision.features.recovery.schemas import DutyName, DutyView, RecoveryView
from churnvision.features.recovery.views import view_of, view_of_duty
from churnvision.kit.access import Actor
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database


async def read(session: AsyncSession, folders: RecoverySettings) -> RecoveryView:
    """How recovery stands at this moment. Raises RecoveryUnreadable."""
    status = await see(folders)
    suspicion = await journal_import.find_suspicion(session)
    return view_of(replace(status, journal_suspicion=suspicion))


async def see(folders: RecoverySettings) -> RecoveryStatus:
    """What the files tell. Raises RecoveryUnreadable."""
    try:
        return await asyncio.to_thread(look, folders, utc_now())
    except OSError as error:
        raise _unreadable(error) from error


async def ask_for(database: Database, actor: Actor, folders: RecoverySettings, duty: DutyName) -> DutyView:
    """Ask the scheduler to do a duty at once; who asked is recorded before it is asked.

    Raises SchedulerNotRunning, AlreadyRequested, AlreadyUnderWay, RecoveryUnreadable.
    """
    try:
        await asyncio.to_thread(_require_free, folders, duty)
        async with database.transaction() as session:
            await audit.record(session, actor, f"{duty}.requested", subject=("recovery", duty))
        return await asyncio.to_thread(_ask, folders, duty, actor.user_id)
    except OSError as error:
        raise _unreadable(error) from error


async def read_report(folders: RecoverySettings, drill_id: str, form: Form) -> bytes:
    """The report of a drill as it was written. Raises DrillNotFound, RecoveryUnreadable."""
    file = reports.find_report(folders.drills, drill_id, form)
    try:
        return await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise _unreadable(error) from error


def _require_free(folders: RecoverySettings, duty: DutyName) -> None:
    if not serving.is_alive(folders.schedule):
        raise SchedulerNotRunning
    found = look_at_duty(folders, duty, utc_now())
    if found.is_running:
        raise AlreadyUnderWay
    if found.is_waiting:
        raise AlreadyRequested


def _ask(folders: RecoverySettings, duty: DutyName, user_id: int | None) -> DutyView:
    requests.write(requests.folder_of(folders.schedule), duty, user_id=user_id)
    return view_of_duty(look_at_duty(folders, duty, utc_now()), is_alive=True)


def _unreadable(error: OSError) -> RecoveryUnreadable:
    return RecoveryUnreadable(
        f"{error.filename or 'A file of recovery'} cannot be used ({error.strerror}); "
        "let the application run as the user that owns the folders of backups and data."
    )
