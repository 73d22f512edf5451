"""Datasets as the API shows them."""

from churnvision.features.datasets.errors import ColumnMissing, MappingInvalid
from churnvision.features.datasets.planning import make_plan, role_of
from churnvision.features.datasets.schemas import (
    ColumnMapping,
    ColumnSuggestion,
    ColumnView,
    DatasetView,
    Mapping,
    Problem,
    StoredReading,
)
from churnvision.features.datasets.tables import Dataset

CERTAIN_ENOUGH = 0.75


def view(dataset: Dataset) -> DatasetView:
    """One dataset with its columns, mapping and findings."""
    reading = StoredReading.model_validate(dataset.reading)
    mapping = Mapping.model_validate(dataset.mapping) if dataset.mapping else None
    confidence = 1.0 if dataset.mapping_confirmed or reading.mapping_source == "saved" else reading.certainty
    return DatasetView(
        id=dataset.id,
        filename=dataset.filename,
        format=dataset.format,
        size_bytes=dataset.size_bytes,
        sha256=dataset.sha256.hex(),
        shape=mapping.shape if mapping else None,
        status=dataset.status,
        row_count=dataset.row_count,
        as_of=dataset.as_of or (mapping.as_of if mapping else None),
        window_days=dataset.window_days or (mapping.window_days if mapping else None),
        window_assumed=reading.window_is_assumed and mapping is not None and mapping.shape == "static",
        columns=_columns(reading, mapping),
        mapping=mapping,
        mapping_source=reading.mapping_source,
        mapping_confidence=confidence,
        needs_confirmation=dataset.status in ("uploaded", "checked") and confidence < CERTAIN_ENOUGH,
        counts={name: int(count) for name, count in dataset.counts.items()},
        problems=[Problem.model_validate(problem) for problem in dataset.problems],
        created_at=dataset.created_at,
        committed_at=dataset.committed_at,
        undone_at=dataset.undone_at,
    )


def listed(dataset: Dataset) -> DatasetView:
    """One dataset among others: without samples and findings, which quote values of people."""
    shown = view(dataset)
    columns = [column.model_copy(update={"samples": []}) for column in shown.columns]
    return shown.model_copy(update={"columns": columns, "problems": []})


def open_questions(reading: StoredReading) -> list[Problem]:
    """What must be answered before the suggested mapping may be used, as a finding; mostly nothing."""
    if reading.mapping_source != "suggested" or reading.certainty >= CERTAIN_ENOUGH:
        return []
    message = f"It is not clear what the columns mean: {reading.shape_reason}."
    return [Problem(severity="warning", code="mapping_unclear", message=message)]


def _columns(reading: StoredReading, mapping: Mapping | None) -> list[ColumnView]:
    given = {column.source: column for column in mapping.columns} if mapping else {}
    features = _features(reading, mapping)
    return [
        _column(one, reading, given.get(one.source), is_feature=one.source in features)
        for one in reading.suggestions
    ]


def _features(reading: StoredReading, mapping: Mapping | None) -> set[str]:
    """Sources of the columns that models may learn from; none while the mapping does not fit."""
    if mapping is None:
        return set()
    try:
        plan = make_plan(mapping, reading.suggestions)
    except (ColumnMissing, MappingInvalid):
        return set()
    return {column.source for column in plan.columns if column.is_feature}


def _column(
    one: ColumnSuggestion, reading: StoredReading, given: ColumnMapping | None, *, is_feature: bool
) -> ColumnView:
    target = given.target if given else one.target
    is_own = target != one.target
    return ColumnView(
        source=one.source,
        kind=(given.kind if given else None) or one.form.kind,
        samples=reading.samples.get(one.source, []),
        missing_share=reading.missing_shares.get(one.source, 0.0),
        target=target,
        confidence=1.0 if is_own or reading.mapping_source != "suggested" else one.certainty,
        reason="as the mapping says" if is_own else one.reason,
        role=role_of(target, is_feature=is_feature),
        leak_reason=one.leak_reason,
    )
