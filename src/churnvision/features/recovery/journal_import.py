"""Brings the journal of recovery into the audit trail: every event once, and what is wrong with it once.

The trail itself tells what it has, so that nothing comes twice, and all that is missing comes again after an
older database was restored.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.dr import journal
from churnvision.dr.journal import Event, Examination
from churnvision.features.audit import service as audit
from churnvision.features.recovery import repository
from churnvision.features.recovery.printable import printable, storable
from churnvision.features.recovery.repository import EVENT, JOURNAL, Imported
from churnvision.kit.access import system_actor

DAMAGED = "journal.damaged"
WHOLE = "journal.whole"
_LINE_LOST = "journal.line_lost"
_ACTOR = system_actor("recovery")


async def import_journal(session: AsyncSession, file: Path) -> int:
    """Record the events that the trail does not have, and a change of the journal's own state.

    Returns how many events came. Raises OSError.
    """
    # First the turn, then the file: who read it before another one's import would miss what came since.
    await repository.wait_for_import(session)
    examined = await asyncio.to_thread(journal.examine, file)
    imported = await repository.find_imported(session)
    problem = examined.problem or find_loss(imported, examined)
    known = {one.hash for one in imported}
    missing = [event for event in examined.events if event.hash not in known]
    for event in missing:
        await _record_event(session, event)
    await _record_state(session, problem)
    return len(missing)


async def find_suspicion(session: AsyncSession) -> str | None:
    """What was found wrong with the journal at the last import and has not been right since."""
    remark = await repository.find_last_remark(session, (DAMAGED, WHOLE))
    return None if remark is None or remark.action == WHOLE else remark.reason


def find_loss(imported: Sequence[Imported], examined: Examination) -> str | None:
    """A sentence where the whole journal lacks the event that was imported last: it was cut or replaced."""
    if not imported or imported[-1].hash in {event.hash for event in examined.events}:
        return None
    last = imported[-1]
    return (
        f"The journal does not hold event {last.number} ({last.hash[:12]}…), which the audit trail has: "
        "it was cut or replaced."
    )


async def _record_event(session: AsyncSession, event: Event) -> None:
    await audit.record(
        session,
        _ACTOR,
        printable(event.event),
        subject=(EVENT, event.hash),
        number=event.number,
        happened_at=printable(event.at),
        facts=storable(event.facts),
    )
    if "torn_line_before" in event.facts:
        await audit.record(
            session, _ACTOR, _LINE_LOST, subject=(JOURNAL, event.hash), before_number=event.number
        )


async def _record_state(session: AsyncSession, problem: str | None) -> None:
    known = await find_suspicion(session)
    if problem is not None and printable(problem) != known:
        await audit.record(session, _ACTOR, DAMAGED, subject=(JOURNAL, None), reason=printable(problem))
    elif problem is None and known is not None:
        await audit.record(session, _ACTOR, WHOLE, subject=(JOURNAL, None))
