"""Every error as application/problem+json (RFC 9457)."""

import http
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from churnvision.kit.errors import ChurnVisionError, Conflict, Malformed, ServiceUnavailable
from churnvision.kit.logging import get_logger

MEDIA_TYPE = "application/problem+json"
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is larger than this address takes.",
    # The framework says this of a body that its JSON reader gives up on, such as one nested too deeply.
    400: "The body of the request cannot be read: send JSON in UTF-8 that is not nested too deeply.",
}
_MOST_PROBLEMS = 20

log = get_logger(__name__)


class InternalError(ChurnVisionError):
    """Something went wrong here; the log names the cause under the request's id."""

    code = "internal_error"
    status = 500


def answer_problem(request: Request, error: ChurnVisionError) -> JSONResponse:
    """The answer that shows an error."""
    return _answer(request, error.status, error.code, error.message, error.facts)


def _answer(request: Request, status: int, code: str, detail: str, facts: dict[str, Any]) -> JSONResponse:
    body = {
        **facts,
        "type": f"urn:churnvision:problem:{code}",
        "title": http.HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": getattr(request.state, "request_id", None),
    }
    headers = {}
    if "retry_after_seconds" in facts:
        headers["Retry-After"] = str(facts["retry_after_seconds"])
    if status == http.HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def answer_status(request: Request, status: int, sentence: str | None = None) -> JSONResponse:
    """The answer to a refusal that has only an HTTP status."""
    phrase = http.HTTPStatus(status).phrase
    return _answer(
        request, status, phrase.lower().replace(" ", "_"), _SENTENCES.get(status, sentence or phrase), {}
    )


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ChurnVisionError)
    return answer_problem(request, error)


async def _framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    answer = answer_status(request, error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # What was sent is left out: it may hold a password.
    problems = [
        {"where": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
        for one in error.errors()[:_MOST_PROBLEMS]
    ]
    first = problems[0] if problems else {"where": "request", "message": "malformed"}
    sentence = f"The request is malformed: {first['where']}: {first['message']}."
    return answer_problem(request, Malformed(_printable(sentence), problems=_printable_all(problems)))


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _printable_all(problems: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: _printable(text) for name, text in one.items()} for one in problems]


async def _database(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, IntegrityError):
        return answer_problem(request, Conflict())
    if isinstance(error, DataError):
        return answer_problem(request, Malformed("A value is out of the range that can be stored."))
    log.warning("database.unreachable", reason=type(error).__name__)
    return answer_problem(request, ServiceUnavailable("The database does not answer; try again in a moment."))


async def _schema(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProgrammingError)
    if not isinstance(error.orig, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return answer_unexpected(request, error)
    log.error("schema.not_ours", reason=str(error.orig).splitlines()[0])
    return answer_problem(
        request,
        ServiceUnavailable("The database's schema is not the one of this program; /health says what to do."),
    )


async def _unencodable(request: Request, _error: Exception) -> JSONResponse:
    return answer_problem(request, Malformed("A text holds characters that cannot be stored."))


def answer_unexpected(request: Request, error: Exception) -> JSONResponse:
    """The answer to an error that nobody foresaw; the log tells what happened."""
    log.error("request.failed", path=request.url.path, exc_info=error)
    return answer_problem(request, InternalError())


def add_problem_answers(app: FastAPI) -> None:
    """Bind every kind of error to its answer."""
    app.add_exception_handler(ChurnVisionError, _ours)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(RequestValidationError, _malformed)
    for kind in (IntegrityError, DataError, OperationalError, InterfaceError, PoolExhausted):
        app.add_exception_handler(kind, _database)
    app.add_exception_handler(ProgrammingError, _schema)
    app.add_exception_handler(UnicodeEncodeError, _unencodable)
