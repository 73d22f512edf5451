"""A workforce that was really trained on and scored, and one whose explanations are written by hand."""

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.predictions import repository, running, service
from churnvision.features.predictions.tables import AttributeProfile, Attribution, ScoringRun
from churnvision.features.training import running as training_running
from churnvision.features.training import service as training
from churnvision.features.training.schemas import TrainingOptions
from churnvision.features.training.tables import ModelVersion
from churnvision.kit.access import Actor
from churnvision.kit.jobs import JobContext
from tests.factories.history import make_dated_workforce, make_static_workforce

_VALUES = ("no", "yes", "missing")


async def make_scored_workforce(context: JobContext, actor: Actor, shape: str, *, bags: int = 2) -> int:
    """Everybody scored by a model of this shape (static or dated); the run's id."""
    async with context.database.transaction() as session:
        await (
            make_static_workforce(session) if shape == "static" else make_dated_workforce(session, people=400)
        )
    return await train_and_score(context, actor, bags=bags)


async def train_and_score(context: JobContext, actor: Actor, *, bags: int = 2) -> int:
    """A model of what is imported, and everybody scored by it; the run's id."""
    async with context.database.transaction() as session:
        job = await training.start(session, actor, TrainingOptions(bags=bags))
    await training_running.run(context, job.id)
    async with context.database.transaction() as session:
        if await training.find_promoted(session) is None:
            # what is tested is not whether the model is fit to forecast
            trained = select(ModelVersion.id).where(ModelVersion.training_job_id == job.id)
            await training.promote_version(session, actor, (await session.execute(trained)).scalar_one())
        started = await service.start_scoring(session, actor)
    await running.run(context, started.scoring_run_id)
    async with context.database.reading() as session:
        found = await repository.find_run(session, started.scoring_run_id)
    assert found is not None and found.is_current, found and found.warnings
    return found.id


async def make_attributions(
    session: AsyncSession,
    run_id: int,
    contributions: Mapping[int, Sequence[float]],
    *,
    counts: Sequence[int] = (),
) -> None:
    """Contributions of overtime and pay to each person's score; `counts` are of the values of overtime."""
    base = -2.0
    run = await session.get_one(ScoringRun, run_id)
    summary = {**run.summary, "base": base}
    await session.execute(update(ScoringRun).where(ScoringRun.id == run_id).values(summary=summary))
    people = len(contributions)
    for place, (name, kind) in enumerate((("overtime", "flag"), ("pay", "number"))):
        column = [parts[place] for parts in contributions.values()]
        await session.execute(
            insert(AttributeProfile).values(
                scoring_run_id=run_id,
                place=place,
                attribute=name,
                kind=kind,
                mean_contribution=sum(column) / people,
                mean_absolute_contribution=sum(map(abs, column)) / people,
                correlation=0.9 if place == 0 else None,
                values=[
                    {"value": float(number), "text": text, "count": count, "mean_contribution": 0.1}
                    for number, (text, count) in enumerate(
                        zip(("no", "yes", "missing"), counts, strict=False)
                    )
                ]
                if place == 0
                else [],
            )
        )
    await session.execute(
        insert(Attribution),
        [
            {
                "scoring_run_id": run_id,
                "employee_id": employee_id,
                "contributions": list(parts),
                "texts": ["yes", "1,000"],
                "inputs": [1.0, 1000.0],
            }
            for employee_id, parts in contributions.items()
        ],
    )
