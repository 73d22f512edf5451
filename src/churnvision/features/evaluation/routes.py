"""Backtests over HTTP."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from churnvision.features.evaluation import service
from churnvision.features.evaluation.schemas import (
    BacktestPage,
    BacktestRequest,
    BacktestResults,
    BacktestView,
    ListRequest,
    MonthList,
)
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import OwnDatabase, ReadTx, Tx
from churnvision.kit.identifiers import RowId
from churnvision.kit.pagination import PageRequest
from churnvision.kit.run_events import events

router = APIRouter(prefix="/evaluation", tags=["evaluation"])


@router.post("/backtests", status_code=202)
async def start_backtest(
    session: Tx,
    actor: Annotated[Actor, requires("training:run")],
    wanted: Annotated[BacktestRequest | None, Body()] = None,
) -> BacktestView:
    """Queue a backtest: the forecast of each past month as it would have been, beside what happened."""
    return await service.start(session, actor, wanted or BacktestRequest())


@router.get("/backtests")
async def list_backtests(
    session: ReadTx,
    _actor: Annotated[Actor, requires("training:read")],
    wanted: Annotated[PageRequest, Query()],
) -> BacktestPage:
    """Backtests, newest first, and whether one can be started with the present data."""
    return await service.find_page(session, wanted)


@router.get("/backtests/{backtest_id}")
async def get_backtest(
    session: ReadTx, actor: Annotated[Actor, requires("training:read")], backtest_id: RowId
) -> BacktestResults:
    """One backtest with its progress and, once it has succeeded, what it found."""
    return await service.read(session, actor, backtest_id)


@router.post("/backtests/{backtest_id}/cancel", status_code=202)
async def cancel_backtest(
    session: Tx, actor: Annotated[Actor, requires("training:run")], backtest_id: RowId
) -> BacktestView:
    """Cancel a backtest that has not ended."""
    return await service.cancel(session, actor, backtest_id)


async def _first_state(session: ReadTx, backtest_id: RowId) -> BacktestView:
    return await service.find(session, backtest_id)


@router.get("/backtests/{backtest_id}/events", response_class=EventSourceResponse)
async def watch_backtest(
    _actor: Annotated[Actor, requires("training:read")],
    first: Annotated[BacktestView, Depends(_first_state)],
    database: OwnDatabase,
) -> AsyncIterator[ServerSentEvent]:
    """Progress as server-sent events: "progress" at each change, "finished" at the end."""
    async for event in events(database, first, service.find):
        yield event


@router.get("/backtests/{backtest_id}/lists/{month}")
async def get_backtest_list(
    session: ReadTx,
    database: OwnDatabase,
    actor: Annotated[Actor, requires("predictions:read")],
    backtest_id: RowId,
    month: date,
    wanted: Annotated[ListRequest, Query()],
) -> MonthList:
    """The list of a month as it was known then, the most likely leavers in scope first."""
    return await service.read_list(session, database, actor, backtest_id, month, wanted)
