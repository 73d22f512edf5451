"""What an import assumes where nobody says it: until when people were observed, and how long the window is.

Assumed dates belong to the day of an upload and not to the file: two uploads of one file that differ in
nothing else are the same import.
"""

from datetime import date

from churnvision.features.datasets.schemas import DEFAULT_WINDOW_DAYS, Mapping, StoredReading
from churnvision.features.datasets.tables import Dataset


def with_assumptions(told: Mapping, reading: StoredReading, as_of: date) -> tuple[Mapping, StoredReading]:
    """The mapping completed for a static table, with `as_of` where no date is told, and what is assumed.

    Other shapes tell their dates themselves.
    """
    assumed = {"as_of_is_assumed": told.as_of is None, "window_is_assumed": told.window_days is None}
    if told.shape != "static":
        return told, reading.model_copy(update=assumed)
    values = {"as_of": told.as_of or as_of, "window_days": told.window_days or DEFAULT_WINDOW_DAYS}
    return told.model_copy(update=values), reading.model_copy(update=assumed)


def without_assumed(mapping: Mapping, dataset: Dataset) -> Mapping:
    """The mapping without a date and a window that only repeat what the dataset shows as assumed."""
    reading = StoredReading.model_validate(dataset.reading)
    shown = Mapping.model_validate(dataset.mapping)
    values: dict[str, None] = {}
    if reading.as_of_is_assumed and mapping.as_of in (shown.as_of, dataset.as_of):
        values["as_of"] = None
    if reading.window_is_assumed and mapping.window_days in (shown.window_days, dataset.window_days):
        values["window_days"] = None
    return mapping.model_copy(update=values)


def assumed_as_of(dataset: Dataset) -> date | None:
    """The day that a static table was already assumed to be of; None where there is none."""
    if not StoredReading.model_validate(dataset.reading).as_of_is_assumed:
        return None
    return Mapping.model_validate(dataset.mapping).as_of
