"""Where a model ends, in sentences that follow from its facts."""

from typing import Any

from churnvision.features.training.schemas import DataCard, ModelDescription
from churnvision.ml.curve import HORIZON_DAYS

_FEW_LEAVERS = 100
_MUCH_MISSING = 0.3
_SEASON_DAYS = 2 * 365


def limits_of_window(window_days: int | None) -> list[str]:
    """What a table with a left flag cannot say of time; nothing for dated records."""
    if window_days is None:
        return []
    said = [
        f"The data says who left within {window_days} days, not when: shorter horizons assume an even pace."
    ]
    beyond = [str(days) for days in HORIZON_DAYS if days > window_days]
    if beyond:
        said.append(f"Horizons of {', '.join(beyond)} days go beyond that window and are extrapolated.")
    return said


def limits_of(
    metrics: dict[str, Any], window_days: int | None, data: DataCard | None, model: ModelDescription | None
) -> list[str]:
    """Every limit that the facts of a version show."""
    said = [*metrics.get("warnings", []), *limits_of_window(window_days)]
    events = metrics.get("events")
    if events is not None and events < _FEW_LEAVERS:
        said.append(
            f"Its quality was measured on {events} leavers: small differences between models are chance."
        )
    if data is None or model is None:
        return [*said, "It was trained before cards were kept: train again for a data card."]
    return said + _limits_of_data(data) + _limits_of_model(model)


def _limits_of_data(data: DataCard) -> list[str]:
    said = []
    if data.identical_rows:
        said.append(f"{data.identical_rows:,} of {data.rows:,} rows are like another one and count once.")
    if data.period_from is not None and (data.period_until - data.period_from).days < _SEASON_DAYS:
        said.append("It has seen less than two years, so it does not tell seasons apart.")
    gaps = [one.name for one in data.attributes if one.missing_share >= _MUCH_MISSING]
    if gaps:
        said.append(f"Missing in three rows of ten or more: {', '.join(gaps)}.")
    thin = [f"{one.name} ({one.thin_levels})" for one in data.attributes if one.thin_levels]
    if thin:
        said.append(
            "Levels of fewer than 30 people, for whom the forecast rests on what they share with others: "
            f"{', '.join(thin)}."
        )
    undone = [str(one.dataset_id) for one in data.imports if one.undone]
    if undone:
        said.append(f"Undone since it was trained: import {', '.join(undone)}. Train again.")
    return said


def _limits_of_model(model: ModelDescription) -> list[str]:
    if not model.unused_attributes:
        return []
    return [f"Given, and changing no forecast: {', '.join(model.unused_attributes)}."]
