"""The present state of people (`employees`), derived from facts after an import or its undo.

Of every value the newest fact holds: snapshots by date, then by import; employments by import. An end
before the date of hire that holds is of an earlier employment, and a later import that says who left takes
the end of those back whom it names without one. Nothing else is kept, so undoing an import gives back
exactly what was there before.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLLECT = """
CREATE TEMPORARY TABLE affected_people ON COMMIT DROP AS
SELECT employee_id FROM (
    SELECT employee_id FROM employee_snapshots WHERE dataset_id = {id}
    UNION SELECT employee_id FROM employments WHERE dataset_id = {id}
    UNION SELECT id FROM employees WHERE dataset_id = {id}
) a
"""
_COLLECT_STAGED = """
CREATE TEMPORARY TABLE affected_people ON COMMIT DROP AS SELECT employee_id FROM staged_people
"""
_SHOWN = ("full_name", "org_unit", "job_title", "location")
# Mostly the newest snapshot has the value; otherwise the newest one that has it.
_LATEST = """coalesce(s.attributes ->> '{name}', (
            SELECT x.attributes ->> '{name}' FROM employee_snapshots x
            WHERE x.employee_id = a.employee_id AND x.attributes ? '{name}' AND x.dataset_id IN ({datasets})
            ORDER BY x.effective_on DESC, x.dataset_id DESC LIMIT 1)) AS {name}"""
# Which imports have a name at all, so that the snapshots of the others need not be opened.
_STATED = """
SELECT a.name, array_agg(w.dataset_id ORDER BY w.dataset_id) AS datasets
FROM observation_windows w, jsonb_to_recordset(w.details -> 'attributes') AS a(name text)
WHERE a.name = ANY(:names) GROUP BY a.name
"""
# A list of people that tells leavers says of everybody else that they have not left; a static table says so
# of its window and all before.
_TAKEN_BACK = """
SELECT FROM observation_windows w JOIN datasets d ON d.id = w.dataset_id
WHERE w.dataset_id > m.dataset_id AND (
    (w.shape = 'snapshots' AND d.shape = 'people' AND EXISTS (
        SELECT FROM employments x
        WHERE x.employee_id = m.employee_id AND x.dataset_id = w.dataset_id AND x.ended_on IS NULL))
    OR (w.shape = 'static' AND w.as_of >= m.ended_on AND EXISTS (
        SELECT FROM employee_snapshots s
        WHERE s.employee_id = m.employee_id AND s.dataset_id = w.dataset_id)
        AND NOT EXISTS (
        SELECT FROM employments x
        WHERE x.employee_id = m.employee_id AND x.dataset_id = w.dataset_id AND x.ended_on IS NOT NULL)))
"""
_DERIVE = """
WITH hires AS (
    SELECT m.employee_id,
        (array_agg(m.started_on ORDER BY m.dataset_id DESC) FILTER (WHERE m.started_on IS NOT NULL))[1]
            AS hired_on,
        min(m.dataset_id) AS first_dataset, max(m.dataset_id) AS last_dataset
    FROM employments m JOIN affected_people USING (employee_id) GROUP BY m.employee_id
), ends AS (
    SELECT DISTINCT ON (m.employee_id) m.employee_id, m.ended_on AS left_on, m.ended_on_is_exact AS is_exact
    FROM employments m JOIN hires h USING (employee_id)
    WHERE m.ended_on >= coalesce(h.hired_on, m.ended_on) AND NOT EXISTS ({taken_back})
    ORDER BY m.employee_id, m.dataset_id DESC
)
UPDATE employees e SET
    full_name = n.full_name, org_unit_id = n.org_unit_id, job_title = n.job_title, location = n.location,
    hired_on = n.hired_on, left_on = n.left_on, status = n.status, dataset_id = n.dataset_id,
    updated_at = n.updated_at
FROM (
    SELECT a.employee_id, t.full_name, o.id AS org_unit_id, t.job_title, t.location, m.hired_on, m.left_on,
        CASE WHEN m.left_on <= current_date OR NOT m.is_exact THEN 'left' ELSE 'active' END AS status,
        coalesce(least(t.first_dataset, m.first_dataset), p.dataset_id) AS dataset_id,
        d.committed_at AS updated_at
    FROM affected_people a JOIN employees p ON p.id = a.employee_id
    LEFT JOIN (
        SELECT a.employee_id, {latest}, d.first_dataset, d.last_dataset
        FROM affected_people a
        JOIN (
            SELECT employee_id, min(dataset_id) AS first_dataset, max(dataset_id) AS last_dataset
            FROM employee_snapshots JOIN affected_people USING (employee_id) GROUP BY employee_id
        ) d USING (employee_id)
        CROSS JOIN LATERAL (
            SELECT y.attributes FROM employee_snapshots y WHERE y.employee_id = a.employee_id
            ORDER BY y.effective_on DESC, y.dataset_id DESC LIMIT 1
        ) s
    ) t USING (employee_id)
    LEFT JOIN (SELECT * FROM hires LEFT JOIN ends USING (employee_id)) m USING (employee_id)
    LEFT JOIN org_units o ON o.path = t.org_unit
    LEFT JOIN datasets d ON d.id = greatest(t.last_dataset, m.last_dataset)
) n
WHERE e.id = n.employee_id
"""
_REMOVE_STRANGERS = """
DELETE FROM employees e USING affected_people a
WHERE e.id = a.employee_id
    AND NOT EXISTS (SELECT FROM employee_snapshots s WHERE s.employee_id = e.id)
    AND NOT EXISTS (SELECT FROM employments m WHERE m.employee_id = e.id)
    AND e.dataset_id = :dataset_id
"""


async def collect_staged(session: AsyncSession) -> None:
    """Remember the people of the file that is being imported (`affected_people`)."""
    await _collect(session, _COLLECT_STAGED)


async def collect_affected(session: AsyncSession, dataset_id: int) -> None:
    """Remember whom the facts of a committed import are about (`affected_people`)."""
    await _collect(session, _COLLECT.format(id=int(dataset_id)))


async def _collect(session: AsyncSession, statement: str) -> None:
    await session.execute(text("DROP TABLE IF EXISTS pg_temp.affected_people"))
    await session.execute(text(statement))
    await session.execute(text("ANALYZE affected_people"))


async def derive(session: AsyncSession) -> None:
    """Derive the present state of `affected_people`."""
    rows = (await session.execute(text(_STATED), {"names": list(_SHOWN)})).mappings()
    stated = {row["name"]: ", ".join(str(int(one)) for one in row["datasets"]) for row in rows}
    latest = [
        _LATEST.format(name=name, datasets=stated[name]) if name in stated else f"NULL AS {name}"
        for name in _SHOWN
    ]
    await session.execute(text(_DERIVE.format(taken_back=_TAKEN_BACK, latest=", ".join(latest))))


async def remove_strangers(session: AsyncSession, dataset_id: int) -> None:
    """Remove `affected_people` whom this import made and of whom no fact is left."""
    await session.execute(text(_REMOVE_STRANGERS), {"dataset_id": dataset_id})
