"""Explanations over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from churnvision.features.explanations import service
from churnvision.features.explanations.desk import OwnDesk
from churnvision.features.explanations.schemas import (
    ControllableAttributes,
    ControllableRequest,
    GroupExplanation,
    Neighbours,
    PartialDependence,
    PersonExplanation,
    Sensitivity,
    WorkforceExplanation,
)
from churnvision.kit.access import Actor, requires
from churnvision.kit.cache import OwnCache
from churnvision.kit.database import OwnDatabase, ReadTx, Tx
from churnvision.kit.identifiers import RowId

router = APIRouter(prefix="/explanations", tags=["explanations"])
OfGroups = Annotated[Actor, requires("employees:groups")]
OfPeople = Annotated[Actor, requires("predictions:read")]


@router.get("/")
async def get_workforce_explanation(session: ReadTx, actor: OfGroups) -> WorkforceExplanation:
    """What moves the scores of everybody: mean size, direction, and where there are people."""
    return await service.explain_workforce(session, actor)


@router.get("/partial-dependence")
async def get_partial_dependence(
    session: ReadTx,
    cache: OwnCache,
    desk: OwnDesk,
    actor: OfGroups,
    attribute: Annotated[str, Query(min_length=1, max_length=300)],
) -> PartialDependence:
    """How the mean forecast follows one attribute, with its band and where there are people."""
    return await service.find_dependence(session, cache, desk, actor, attribute)


@router.get("/controllable-attributes")
async def get_controllable_attributes(session: ReadTx, _actor: OfGroups) -> ControllableAttributes:
    """Which attributes are marked as those that somebody can change."""
    return await service.find_controllable(session)


@router.put("/controllable-attributes")
async def set_controllable_attributes(
    session: Tx, actor: Annotated[Actor, requires("explanations:write")], wanted: ControllableRequest
) -> ControllableAttributes:
    """Mark exactly these attributes as controllable."""
    return await service.set_controllable(session, actor, wanted.attributes)


@router.get("/org-units/{org_unit_id}")
async def get_group_explanation(session: ReadTx, actor: OfGroups, org_unit_id: RowId) -> GroupExplanation:
    """Why the mean score of an org unit differs from everybody's; of five people or more."""
    return await service.explain_group(session, actor, org_unit_id)


@router.get("/employees/{employee_id}")
async def get_person_explanation(
    session: ReadTx, database: OwnDatabase, actor: OfPeople, employee_id: RowId
) -> PersonExplanation:
    """All contributions to one person's score; with the base they add up to it."""
    return await service.explain_person(session, database, actor, employee_id)


@router.get("/employees/{employee_id}/neighbours")
async def get_neighbours(
    session: ReadTx, database: OwnDatabase, actor: OfPeople, employee_id: RowId
) -> Neighbours:
    """The people of the past most like a person: how many left; in groups of five or more, without names."""
    return await service.find_neighbours(session, database, actor, employee_id)


@router.get("/employees/{employee_id}/sensitivity")
async def get_sensitivity(
    session: ReadTx, database: OwnDatabase, desk: OwnDesk, actor: OfPeople, employee_id: RowId
) -> Sensitivity:
    """How one person's forecast changes with controllable attributes: model sensitivity, not effect."""
    return await service.find_sensitivity(session, database, desk, actor, employee_id)
