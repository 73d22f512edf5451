"""What surrounds every request: its id, refusal of unreadable addresses, headers of safety, its count.

Here is the web's one broad except: whatever nobody foresaw becomes a problem with the request's id.
"""

import re
import secrets
import time
from urllib.parse import unquote_to_bytes

import structlog
from fastapi import Request
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from churnvision.kit.errors import Malformed
from churnvision.web.problems import answer_problem, answer_unexpected

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_REQUESTS = Counter("churnvision_requests_total", "Answered requests", ["method", "operation", "status"])
_SECONDS = Histogram(
    "churnvision_request_seconds", "Time to the first byte of the answer", ["method", "operation"]
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Envelope:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp, *, behind_tls: bool) -> None:
        self._app = app
        self._behind_tls = behind_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began_at = time.perf_counter()
        is_answering = False

        async def send_with_headers(message: Message) -> None:
            nonlocal is_answering
            if message["type"] == "http.response.start":
                is_answering = True
                self._add_headers(scope, message, request_id)
                _count(scope, message["status"], time.perf_counter() - began_at)
            await send(message)

        try:
            await self._serve(scope, receive, send_with_headers)
        except Exception as error:
            if is_answering:
                raise
            await answer_unexpected(Request(scope), error)(scope, receive, send_with_headers)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_unreadable(scope):
            refusal = Malformed("The address holds a NUL or bytes that are not UTF-8.")
            await answer_problem(Request(scope), refusal)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _add_headers(self, scope: Scope, message: Message, request_id: str) -> None:
        headers = MutableHeaders(scope=message)
        path: str = scope["path"]
        for_programs = path.startswith(("/api", "/health", "/metrics", "/openapi.json"))
        headers["X-Request-ID"] = request_id
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers["Content-Security-Policy"] = _API_POLICY if for_programs else _PAGE_POLICY
        if self._behind_tls:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if for_programs:
            headers.setdefault("Cache-Control", "no-store")
        elif path.startswith("/assets/") and message["status"] in (200, 206, 304):
            # The build names these files after their content.
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            headers["Cache-Control"] = "no-cache"


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("X-Request-ID", "")
    return given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(16)


def _is_unreadable(scope: Scope) -> bool:
    if "\0" in scope["path"]:
        return True
    try:
        unquote_to_bytes(scope.get("raw_path") or b"").decode()
        query = unquote_to_bytes(scope.get("query_string") or b"").decode()
    except UnicodeDecodeError:
        return True
    return "\0" in query


def _count(scope: Scope, status: int, seconds: float) -> None:
    # Addresses of no route share one label: whoever tries addresses must not fill the memory.
    name = getattr(scope.get("route"), "name", None) or "other"
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    _REQUESTS.labels(method, name, str(status)).inc()
    _SECONDS.labels(method, name).observe(seconds)
