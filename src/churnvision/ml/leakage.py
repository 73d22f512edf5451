"""Leakage at training: columns that tell the outcome are left out, and tables that look wrong are named.

A column that is filled for leavers only, has levels that only leavers have, or alone decides who left, was
written after the outcome or because of it. A model that reads it looks brilliant and forecasts nothing. Such
columns are excluded unless the user says that they are known before people leave.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.attribute_table import AttributeTable
from churnvision.ml.duplicates import find_duplicates
from churnvision.ml.errors import EverythingTellsTheOutcome
from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable, TrainingData
from churnvision.ml.leakage_columns import Suspicion, suspicion_of
from churnvision.ml.leakage_samples import LeakageSample, samples_of_records, samples_of_table

Floats = NDArray[np.float64]
MODEL_AUC_LIMIT = 0.99
Data = TypeVar("Data", bound=StaticTable | DatedRecords)
Decision = Literal["excluded", "warned", "kept"]


@dataclass(frozen=True)
class ColumnVerdict:
    """What was decided on a suspect column, and why, in words with the figure."""

    column: str
    verdict: Decision
    reason: str

    @property
    def sentence(self) -> str:
        """For the user, with what to do."""
        match self.verdict:
            case "excluded":
                return (
                    f"Column {self.column} was left out, because {self.reason}. If it is known before people "
                    f"leave, train again with it kept (keep_columns, --keep-column {self.column}); else map "
                    "it as one that is not learnt from."
                )
            case "kept":
                return f"Column {self.column} was kept as asked, although {self.reason}."
            case "warned":
                return f"Look at column {self.column}: {self.reason}."


@dataclass(frozen=True)
class LeakageReport:
    """Verdicts on suspect columns, and findings of the table or the model as sentences."""

    columns: tuple[ColumnVerdict, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def excluded(self) -> tuple[str, ...]:
        """Names of the columns that are not learnt from."""
        return tuple(one.column for one in self.columns if one.verdict == "excluded")

    @property
    def sentences(self) -> list[str]:
        """Everything that was found, for the user."""
        return [*(one.sentence for one in self.columns), *self.findings]

    def with_model(self, auc: float | None) -> "LeakageReport":
        """With a finding where the model's AUC on held-out data is too good to be true."""
        if auc is None or auc <= MODEL_AUC_LIMIT:
            return self
        finding = (
            f"The model tells leavers from the others almost perfectly (AUC {auc:.3f} on held-out data). "
            "That is too good to be true: look for columns that were filled in after people had left."
        )
        return replace(self, findings=(*self.findings, finding))

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"columns": [asdict(one) for one in self.columns], "findings": list(self.findings)}


def check_leakage(data: TrainingData, *, seed: int = 1, keep: Collection[str] = ()) -> LeakageReport:
    """Looks at every attribute and at the table; ``keep`` names attributes that are kept on the user's word.

    With fewer than 20 leavers or stayers nothing is said. The same data and seed give the same report.
    Raises HistoryTooShort.
    """
    if isinstance(data, StaticTable):
        samples = samples_of_table(data, seed)
        return LeakageReport(_verdicts(data, samples, seed, keep), tuple(_duplicates(data)))
    return LeakageReport(_verdicts(data, samples_of_records(data, seed), seed, keep))


def check_table(table: AttributeTable, has_left: Floats, *, seed: int = 1) -> LeakageReport:
    """The same of any table; ``has_left`` (n,) is 0, 1 or NaN. Dates are read as of the table's day."""
    # a table may have a column named as one of ours
    shift = "attribute "
    columns = [pl.col(one.name).name.prefix(shift) for one in table.attributes]
    attributes = tuple(Attribute(shift + one.name, one.kind) for one in table.attributes)
    event = pl.Series("event", has_left).fill_nan(None).cast(pl.Boolean)
    people = table.people.select(columns).with_columns(event, pl.Series("person_id", table.person))
    as_of = date(1970, 1, 1) + timedelta(days=table.day)
    found = check_leakage(StaticTable(people, attributes, 1, as_of), seed=seed)
    named = (replace(one, column=one.column.removeprefix(shift)) for one in found.columns)
    return replace(found, columns=tuple(named))


def without_leaks(data: Data, report: LeakageReport) -> Data:
    """The data with the attributes that may be learnt from. Raises EverythingTellsTheOutcome."""
    used = tuple(one for one in data.attributes if one.name not in report.excluded)
    if data.attributes and not used:
        raise EverythingTellsTheOutcome(report.sentences)
    return replace(data, attributes=used)


def _verdicts(
    data: TrainingData, samples: list[LeakageSample], seed: int, keep: Collection[str]
) -> tuple[ColumnVerdict, ...]:
    found: list[ColumnVerdict] = []
    for attribute in data.attributes:
        tried = (suspicion_of(sample, attribute, len(data.attributes), seed) for sample in samples)
        suspicions = [one for one in tried if one is not None]
        if suspicions:
            worst = max(suspicions, key=lambda one: one.is_sure)
            found.append(
                ColumnVerdict(attribute.name, _decision(worst, attribute.name in keep), worst.reason)
            )
    return tuple(found)


def _decision(suspicion: Suspicion, is_kept: bool) -> Decision:
    if is_kept:
        return "kept"
    return "excluded" if suspicion.is_sure else "warned"


def _duplicates(data: StaticTable) -> list[str]:
    found = find_duplicates(data)
    if found is None:
        return []
    return [
        f"{found.count:,} of {found.rows:,} rows are identical to another one in every attribute and the "
        "outcome, more than chance explains. Look whether rows were copied or joined twice."
    ]
