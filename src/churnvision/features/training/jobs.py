"""The job that trains."""

from churnvision.features.training import running
from churnvision.kit.jobs import JobContext, job


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
