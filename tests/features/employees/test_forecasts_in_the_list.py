"""The list with the current forecasts beside the people."""

import httpx
import psycopg
import pytest

from churnvision.features.employees import forecast_join
from churnvision.kit.migrations import import_every_table
from churnvision.kit.tables import Base
from tests.features.employees.conftest import EMPLOYEES, Company

RUN = """
    INSERT INTO training_jobs (status, options) VALUES ('succeeded', '{}') RETURNING id
"""
VERSION = """
    INSERT INTO model_versions (training_job_id, shape, algorithm, as_of, attributes, metrics, manifest)
    VALUES (%s, 'dated', 'logistic', '2025-01-01', '[]', '{}', '{}') RETURNING id
"""
SCORING = """
    INSERT INTO scoring_runs (model_version_id, as_of, status, is_current, summary, thresholds)
    VALUES (%s, '2025-01-01', 'succeeded', %s, '{}', '{}') RETURNING id
"""
OUTPUT = """
    INSERT INTO churn_outputs
    SELECT nextval(pg_get_serial_sequence('churn_outputs', 'id')), %(run)s, %(employee)s, %(version)s,
        date '2025-01-01', now(), p, p, p, p, p, p, p, p, p, p, p, p, '{1}', '{1}', '{1}', '{0}', 0,
        %(band)s, '[]'
    FROM (SELECT %(p)s::float8 AS p) AS one
"""


@pytest.fixture
def scored(company: Company, owner_url: str) -> None:
    """Anna .1, Ben .5, Cleo .1 in the current run; other figures in an older one; Dan has left since."""
    with psycopg.connect(owner_url) as connection:
        job = connection.execute(RUN).fetchone()
        assert job is not None
        version = connection.execute(VERSION, job).fetchone()
        assert version is not None
        for is_current, figures in (
            (False, {company.anna: (0.9, "very_high"), company.eve: (0.9, "very_high")}),
            (
                True,
                {
                    company.anna: (0.1, "raised"),
                    company.ben: (0.5, "very_high"),
                    company.cleo: (0.1, "raised"),
                    company.dan: (0.7, "very_high"),
                },
            ),
        ):
            run = connection.execute(SCORING, [version[0], is_current]).fetchone()
            assert run is not None
            for employee, (p, band) in figures.items():
                values = {"run": run[0], "employee": employee, "version": version[0], "p": p, "band": band}
                connection.execute(OUTPUT, values)


def test_the_named_columns_exist_in_the_tables_of_predictions() -> None:
    import_every_table()
    for light in (forecast_join.OUTPUTS, forecast_join.RUNS):
        assert {column.name for column in light.c} <= {
            column.name for column in Base.metadata.tables[light.name].columns
        }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?sort=-probability_365", ["E-2", "E-3", "E-1", "E-4", "e-5"]),
        ("?sort=probability_365", ["E-1", "E-3", "E-2", "E-4", "e-5"]),
        ("?sort=probability_90&limit=200", ["E-1", "E-3", "E-2", "E-4", "e-5"]),
        ("?risk_band=raised", ["E-1", "E-3"]),
        ("?risk_band=very_high", ["E-2"]),
    ],
)
async def test_people_are_sorted_and_filtered_by_the_current_forecast(
    client: httpx.AsyncClient, admin: dict[str, str], scored: None, query: str, found: list[str]
) -> None:
    body = (await client.get(EMPLOYEES + query, headers=admin)).json()
    assert [row["employee_number"] for row in body["items"]] == found
    assert body["total"] == len(found)


@pytest.mark.parametrize("sort", ["probability_365", "-probability_365"])
async def test_pages_by_forecast_show_everybody_once(
    client: httpx.AsyncClient, admin: dict[str, str], scored: None, sort: str
) -> None:
    whole = (await client.get(EMPLOYEES, params={"sort": sort}, headers=admin)).json()["items"]
    paged, cursor = [], None
    for _ in range(5):
        query = {"sort": sort, "limit": 1, **({"cursor": cursor} if cursor else {})}
        page = (await client.get(EMPLOYEES, params=query, headers=admin)).json()
        paged += page["items"]
        cursor = page["next_cursor"]
    assert paged == whole
    assert cursor is None


async def test_a_forecast_is_shown_whole_and_not_for_leavers(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company, scored: None
) -> None:
    ben = (await client.get(f"{EMPLOYEES}{company.ben}", headers=admin)).json()["forecast"]
    dan = (await client.get(f"{EMPLOYEES}{company.dan}", headers=admin)).json()["forecast"]
    assert ben["probability_365"] == 0.5
    assert ben["risk_band"] == "very_high"
    assert ben["as_of"] == "2025-01-01"
    assert dan is None
