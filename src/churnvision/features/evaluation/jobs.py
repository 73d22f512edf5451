"""The job that looks back."""

from churnvision.features.evaluation import running
from churnvision.kit.jobs import JobContext, job


async def give_up(context: JobContext, backtest_id: int) -> None:
    """No attempt is left."""
    await running.give_up(context, backtest_id)


async def recover(context: JobContext) -> None:
    """The queue may have lost one."""
    await running.recover(context)


@job("evaluation.backtest", attempts=3, given_up=give_up, recover=recover)
async def run(context: JobContext, backtest_id: int) -> None:
    """Run one backtest; it is taken up again when its worker ends."""
    await running.run(context, backtest_id)
