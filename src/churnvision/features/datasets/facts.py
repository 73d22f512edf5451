"""SQL over staged rows: employee numbers, people, duplicates, the difference, and the facts themselves.

Everything is set-based and runs in the caller's transaction. `staged_rows` holds the file's rows
(see staging), `staged_people` one row a person.
"""

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NUMBER_ROWS = """
UPDATE staged_rows s SET employee_number = 'row-' || s.content_hash || '-' || n.copy
FROM (
    SELECT row_number, row_number() OVER (PARTITION BY content_hash ORDER BY row_number) AS copy
    FROM staged_rows
) n
WHERE n.row_number = s.row_number
"""
_IDENTICAL = """
SELECT count(*) - count(DISTINCT content_hash) AS copies,
    (SELECT min(row_number) FROM staged_rows WHERE employee_number LIKE '%-2') AS first_row
FROM staged_rows
"""
_DATES = """
SELECT min(coalesce(effective_on, hired_on, left_on)) AS first,
    least(max(greatest(
        effective_on,
        CASE WHEN :with_spells THEN hired_on END,
        CASE WHEN :with_spells THEN left_on END)
    ) FILTER (WHERE coalesce(effective_on, left_on, hired_on) <= current_date), current_date) AS newest
FROM staged_rows
"""
# Rows that stand in the way of others: of the same person (and date), or on a date that is known.
_TO_COMPARE = """
SELECT s.row_number FROM staged_rows s JOIN (
    SELECT {keys} FROM staged_rows WHERE employee_number IS NOT NULL
    GROUP BY {keys} HAVING count(*) > 1
) d USING ({keys})
"""
# A person of whom some row speaks of a new date has news anyway; only those without one must be compared.
_OF_PEOPLE_ON_KNOWN_DATES = """
SELECT row_number FROM staged_rows WHERE employee_number IN (
    SELECT p.employee_number FROM staged_rows s
    JOIN staged_people p USING (employee_number)
    JOIN employee_snapshots x ON x.employee_id = p.employee_id AND x.effective_on = s.effective_on
    GROUP BY p.employee_number, p.row_count HAVING count(DISTINCT s.row_number) = p.row_count
)
"""
_DUPLICATES = """
SELECT count(*) AS groups, min(first_row) AS first_row, sum(copies - 1) AS copies,
    (array_agg(employee_number ORDER BY first_row))[1] AS example
FROM (
    SELECT employee_number, min(row_number) AS first_row, count(*) AS copies,
        count(DISTINCT attributes) = 1 AND count(DISTINCT (hired_on, left_on, has_left)) = 1 AS is_same
    FROM staged_rows WHERE row_number = ANY(:row_numbers)
    GROUP BY {keys}
) d
WHERE is_same = :identical
"""
_CREATE_PEOPLE = """
CREATE TEMPORARY TABLE staged_people (
    employee_number text COLLATE "C" NOT NULL,
    hired_on date,
    ended_on date,
    ended_on_is_exact boolean NOT NULL,
    end_cause text,
    end_reason text,
    last_seen_on date,
    row_count bigint NOT NULL,
    employee_id bigint,
    is_new boolean NOT NULL,
    is_changed boolean NOT NULL DEFAULT false,
    has_news boolean NOT NULL DEFAULT false
) ON COMMIT DROP
"""
_PEOPLE = """
INSERT INTO staged_people
SELECT p.*, e.id, e.id IS NULL
FROM (
    SELECT employee_number, hired_on,
        CASE WHEN ended_on >= hired_on OR hired_on IS NULL THEN ended_on END AS ended_on,
        ended_on_is_exact, end_cause, end_reason, last_seen_on, row_count
    FROM (
        SELECT employee_number,
            max(hired_on) AS hired_on,
            coalesce({exact_end}, {inexact_end}) AS ended_on,
            {exact_end} IS NOT NULL AS ended_on_is_exact,
            max(end_cause) AS end_cause,
            max(end_reason) AS end_reason,
            max(effective_on) AS last_seen_on,
            count(*) AS row_count
        FROM staged_rows WHERE employee_number IS NOT NULL GROUP BY employee_number
    ) s
) p
LEFT JOIN employees e ON e.employee_number = p.employee_number
"""
_INEXACT_END = {
    "snapshots": "min(effective_on) FILTER (WHERE has_left)",
    "static": "CASE WHEN bool_or(has_left) THEN CAST(:as_of AS date) END",
    "people": "CASE WHEN bool_or(has_left) THEN CAST(:as_of AS date) END",
    "terminations": "NULL",
}
# A static table says who left within its window: a date outside of it is of another employment.
_EXACT_END = {
    "static": """max(left_on) FILTER (
        WHERE has_left AND left_on > effective_on AND left_on <= CAST(:as_of AS date))"""
}
# Who is missing from the newest snapshot left between the last one with them and the next.
_END_ABSENT = """
UPDATE staged_people p SET ended_on = d.next_on
FROM (
    SELECT effective_on, lead(effective_on) OVER (ORDER BY effective_on) AS next_on
    FROM (SELECT DISTINCT effective_on FROM staged_rows WHERE effective_on IS NOT NULL) s
) d
WHERE p.ended_on IS NULL AND p.last_seen_on = d.effective_on AND d.next_on IS NOT NULL
"""
# What is known of a person now: of every earlier import the latest row, the later import's values hold.
_NEWS_TO_STATE = """
UPDATE staged_people p SET has_news = true
FROM staged_rows s
WHERE s.employee_number = p.employee_number AND NOT p.is_new AND s.attributes <> '{}'
    AND NOT coalesce((
        SELECT jsonb_object_agg(k.key, k.value ORDER BY l.effective_on, l.dataset_id)
        FROM (
            SELECT DISTINCT ON (x.dataset_id) x.dataset_id, x.effective_on, x.attributes
            FROM employee_snapshots x WHERE x.employee_id = p.employee_id
            ORDER BY x.dataset_id, x.effective_on DESC
        ) l, jsonb_each(l.attributes) k
    ), '{}') @> s.attributes
"""
# Rows whose attributes were not read for comparing stand beside one that speaks of a new date.
_NEWS_BY_NEW_DATES = """
UPDATE staged_people p SET has_news = true
WHERE NOT p.is_new
    AND p.employee_number IN (SELECT employee_number FROM staged_rows WHERE attributes IS NULL)
"""
_NEWS_TO_DATES = """
UPDATE staged_people p SET has_news = true
FROM staged_rows s
WHERE s.employee_number = p.employee_number AND NOT p.is_new AND NOT p.has_news AND NOT EXISTS (
    SELECT FROM employee_snapshots x
    WHERE x.employee_id = p.employee_id AND x.effective_on = s.effective_on AND x.attributes @> s.attributes
)
"""
_CHANGED = """
UPDATE staged_people p SET is_changed = true FROM employees e
WHERE e.id = p.employee_id AND (
    p.has_news
    OR (p.hired_on IS NOT NULL AND p.hired_on IS DISTINCT FROM e.hired_on)
    OR (p.ended_on IS NOT NULL AND p.ended_on IS DISTINCT FROM e.left_on)
    OR (p.ended_on IS NULL AND e.left_on <= CAST(:withdrawn_until AS date))
)
"""
_DIFFERENCE = """
SELECT count(*) AS people,
    count(*) FILTER (WHERE is_new) AS new,
    count(*) FILTER (WHERE is_changed) AS changed,
    count(*) FILTER (WHERE NOT is_new AND NOT is_changed) AS unchanged,
    count(*) FILTER (WHERE ended_on IS NOT NULL AND (is_new OR e.status = 'active')) AS "left",
    count(*) FILTER (WHERE ended_on IS NOT NULL) AS leavers,
    count(*) FILTER (
        WHERE ended_on IS NULL AND last_seen_on < (SELECT max(last_seen_on) FROM staged_people)
            AND (is_new OR e.status = 'active')) AS absent,
    count(*) FILTER (WHERE ended_on IS NOT NULL AND ended_on < e.hired_on) AS left_before_known_hire,
    min(p.employee_number) FILTER (WHERE ended_on < e.hired_on) AS left_before_known_hire_example
FROM staged_people p LEFT JOIN employees e ON e.id = p.employee_id
"""


async def number_rows(session: AsyncSession) -> tuple[int, int | None]:
    """Give rows without an employee number one from their content and their count among identical rows.

    Returns how many rows repeat another one, and the first of them.
    """
    await session.execute(text(_NUMBER_ROWS))
    row = (await session.execute(text(_IDENTICAL))).one()
    return row.copies, row.first_row


async def find_dates(session: AsyncSession, *, with_spells: bool) -> tuple[date | None, date | None]:
    """The first and the newest date of the file that is not in the future."""
    row = (await session.execute(text(_DATES), {"with_spells": with_spells})).one()
    return row.first, row.newest


async def find_repeated_rows(session: AsyncSession, shape: str) -> list[int]:
    """Numbers of rows that share their person (and date, for snapshots) with another row."""
    return list((await session.execute(text(_TO_COMPARE.format(keys=_keys(shape))))).scalars())


async def find_rows_on_known_dates(session: AsyncSession) -> list[int]:
    """Numbers of the rows of people of whom every row is about a date that an earlier import speaks of."""
    return list((await session.execute(text(_OF_PEOPLE_ON_KNOWN_DATES))).scalars())


async def count_repeated(
    session: AsyncSession, shape: str, row_numbers: list[int], *, identical: bool
) -> dict[str, Any]:
    """Of repeated rows, those that are identical or those that contradict each other."""
    statement = text(_DUPLICATES.format(keys=_keys(shape)))
    arguments = {"row_numbers": row_numbers, "identical": identical}
    return dict((await session.execute(statement, arguments)).one()._mapping)


def _keys(shape: str) -> str:
    return "employee_number, effective_on" if shape == "snapshots" else "employee_number"


async def gather_people(
    session: AsyncSession, shape: str, as_of: date | None, *, absence_is_leaving: bool
) -> None:
    """Make `staged_people`."""
    await session.execute(text("DROP TABLE IF EXISTS pg_temp.staged_people"))
    await session.execute(text(_CREATE_PEOPLE))
    statement = _PEOPLE.format(
        inexact_end=_INEXACT_END[shape], exact_end=_EXACT_END.get(shape, "max(left_on)")
    )
    await session.execute(text(statement), {"as_of": as_of} if ":as_of" in statement else {})
    if absence_is_leaving:
        await session.execute(text(_END_ABSENT))
    await session.execute(text("ANALYZE staged_people"))


async def mark_changes(session: AsyncSession, shape: str, *, withdrawn_until: date | None) -> None:
    """Mark known people of whom the file says something new.

    Known ends up to `withdrawn_until` are withdrawn for people of whom the file tells no end.
    """
    if await session.scalar(text("SELECT EXISTS (SELECT FROM staged_people WHERE NOT is_new)")):
        news = [_NEWS_BY_NEW_DATES, _NEWS_TO_DATES] if shape in ("snapshots", "static") else [_NEWS_TO_STATE]
        for statement in news:
            await session.execute(text(statement))
        await session.execute(text(_CHANGED), {"withdrawn_until": withdrawn_until})


async def count_difference(session: AsyncSession) -> dict[str, Any]:
    """How many people are new, changed, unchanged, and leave by this import."""
    return dict((await session.execute(text(_DIFFERENCE))).one()._mapping)
