"""What can go wrong with signing in."""

from churnvision.kit.errors import ChurnVisionError, NotSignedIn


class WrongCredentials(ChurnVisionError):
    """Username or password is wrong."""

    code = "wrong_credentials"
    status = 401


class TooManyAttempts(ChurnVisionError):
    """Too many failed sign-ins; wait and try again, or ask an administrator for a new password."""

    code = "too_many_attempts"
    status = 429


class WrongPassword(ChurnVisionError):
    """The current password is wrong."""

    code = "wrong_password"
    status = 403


class PasswordUnchanged(ChurnVisionError):
    """The new password is the current one; choose another."""

    code = "password_unchanged"
    status = 422


class SessionEnded(NotSignedIn):
    """This session has ended; sign in again."""

    code = "session_ended"


class CrossSite(ChurnVisionError):
    """This request did not come from the page itself; open the page and try there."""

    code = "cross_site"
    status = 403


class NeedsTls(ChurnVisionError):
    """Sign in over https, or from the machine itself at localhost: plain http would show the session."""

    code = "needs_tls"
    status = 403
