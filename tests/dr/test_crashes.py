"""kill -9, a full disk and an exception at every step: old or new, never a mix; the next run heals."""

import pytest

from churnvision.dr import steps
from churnvision.dr.catalogue import find_backups
from churnvision.dr.drill import hold_drill
from churnvision.dr.prune import prune_backups
from churnvision.kit.errors import ChurnVisionError
from tests.dr.crash_steps import ACTS, is_from
from tests.dr.faults import failing_at, strike
from tests.dr.installation import Installation, drop_relatives
from tests.dr.oracle import require_clean, require_only_proved

ERRORS = [OSError(28, "No space left on device"), RuntimeError("a fault of our own")]


def test_every_step_of_the_engine_has_a_crash_case() -> None:
    # Those of a second site are in test_site_crashes.py, which has the same test.
    of_sites = [step for step in steps.STEPS if step.startswith("site.")]
    assert sorted([*of_sites, *(step for reached in ACTS.values() for step in reached)]) == sorted(
        steps.STEPS
    )


@pytest.mark.fault("A2", "H6")
@pytest.mark.parametrize("step", ACTS["backup"])
def test_a_backup_killed_at_any_step_is_whole_or_absent(installation: Installation, step: str) -> None:
    first = installation.backup()
    strike(installation.environment, "backup", step)
    is_named = is_from("backup", step, "backup.named")
    assert require_only_proved(installation) == (2 if is_named else 1)
    installation.backup()
    require_clean(installation)
    assert require_only_proved(installation) == (3 if is_named else 2)
    assert find_backups(installation.settings.backups)[-1].backup_id == first.backup_id


@pytest.mark.fault("C2")
@pytest.mark.parametrize("step", ACTS["restore"])
def test_a_restore_killed_at_any_step_leaves_the_old_or_the_new(
    installation: Installation, step: str
) -> None:
    new = installation.content()
    installation.backup()
    installation.execute("DELETE FROM notes WHERE id < 1000")
    old = installation.content()
    strike(installation.environment, "restore", step)
    is_swapped = is_from("restore", step, "restore.swapped")
    assert installation.content() == (new if is_swapped else old)
    drop_kept(installation)
    installation.restore()
    assert installation.content() == new
    require_clean(installation)


def drop_kept(installation: Installation) -> None:
    """A restore in the same second would take the same name."""
    if any("_before_" in name for name in installation.databases()):
        drop_relatives(installation.database)


@pytest.mark.fault("C16")
@pytest.mark.parametrize("step", ACTS["drill"])
def test_a_drill_killed_at_any_step_leaves_the_live_database_alone(
    installation: Installation, step: str
) -> None:
    installation.backup()
    before = installation.content()
    strike(installation.environment, "drill", step)
    outcome, _ = hold_drill(installation.settings, installation.database)
    assert outcome.has_passed
    assert installation.content() == before
    require_clean(installation)


@pytest.mark.fault("B8")
@pytest.mark.parametrize("step", ACTS["prune"])
def test_a_prune_killed_at_any_step_leaves_whole_backups(installation: Installation, step: str) -> None:
    made = [installation.backup() for _ in range(3)]
    strike(installation.environment, "prune", step)
    require_only_proved(installation)
    prune_backups(installation.settings)
    require_clean(installation)
    left = find_backups(installation.settings.backups)
    assert [backup.backup_id for backup in left] == [made[-1].backup_id]
    assert require_only_proved(installation) == 1


@pytest.mark.fault("A9")
@pytest.mark.rehearsal
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("step", ACTS["backup"])
def test_a_backup_that_fails_at_any_step_is_whole_or_absent(
    installation: Installation, step: str, error: Exception
) -> None:
    with steps.observed(failing_at(step, error)), pytest.raises((ChurnVisionError, RuntimeError)):
        installation.backup()
    require_clean(installation)
    require_only_proved(installation)


@pytest.mark.fault("C2")
@pytest.mark.rehearsal
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("step", ACTS["restore"])
def test_a_restore_that_fails_at_any_step_leaves_the_old_or_the_new(
    installation: Installation, step: str, error: Exception
) -> None:
    new = installation.content()
    installation.backup()
    installation.execute("DELETE FROM notes WHERE id < 1000")
    old = installation.content()

    with steps.observed(failing_at(step, error)), pytest.raises((ChurnVisionError, RuntimeError, OSError)):
        installation.restore()
    is_swapped = is_from("restore", step, "restore.swapped")
    assert installation.content() == (new if is_swapped else old)
    require_clean(installation)
