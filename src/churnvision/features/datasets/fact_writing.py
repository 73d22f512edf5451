"""SQL that writes staged rows as facts: people, org units, snapshots, employments, window, catalogue."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets.planning import CatalogueEntry

_ADD_PEOPLE = """
INSERT INTO employees (employee_number, dataset_id)
SELECT employee_number, :dataset_id FROM staged_people WHERE is_new ORDER BY employee_number
"""
_FILL_IDS = """
UPDATE staged_people p SET employee_id = e.id FROM employees e
WHERE p.is_new AND e.employee_number = p.employee_number
"""
_ADD_ORG_UNITS = """
INSERT INTO org_units (name, path)
SELECT DISTINCT parts[n], array_to_string(parts[1:n], '/')
FROM (
    SELECT string_to_array(path, '/') AS parts FROM unnest(CAST(:paths AS text[])) path
) p, generate_subscripts(parts, 1) n
ORDER BY 2
ON CONFLICT (path) DO NOTHING
RETURNING id
"""
_LINK_ORG_UNITS = """
UPDATE org_units c SET parent_id = p.id FROM org_units p
WHERE c.parent_id IS NULL AND c.path LIKE '%/%' AND p.path = regexp_replace(c.path, '/[^/]*$', '')
"""
# Of people met for the first time the list holds since they were hired; of known people from its own date.
_ADD_SNAPSHOTS_OF_LIST = """
INSERT INTO employee_snapshots (employee_id, effective_on, dataset_id, attributes)
SELECT DISTINCT ON (p.employee_id) p.employee_id,
    CASE WHEN p.is_new THEN coalesce(p.hired_on, p.ended_on, :as_of) ELSE {known_from} END,
    :dataset_id, s.attributes
FROM staged_rows s JOIN staged_people p USING (employee_number)
WHERE s.attributes <> '{{}}' AND (p.is_new OR p.has_news)
ORDER BY p.employee_id, s.row_number
"""
_ADD_EMPLOYMENTS = """
INSERT INTO employments
    (employee_id, dataset_id, started_on, ended_on, ended_on_is_exact, end_cause, end_reason)
SELECT employee_id, :dataset_id, hired_on, ended_on, ended_on IS NULL OR ended_on_is_exact,
    CASE WHEN ended_on IS NOT NULL THEN end_cause END, CASE WHEN ended_on IS NOT NULL THEN end_reason END
FROM staged_people WHERE hired_on IS NOT NULL OR ended_on IS NOT NULL OR :tells_stayers
ORDER BY employee_id
"""
_ADD_WINDOW = text("""
INSERT INTO observation_windows (dataset_id, shape, as_of, observed_from, window_days, details)
VALUES (:dataset_id, :shape, :as_of, :observed_from, :window_days, :details)
""").bindparams(bindparam("details", type_=JSONB))
# The catalogue is derived: the newest import's statement holds, and what one import excludes stays out.
_DERIVE_CATALOGUE = """
WITH stated AS (
    SELECT w.dataset_id, a.*
    FROM observation_windows w,
        jsonb_to_recordset(w.details -> 'attributes')
            AS a(name text, label text, kind text, is_feature boolean, excluded_reason text)
    WHERE a.name = ANY(:names)
), derived AS (
    SELECT name,
        (array_agg(label ORDER BY dataset_id DESC))[1] AS label,
        (array_agg(kind ORDER BY dataset_id DESC))[1] AS kind,
        bool_and(is_feature) AS is_feature,
        (array_agg(excluded_reason ORDER BY dataset_id DESC) FILTER (WHERE NOT is_feature))[1] AS reason,
        min(dataset_id) AS dataset_id
    FROM stated GROUP BY name
), gone AS (
    DELETE FROM employee_attributes
    WHERE name = ANY(:names) AND name NOT IN (SELECT name FROM derived)
)
INSERT INTO employee_attributes (name, label, kind, is_feature, excluded_reason, dataset_id)
SELECT name, label, kind, is_feature, reason, dataset_id FROM derived
ON CONFLICT (name) DO UPDATE SET label = excluded.label, kind = excluded.kind,
    is_feature = excluded.is_feature, excluded_reason = excluded.excluded_reason,
    dataset_id = excluded.dataset_id
"""


async def add_people(session: AsyncSession, dataset_id: int) -> None:
    """Add people who are met for the first time."""
    await session.execute(text(_ADD_PEOPLE), {"dataset_id": dataset_id})
    await session.execute(text(_FILL_IDS))
    await session.execute(text("ANALYZE staged_people"))


async def add_org_units(session: AsyncSession, paths: list[str]) -> list[int]:
    """Add the org units on these paths, ancestors included; returns the new ids."""
    added = (await session.execute(text(_ADD_ORG_UNITS), {"paths": paths})).scalars().all()
    if added:
        await session.execute(text(_LINK_ORG_UNITS))
    return list(added)


async def add_listed_attributes(session: AsyncSession, dataset_id: int, shape: str, as_of: date) -> None:
    """Add the attributes of a list of people, of those who are new or of whom it says something new."""
    known_from = "p.ended_on" if shape == "terminations" else "CAST(:as_of AS date)"
    statement = _ADD_SNAPSHOTS_OF_LIST.format(known_from=known_from)
    await session.execute(text(statement), {"dataset_id": dataset_id, "as_of": as_of})


async def add_employments(session: AsyncSession, dataset_id: int, *, tells_stayers: bool) -> None:
    """Add dates of hire and leaving; with `tells_stayers` also that somebody has neither."""
    values = {"dataset_id": dataset_id, "tells_stayers": tells_stayers}
    await session.execute(text(_ADD_EMPLOYMENTS), values)


async def add_window(session: AsyncSession, values: dict[str, Any]) -> None:
    """Say what the import observed as a whole."""
    await session.execute(_ADD_WINDOW, values)


async def derive_catalogue(session: AsyncSession, names: Sequence[str]) -> None:
    """Derive the catalogue's entries of these names from what all imports state."""
    await session.execute(text(_DERIVE_CATALOGUE), {"names": list(names)})


def stated(entries: Sequence[CatalogueEntry]) -> list[dict[str, Any]]:
    """Catalogue entries as they are kept with the import."""
    stored: list[dict[str, Any]] = orjson.loads(orjson.dumps([asdict(entry) for entry in entries]))
    return stored
