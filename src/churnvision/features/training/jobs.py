"""The job that trains, and the schedule that starts it."""

from churnvision.features.training import running, service
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.clock import utc_now
from churnvision.kit.jobs import JobContext, job
from churnvision.kit.schedule import last_due


async def give_up(context: JobContext, training_job_id: int) -> None:
    """No attempt is left."""
    await running.give_up(context, training_job_id)


async def recover(context: JobContext) -> None:
    """The queue may have lost one."""
    await running.recover(context)


@job("training.run", attempts=3, given_up=give_up, recover=recover)
async def run(context: JobContext, training_job_id: int) -> None:
    """Train one model; it is taken up again when its worker ends."""
    await running.run(context, training_job_id)


@job("training.follow_schedule", attempts=1)
async def follow_schedule(context: JobContext) -> None:
    """Start the training that is due by the settings, also one that was missed."""
    wanted = context.settings.schedule
    if not wanted.train_every_months:
        return
    since = last_due(utc_now(), day=wanted.day, every_months=wanted.train_every_months)
    async with context.database.transaction() as session:
        await service.start_if_due(session, since, TrainingOptions(promote=wanted.promote_retrained))
