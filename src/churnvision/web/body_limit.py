"""The framework's limit on bodies answers a bare text past every handler; here it becomes a problem."""

from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from churnvision.web.problems import MEDIA_TYPE, answer_status

_TOO_LARGE = 413


class LimitedApplication(FastAPI):
    """An application whose refusal of a large body is a problem like every other."""

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's stack, with its bare refusal put into words."""
        return _Refusals(super().build_middleware_stack())


class _Refusals:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_replaced = False

        async def send_in_words(message: Message) -> None:
            nonlocal is_replaced
            if _is_bare(message):
                is_replaced = True
                answer = answer_status(Request(scope), _TOO_LARGE)
                answer.headers["X-Request-ID"] = scope.get("state", {}).get("request_id", "")
                answer.headers["X-Content-Type-Options"] = "nosniff"
                answer.headers["Cache-Control"] = "no-store"
                await answer(scope, receive, send)
            elif not is_replaced:
                await send(message)

        await self._app(scope, receive, send_in_words)


def _is_bare(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] != _TOO_LARGE:
        return False
    return not Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE)
