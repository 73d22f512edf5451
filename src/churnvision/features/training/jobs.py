"""The job that trains, and the schedule that starts it."""

from churnvision.features.training import repository, running, service
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.attempts import declare_job
from churnvision.kit.clock import utc_now
from churnvision.kit.jobs import JobContext, job
from churnvision.kit.schedule import last_due

run = declare_job(repository.RUNS, running.run)


@job("training.follow_schedule", attempts=1)
async def follow_schedule(context: JobContext) -> None:
    """Start the training that is due by the settings, also one that was missed."""
    wanted = context.settings.schedule
    if not wanted.train_every_months:
        return
    since = last_due(utc_now(), day=wanted.day, every_months=wanted.train_every_months)
    async with context.database.transaction() as session:
        await service.start_if_due(session, since, TrainingOptions(promote=wanted.promote_retrained))
