"""From a confirmed or suggested mapping to what is done with every column of one file."""

from dataclasses import dataclass
from datetime import date, timedelta

from churnvision.features.datasets.errors import ColumnMissing, MappingInvalid
from churnvision.features.datasets.headers import squash, unique_names
from churnvision.features.datasets.schemas import (
    DEFAULT_WINDOW_DAYS,
    ColumnMapping,
    ColumnSuggestion,
    Mapping,
    Role,
    Shape,
    Target,
)
from churnvision.features.datasets.shapes import REQUIRED_TARGETS
from churnvision.features.datasets.synonyms import DATE_TARGETS, NAMES_A_PERSON
from churnvision.features.datasets.values import ColumnFormat

# Targets that are kept as attributes under their own name, whatever the file calls them.
NAMED_ATTRIBUTES: frozenset[Target] = frozenset(
    {"birth_date", "org_unit", "department", "team", "job_title", "location", "manager_number"}
)
REPEATABLE: frozenset[Target] = frozenset({"attribute", "leak", "ignore"})
_IDENTITY = {"employee_number", "full_name", "first_name", "last_name", "manager_number"}
_FACTS = {"hired_on", "left_on", "left_flag", "snapshot_on", "end_reason", "end_cause", "status"}


# People of today were observed then or later; one day ahead is today elsewhere.
_EARLIEST_AS_OF = date(1950, 1, 1)
_AS_OF_AHEAD_DAYS = 1


@dataclass(frozen=True)
class ColumnPlan:
    """One column: where it goes, how it is read, and under which attribute name it is kept (or None)."""

    source: str
    target: Target
    form: ColumnFormat
    name: str | None
    is_feature: bool
    excluded_reason: str | None


@dataclass(frozen=True)
class ImportPlan:
    """What is done with a file. `as_of` is None when the file's own newest date decides."""

    shape: Shape
    as_of: date | None
    window_days: int | None
    columns: list[ColumnPlan]
    absence_is_leaving: bool = False

    def find(self, target: Target) -> ColumnPlan | None:
        """The column with the target."""
        return next((column for column in self.columns if column.target == target), None)

    def source_of(self, target: Target) -> str | None:
        """The name of the column with the target."""
        column = self.find(target)
        return column.source if column else None

    @property
    def attributes(self) -> list[ColumnPlan]:
        """Columns that are kept as attributes."""
        return [column for column in self.columns if column.name is not None]

    @property
    def has_snapshots(self) -> bool:
        """Whether every row holds from a date on, so that it becomes a snapshot as it stands."""
        return self.shape in ("snapshots", "static")

    @property
    def tells_spells(self) -> bool:
        """Whether a list of people says when they came and left: dated records, one employment a person."""
        return self.shape == "people" and (
            self.find("left_on") is not None or self.find("left_flag") is not None
        )

    @property
    def tells_leaving(self) -> bool:
        """Whether the file itself says of people that they left."""
        is_told = self.find("left_on") is not None or self.find("left_flag") is not None
        return is_told or self.absence_is_leaving

    @property
    def static_effective_on(self) -> date | None:
        """The date of a static table's attributes: the start of the window in which leavers left."""
        if self.shape != "static" or self.as_of is None:
            return None
        return self.as_of - timedelta(days=self.window_days or DEFAULT_WINDOW_DAYS)


def role_of(target: Target, *, is_feature: bool) -> Role:
    """What a column is to the models."""
    if target in _IDENTITY:
        return "identity"
    if target in _FACTS:
        return "fact"
    if target == "ignore":
        return "ignored"
    if target == "leak":
        return "leak"
    return "feature" if is_feature else "identity"


def complete(mapping: Mapping, suggestions: list[ColumnSuggestion]) -> Mapping:
    """The mapping with a line for every column, in the file's order; columns it does not name are
    attributes unless they were found to be empty, constant or telling the outcome.

    Raises ColumnMissing when it names a column that the file does not have.
    """
    given = {column.source: column for column in mapping.columns}
    known = [one.source for one in suggestions]
    for source in given:
        if source not in known:
            raise ColumnMissing(
                f"The mapping names the column {source!r}, which the file does not have; its columns are "
                f"{', '.join(known[:12])}{' ...' if len(known) > 12 else ''}.",
                column=source,
            )
    columns = [given.get(one.source) or _unnamed(one) for one in suggestions]
    return mapping.model_copy(update={"columns": columns})


def check_as_of(as_of: date | None, today: date) -> None:
    """Refuse an as-of date before 1950 or in the future. Raises MappingInvalid."""
    if as_of is None:
        return
    if not _EARLIEST_AS_OF <= as_of <= today + timedelta(days=_AS_OF_AHEAD_DAYS):
        raise MappingInvalid(
            f"People cannot have been observed until {as_of}; give an as-of date between {_EARLIEST_AS_OF} "
            f"and today, {today}.",
            as_of=as_of.isoformat(),
        )


def _unnamed(one: ColumnSuggestion) -> ColumnMapping:
    target = one.target if one.target in REPEATABLE else "attribute"
    return ColumnMapping(source=one.source, target=target, kind=one.form.kind)


def make_plan(mapping: Mapping, suggestions: list[ColumnSuggestion]) -> ImportPlan:
    """What to do with every column.

    Raises ColumnMissing, and MappingInvalid when a needed target is missing, used twice, or a column
    cannot be read as the kind that it should have.
    """
    mapping = complete(mapping, suggestions)
    _check_targets(mapping)
    found = {one.source: one for one in suggestions}
    kept = [column for column in mapping.columns if column.target in ("attribute", "leak")]
    reserved: set[str] = {*NAMED_ATTRIBUTES, "full_name"}
    names = dict(
        zip((one.source for one in kept), unique_names([one.source for one in kept], reserved), strict=True)
    )
    columns = [_plan(column, found[column.source], names) for column in mapping.columns]
    window = (mapping.window_days or DEFAULT_WINDOW_DAYS) if mapping.shape == "static" else None
    absence_is_leaving = mapping.shape == "snapshots" and mapping.absence_is_leaving
    return ImportPlan(mapping.shape, mapping.as_of, window, columns, absence_is_leaving)


def _check_targets(mapping: Mapping) -> None:
    seen: dict[Target, str] = {}
    for column in mapping.columns:
        if column.target in seen and column.target not in REPEATABLE:
            raise MappingInvalid(
                f"Both {seen[column.target]!r} and {column.source!r} are mapped to {column.target}; only one "
                "column can be."
            )
        seen[column.target] = column.source
    for target in REQUIRED_TARGETS[mapping.shape]:
        if target not in seen:
            raise MappingInvalid(
                f"A file of the shape {mapping.shape!r} needs a column for {target}; say which it is.",
                target=target,
            )


def _plan(column: ColumnMapping, found: ColumnSuggestion, names: dict[str, str]) -> ColumnPlan:
    target = column.target
    name = names.get(column.source) or (target if target in NAMED_ATTRIBUTES else None)
    form = _form(column, found)
    reason = _excluded_reason(column, found, form)
    return ColumnPlan(column.source, target, form, name, name is not None and reason is None, reason)


def _form(column: ColumnMapping, found: ColumnSuggestion) -> ColumnFormat:
    form = found.form
    if column.target in DATE_TARGETS and form.kind != "date":
        raise MappingInvalid(
            f"The column {column.source!r} does not hold dates, so it cannot be {column.target}.",
            column=column.source,
        )
    kind = column.kind or form.kind
    if column.target in DATE_TARGETS or kind == form.kind:
        return form
    if kind == "date":
        raise MappingInvalid(f"The column {column.source!r} does not hold dates.", column=column.source)
    return form.model_copy(update={"kind": kind})


def _excluded_reason(column: ColumnMapping, found: ColumnSuggestion, form: ColumnFormat) -> str | None:
    """Why a column that is kept is no feature, None when it is one."""
    if column.target == "leak":
        return found.leak_reason or "marked as telling the outcome"
    if column.target == "manager_number" or NAMES_A_PERSON.search(squash(column.source)):
        return "it names a person"
    return "free text" if form.kind == "text" else None


@dataclass(frozen=True)
class CatalogueEntry:
    """One attribute as this import states it."""

    name: str
    label: str
    kind: str
    is_feature: bool
    excluded_reason: str | None


def catalogue_of(plan: ImportPlan) -> list[CatalogueEntry]:
    """Every attribute that the import's snapshots hold, also those put together from several columns."""
    entries = [
        CatalogueEntry(
            column.name, column.source, column.form.kind, column.is_feature, column.excluded_reason
        )
        for column in plan.attributes
        if column.name is not None
    ]
    targets = {column.target: column for column in plan.columns}
    if "org_unit" not in targets and ("department" in targets or "team" in targets):
        reason = "it repeats department and team"
        entries.append(CatalogueEntry("org_unit", "org unit", "category", False, reason))
    names = [
        targets[target].source for target in ("full_name", "first_name", "last_name") if target in targets
    ]
    if names:
        entries.append(CatalogueEntry("full_name", " + ".join(names), "text", False, "it names a person"))
    return entries
