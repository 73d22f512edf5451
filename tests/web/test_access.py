"""Who may use which route: the whole matrix, written down once more by hand."""

import re

import httpx
import pytest
from fastapi import FastAPI

from churnvision.kit.access import ROLES, PublicRoute, Requirement
from churnvision.kit.settings import Settings
from churnvision.web.app import build_app
from churnvision.web.guards import api_routes, guards_of, require_guards
from tests.conftest import SignIn

EVERYBODY = set(ROLES)
PEOPLE = EVERYBODY - {"viewer"}
ANALYSTS = {"super_admin", "admin", "analyst"}
ADMINS = {"super_admin", "admin"}
API = "/api/v1"

MATRIX: dict[str, set[str]] = {
    f"GET {API}/auth/me": EVERYBODY,
    f"POST {API}/auth/password": EVERYBODY,
    f"POST {API}/auth/logout": EVERYBODY,
    f"GET {API}/users/": ADMINS,
    f"POST {API}/users/": ADMINS,
    f"GET {API}/users/roles": ADMINS,
    f"GET {API}/users/{{user_id}}": ADMINS,
    f"PATCH {API}/users/{{user_id}}": ADMINS,
    f"GET {API}/employees/": PEOPLE,
    f"GET {API}/employees/org-units": EVERYBODY,
    f"GET {API}/employees/org-units/{{org_unit_id}}/leaders": ADMINS,
    f"PUT {API}/employees/org-units/{{org_unit_id}}/leaders": ADMINS,
    f"GET {API}/employees/attributes": EVERYBODY,
    f"GET {API}/employees/{{employee_id}}": PEOPLE,
    f"GET {API}/employees/{{employee_id}}/history": PEOPLE,
    f"GET {API}/datasets/": ANALYSTS,
    f"POST {API}/datasets/": ANALYSTS,
    f"GET {API}/datasets/targets": ANALYSTS,
    f"GET {API}/datasets/{{dataset_id}}": ANALYSTS,
    f"DELETE {API}/datasets/{{dataset_id}}": ANALYSTS,
    f"GET {API}/datasets/{{dataset_id}}/preview": ANALYSTS,
    f"PUT {API}/datasets/{{dataset_id}}/mapping": ANALYSTS,
    f"POST {API}/datasets/{{dataset_id}}/check": ANALYSTS,
    f"POST {API}/datasets/{{dataset_id}}/commit": ANALYSTS,
    f"POST {API}/datasets/{{dataset_id}}/undo": ANALYSTS,
    f"POST {API}/training/": ANALYSTS,
    f"GET {API}/training/": EVERYBODY,
    f"GET {API}/training/{{training_job_id}}": EVERYBODY,
    f"POST {API}/training/{{training_job_id}}/cancel": ANALYSTS,
    f"GET {API}/training/{{training_job_id}}/events": EVERYBODY,
    f"GET {API}/models/": EVERYBODY,
    f"GET {API}/models/{{model_version_id}}": EVERYBODY,
    f"POST {API}/models/{{model_version_id}}/promote": ANALYSTS,
    f"GET {API}/models/{{model_version_id}}/card": EVERYBODY,
    f"GET {API}/models/{{model_version_id}}/card.md": EVERYBODY,
    f"PUT {API}/models/{{model_version_id}}/shadow": ANALYSTS,
    f"GET {API}/models/promotions": EVERYBODY,
    f"POST {API}/models/rollback": ANALYSTS,
    f"GET {API}/predictions/summary": EVERYBODY,
    f"GET {API}/predictions/months": EVERYBODY,
    f"GET {API}/predictions/export": PEOPLE,
    f"GET {API}/predictions/": PEOPLE,
    f"POST {API}/predictions/batch": PEOPLE,
    f"POST {API}/predictions/score": ANALYSTS,
    f"GET {API}/predictions/runs": EVERYBODY,
    f"POST {API}/predictions/drift-checks": ANALYSTS,
    f"GET {API}/predictions/drift-checks": EVERYBODY,
    f"GET {API}/predictions/shadow-runs": EVERYBODY,
    f"GET {API}/predictions/risk-thresholds": EVERYBODY,
    f"PUT {API}/predictions/risk-thresholds": ADMINS,
    f"GET {API}/predictions/{{employee_id}}": PEOPLE,
    f"GET {API}/evaluation/backtests": EVERYBODY,
    f"POST {API}/evaluation/backtests": ANALYSTS,
    f"GET {API}/evaluation/backtests/{{backtest_id}}": EVERYBODY,
    f"GET {API}/evaluation/backtests/{{backtest_id}}/events": EVERYBODY,
    f"POST {API}/evaluation/backtests/{{backtest_id}}/cancel": ANALYSTS,
    f"GET {API}/evaluation/backtests/{{backtest_id}}/lists/{{month}}": PEOPLE,
    f"GET {API}/explanations/": EVERYBODY,
    f"GET {API}/explanations/partial-dependence": EVERYBODY,
    f"GET {API}/explanations/controllable-attributes": EVERYBODY,
    f"PUT {API}/explanations/controllable-attributes": PEOPLE,
    f"GET {API}/explanations/org-units/{{org_unit_id}}": EVERYBODY,
    f"GET {API}/explanations/employees/{{employee_id}}": PEOPLE,
    f"GET {API}/explanations/employees/{{employee_id}}/neighbours": PEOPLE,
    f"GET {API}/explanations/employees/{{employee_id}}/sensitivity": PEOPLE,
    f"GET {API}/audit/": ADMINS,
    f"GET {API}/audit/verify": ADMINS,
    f"GET {API}/licensing/": EVERYBODY,
    f"GET {API}/recovery/": ADMINS,
    f"POST {API}/recovery/backups": ADMINS,
    f"POST {API}/recovery/drills": ADMINS,
    f"GET {API}/recovery/drills/{{drill_id}}/report.json": ADMINS,
    f"GET {API}/recovery/drills/{{drill_id}}/report.html": ADMINS,
}
PUBLIC = {
    f"POST {API}/auth/login",
    f"POST {API}/auth/refresh",
    "GET /health",
    "GET /health/live",
    "GET /metrics",
}


def addresses(app: FastAPI, *, public: bool) -> set[str]:
    """The documented routes that are public, or that are not, as "GET /path"."""
    return {
        f"{method} {route.path}"
        for route in api_routes(app)
        for method in route.methods or ()
        if route.include_in_schema and public == all(isinstance(g, PublicRoute) for g in guards_of(route))
    }


def test_every_route_stands_in_the_matrix() -> None:
    app = build_app(Settings())
    assert addresses(app, public=False) - set(MATRIX) == set(), "add the new routes to the matrix"
    assert addresses(app, public=True) == PUBLIC


def test_every_route_asks_for_a_permission_or_says_why_it_is_public() -> None:
    app = build_app(Settings())
    routes = list(api_routes(app))
    assert len(routes) > 40
    for route in routes:
        guards = guards_of(route)
        assert any(isinstance(guard, Requirement) for guard in guards) or all(
            isinstance(guard, PublicRoute) and guard.reason for guard in guards
        )


def test_nothing_starts_with_a_route_that_asks_for_nothing() -> None:
    app = build_app(Settings())

    @app.get("/forgotten")
    async def forgotten() -> None:
        """Ask for nothing."""

    with pytest.raises(LookupError, match="/forgotten"):
        require_guards(app)


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_role_may_do_exactly_what_the_matrix_says(
    client: httpx.AsyncClient, sign_in: SignIn, role: str
) -> None:
    existing = addresses(build_app(Settings()), public=False)
    # Signing out comes last: it ends the session that asks.
    wanted = sorted(existing & set(MATRIX), key=lambda address: (address.endswith("logout"), address))
    headers = await sign_in(role)
    wrong = []
    for address in wanted:
        method, path = address.split(" ")
        answer = await client.request(method, re.sub(r"{\w+}", "999999", path), headers=headers)
        is_refused = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
        if is_refused != (role not in MATRIX[address]) or answer.status_code >= 500:
            wrong.append(f"{address}: {answer.status_code}")
    assert not wrong


async def test_no_route_but_the_public_ones_answers_without_a_session(client: httpx.AsyncClient) -> None:
    for address in addresses(build_app(Settings()), public=False):
        method, path = address.split(" ")
        answer = await client.request(method, re.sub(r"{\w+}", "1", path))
        assert answer.status_code == 401, address
