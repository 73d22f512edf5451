"""The demo's steps: each calls one service of a feature and does nothing where its work is already done."""

import asyncio
import hashlib
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from churnvision.cli.first_admin import announce_generated, make_admin, print_admin
from churnvision.cli.progress import Report, show_progress
from churnvision.features.datasets import showing as datasets
from churnvision.features.datasets.errors import MappingNeeded
from churnvision.features.datasets.mapping_file import read_mapping_file
from churnvision.features.datasets.whole_import import import_file
from churnvision.features.predictions import service as predictions
from churnvision.features.training import service as training
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor, system_actor
from churnvision.kit.database import Database
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.settings import settings
from churnvision.local.layout import Layout
from churnvision.ml.sample import WORKFORCE_FILES, SampleOptions, simulate, write

_RECENT_IMPORTS = 200
T = TypeVar("T")


class TrainingNotFinished(ChurnVisionError):
    """The training did not succeed; see the page Models or var/logs/worker.log."""

    code = "training_not_finished"
    status = 500


def run(
    layout: Layout, *, data: Path | None, mapping: Path | None, window_days: int | None
) -> dict[str, Any]:
    """Every step in order; what came of them, for print_outcome or as JSON."""
    return asyncio.run(_run(layout, data, mapping, window_days))


async def _run(
    layout: Layout, data: Path | None, mapping: Path | None, window_days: int | None
) -> dict[str, Any]:
    database, actor = Database.from_settings(settings().database), system_actor("demo")
    try:
        outcome = await make_admin(database)
        announce_generated(outcome)
        if data is None:
            has_changed = await import_sample(database, actor, layout.sample)
        else:
            has_changed = await import_data(database, actor, data, mapping, window_days)
        await train(database, actor, is_wanted=has_changed)
        await score(database)
        return outcome | await summarise(database, actor)
    finally:
        await database.close()


async def import_sample(database: Database, actor: Actor, folder: Path) -> bool:
    """Simulate the sample workforce and import its files, unless anything was imported; whether it was."""
    imported = await _committed_files(database)
    files = [folder / f"{name}.csv" for name in WORKFORCE_FILES]
    if all(file.is_file() for file in files) and {_sha256(file) for file in files} <= imported:
        return False
    if imported and not any(file.is_file() for file in files):
        return False  # the user's own data is here: the sample would only mix with it
    await _with_bar("Simulating a workforce", lambda report: asyncio.to_thread(_write_sample, folder, report))
    for file in files:
        await import_data(database, actor, file, None, None)
    return True


async def import_data(
    database: Database, actor: Actor, file: Path, mapping: Path | None, window_days: int | None
) -> bool:
    """Import one file; whether it changed anything. Raises MappingNeeded when its columns are unclear."""
    wanted = None if mapping is None else read_mapping_file(mapping)
    try:
        dataset = await _with_bar(
            f"Importing {file.name}",
            lambda report: import_file(
                database, actor, file, report=report, mapping=wanted, window_days=window_days
            ),
        )
    except MappingNeeded as error:
        raise MappingNeeded(f"{error.message} {_offer_mapping_file(file, error)}") from error
    if dataset.window_assumed:
        note(f"{file.name}: a window of {dataset.window_days} days is assumed; WINDOW_DAYS says another.")
    return all(problem.code != "already_imported" for problem in dataset.problems)


async def train(database: Database, actor: Actor, *, is_wanted: bool) -> None:
    """Train by the worker when the data has changed or no model forecasts yet; or TrainingNotFinished."""
    async with database.reading() as session:
        is_first = await training.find_promoted(session) is None
    if not is_first and not is_wanted:
        return
    options = TrainingOptions(promote=True)
    job = await _with_bar(
        "Training a model",
        lambda report: training.train_and_wait(database, actor, report=report, options=options),
    )
    if job.status != "succeeded":
        raise TrainingNotFinished(f"The training {job.status}: {job.message}", training_job_id=job.id)
    assert job.metrics is not None
    metrics = job.metrics
    for warning in metrics.get("warnings", []):
        note(warning)
    if not metrics["comparison"]["fit"]:
        note(f"The model may not forecast: {metrics['comparison']['reason']}")


async def score(database: Database) -> None:
    """Wait for the forecasts that the promotion of a model queues."""
    await _with_bar(
        "Forecasting everybody", lambda report: predictions.wait_for_promoted_scores(database, report=report)
    )


async def summarise(database: Database, actor: Actor) -> dict[str, Any]:
    """The forecast in short."""
    async with database.reading() as session:
        summary = await predictions.summary(session, actor)
    return {"summary": summary.model_dump(mode="json")}


def print_outcome(outcome: dict[str, Any]) -> None:
    """The end of the demo, for eyes."""
    print()
    _print_summary(outcome["summary"])
    print(f"\nThe page: {outcome['web_url']}\nThe API:  {outcome['api_url']}")
    print_admin(outcome)


def _print_summary(summary: dict[str, Any]) -> None:
    print(f"Headcount: {summary['headcount']} as of {summary['as_of']}")
    for horizon in summary["expected_leavers"]:
        estimate = horizon["estimate"]
        if estimate is not None and horizon["horizon_days"] == 90:
            print(
                f"Expected leavers in the next 90 days: {estimate['point']:.0f}"
                f" (90 % interval {estimate['lower']:.0f} to {estimate['upper']:.0f})"
            )
    quality = summary["quality"]
    if quality is not None:
        print(
            f"Quality of the model on data it had not seen: AUC {quality['auc']:.3f}, log loss"
            f" {quality['log_loss']:.3f} (base rate alone {quality['base_rate_log_loss']:.3f})"
        )
    for warning in summary["warnings"]:
        print(f"Note: {warning}")


def note(sentence: str) -> None:
    """Something the user should know, on stderr."""
    print(sentence, file=sys.stderr, flush=True)


def _offer_mapping_file(file: Path, error: MappingNeeded) -> str:
    """Write a mapping to edit, never over one that is being edited; the sentence that says so."""
    offer = Path(f"{file.stem}.mapping.json")
    if offer.exists():
        return f"{offer} is there already: edit it, then `make demo DATA={file} MAPPING={offer}`."
    offer.write_text(str(error.facts["mapping_text"]), encoding="utf-8")
    return f"Wrote {offer}: edit it, then `make demo DATA={file} MAPPING={offer}`."


async def _with_bar(title: str, work: Callable[[Report], Awaitable[T]]) -> T:
    with show_progress(title) as report:
        return await work(report)


async def _committed_files(database: Database) -> set[str]:
    async with database.reading() as session:
        page = await datasets.list_page(session, _RECENT_IMPORTS, None)
    return {dataset.sha256 for dataset in page.items if dataset.status == "committed"}


def _write_sample(folder: Path, report: Report) -> None:
    workforce = simulate(SampleOptions(), report=lambda fraction, message: report(0.8 * fraction, message))
    report(0.8, "writing the files")
    write(workforce, folder)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
