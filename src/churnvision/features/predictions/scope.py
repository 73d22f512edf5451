"""Whose forecasts an actor sees."""

from sqlalchemy import ColumnElement, true

from churnvision.features.employees import service as employees
from churnvision.kit.access import Actor


def visible_persons(actor: Actor) -> ColumnElement[bool]:
    """A condition on `Employee`: whose own forecast the actor may read."""
    return employees.visible_employees(actor)


def visible_groups(actor: Actor) -> ColumnElement[bool]:
    """A condition on `Employee`: who counts in the groups that the actor may read.

    Who may not read of named people at all (a viewer) sees groups of the whole company.
    """
    return visible_persons(actor) if actor.may("employees:read") else true()
