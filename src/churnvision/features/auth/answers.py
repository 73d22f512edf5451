"""How a begun session is handed to its caller: tokens for API clients, a cookie for the page."""

from datetime import timedelta

from fastapi import Request, Response

from churnvision.features.auth import service
from churnvision.features.auth.authenticator import (
    CLIENT_HEADER,
    Authenticator,
    cookie_name,
    require_same_site,
)
from churnvision.features.auth.schemas import SignedIn
from churnvision.features.auth.service import Caller, Kind
from churnvision.features.auth.tokens import Claim, write_cookie
from churnvision.kit.access import Actor
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database, database_of
from churnvision.kit.settings import SessionSettings


class SignInDesk:
    """What the routes of `auth` need of the application."""

    def __init__(self, database: Database, authenticator: Authenticator, lifetimes: SessionSettings) -> None:
        self.database = database
        self.sessions = authenticator.sessions
        self.lifetimes = lifetimes
        self._signer = authenticator.signer
        self._behind_tls = authenticator.behind_tls

    def caller(self, request: Request) -> Caller:
        """Where the request comes from."""
        address = request.client.host if request.client is not None else "unknown"
        client = request.headers.get("User-Agent", "")[:200] or None
        return Caller(address, client, getattr(request.state, "request_id", None))

    def kind_of(self, request: Request) -> Kind:
        """Whether the page asks or an API client. Raises CrossSite, NeedsTls for a page elsewhere."""
        if request.headers.get(CLIENT_HEADER) != "page":
            return "api"
        require_same_site(request, behind_tls=self._behind_tls)
        return "browser"

    def read_refresh_token(self, token: str) -> Claim:
        """What a refresh token claims. Raises NotSignedIn."""
        return self._signer.read("refresh", token, now=utc_now())

    async def answer(self, response: Response, claim: Claim, kind: Kind) -> SignedIn:
        """The body that shows the session, with the page's cookie set."""
        state = await self.sessions.find(
            claim if kind == "browser" else Claim(claim.user_id, claim.session_id, None)
        )
        actor = Actor(
            state.user_id,
            state.username,
            frozenset(state.roles),
            frozenset(state.permissions),
            session_id=state.session_id,
            must_change_password=state.must_change_password,
        )
        async with self.database.reading() as session:
            me = await service.describe_me(session, actor)
        now = utc_now()
        seconds = self.lifetimes.access_token_seconds
        access_token = refresh_token = None
        if kind == "browser":
            seconds = self.lifetimes.absolute_seconds
            self._set_cookie(response, claim)
        else:
            bare = Claim(claim.user_id, claim.session_id, None)
            ends = now + timedelta(seconds=seconds)
            access_token = self._signer.sign("access", bare, now=now, expires_at=ends)
            refresh_token = self._signer.sign("refresh", claim, now=now, expires_at=state.expires_at)
        return SignedIn(
            access_token=access_token,
            expires_in=seconds,
            refresh_token=refresh_token,
            must_change_password=me.must_change_password,
            user=me,
        )

    def _set_cookie(self, response: Response, claim: Claim) -> None:
        response.set_cookie(
            cookie_name(behind_tls=self._behind_tls),
            write_cookie(claim),
            max_age=self.lifetimes.absolute_seconds,
            path="/",
            secure=self._behind_tls,
            httponly=True,
            samesite="strict",
        )

    def forget_cookie(self, response: Response) -> None:
        """Tell the browser to drop its cookie."""
        response.delete_cookie(
            cookie_name(behind_tls=self._behind_tls),
            path="/",
            secure=self._behind_tls,
            httponly=True,
            samesite="strict",
        )


def desk_of(request: Request) -> SignInDesk:
    """The desk of the running application."""
    state = request.app.state
    return SignInDesk(database_of(request), state.authenticate, state.settings.session)
