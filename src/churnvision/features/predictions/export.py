"""Forecasts as a CSV file: the same figures as everywhere, one row a person.

Rows come from the database a batch at a time, as one moment of it, so memory does not grow with people.
"""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.predictions import reading, repository
from churnvision.features.predictions.errors import NothingToExport
from churnvision.features.predictions.schemas import SHOWN_CAUSES, Prediction, PredictionFilter
from churnvision.features.predictions.scope import visible_persons
from churnvision.features.predictions.views import Reader
from churnvision.kit.access import Actor
from churnvision.kit.database import Database, release
from churnvision.ml.curve import CURVE_MONTHS, HORIZON_DAYS

_BATCH = 1_000
# A cell that begins so is read as a formula by spreadsheets.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ENDS = ("", "_lower", "_upper")
COLUMNS = (
    "employee_number", "as_of", "model_version_id", "scored_at", "risk_band",
    *(
        f"probability_{days}{end}"
        for days in HORIZON_DAYS
        for end in (*_ENDS, *(f"_{cause}" for cause in SHOWN_CAUSES), "_extrapolated")
    ),
    *(f"survival_{month}" for month in range(CURVE_MONTHS + 1)),
    *(f"expected_months{end}" for end in _ENDS),
    "median_months", "expected_value", "log_odds", "stale",
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """A file that has been asked for, and recorded in the audit; `rows` writes it."""

    name: str
    rows: AsyncIterator[bytes]


async def open_export(session: AsyncSession, database: Database, actor: Actor) -> Export:
    """The forecasts of everybody in scope, by risk. Raises NothingToExport."""
    reader = await reading.open_reader(session)
    if reader is None:
        raise NothingToExport
    people = await repository.count_outputs(
        session, reader.run.id, visible_persons(actor), PredictionFilter()
    )
    await release(session)
    subject = ("scoring_run", reader.run.id)
    await audit.record_read(database, actor, "predictions.exported", subject=subject, people=people)
    return Export(f"forecasts-{reader.run.as_of.isoformat()}.csv", _rows(database, actor, reader))


async def _rows(database: Database, actor: Actor, reader: Reader) -> AsyncIterator[bytes]:
    yield _csv([COLUMNS])
    async with database.reading() as session:
        after: tuple[float, int] | None = None
        while True:
            # Pages for readers hold two hundred at most, which is why the limit is not checked here.
            wanted = PredictionFilter.model_construct(limit=_BATCH)
            rows = await repository.find_page(session, reader.run.id, visible_persons(actor), wanted, after)
            people = [cells(one) for one in await reading.view_all(session, reader, rows)]
            session.expunge_all()
            if people:
                yield _csv([[one[name] for name in COLUMNS] for one in people])
            if len(rows) < _BATCH:
                return
            last = rows[-1][0]
            after = (last.probability_365, last.employee_id)


def cells(one: Prediction) -> dict[str, object]:
    """A forecast as named cells; numbers are written in full, so that they read back as the same."""
    tenure = one.remaining_tenure
    named: dict[str, object] = {
        "employee_number": _text(one.employee_number),
        "as_of": one.as_of.isoformat(),
        "model_version_id": one.model_version_id,
        "scored_at": one.scored_at.isoformat(),
        "risk_band": one.risk_band,
    }
    for horizon in one.horizons:
        name = f"probability_{horizon.days}"
        named |= {name: horizon.probability, f"{name}_lower": horizon.lower, f"{name}_upper": horizon.upper}
        named |= {f"{name}_{cause}": None for cause in SHOWN_CAUSES}
        named |= {f"{name}_{part.cause}": part.probability for part in horizon.causes}
        named[f"{name}_extrapolated"] = horizon.extrapolated
    named |= {f"survival_{point.month}": point.survival for point in one.curve}
    named |= {
        "expected_months": tenure.expected_months.point,
        "expected_months_lower": tenure.expected_months.lower,
        "expected_months_upper": tenure.expected_months.upper,
        "median_months": tenure.median_months,
        "expected_value": None if tenure.value is None else tenure.value.expected.point,
        "log_odds": one.log_odds,
        "stale": one.stale,
    }
    return named


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()
