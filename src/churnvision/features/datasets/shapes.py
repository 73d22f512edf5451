"""Which shape a file has: static, snapshots, people or terminations; each shape needs certain columns."""

from dataclasses import dataclass

from churnvision.features.datasets.headers import squash
from churnvision.features.datasets.outcome_words import left_of
from churnvision.features.datasets.profile import ColumnProfile
from churnvision.features.datasets.reading import Table
from churnvision.features.datasets.schemas import ColumnSuggestion, Shape, Target
from churnvision.features.datasets.synonyms import YEAR_NAMES
from churnvision.features.datasets.values import date_of

REQUIRED_TARGETS: dict[Shape, tuple[Target, ...]] = {
    "static": ("left_flag",),
    "snapshots": ("employee_number", "snapshot_on"),
    "people": ("employee_number",),
    "terminations": ("employee_number", "left_on"),
}
_FACT_TARGETS = {
    "employee_number",
    "snapshot_on",
    "hired_on",
    "left_on",
    "left_flag",
    "end_reason",
    "end_cause",
}
_ALL_LEFT_SHARE = 0.98
_PLANNED_SHARE = 0.05


@dataclass(frozen=True)
class ShapeFinding:
    """The shape, how certain it is (0 to 1), and why."""

    shape: Shape
    certainty: float
    reason: str


def find_shape(
    table: Table, profiles: list[ColumnProfile], suggestions: list[ColumnSuggestion]
) -> tuple[ShapeFinding, list[ColumnSuggestion]]:
    """The shape, and the suggestions adapted to it (a bare "Date" may be the date of leaving)."""
    found = {suggestion.target: suggestion for suggestion in suggestions}
    suggestions = _adapt(profiles, suggestions, found)
    suggestions = _without_planned_ends(table, suggestions, found)
    found = {suggestion.target: suggestion for suggestion in suggestions}
    shape = _find(table, profiles, found)
    facts = [one.certainty for one in suggestions if one.target in _FACT_TARGETS]
    certainty = min([shape.certainty, *facts])
    return ShapeFinding(shape.shape, round(certainty, 3), shape.reason), suggestions


def _find(table: Table, profiles: list[ColumnProfile], found: dict[Target, ColumnSuggestion]) -> ShapeFinding:
    number = found.get("employee_number")
    if "snapshot_on" in found and number is not None:
        repeats = any(p.source == number.source and p.distinct < table.row_count for p in profiles)
        certainty = 0.98 if repeats else 0.85
        return ShapeFinding("snapshots", certainty, "each row belongs to a person and a date")
    if number is not None and "left_on" in found:
        return _by_leaving_dates(table, found)
    if "left_flag" in found:
        return ShapeFinding("static", 0.97, "one row a person, with a column that says who left")
    if number is not None:
        return ShapeFinding("people", 0.9, "one row a person, without a word on leaving")
    return ShapeFinding("people", 0.3, "neither an employee number nor a column that says who left was found")


def _by_leaving_dates(table: Table, found: dict[Target, ColumnSuggestion]) -> ShapeFinding:
    left_on = found["left_on"]
    share = table.frame.select(date_of(left_on.source, left_on.form).is_not_null().mean()).collect().item()
    if share >= _ALL_LEFT_SHARE:
        return ShapeFinding("terminations", 0.95, "every row has a date of leaving")
    certainty = 0.95 if "hired_on" in found else 0.85
    return ShapeFinding("people", certainty, "one row a person, leavers with their date of leaving")


def _adapt(
    profiles: list[ColumnProfile],
    suggestions: list[ColumnSuggestion],
    found: dict[Target, ColumnSuggestion],
) -> list[ColumnSuggestion]:
    snapshot = found.get("snapshot_on")
    if snapshot is None:
        return suggestions
    number = found.get("employee_number")
    unique = number is not None and any(p.source == number.source and p.is_unique for p in profiles)
    tells_why = "end_reason" in found or "end_cause" in found
    if unique and tells_why and "left_on" not in found:
        changes: dict[str, object] = {"target": "left_on", "certainty": min(snapshot.certainty, 0.8)}
    elif number is None or (unique and "left_on" in found):
        # Without repeated people a date is only one more fact about each.
        changes = {"target": "attribute", "reason": "no known meaning; kept as an attribute"}
    else:
        return [_without_year(one, snapshot, profiles) for one in suggestions]
    return [one.model_copy(update=changes) if one is snapshot else one for one in suggestions]


def _without_planned_ends(
    table: Table, suggestions: list[ColumnSuggestion], found: dict[Target, ColumnSuggestion]
) -> list[ColumnSuggestion]:
    """A date that many have who have not left, as the end of a contract, is no date of leaving."""
    flag, left_on = found.get("left_flag"), found.get("left_on")
    # Snapshots may tell the date of leaving before anybody has left.
    if flag is None or left_on is None or "snapshot_on" in found:
        return suggestions
    has_date = date_of(left_on.source, left_on.form).is_not_null()
    stays = left_of(flag.source).not_()
    share = table.frame.select(has_date.filter(stays).mean()).collect().item()
    if share is None or share <= _PLANNED_SHARE:
        return suggestions
    reason = f"{share:.0%} of those who have not left have such a date too, so it is no date of leaving"
    changes = {"target": "attribute", "certainty": 0.9, "reason": reason, "leak_reason": None}
    return [one.model_copy(update=changes) if one is left_on else one for one in suggestions]


def _without_year(
    one: ColumnSuggestion, snapshot: ColumnSuggestion, profiles: list[ColumnProfile]
) -> ColumnSuggestion:
    """A year beside the snapshot's date repeats it and would tell the model the calendar."""
    years = {str(year) for year in range(1950, 2101)}
    values = {value.removesuffix(".0") for p in profiles if p.source == one.source for value in p.values}
    is_year = YEAR_NAMES.search(squash(one.source)) is not None and bool(values) and values <= years
    if one is snapshot or one.target not in ("attribute", "leak") or not is_year or one.form.kind != "number":
        return one
    return one.model_copy(
        update={
            "target": "ignore",
            "reason": "it repeats the year of the snapshot's date",
            "leak_reason": None,
        }
    )
