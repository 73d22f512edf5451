"""SQL that copies the facts about people out of the database, into the files that modelling reads.

Runs in a thread with a connection of its own: a million rows are copied in one read-only snapshot while
the event loop stays free. The newest import decides whether people are seen as a static table with a left
flag or as dated records.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from churnvision.features.training.errors import NothingToTrainOn
from churnvision.ml.history import Facts
from churnvision.ml.inputs import Attribute

# What a file of terminations states is stated of leavers only, so it is nothing to learn from.
_SHAPES = {"static": ["static", "people"], "dated": ["snapshots", "people"]}
_OBSERVING = {"static": ["static"], "dated": ["snapshots", "terminations"]}

_WINDOW = """
    SELECT shape, as_of, window_days FROM observation_windows
    WHERE shape IN ('static', 'snapshots') ORDER BY dataset_id DESC LIMIT 1
"""
_OBSERVED_UNTIL = "SELECT max(as_of) FROM observation_windows WHERE shape = ANY({shapes})"
# Until when ends are known, where they come in files of their own: snapshots in which nobody leaves do not
# say that nobody left. NULL while a month or less lacks, as between two exports of the same day.
_ENDS_KNOWN_UNTIL = """
    SELECT CASE WHEN max(ends.as_of) <= max(w.as_of) - interval '1 month' THEN max(ends.as_of) END
    FROM observation_windows w
    LEFT JOIN observation_windows ends ON ends.dataset_id = w.dataset_id AND (ends.shape = 'terminations'
      OR EXISTS (SELECT FROM employments m WHERE m.dataset_id = ends.dataset_id AND m.ended_on IS NOT NULL))
    WHERE w.shape IN ('snapshots', 'terminations')
    HAVING bool_or(w.shape = 'terminations')
"""
# From when ends are known: from the first snapshot on, or, in a list of people with leaving dates, from the
# first of these on (how far back such a list goes is not said). A list of hires says nothing of it.
_OBSERVED_FROM = """
    SELECT min(CASE WHEN d.shape = 'people'
      THEN (SELECT min(m.ended_on) FROM employments m WHERE m.dataset_id = w.dataset_id)
      ELSE w.observed_from END)
    FROM observation_windows w LEFT JOIN datasets d ON d.id = w.dataset_id
    WHERE w.shape = 'snapshots'
"""
_ATTRIBUTES = """
    SELECT name, kind FROM employee_attributes
    WHERE is_feature AND kind IN ('number', 'category', 'boolean', 'date') ORDER BY name
"""
_STATEMENTS = """
    SELECT s.employee_id, s.effective_on {columns}
    FROM employee_snapshots s
    JOIN employees e ON e.id = s.employee_id
    WHERE s.dataset_id IN (SELECT dataset_id FROM observation_windows WHERE shape = ANY({shapes}))
      AND s.effective_on <= {as_of} {only}
    ORDER BY s.employee_id, s.effective_on, s.dataset_id
"""
_EVERYBODY = sql.SQL("")
_ONLY_ACTIVE = "AND e.status = 'active'"
_ONLY_KNOWN = "AND s.dataset_id = ANY({imports}) AND (e.left_on IS NULL OR e.left_on > {as_of})"
_DATED_PEOPLE = """
    SELECT e.id, e.hired_on, e.left_on,
      (SELECT m.end_cause FROM employments m
       WHERE m.employee_id = e.id AND m.ended_on = e.left_on ORDER BY m.dataset_id DESC LIMIT 1)
    FROM employees e
    WHERE EXISTS (SELECT FROM employee_snapshots s JOIN observation_windows w USING (dataset_id)
                  WHERE s.employee_id = e.id AND w.shape = ANY({shapes}))
    ORDER BY e.id
"""
# Each table labels its own rows: a later one that lists the same leaver speaks of another window.
_STATIC_PEOPLE = """
    SELECT DISTINCT ON (s.employee_id, s.effective_on) s.employee_id, s.effective_on,
      EXISTS (SELECT FROM employments m WHERE m.employee_id = s.employee_id
        AND m.dataset_id = w.dataset_id AND m.ended_on IS NOT NULL)
    FROM employee_snapshots s
    JOIN observation_windows w ON w.dataset_id = s.dataset_id AND w.shape = 'static'
      AND w.window_days = {window_days} AND s.effective_on = w.as_of - w.window_days
    ORDER BY s.employee_id, s.effective_on, w.dataset_id DESC
"""
_ACTIVE_PEOPLE = "SELECT id, hired_on FROM employees WHERE status = 'active' ORDER BY id"
_PEOPLE_THEN = """
    SELECT id, hired_on FROM employees
    WHERE (left_on IS NULL OR left_on > {as_of}) AND (hired_on IS NULL OR hired_on <= {as_of}) ORDER BY id
"""
# Who was there a year ago, as then known: leavers of the last year a year before they left, all others a year
# before the end of what is known. Who came later is compared with nobody.
_YEAR_BEFORE = "least(e.left_on, {as_of}) - 365"
_THERE_A_YEAR_BEFORE = """
    (e.left_on IS NULL OR e.left_on > {as_of} - 365)
    AND (e.hired_on IS NULL OR e.hired_on <= {year_before})
"""
_KNOWN_A_YEAR_BEFORE = "AND s.effective_on <= {year_before} AND {there}"
_PAST_PEOPLE = """
    SELECT e.id, e.hired_on, {year_before}, coalesce(e.left_on <= {as_of}, false)
    FROM employees e WHERE {there} ORDER BY e.id
"""
_IMPORTS = "SELECT dataset_id FROM observation_windows ORDER BY dataset_id"


@dataclass(frozen=True)
class CopiedFacts:
    """Facts in files, the ids of the imports that they come from, and sentences on what they lack."""

    facts: Facts
    import_ids: list[int]
    warnings: tuple[str, ...] = ()


def copy_training_facts(url: str, folder: Path) -> CopiedFacts:
    """Everything that a model may learn from. Raises NothingToTrainOn."""
    with psycopg.connect(url) as connection:
        _begin(connection)
        window = connection.execute(_WINDOW).fetchone()
        if window is None:
            raise NothingToTrainOn
        shape = "static" if window[0] == "static" else "dated"
        attributes = [Attribute(name, kind) for name, kind in connection.execute(_ATTRIBUTES)]
        if not attributes:
            raise NothingToTrainOn(
                "No column of the imported files may be learnt from: map at least one as an attribute."
            )
        people = _STATIC_PEOPLE if shape == "static" else _DATED_PEOPLE
        copied = _copy(connection, folder, shape, attributes, window[2], people)
        return copied if shape == "static" else _until_ends_are_known(connection, copied)


def copy_present_facts(
    url: str, folder: Path, *, shape: str, attributes: Sequence[Attribute], window_days: int | None
) -> CopiedFacts:
    """What holds now of everybody who has not left, for a model of this shape over these attributes."""
    with psycopg.connect(url) as connection:
        _begin(connection)
        only = sql.SQL(_ONLY_ACTIVE)
        return _copy(connection, folder, shape, attributes, window_days, _ACTIVE_PEOPLE, only=only)


def copy_known_facts(
    url: str,
    folder: Path,
    *,
    shape: str,
    attributes: Sequence[Attribute],
    window_days: int | None,
    as_of: date,
    import_ids: Sequence[int],
) -> CopiedFacts:
    """What these imports said until `as_of` of everybody who was there then."""
    with psycopg.connect(url) as connection:
        _begin(connection)
        only = sql.SQL(_ONLY_KNOWN).format(as_of=sql.Literal(as_of), imports=sql.Literal(list(import_ids)))
        return _copy(connection, folder, shape, attributes, window_days, _PEOPLE_THEN, only=only, as_of=as_of)


def find_leaving_known_until(url: str, shape: str) -> date | None:
    """Until which day the imports of a shape tell who left; None without such imports."""
    with psycopg.connect(url) as connection:
        _begin(connection)
        return _leaving_known_until(connection, shape)


def _leaving_known_until(connection: psycopg.Connection[Any], shape: str) -> date | None:
    observing = sql.Literal(_OBSERVING[shape])
    until = _scalar(connection, sql.SQL(_OBSERVED_UNTIL).format(shapes=observing))
    ends = None if shape == "static" else _scalar(connection, sql.SQL(_ENDS_KNOWN_UNTIL))
    return ends or until


def copy_past_facts(
    url: str, folder: Path, *, shape: str, attributes: Sequence[Attribute], window_days: int | None
) -> CopiedFacts:
    """What was known of people a year before they left, or a year ago; of a table its rows and outcomes.

    The people's columns of dated records are id, hired_on, the day of which the statements are, has left.
    """
    with psycopg.connect(url) as connection:
        _begin(connection)
        if shape == "static":
            return _copy(connection, folder, shape, attributes, window_days, _STATIC_PEOPLE)
        there = _THERE_A_YEAR_BEFORE.replace("{year_before}", _YEAR_BEFORE)
        past, known = (
            text.replace("{there}", there).replace("{year_before}", _YEAR_BEFORE)
            for text in (_PAST_PEOPLE, _KNOWN_A_YEAR_BEFORE)
        )
        as_of = _leaving_known_until(connection, shape)
        only = sql.SQL(known).format(as_of=sql.Literal(as_of))
        return _copy(connection, folder, shape, attributes, window_days, past, only=only, as_of=as_of)


def _begin(connection: psycopg.Connection[Any]) -> None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True


def _until_ends_are_known(connection: psycopg.Connection[Any], copied: CopiedFacts) -> CopiedFacts:
    """End the observation with the known ends: later months would count as months without leavers."""
    until, told_until = _scalar(connection, sql.SQL(_ENDS_KNOWN_UNTIL)), copied.facts.as_of
    if until is None:
        return copied
    warning = (
        f"Leaving is known until {until} only, though snapshots go on to {told_until}: the model learnt from "
        f"the time until {until}. Import the terminations since then and train again."
    )
    return replace(copied, facts=replace(copied.facts, as_of=until), warnings=(warning,))


def _copy(
    connection: psycopg.Connection[Any],
    folder: Path,
    shape: str,
    attributes: Sequence[Attribute],
    window_days: int | None,
    people: str,
    *,
    only: sql.Composable = _EVERYBODY,
    as_of: date | None = None,
) -> CopiedFacts:
    shapes = sql.Literal(_SHAPES[shape])
    observing = sql.Literal(_OBSERVING[shape])
    as_of = as_of or _scalar(connection, sql.SQL(_OBSERVED_UNTIL).format(shapes=observing))
    if as_of is None:
        raise NothingToTrainOn
    columns = sql.SQL("").join(
        sql.SQL(", s.attributes->>{}").format(sql.Literal(attribute.name)) for attribute in attributes
    )
    statements = sql.SQL(_STATEMENTS).format(
        columns=columns,
        shapes=shapes,
        as_of=sql.Literal(as_of),
        only=only,
    )
    facts = Facts(
        shape="static" if shape == "static" else "dated",
        attributes=tuple(attributes),
        as_of=as_of,
        observed_from=_scalar(connection, sql.SQL(_OBSERVED_FROM)),
        window_days=window_days,
        statements=folder / "statements.csv",
        people=folder / "people.csv",
    )
    _copy_out(connection, statements, facts.statements)
    whose = sql.SQL(people).format(
        shapes=shapes, window_days=sql.Literal(window_days), as_of=sql.Literal(as_of)
    )
    _copy_out(connection, whose, facts.people)
    return CopiedFacts(facts, [row[0] for row in connection.execute(_IMPORTS)])


def _scalar(connection: psycopg.Connection[Any], statement: sql.SQL | sql.Composed) -> date | None:
    row = connection.execute(statement).fetchone()
    return None if row is None else row[0]


def _copy_out(connection: psycopg.Connection[Any], query: sql.Composed, path: Path) -> None:
    copy = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv)").format(query)
    with connection.cursor() as cursor, cursor.copy(copy) as rows, path.open("wb") as stream:
        for block in rows:
            stream.write(block)
