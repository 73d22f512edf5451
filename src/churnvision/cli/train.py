"""`churnvision train`: a new model version, trained by the running worker."""

import asyncio
from typing import Annotated

import typer

from churnvision.cli import exit_codes
from churnvision.cli.output import AsJson, print_json
from churnvision.cli.progress import Report, show_progress
from churnvision.features.training import service
from churnvision.features.training.schemas import TrainingJobView, TrainingOptions
from churnvision.kit.access import system_actor
from churnvision.kit.database import Database
from churnvision.kit.settings import settings

app = typer.Typer(add_completion=False)


@app.command()
def train(
    seed: Annotated[int, typer.Option(min=0, help="The same data and seed give the same model.")] = 1,
    bags: Annotated[int, typer.Option(min=2, max=50, help="Refits for the intervals.")] = 10,
    promote: Annotated[
        bool, typer.Option("--promote", help="Let the new version forecast (the first one does anyway).")
    ] = False,
    keep_column: Annotated[
        list[str] | None,
        typer.Option(help="Learn from this attribute although it seems to tell who left; repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a churn model on everything imported, and wait for it."""
    options = TrainingOptions(seed=seed, bags=bags, promote=promote, keep_columns=keep_column or [])
    with show_progress("Training") as report:
        job = asyncio.run(_train(report, options))
    if as_json:
        print_json(job.model_dump(mode="json"))
    else:
        print(_sentence(job))
    if job.status != "succeeded":
        raise typer.Exit(exit_codes.CHECK_FAILED)


async def _train(report: Report, options: TrainingOptions) -> TrainingJobView:
    database = Database.from_settings(settings().database)
    try:
        return await service.train_and_wait(database, system_actor("cli"), report=report, options=options)
    finally:
        await database.close()


def _sentence(job: TrainingJobView) -> str:
    if job.status != "succeeded" or job.metrics is None:
        return f"Training {job.id} {job.status}: {job.message}"
    notes = [f"Note: {warning}" for warning in job.metrics.get("warnings", [])]
    quality = (
        f"Model version {job.model_version_id} is ready: AUC {job.metrics['auc']:.3f}, log loss"
        f" {job.metrics['log_loss']:.3f} on held-out data ({job.metrics['validation']})."
    )
    comparison = job.metrics["comparison"]
    verdict = comparison["reason"] if comparison["fit"] else f"It may not forecast. {comparison['reason']}"
    return "\n".join([quality, verdict, *notes])
