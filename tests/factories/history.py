"""Whole small workforces as imports would leave them, large enough to train on in a second or two."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import (
    Employee,
    EmployeeAttribute,
    EmployeeSnapshot,
    Employment,
    ObservationWindow,
)
from tests.factories.workforce import make_org_unit

AS_OF = date(2025, 12, 31)
UNITS = ("Acme/Sales/North", "Acme/Sales/South", "Acme/Works")
_KINDS = {"overtime": "boolean", "salary": "number", "job": "category", "born_on": "date"}


async def make_attributes(session: AsyncSession, *, dataset_id: int = 1) -> None:
    """The catalogue of the workforces made here; `exit_talk` is one that no model may read."""
    rows: list[dict[str, Any]] = [
        {"name": name, "label": name.replace("_", " ").title(), "kind": kind, "is_feature": True}
        for name, kind in _KINDS.items()
    ]
    rows.append({"name": "exit_talk", "label": "Exit talk", "kind": "category", "is_feature": False})
    await session.execute(insert(EmployeeAttribute), [{**row, "dataset_id": dataset_id} for row in rows])


async def make_window(
    session: AsyncSession, shape: str, *, dataset_id: int = 1, as_of: date = AS_OF, days: int | None = None
) -> None:
    """What the import said of the whole."""
    await session.execute(
        insert(ObservationWindow).values(
            dataset_id=dataset_id, shape=shape, as_of=as_of, window_days=days, details={}
        )
    )


async def make_static_workforce(session: AsyncSession, *, people: int = 300, seed: int = 1) -> None:
    """One table with a left flag: overtime and low pay drive people away within 365 days."""
    await make_attributes(session)
    await make_window(session, "static", days=365)
    units = [await make_org_unit(session, path) for path in UNITS]
    rng = np.random.default_rng(seed)
    stated_on = AS_OF - timedelta(days=365)
    persons, snapshots, employments = [], [], []
    for number in range(1, people + 1):
        attributes = _attributes(rng)
        logit = -2.2 + 1.6 * attributes["overtime"] - 0.00004 * (attributes["salary"] - 50_000)
        has_left = bool(rng.random() < 1 / (1 + np.exp(-logit)))
        persons.append(_person(number, units, AS_OF if has_left else None, date(2020, 1, 1)))
        snapshots.append(
            _snapshot(number, stated_on, attributes | {"exit_talk": "yes" if has_left else "no"})
        )
        employments.append(_employment(number, None, AS_OF if has_left else None, is_exact=False))
    await _insert(session, persons, snapshots, employments)


async def make_dated_workforce(
    session: AsyncSession, *, people: int = 200, months: int = 24, seed: int = 1
) -> None:
    """Monthly snapshots until AS_OF with exact ends; overtime drives people away."""
    await make_attributes(session)
    await make_window(session, "snapshots")
    units = [await make_org_unit(session, path) for path in UNITS]
    rng = np.random.default_rng(seed)
    firsts = [_month(AS_OF, months - 1 - back) for back in range(months)]
    persons, snapshots, employments = [], [], []
    for number in range(1, people + 1):
        hired_on = AS_OF - timedelta(days=int(rng.integers(100, 3000)))
        attributes, left_on = _attributes(rng), None
        for first in (one for one in firsts if one >= hired_on):
            snapshots.append(_snapshot(number, first, attributes))
            if rng.random() < (0.05 if attributes["overtime"] else 0.008):
                left_on = first + timedelta(days=int(rng.integers(1, 27)))
                break
        persons.append(_person(number, units, left_on, hired_on))
        employments.append(_employment(number, hired_on, left_on, is_exact=True))
    await _insert(session, persons, snapshots, employments)


def _attributes(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "overtime": bool(rng.random() < 0.4),
        "salary": round(float(rng.normal(50_000, 12_000)), 2),
        "job": str(rng.choice(["clerk", "engineer", "driver"])),
        "born_on": (date(1970, 1, 1) + timedelta(days=int(rng.integers(0, 10_000)))).isoformat(),
    }


def _month(day: date, back: int) -> date:
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def _person(number: int, units: list[int], left_on: date | None, hired_on: date) -> dict[str, Any]:
    return {
        "id": number,
        "employee_number": f"E{number:05d}",
        "full_name": f"Person {number}",
        "org_unit_id": units[number % len(units)],
        "hired_on": hired_on,
        "left_on": left_on,
        "status": "active" if left_on is None else "left",
        "dataset_id": 1,
    }


def _snapshot(number: int, effective_on: date, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"employee_id": number, "effective_on": effective_on, "dataset_id": 1, "attributes": attributes}


def _employment(
    number: int, started_on: date | None, ended_on: date | None, *, is_exact: bool
) -> dict[str, Any]:
    return {
        "employee_id": number,
        "dataset_id": 1,
        "started_on": started_on,
        "ended_on": ended_on,
        "ended_on_is_exact": is_exact,
        "end_cause": None if ended_on is None else "voluntary",
    }


async def _insert(
    session: AsyncSession,
    persons: list[dict[str, Any]],
    snapshots: list[dict[str, Any]],
    employments: list[dict[str, Any]],
) -> None:
    await session.execute(insert(Employee), persons)
    await session.execute(insert(EmployeeSnapshot), snapshots)
    await session.execute(insert(Employment), employments)
