"""Model card with data card, from what was stored when the version was trained."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets.tables import Dataset
from churnvision.features.training import repository
from churnvision.features.training.card_limits import limits_of
from churnvision.features.training.schemas import (
    DataCard,
    FindingView,
    LearntImport,
    ModelCard,
    ModelDescription,
    ModelFileView,
)
from churnvision.features.training.tables import ModelFacts, ModelVersion

INTENDED_USE = (
    "To plan for the number of people who leave, and to see where attention helps. It is not made to decide "
    "on anybody's employment, pay or promotion: a forecast is a probability, and its drivers are no causes."
)
# Tables and lists of their own; the page shows them elsewhere.
_LEFT_OUT = ("reliability", "candidates", "warnings", "leakage")


async def make(session: AsyncSession, version: ModelVersion) -> ModelCard:
    """The card of a version; one trained before facts were kept has no data card and no description."""
    facts = await repository.find_facts(session, version.id)
    imports = await repository.find_datasets(session, version.manifest.get("import_ids", []))
    data = None if facts is None else _data_card(facts, [_learnt(one) for one in imports])
    model = None if facts is None else ModelDescription.model_validate(facts.model)
    return ModelCard(
        model_version_id=version.id,
        status=version.status,
        created_at=version.created_at,
        algorithm=version.algorithm,
        trained_from=version.trained_from,
        as_of=version.as_of,
        window_days=version.window_days,
        intended_use=INTENDED_USE,
        limits=limits_of(version.metrics, version.window_days, data, model),
        model=model,
        data=data,
        validation=_validation(version.metrics),
        libraries=version.manifest.get("libraries", {}),
        files=[
            ModelFileView.model_validate(file) for file in await repository.find_files(session, [version.id])
        ],
    )


def _data_card(facts: ModelFacts, imports: list[LearntImport]) -> DataCard:
    return DataCard(sha256=facts.data_sha256, imports=imports, **facts.data)


def _learnt(dataset: Dataset) -> LearntImport:
    return LearntImport(
        dataset_id=dataset.id,
        filename=dataset.filename,
        shape=dataset.shape,
        row_count=dataset.row_count,
        as_of=dataset.as_of,
        sha256=dataset.sha256.hex(),
        undone=dataset.undone_at is not None,
        findings=[FindingView.model_validate(problem) for problem in dataset.problems],
    )


def _validation(metrics: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metrics.items() if name not in _LEFT_OUT}
