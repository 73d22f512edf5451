"""The current forecasts beside the employees.

`predictions` is a higher feature, so its classes cannot be imported here; a list that is sorted and
filtered by forecasts still has to be one statement. Only names of tables and columns are known, and a
test compares them with the classes.
"""

from sqlalchemy import ColumnClause, ScalarSelect, and_, column, select, table
from sqlalchemy.sql.elements import ColumnElement

from churnvision.features.employees.tables import Employee

_NAMES = (
    "probability_90",
    "probability_90_lower",
    "probability_90_upper",
    "probability_365",
    "probability_365_lower",
    "probability_365_upper",
    "risk_band",
    "as_of",
    "model_version_id",
)
OUTPUTS = table(
    "churn_outputs", column("scoring_run_id"), column("employee_id"), *(column(name) for name in _NAMES)
)
RUNS = table("scoring_runs", column("id"), column("is_current"))


def forecast_columns() -> list[ColumnClause[object]]:
    """The columns of a forecast as lists show it."""
    return [OUTPUTS.c[name] for name in _NAMES]


def is_current_forecast() -> ColumnElement[bool]:
    """Joins an employee who has not left with the forecast of the current run."""
    return and_(
        OUTPUTS.c.employee_id == Employee.id,
        OUTPUTS.c.scoring_run_id == _current_run(),
        Employee.status == "active",
    )


def _current_run() -> ScalarSelect[int]:
    return select(RUNS.c.id).where(RUNS.c.is_current).scalar_subquery()
