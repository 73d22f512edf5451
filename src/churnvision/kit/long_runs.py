"""Rows of what takes minutes in the worker: queued, followed, cancelled, and ended one way or another.

A feature names its kind once, as `LongRuns`; `kit.attempts` works on such a row, `kit.run_events` and
`kit.patience` follow it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import case, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.kit.clock import utc_now
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.tables import LongRun

Status = Literal["queued", "running", "succeeded", "failed", "cancelled"]
FINISHED: frozenset[str] = frozenset({"succeeded", "failed", "cancelled"})
Row = TypeVar("Row", bound=LongRun)
Options = TypeVar("Options", bound=BaseModel)


class LongRunView(BaseModel):
    """What every long run shows of itself."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    status: Status
    progress: int = Field(ge=0, le=100, description="percent done")
    message: str | None = Field(description="what it is doing, or why it ended")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.status in FINISHED


@dataclass(frozen=True)
class LongRuns(Generic[Row, Options]):
    """One kind of long run: its table and options, its job in the queue, its noun in sentences.

    `argument` is the name under which the job, and the errors `missing` and `ended`, carry the id.
    """

    table: type[Row]
    options: type[Options]
    task: str
    argument: str
    noun: str
    missing: type[ChurnVisionError]
    ended: type[ChurnVisionError]

    async def add(self, session: AsyncSession, options: Mapping[str, Any], created_by: int | None) -> int:
        """Insert a queued run; its id."""
        values = {"options": dict(options), "created_by": created_by}
        return (await session.scalars(insert(self.table).values(values).returning(self.table.id))).one()

    async def count(self, session: AsyncSession) -> int:
        """How many runs there are."""
        return await session.scalar(select(func.count()).select_from(self.table)) or 0

    async def find_unfinished_ids(self, session: AsyncSession) -> set[int]:
        """The runs that wait or run."""
        query = select(self.table.id).where(self.table.status.not_in(FINISHED))
        return set((await session.scalars(query)).all())

    async def lock(self, session: AsyncSession, run_id: int) -> Row | None:
        """The run's row, held until the end of the transaction."""
        query = select(self.table).where(self.table.id == run_id).with_for_update()
        return (await session.scalars(query.execution_options(populate_existing=True))).first()

    async def set(self, session: AsyncSession, run_id: int, **values: Any) -> None:
        """Change columns of a run."""
        await session.execute(update(self.table).where(self.table.id == run_id).values(**values))

    async def begin(self, session: AsyncSession, run_id: int, number: int) -> None:
        """Write that an attempt begins; the first start stays."""
        started_at = self.table.started_at
        await self.set(
            session,
            run_id,
            status="running",
            attempts=number,
            progress=0,
            message=_of_attempt(number, "Reading the facts"),
            started_at=case((started_at.is_(None), func.now()), else_=started_at),
        )

    async def tell(
        self, session: AsyncSession, run_id: int, number: int, progress: int, message: str
    ) -> bool:
        """Write the progress of one attempt; False when the run is no longer this attempt's to do."""
        statement = (
            update(self.table)
            .where(
                self.table.id == run_id,
                self.table.attempts == number,
                self.table.status == "running",
                self.table.cancel_requested_at.is_(None),
            )
            .values(progress=progress, message=_of_attempt(number, message))
            .returning(literal(1))
        )
        return await session.scalar(statement) is not None

    async def end(
        self, session: AsyncSession, run_id: int, status: Status, message: str, **more: Any
    ) -> None:
        """Write that a run ends now; a success is at 100 percent."""
        progress = {"progress": 100} if status == "succeeded" else {}
        await self.set(
            session, run_id, status=status, message=message, finished_at=func.now(), **progress, **more
        )

    async def cancel(self, session: AsyncSession, run_id: int) -> None:
        """Cancel a queued run at once; a running one ends within seconds. Raises `missing`, `ended`."""
        found = await self.lock(session, run_id)
        which: dict[str, Any] = {self.argument: run_id}
        if found is None:
            raise self.missing(**which)
        if found.status in FINISHED:
            raise self.ended(**which)
        if found.status == "queued":
            message = "Cancelled before it began."
            await self.end(session, run_id, "cancelled", message, cancel_requested_at=utc_now())
        else:
            await self.set(session, run_id, message="Cancelling", cancel_requested_at=utc_now())


def _of_attempt(number: int, message: str) -> str:
    """Says why the progress begins anew."""
    return message if number == 1 else f"{message} (begun again after an interruption, attempt {number})"
