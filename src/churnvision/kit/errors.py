"""The base of every error that a user may see."""

from typing import Any, ClassVar


class ChurnVisionError(Exception):
    """An error with a stable code, an HTTP status and one sentence that says what to do.

    A subclass sets `code` and `status`; its docstring is the sentence when no message is given.
    `facts` are machine-readable details, shown beside the sentence in problem+json.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str | None = None, **facts: Any) -> None:
        self.message = message or " ".join((type(self).__doc__ or self.code).split())
        self.facts = facts
        super().__init__(self.message)


class NotSignedIn(ChurnVisionError):
    """Sign in first: this needs a valid session."""

    code = "not_signed_in"
    status = 401


class NotAllowed(ChurnVisionError):
    """Your role does not allow this; ask an administrator for the permission."""

    code = "not_allowed"
    status = 403


class Malformed(ChurnVisionError):
    """The request is malformed."""

    code = "malformed"
    status = 422


class Conflict(ChurnVisionError):
    """The request conflicts with what is stored; read the present state and try again."""

    code = "conflict"
    status = 409


class ServiceUnavailable(ChurnVisionError):
    """A service this needs is not reachable; try again in a moment or run `churnvision doctor`."""

    code = "service_unavailable"
    status = 503
