"""`churnvision backtest`: what the forecast would have said month by month, beside what happened."""

import asyncio
from typing import Annotated

import typer

from churnvision.cli import exit_codes
from churnvision.cli.output import AsJson, print_json
from churnvision.cli.progress import Report, show_progress
from churnvision.features.evaluation import service
from churnvision.features.evaluation.schemas import BacktestRequest, BacktestResults, HorizonFigures
from churnvision.kit.access import system_actor
from churnvision.kit.database import Database
from churnvision.kit.settings import settings

app = typer.Typer(add_completion=False)


@app.command()
def backtest(
    months: Annotated[int, typer.Option(min=1, max=120, help="Month starts to look back from.")] = 24,
    retrain_every: Annotated[int, typer.Option(min=1, max=24, help="Months for which a model is kept.")] = 3,
    bags: Annotated[int, typer.Option(min=2, max=50, help="Refits for the intervals.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="The same data and seed give the same lists.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Forecast each past month as it was known then, and compare with who left."""
    wanted = BacktestRequest(months=months, retrain_every=retrain_every, bags=bags, seed=seed)
    with show_progress("Backtest") as report:
        found = asyncio.run(_backtest(report, wanted))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print(_sentences(found))
    if found.status != "succeeded":
        raise typer.Exit(exit_codes.CHECK_FAILED)


async def _backtest(report: Report, wanted: BacktestRequest) -> BacktestResults:
    database = Database.from_settings(settings().database)
    try:
        return await service.backtest_and_wait(database, system_actor("cli"), report=report, wanted=wanted)
    finally:
        await database.close()


def _sentences(found: BacktestResults) -> str:
    if found.results is None:
        return f"Backtest {found.id} {found.status}: {found.message}"
    lines = [_line(one) for one in found.results.horizons if one.measures]
    return "\n".join([f"Backtest {found.id}: {found.message}", *lines])


def _line(figures: HorizonFigures) -> str:
    over = [month for month in figures.months if month.actual is not None]
    expected, actual = sum(one.expected for one in over), sum(one.actual or 0 for one in over)
    auc = figures.measures["model"].auc
    return (
        f"  {figures.days} days, {len(over)} months: {expected:.0f} leavers expected, {actual} left;"
        f" AUC {'unknown' if auc is None else format(auc, '.3f')}"
    )
