"""From a request to an actor: the page's cookie or an API client's bearer token."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

from churnvision.features.auth.errors import CrossSite, NeedsTls
from churnvision.features.auth.schemas import SessionState
from churnvision.features.auth.sessions import Sessions
from churnvision.features.auth.tokens import TokenSigner, read_cookie
from churnvision.kit.access import Actor
from churnvision.kit.clock import utc_now
from churnvision.kit.errors import NotSignedIn

CLIENT_HEADER = "X-ChurnVision-Client"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def cookie_name(*, behind_tls: bool) -> str:
    """The name of the page's cookie; the prefix makes browsers insist on Secure and on this very host."""
    return "__Host-churnvision_session" if behind_tls else "churnvision_session"


class Authenticator:
    """Bound to the application as `app.state.authenticate`."""

    def __init__(self, sessions: Sessions, signer: TokenSigner, *, behind_tls: bool) -> None:
        self.sessions = sessions
        self.signer = signer
        self.behind_tls = behind_tls

    async def __call__(self, request: Request) -> Actor:
        """The signed-in actor. Raises NotSignedIn, SessionEnded, CrossSite, NeedsTls."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            claim = self.signer.read("access", token.strip(), now=utc_now())
        else:
            cookie = request.cookies.get(cookie_name(behind_tls=self.behind_tls))
            if cookie is None:
                raise NotSignedIn
            require_same_site(request, behind_tls=self.behind_tls)
            claim = read_cookie(cookie)
        return _actor(await self.sessions.find(claim), request)


def require_same_site(request: Request, *, behind_tls: bool) -> None:
    """Refuse what another site's page may have sent with the user's cookie.

    Raises NeedsTls when plain http is used from another machine (which also refuses a foreign name that
    was pointed at this address), CrossSite when an unsafe method lacks our header or comes from another
    origin.
    """
    host = request.headers.get("Host", "")
    if not behind_tls and not _is_loopback(host):
        raise NeedsTls
    if request.method in _SAFE:
        return
    origin = urlsplit(request.headers.get("Origin", ""))
    same_origin = origin.netloc == host and origin.scheme == ("https" if behind_tls else "http")
    if request.headers.get(CLIENT_HEADER) != "page" or not same_origin:
        raise CrossSite


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _actor(state: SessionState, request: Request) -> Actor:
    return Actor(
        user_id=state.user_id,
        username=state.username,
        roles=frozenset(state.roles),
        permissions=frozenset(state.permissions),
        session_id=state.session_id,
        must_change_password=state.must_change_password,
        request_id=getattr(request.state, "request_id", None),
    )
