"""The built page at "/", and the end of the road under "/api"."""

from pathlib import Path

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Match
from starlette.types import Scope

from churnvision.kit.access import public
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import get_logger
from churnvision.web.guards import api_routes

_EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]

log = get_logger(__name__)


class PageNotBuilt(ChurnVisionError):
    """The page is not built; run `make demo`, or build it in frontend/."""

    code = "page_not_built"
    status = 404


def add_page(app: FastAPI, folder: Path) -> None:
    """Serve the page's files, its index for every address of its own, and problems for unknown API ones."""

    @app.api_route(
        "/api/{rest:path}",
        methods=_EVERY_METHOD,
        include_in_schema=False,
        dependencies=[public("there is nothing here")],
    )
    async def refuse_unknown_address(request: Request) -> RedirectResponse:
        """Say that there is nothing, that the address takes other methods, or that it ends in a slash."""
        others = sorted(_methods_of(app, request.scope))
        if others:
            raise HTTPException(405, headers={"Allow": ", ".join(others)})
        with_slash = request.url.path + "/"
        if not with_slash.endswith("//") and _methods_of(app, {**request.scope, "path": with_slash}):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(with_slash + query, 307)
        raise HTTPException(404)

    if (folder / "index.html").is_file():
        app.frontend("/", directory=folder, fallback="index.html")
        return
    log.warning("page.not_built", folder=str(folder))

    @app.get("/", include_in_schema=False, dependencies=[public("says that the page is missing")])
    async def explain_missing_page() -> None:
        """Say how to build the page."""
        raise PageNotBuilt


def _methods_of(app: FastAPI, scope: Scope) -> set[str]:
    found: set[str] = set()
    for context in api_routes(app):
        if "{rest:path}" not in (context.path or "") and context.matches(scope)[0] is not Match.NONE:
            found |= context.methods or set()
    return found
