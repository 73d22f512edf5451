"""Who may do what: permissions, roles, the actor of a request, and `requires` for routes.

Deny by default: every route declares `actor: Annotated[Actor, requires("noun:verb")]` or the marker
`PublicRoute`; a test walks all routes, and `web.app` refuses to start when one declares neither.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from churnvision.kit.errors import NotAllowed

PERMISSIONS: dict[str, str] = {
    "employees:read": "see named employees inside one's scope",
    "employees:everyone": "scope is the whole company instead of one's own org units",
    "employees:groups": "see counts of groups of five or more, without names",
    "predictions:read": "see forecasts of named employees inside one's scope",
    "predictions:score": "start the scoring of everybody",
    "explanations:write": "mark attributes as controllable",
    "datasets:read": "see imports and their checks",
    "datasets:write": "upload, map, commit and undo imports",
    "training:read": "see models and their quality",
    "training:run": "start and cancel training",
    "models:promote": "choose the model version that forecasts",
    "users:read": "see users and roles",
    "users:write": "create, change and deactivate users",
    "audit:read": "read the audit trail",
    "settings:write": "change risk thresholds and other settings",
    "operations:read": "see the state of services and licence",
    "recovery:read": "see backups, drills and what is wrong with them",
    "recovery:run": "start a backup or a drill",
    "session:own": "use one's own session and password",
}

_EVERYBODY = {"session:own", "employees:groups", "training:read", "operations:read"}
_MANAGER = _EVERYBODY | {"employees:read", "predictions:read", "explanations:write"}
_ANALYST = _MANAGER | {
    "employees:everyone", "predictions:score", "datasets:read", "datasets:write",
    "training:run", "models:promote",
}  # fmt: skip

ROLES: dict[str, frozenset[str]] = {
    "super_admin": frozenset(PERMISSIONS),
    "admin": frozenset(PERMISSIONS),
    "analyst": frozenset(_ANALYST),
    "hr_manager": frozenset(_MANAGER),
    "viewer": frozenset(_EVERYBODY),
}


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in user with permissions, or the system itself (`user_id` None)."""

    user_id: int | None
    username: str
    roles: frozenset[str]
    permissions: frozenset[str]
    session_id: UUID | None = None
    must_change_password: bool = False
    request_id: str | None = None

    def may(self, permission: str) -> bool:
        """Whether the actor holds the permission."""
        return permission in self.permissions

    @property
    def sees_everyone(self) -> bool:
        """Whether the scope is the whole company."""
        return self.may("employees:everyone")


def system_actor(name: str) -> Actor:
    """The actor of jobs and commands, with every permission; `name` is written into the audit."""
    return Actor(None, name, frozenset({"super_admin"}), frozenset(PERMISSIONS))


def user_changed_key(user_id: int) -> str:
    """The cache key that says, while it lives, that what is cached about a user's sessions is outdated."""
    return f"user-changed:{user_id}"


Authenticate = Callable[[Request], Awaitable[Actor]]


class PublicRoute:
    """Marks a route that needs no session; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    async def __call__(self) -> None:
        """Ask for nothing."""


class Requirement:
    """The dependency that admits an actor with one permission."""

    def __init__(self, permission: str) -> None:
        if permission not in PERMISSIONS:
            raise LookupError(f"unknown permission {permission!r}; add it to kit.access.PERMISSIONS")
        self.permission = permission

    async def __call__(self, request: Request) -> Actor:
        """Authenticate the request and check the permission.

        Raises NotSignedIn (from the bound authenticator) and NotAllowed.
        """
        authenticate: Authenticate = request.app.state.authenticate
        actor = await authenticate(request)
        if not actor.may(self.permission):
            raise NotAllowed(permission=self.permission)
        if actor.must_change_password and self.permission != "session:own":
            raise NotAllowed("Change your password first.", permission=self.permission)
        return actor


def requires(permission: str) -> Any:
    """`Depends` on an actor who holds the permission."""
    return Depends(Requirement(permission))


def public(reason: str) -> Any:
    """`Depends` that marks a route as public on purpose."""
    return Depends(PublicRoute(reason))


OwnSession = Annotated[Actor, requires("session:own")]
