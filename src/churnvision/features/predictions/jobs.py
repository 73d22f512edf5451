"""The jobs that score."""

from churnvision.features.predictions import drift, running, service, shadow
from churnvision.kit.clock import utc_now
from churnvision.kit.jobs import JobContext, job
from churnvision.kit.schedule import last_due


async def give_up(context: JobContext, scoring_run_id: int) -> None:
    """No attempt is left."""
    await running.give_up(context, scoring_run_id)


async def recover(context: JobContext) -> None:
    """The queue may have lost one."""
    await running.recover(context)


@job("predictions.score", attempts=3, given_up=give_up, recover=recover)
async def score(context: JobContext, scoring_run_id: int) -> None:
    """Score everybody; it is taken up again when its worker ends."""
    await running.run(context, scoring_run_id)


@job("predictions.refresh", attempts=3)
async def refresh(context: JobContext, created_by: int | None = None) -> None:
    """Queue a scoring with the version that was just promoted."""
    await running.refresh(context, created_by)


async def give_up_check(context: JobContext, drift_check_id: int) -> None:
    """No attempt is left."""
    await drift.give_up(context, drift_check_id)


async def recover_checks(context: JobContext) -> None:
    """The queue may have lost one."""
    await drift.recover(context)


@job("predictions.check_drift", attempts=3, given_up=give_up_check, recover=recover_checks)
async def check_drift(context: JobContext, drift_check_id: int) -> None:
    """Compare present people and leavers with what a version knows and expected."""
    await drift.run(context, drift_check_id)


@job("predictions.score_shadow", attempts=3)
async def score_shadow(context: JobContext) -> None:
    """Score with the version that runs as shadow what the current run has scored."""
    await shadow.run(context)


@job("predictions.follow_schedule", attempts=1)
async def follow_schedule(context: JobContext) -> None:
    """Start the scoring that is due by the settings, also one that was missed."""
    wanted = context.settings.schedule
    if not wanted.score_monthly:
        return
    async with context.database.transaction() as session:
        await service.start_if_due(session, last_due(utc_now(), day=wanted.day))
