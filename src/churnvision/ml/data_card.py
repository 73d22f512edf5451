"""What a model learnt from, in figures that tell of no single person.

A data card (Gebru 2021, datasheets for datasets) counts rows, people and leavers, and says of each attribute
how often it is missing and how it is distributed over people, each as last known. Groups of one to four
people are never counted, also not as what is left over of a whole.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable, TrainingData
from churnvision.ml.snapshots import Snapshots
from churnvision.ml.training import distinct_people

SMALLEST_GROUP = 5
MINIMUM_PEOPLE = 20  # below, quantiles come near to single people's values
THIN_LEVEL_PEOPLE = 30
_LEVELS_SHOWN = 12
_QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def describe_data(data: TrainingData) -> dict[str, Any]:
    """The data card as plain values for JSON."""
    return _describe_table(data) if isinstance(data, StaticTable) else _describe_records(data)


def shown_counts(counts: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """Groups of five or more people, the largest first, and how many people the others are together.

    The others are nobody or at least five: a smallest group that is large enough joins them if need be.
    """
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    shown = dict(one for one in ordered[:_LEVELS_SHOWN] if one[1] >= SMALLEST_GROUP)
    others = sum(counts.values()) - sum(shown.values())
    while 0 < others < SMALLEST_GROUP and shown:
        others += shown.popitem()[1]
    return shown, others


def _describe_table(data: StaticTable) -> dict[str, Any]:
    known = data.people.filter(pl.col("event").is_not_null())
    return {
        "shape": "static",
        "rows": known.height,
        "identical_rows": known.height - distinct_people(data).height,
        "people": known["person_id"].n_unique(),
        "leavers": int(known["event"].sum()),
        "causes": None,
        "period_from": None,
        "period_until": data.as_of.isoformat(),
        "window_days": data.window_days,
        "attributes": _describe_attributes(known, data.attributes, _missing_shares(known, data.attributes)),
    }


def _describe_records(data: DatedRecords) -> dict[str, Any]:
    snapshots = data.snapshots.lazy().filter(pl.col("effective_on") <= data.observed_until)
    names = [attribute.name for attribute in data.attributes]
    ordered = Snapshots(snapshots, names)
    latest = ordered.at(ordered.newest_places())
    first = snapshots.select(pl.col("effective_on").min()).collect(engine="streaming").item()
    leavers = data.employments.filter(
        pl.col("ended_on").is_between(data.observed_from or first, data.observed_until)
    )
    return {
        "shape": "dated",
        "rows": len(ordered),
        "identical_rows": 0,
        "people": latest.height,
        "leavers": leavers.height,
        "causes": _causes(leavers),
        "period_from": _iso(data.observed_from or first),
        "period_until": data.observed_until.isoformat(),
        "window_days": None,
        "attributes": _describe_attributes(
            latest, data.attributes, _missing_shares(snapshots, data.attributes)
        ),
    }


def _causes(leavers: pl.DataFrame) -> list[dict[str, Any]] | None:
    """Causes of leaving with their numbers; None where the data tells none."""
    if "cause" not in leavers.columns or leavers["cause"].is_null().all():
        return None
    counts = leavers.select(pl.col("cause").fill_null("not told")).group_by("cause").len()
    shown, others = shown_counts(dict(counts.iter_rows()))
    listed = [{"cause": cause, "count": count} for cause, count in shown.items()]
    return [*listed, {"cause": "others together", "count": others}] if others else listed


def _missing_shares(frame: pl.DataFrame | pl.LazyFrame, attributes: Iterable[Attribute]) -> dict[str, float]:
    names = [attribute.name for attribute in attributes]
    means = frame.lazy().select(pl.col(names).is_null().mean()).collect(engine="streaming")
    return {name: float(means[name].item() or 0.0) for name in names}


def _describe_attributes(
    people: pl.DataFrame, attributes: Iterable[Attribute], missing: Mapping[str, float]
) -> list[dict[str, Any]]:
    described = []
    for attribute in attributes:
        known = people[attribute.name].drop_nulls()
        summary = _summaries[attribute.kind](known) if len(known) >= MINIMUM_PEOPLE else {}
        described.append(
            {
                "name": attribute.name,
                "kind": attribute.kind,
                "missing_share": missing[attribute.name],
                "known_people": len(known),
                **summary,
            }
        )
    return described


def _of_numbers(values: pl.Series) -> dict[str, Any]:
    finite = values.cast(pl.Float64).filter(values.cast(pl.Float64).is_finite())
    return {
        "mean": finite.mean(),
        "standard_deviation": finite.std(),
        "quantiles": {name: finite.quantile(at, "linear") for name, at in _QUANTILES.items()},
    }


def _of_dates(values: pl.Series) -> dict[str, Any]:
    ordered = values.sort()
    places = {name: round(at * (len(ordered) - 1)) for name, at in _QUANTILES.items()}
    return {"quantiles": {name: _iso(ordered[place]) for name, place in places.items()}}


def _of_levels(values: pl.Series) -> dict[str, Any]:
    texts = values.cast(pl.String)
    counts = {str(level): int(count) for level, count in texts.value_counts().iter_rows()}
    shown, others = shown_counts(counts)
    return {
        "levels": [{"level": level, "count": count} for level, count in shown.items()],
        "other_people": others,
        "level_count": len(counts),
        "thin_levels": sum(count < THIN_LEVEL_PEOPLE for count in counts.values()),
    }


_summaries = {"number": _of_numbers, "date": _of_dates, "category": _of_levels, "boolean": _of_levels}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
