"""`churnvision score`: forecasts for everybody who has not left, by the promoted version."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from churnvision.cli.output import AsJson, print_json
from churnvision.cli.progress import Report, show_progress
from churnvision.cli.whole_file import require_writable, whole_file
from churnvision.features.predictions import service
from churnvision.features.predictions.schemas import ScoringRunView, Summary
from churnvision.kit.access import Actor, system_actor
from churnvision.kit.database import Database
from churnvision.kit.settings import settings

app = typer.Typer(add_completion=False)


@app.command()
def score(
    last: Annotated[
        bool, typer.Option("--last", help="Show the forecasts that are there, without scoring again.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Also write everybody's forecast to this CSV file (audited).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forecast everybody with the promoted model, and wait for it."""
    if out is not None:
        require_writable(out)
    with show_progress("Reading" if last else "Scoring") as report:
        run, summary = asyncio.run(_score(report, out, again=not last))
    if as_json:
        scored = None if run is None else run.model_dump(mode="json")
        print_json({"run": scored, "summary": summary.model_dump(mode="json")})
        return
    if run is not None:
        print(f"{run.scored_count} people scored by model version {run.model_version_id}.")
    print_summary(summary)
    if out is not None:
        print(f"Forecasts of everybody: {out}")


def print_summary(summary: Summary) -> None:
    """Headcount, expected leavers, bands and warnings, for eyes."""
    if summary.as_of is None:
        print("There are no forecasts yet: train a model first.")
        return
    print(f"{summary.headcount} people as of {summary.as_of}, forecasts {summary.state}.")
    for horizon in summary.expected_leavers:
        if horizon.estimate is not None:
            low, high = horizon.estimate.lower, horizon.estimate.upper
            beyond = " (beyond the window of the data)" if horizon.extrapolated else ""
            print(
                f"Within {horizon.horizon_days} days {horizon.estimate.point:.0f} are expected to leave"
                f" ({low:.0f} to {high:.0f}){beyond}."
            )
        if horizon.causes:
            parts = ", ".join(f"{one.expected:.0f} {one.cause.replace('_', ' ')}" for one in horizon.causes)
            print(f"  Of these {parts}.")
    for band in summary.risk_bands:
        print(f"Risk {band.band.replace('_', ' ')}: {band.count} ({band.share:.0%})")
    for warning in summary.warnings:
        print(f"Note: {warning}")


async def _score(report: Report, out: Path | None, *, again: bool) -> tuple[ScoringRunView | None, Summary]:
    actor, database = system_actor("cli"), Database.from_settings(settings().database)
    try:
        run = await service.score_now(database, actor, report=report) if again else None
        if out is not None:
            await _export(database, actor, out)
        async with database.reading() as session:
            return run, await service.summary(session, actor)
    finally:
        await database.close()


async def _export(database: Database, actor: Actor, out: Path) -> None:
    async with database.reading() as session:
        export = await service.open_export(session, database, actor)
    with whole_file(out) as partial, partial.open("wb") as stream:
        async for rows in export.rows:
            stream.write(rows)
