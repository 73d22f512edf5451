"""People, the org tree and the catalogue of attributes."""

from typing import Annotated

from fastapi import APIRouter, Query

from churnvision.features.employees import service
from churnvision.features.employees.schemas import (
    AttributeCatalogue,
    EmployeeDetail,
    EmployeeHistory,
    EmployeePage,
    EmployeeQuery,
    Leaders,
    OrgUnitList,
)
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import OwnDatabase, ReadTx, Tx
from churnvision.kit.identifiers import RowId

router = APIRouter(prefix="/employees", tags=["employees"])
Reader = Annotated[Actor, requires("employees:read")]
GroupReader = Annotated[Actor, requires("employees:groups")]


@router.get("/")
async def list_employees(
    session: ReadTx, database: OwnDatabase, actor: Reader, wanted: Annotated[EmployeeQuery, Query()]
) -> EmployeePage:
    """The people in your scope, leavers included unless `status` says otherwise."""
    return await service.list_employees(session, database, actor, wanted)


@router.get("/org-units")
async def list_org_units(session: ReadTx, actor: GroupReader) -> OrgUnitList:
    """The org units in your scope with their headcounts."""
    return await service.list_org_units(session, actor)


@router.get("/org-units/{org_unit_id}/leaders")
async def read_leaders(
    session: ReadTx, _actor: Annotated[Actor, requires("users:read")], org_unit_id: RowId
) -> Leaders:
    """Who leads an org unit."""
    return Leaders(user_ids=await service.list_leaders(session, org_unit_id))


@router.put("/org-units/{org_unit_id}/leaders", status_code=204)
async def set_leaders(
    session: Tx, actor: Annotated[Actor, requires("users:write")], org_unit_id: RowId, wanted: Leaders
) -> None:
    """Choose who leads an org unit: an hr_manager sees the people of the units that they lead."""
    await service.set_leaders(session, actor, org_unit_id, wanted.user_ids)


@router.get("/attributes")
async def list_attributes(session: ReadTx, _actor: GroupReader) -> AttributeCatalogue:
    """What is known about people: names, kinds, and whether a model may learn from them."""
    return await service.list_attributes(session)


@router.get("/{employee_id}")
async def read_employee(
    session: ReadTx, database: OwnDatabase, actor: Reader, employee_id: RowId
) -> EmployeeDetail:
    """One person with all that is known now."""
    return await service.read_employee(session, database, actor, employee_id)


@router.get("/{employee_id}/history")
async def read_employee_history(
    session: ReadTx, database: OwnDatabase, actor: Reader, employee_id: RowId
) -> EmployeeHistory:
    """What became known of a person when, newest first."""
    return await service.read_history(session, database, actor, employee_id)
