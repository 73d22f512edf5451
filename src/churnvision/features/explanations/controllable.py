"""Which attributes are marked as controllable: those that people in charge say they can change.

Tenure, age and the season pass by themselves and cannot be marked. Nothing follows from a mark but that the
model's sensitivity to the attribute is shown.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.explanations import repository
from churnvision.features.explanations.basis import find_basis
from churnvision.features.explanations.errors import AttributeNotControllable
from churnvision.features.explanations.schemas import ControllableAttributes, ControllableChoice
from churnvision.features.explanations.views import Basis
from churnvision.features.predictions.tables import AttributeProfile
from churnvision.kit.access import Actor

# Names of `ml.features`; every other time counts from an event, such as the last raise.
_PASSING = ("tenure_months", "age_years")


def can_be_marked(profile: AttributeProfile) -> bool:
    """Whether somebody could change it, and forecasts can depend on it."""
    return profile.kind != "season" and profile.attribute not in _PASSING and bool(profile.values)


async def find_choices(session: AsyncSession) -> ControllableAttributes:
    """The attributes that can be marked, and which are. Raises what `find_basis` raises."""
    basis = await find_basis(session)
    return _choices(basis, await repository.find_controllable(session))


async def set_choices(
    session: AsyncSession, actor: Actor, attributes: Sequence[str]
) -> ControllableAttributes:
    """Mark exactly these of the attributes that the model reads; marks of others stay as they are.

    Raises AttributeUnknown, AttributeNotRead, AttributeNotVaried, AttributeNotControllable, and what
    `find_basis` raises.
    """
    basis = await find_basis(session)
    wanted = set(attributes)
    for name in sorted(wanted):
        if not can_be_marked(basis.profile(name)):
            raise AttributeNotControllable(attribute=name)
    before = await repository.find_controllable(session)
    read = {one.attribute for one in basis.profiles}
    removed, added = (before & read) - wanted, wanted - before
    await repository.change_controllable(session, removed, added, actor.user_id)
    await audit.record(
        session,
        actor,
        "controllable_attributes.set",
        subject=("controllable_attributes", None),
        added=sorted(added),
        removed=sorted(removed),
    )
    return _choices(basis, (before - removed) | added)


def _choices(basis: Basis, marked: set[str]) -> ControllableAttributes:
    return ControllableAttributes(
        items=[
            ControllableChoice(
                attribute=one.attribute,
                label=basis.label(one.attribute),
                kind=one.kind,
                is_controllable=one.attribute in marked,
            )
            for one in basis.profiles
            if can_be_marked(one)
        ]
    )
