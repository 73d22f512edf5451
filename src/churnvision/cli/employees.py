"""`churnvision employees`: people and their forecasts. Reading is audited as on the page."""

import asyncio
from typing import Annotated, Any, get_args

import typer
from pydantic import ValidationError

from churnvision.cli.output import AsJson, print_json, print_table, shortened
from churnvision.features.employees import service
from churnvision.features.employees.errors import EmployeeNotFound
from churnvision.features.employees.schemas import EmployeeDetail, EmployeePage, EmployeeQuery, SortName
from churnvision.features.predictions import service as predictions
from churnvision.features.predictions.schemas import Prediction
from churnvision.kit.access import system_actor
from churnvision.kit.database import Database
from churnvision.kit.errors import Malformed
from churnvision.kit.settings import settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="List people and their forecasts.")
_SORTS = ", ".join(name for name in get_args(SortName) if not name.startswith("-"))


@app.command("list")
def list_employees(
    status: Annotated[str | None, typer.Option(help="active or left; both when not given.")] = None,
    risk_band: Annotated[str | None, typer.Option(help="low, raised, high or very_high.")] = None,
    q: Annotated[str | None, typer.Option("--search", help="Part of a number or a name.")] = None,
    sort: Annotated[
        str, typer.Option(help=f"{_SORTS}; with a leading minus from the largest.")
    ] = "employee_number",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    cursor: Annotated[str | None, typer.Option(help="next_cursor of the page before.")] = None,
    as_json: AsJson = False,
) -> None:
    """List people, a page at a time."""
    wanted = _query(status=status, risk_band=risk_band, q=q, sort=sort, limit=limit, cursor=cursor)
    page = asyncio.run(_list(wanted))
    if as_json:
        print_json(page.model_dump(mode="json"))
        return
    rows = [
        (
            row.employee_number,
            row.full_name or "",
            row.org_unit_path or "",
            row.status,
            f"{row.forecast.probability_365:.1%}" if row.forecast else "",
            row.forecast.risk_band if row.forecast else "",
        )
        for row in page.items
    ]
    print_table(("number", "name", "org unit", "status", "leaves within 365 days", "band"), rows)
    print(
        f"{len(page.items)} of {page.total}" + (f"; --cursor {page.next_cursor}" if page.next_cursor else "")
    )


@app.command("show")
def show_employee(
    employee_number: Annotated[str, typer.Argument(help="The employee's number.")], as_json: AsJson = False
) -> None:
    """Show all that is known now of one person."""
    one, prediction = asyncio.run(_show(employee_number))
    if as_json:
        forecast = None if prediction is None else prediction.model_dump(mode="json")
        print_json(one.model_dump(mode="json") | {"prediction": forecast})
        return
    print(
        f"{one.employee_number} {one.full_name or ''} · {one.org_unit_path or 'no org unit'} · {one.status}"
    )
    if prediction is not None:
        _print_forecast(prediction)
    print_table(
        ("attribute", "value", "since"),
        [(known.label, known.value, known.effective_on) for known in one.attributes],
    )


def _print_forecast(prediction: Prediction) -> None:
    print(f"Forecast as of {prediction.as_of}, model version {prediction.model_version_id}:")
    for horizon in prediction.horizons:
        beyond = " (beyond the window of the data)" if horizon.extrapolated else ""
        print(
            f"  Leaves within {horizon.days} days: {horizon.probability:.1%} "
            f"({horizon.lower:.1%} to {horizon.upper:.1%}){beyond}"
        )
        if horizon.causes:
            parts = (f"{part.probability:.1%} {part.cause.replace('_', ' ')}" for part in horizon.causes)
            print(f"    Of these {', '.join(parts)}")
    tenure = prediction.remaining_tenure
    months = tenure.expected_months
    print(
        f"  Still works {months.point:.1f} of the next {tenure.within_months} months on average "
        f"({months.lower:.1f} to {months.upper:.1f})"
    )
    if tenure.value is not None:
        value = tenure.value.expected
        print(
            f"  Kept by {tenure.value.label}: {value.point:,.0f} ({value.lower:,.0f} to {value.upper:,.0f})"
        )


def _query(**values: Any) -> EmployeeQuery:
    try:
        return EmployeeQuery(**values)
    except ValidationError as error:
        first = error.errors()[0]
        raise Malformed(f"--{first['loc'][0]}: {first['msg']}.") from error


async def _list(wanted: EmployeeQuery) -> EmployeePage:
    database = Database.from_settings(settings().database)
    try:
        async with database.reading() as session:
            return await service.list_employees(session, database, system_actor("cli"), wanted)
    finally:
        await database.close()


async def _show(employee_number: str) -> tuple[EmployeeDetail, Prediction | None]:
    actor, database = system_actor("cli"), Database.from_settings(settings().database)
    try:
        async with database.reading() as session:
            employee_id = await service.find_id(session, actor, employee_number)
            found = await service.read_employee(session, database, actor, employee_id)
        async with database.reading() as session:
            forecasts = await predictions.read_batch(session, database, actor, [employee_id])
        return found, forecasts.items[0] if forecasts.items else None
    except EmployeeNotFound as error:
        raise EmployeeNotFound(f"There is no employee {shortened(employee_number)}.") from error
    finally:
        await database.close()
