"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from churnvision.features.auth import service
from churnvision.features.auth.answers import SignInDesk, desk_of
from churnvision.features.auth.schemas import LoginRequest, Me, PasswordChange, RefreshRequest, SignedIn
from churnvision.kit.access import OwnSession, public
from churnvision.kit.cache import OwnCache
from churnvision.kit.database import OwnDatabase, ReadTx, Tx
from churnvision.kit.limits import OwnLimits

router = APIRouter(prefix="/auth", tags=["auth"])
Desk = Annotated[SignInDesk, Depends(desk_of)]

SIGN_INS_PER_MINUTE = 300


@router.post("/login", dependencies=[public("signing in cannot ask for a session")])
async def login(
    request: Request, response: Response, desk: Desk, limits: OwnLimits, wanted: LoginRequest
) -> SignedIn:
    """Begin a session with username and password.

    API clients get tokens; the page (header `X-ChurnVision-Client: page`) gets a cookie instead.
    """
    caller = desk.caller(request)
    await limits.require("login", caller.address, per_minute=SIGN_INS_PER_MINUTE)
    kind = desk.kind_of(request)
    claim = await service.sign_in(
        desk.database,
        wanted.username,
        wanted.password,
        kind=kind,
        caller=caller,
        lifetimes=desk.lifetimes,
    )
    return await desk.answer(response, claim, kind)


@router.post("/refresh", dependencies=[public("the refresh token is the proof")])
async def refresh(
    request: Request, response: Response, desk: Desk, limits: OwnLimits, wanted: RefreshRequest
) -> SignedIn:
    """Exchange a refresh token for new tokens; reuse of an old one ends the session."""
    await limits.require("refresh", desk.caller(request).address, per_minute=SIGN_INS_PER_MINUTE)
    claim = await service.refresh(desk.database, desk.sessions, desk.read_refresh_token(wanted.refresh_token))
    return await desk.answer(response, claim, "api")


@router.post("/logout", status_code=204)
async def logout(session: Tx, response: Response, desk: Desk, actor: OwnSession) -> None:
    """End this session, at once."""
    await service.sign_out(session, actor, sessions=desk.sessions)
    desk.forget_cookie(response)


@router.get("/me")
async def read_me(session: ReadTx, actor: OwnSession) -> Me:
    """The signed-in user, with roles, permissions and scope."""
    return await service.describe_me(session, actor)


@router.post("/password", status_code=204)
async def change_password(
    database: OwnDatabase, cache: OwnCache, desk: Desk, actor: OwnSession, wanted: PasswordChange
) -> None:
    """Replace one's own password; the user's other sessions end."""
    await service.change_password(
        database, actor, wanted.current_password, wanted.new_password, sessions=desk.sessions, cache=cache
    )
