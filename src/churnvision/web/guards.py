"""Deny by default: every route names a permission or says why it is public, or nothing starts."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from churnvision.kit.access import PublicRoute, Requirement


def api_routes(app: FastAPI) -> Iterator[RouteContext]:
    """Every route that a router declares, with its whole path."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            yield context


def guards_of(route: RouteContext) -> list[Requirement | PublicRoute]:
    """What a route asks for, directly or through what it depends on."""
    pending: list[Dependant] = list(route.dependant.dependencies)
    found: list[Requirement | PublicRoute] = []
    while pending:
        dependency = pending.pop()
        if isinstance(dependency.call, Requirement | PublicRoute):
            found.append(dependency.call)
        pending.extend(dependency.dependencies)
    return found


def require_guards(app: FastAPI) -> None:
    """Raises LookupError that names the routes without a permission or a reason to be public."""
    bare = [
        f"{sorted(route.methods or ())} {route.path}" for route in api_routes(app) if not guards_of(route)
    ]
    if bare:
        raise LookupError(f"these routes declare no permission: {', '.join(bare)}")
