"""Taking a committed import back."""

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.datasets import fact_removal, fact_writing, present_state, repository
from churnvision.features.datasets.errors import LaterImportsRely, NotCommitted
from churnvision.features.datasets.schemas import DatasetView
from churnvision.features.datasets.service import find
from churnvision.features.datasets.tables import Dataset
from churnvision.features.datasets.views import view
from churnvision.kit.access import Actor
from churnvision.kit.clock import utc_now


async def undo(session: AsyncSession, actor: Actor, dataset_id: int) -> DatasetView:
    """Take an import back: its facts go, and people, org units and attributes that it alone brought.

    Raises DatasetNotFound, NotCommitted, LaterImportsRely.
    """
    dataset = await find(session, dataset_id, lock=True)
    if dataset.status != "committed":
        raise NotCommitted(dataset_id=dataset_id)
    await repository.wait_for_other_imports(session)
    await _refuse_while_others_rely(session, dataset)
    await present_state.collect_affected(session, dataset_id)
    details = await fact_removal.remove_facts(session, dataset_id)
    await present_state.remove_strangers(session, dataset_id)
    await present_state.derive(session)
    await fact_removal.remove_org_units(session, details.get("org_unit_ids", []))
    names = [entry["name"] for entry in details.get("attributes", [])]
    await fact_writing.derive_catalogue(session, names)
    dataset = await repository.change_dataset(
        session, dataset_id, {"status": "undone", "undone_at": utc_now()}
    )
    await audit.record(session, actor, "dataset.undone", subject=("dataset", dataset_id))
    return view(dataset)


async def _refuse_while_others_rely(session: AsyncSession, dataset: Dataset) -> None:
    """Later lists leave out what is known already; without this import it would be lost."""
    later = await repository.find_later_that_left_out(session, dataset)
    if not later:
        return
    named = ", ".join(str(number) for number in later)
    raise LaterImportsRely(
        f"Import {dataset.id} cannot be undone yet: later imports left out what was known from it or from an "
        f"earlier one. Undo {'import' if len(later) == 1 else 'these imports first, in this order:'} {named}"
        f"{' first' if len(later) == 1 else ''}.",
        dataset_ids=later,
    )
