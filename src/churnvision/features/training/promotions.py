"""Which version forecasts: promoting one, and going back to the one before, each in one transaction.

Promotions are a stack: a rollback takes the top off, so that two of them in a row go back two versions, and
never forth again to one that was given up.
"""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.training import repository
from churnvision.features.training.errors import NoPromotedModel, NothingToRollBackTo, PromotedMeanwhile
from churnvision.kit.access import Actor
from churnvision.kit.jobs import enqueue

Kind = Literal["promotion", "rollback"]


async def make_current(session: AsyncSession, actor: Actor, version_id: int, *, kind: Kind) -> None:
    """Change the version that forecasts, under `repository.lock_promotion`; a scoring follows."""
    before = await repository.find_promoted(session)
    await repository.set_promoted(session, version_id, actor.user_id)
    await repository.add_promotion(
        session,
        {
            "kind": kind,
            "model_version_id": version_id,
            "previous_version_id": None if before is None else before.id,
            "promoted_by": actor.user_id,
        },
    )
    # By its name: predictions stands above training and is not known here.
    await enqueue(session, "predictions.refresh", created_by=actor.user_id)


async def roll_back(session: AsyncSession, actor: Actor, from_version_id: int) -> int:
    """Go back from this version; the id of the one that forecasts now.

    Of two at once, the second finds that its version forecasts no more.
    Raises NoPromotedModel, PromotedMeanwhile, NothingToRollBackTo.
    """
    await repository.lock_promotion(session)
    present = await repository.find_promoted(session)
    if present is None:
        raise NoPromotedModel
    if present.id != from_version_id:
        raise PromotedMeanwhile(promoted_version_id=present.id)
    version_id = await find_previous(session)
    if version_id is None:
        raise NothingToRollBackTo
    await make_current(session, actor, version_id, kind="rollback")
    await audit.record(
        session,
        actor,
        "model.rolled_back",
        subject=("model_version", version_id),
        from_version_id=from_version_id,
    )
    return version_id


async def find_previous(session: AsyncSession) -> int | None:
    """The version that a rollback would make current again, None when there is none."""
    return previous_of(await repository.find_steps(session))


def previous_of(steps: Sequence[tuple[str, int]]) -> int | None:
    """The version before the present one in kind and version of every step, the oldest first."""
    stack: list[int] = []
    for kind, version_id in steps:
        if kind == "promotion":
            stack.append(version_id)
        else:
            stack.pop()
    return stack[-2] if len(stack) > 1 else None
