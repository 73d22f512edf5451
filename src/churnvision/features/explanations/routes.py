"""Explanations over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from churnvision.features.explanations import service
from churnvision.features.explanations.schemas import (
    GroupExplanation,
    PersonExplanation,
    WorkforceExplanation,
)
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import OwnDatabase, ReadTx
from churnvision.kit.identifiers import RowId

router = APIRouter(prefix="/explanations", tags=["explanations"])
OfGroups = Annotated[Actor, requires("employees:groups")]
OfPeople = Annotated[Actor, requires("predictions:read")]


@router.get("/")
async def get_workforce_explanation(session: ReadTx, _actor: OfGroups) -> WorkforceExplanation:
    """What moves the scores of everybody: mean size, direction, and where there are people."""
    return await service.explain_workforce(session)


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
