"""Reading stored forecasts of people, a list at a time, as everybody is shown them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees import service as employees
from churnvision.features.predictions import groups
from churnvision.features.predictions.schemas import Prediction
from churnvision.features.predictions.tables import ChurnOutput
from churnvision.features.predictions.tenure import value_measure
from churnvision.features.predictions.views import Reader
from churnvision.kit.settings import settings


async def open_reader(session: AsyncSession) -> Reader | None:
    """The reader of the run that is shown; None without forecasts."""
    standing = await groups.find_standing(session)
    if standing.run is None or standing.version is None:
        return None
    catalogue = (await employees.list_attributes(session)).items
    return Reader(
        standing.run,
        standing.version,
        {one.name: one.label for one in catalogue},
        stale=standing.state == "stale",
        measure=value_measure(catalogue, settings().value),
    )


async def view_all(
    session: AsyncSession, reader: Reader, rows: Sequence[tuple[ChurnOutput, str]]
) -> list[Prediction]:
    """Forecasts with the employees' numbers, in their order."""
    amounts: dict[int, float] = {}
    if reader.measure is not None and rows:
        ids = [output.employee_id for output, _ in rows]
        amounts = await employees.find_numbers(session, reader.measure.attribute, ids, reader.run.as_of)
    return [reader.view(output, number, amounts.get(output.employee_id)) for output, number in rows]
