"""What doctor says of a machine, of a data folder and of the services."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from churnvision.kit import migrations
from churnvision.kit.schema_revision import newest_revision, present_revision
from churnvision.local.application import Worker, newest_worker
from churnvision.local.errors import ServiceNotStarted
from churnvision.local.known_addresses import KnownAddresses
from churnvision.local.machine_checks import check_machine, check_python
from churnvision.local.service_checks import check_services
from churnvision.local.settings import LocalSettings, present_environment
from churnvision.local.stack import Stack
from churnvision.local.wholeness import prepare_folders


@pytest.fixture
def stores(local_settings: LocalSettings) -> Iterator[Stack]:
    """PostgreSQL and Valkey of an installation, running."""
    prepare_folders(local_settings.layout)
    stack = Stack(local_settings, report=lambda _step: None)
    try:
        stack.start_stores()
        yield stack
    finally:
        stack.stop()


def services(stack: Stack, settings: LocalSettings) -> dict[str, str]:
    env = stack.environment
    addresses = KnownAddresses(
        env["CHURNVISION_DATABASE__OWNER_URL"],
        env["CHURNVISION_DATABASE__URL"],
        env["CHURNVISION_REDIS__URL"],
    )
    found = list(check_services(settings.layout, addresses, fix=False))
    assert all(one.evidence and one.command for one in found if one.state != "ok")
    return {one.check: f"{one.state}: {one.sentence}" for one in found}


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), "failed"), ((3, 11), "ok"), ((3, 13), "ok"), ((3, 14), "failed")]
)
def test_python_is_checked_against_what_the_lock_supports(version: tuple[int, int], state: str) -> None:
    assert check_python(version).state == state


def test_a_machine_on_which_nothing_was_started_is_well(local_settings: LocalSettings) -> None:
    findings = list(check_machine(local_settings, None))
    assert {finding.state for finding in findings} <= {"ok", "warning"}
    assert {finding.check for finding in findings} == {
        "python",
        "disk",
        "ports",
        "folders",
        "programs",
        "openmp",
    }
    assert not local_settings.layout.var.exists()


def test_a_key_that_others_may_read_is_named(stores: Stack, local_settings: LocalSettings) -> None:
    key = local_settings.layout.keys / "backup.key"
    key.chmod(0o640)
    (finding,) = [one for one in check_machine(local_settings, None) if one.check == "folders"]
    assert finding.state == "failed"
    assert finding.evidence == str(key)
    assert finding.command == f"chmod go= {key}"


def test_an_empty_database_needs_migrations_and_a_worker(
    stores: Stack, local_settings: LocalSettings
) -> None:
    said = services(stores, local_settings)
    assert said["cluster"].startswith("ok: PostgreSQL 18")
    assert said["redis"] == "ok: Redis answers."
    assert said["migrations"] == (
        f"failed: The database has no schema, this program needs {newest_revision()}: "
        "run `churnvision migrate`."
    )
    assert said["worker"].startswith("failed: ")


def test_a_migrated_database_whose_worker_fell_silent(stores: Stack, local_settings: LocalSettings) -> None:
    url = stores.environment["CHURNVISION_DATABASE__OWNER_URL"]
    migrations.upgrade(url)
    assert present_revision(url) == newest_revision() == migrations.head_revision()
    assert services(stores, local_settings)["worker"] == (
        "failed: No worker is known to the queue: training and scoring wait."
    )
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')"
        )
    said = services(stores, local_settings)
    assert said["worker"].startswith("failed: The last sign of a worker is 300 s old")
    assert said["migrations"].startswith("ok: ")
    assert said["model files"] == "ok: No model is promoted yet."


def test_a_worker_that_starts_while_doctor_looks_is_waited_for(
    stores: Stack, local_settings: LocalSettings
) -> None:
    url = stores.environment["CHURNVISION_DATABASE__OWNER_URL"]
    migrations.upgrade(url)

    def start_late() -> None:
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")

    late = threading.Timer(1.0, start_late)
    late.start()
    assert services(stores, local_settings)["worker"].startswith("ok: ")
    late.join()


def test_a_worker_that_ends_at_its_start_is_named_with_its_log(
    stores: Stack, local_settings: LocalSettings
) -> None:
    url = stores.environment["CHURNVISION_DATABASE__OWNER_URL"]
    migrations.upgrade(url)
    worker = Worker(
        local_settings, {**present_environment(), **stores.environment, "CHURNVISION_WEB_PORT": "nonsense"}
    )
    worker.start()
    with pytest.raises(ServiceNotStarted, match=r"The worker ended at its start: .*worker\.log"):
        worker.await_known(url, after=newest_worker(url))


def test_services_that_do_not_answer_are_said_to_be_so(local_settings: LocalSettings, tmp_path: Path) -> None:
    nowhere = f"postgresql://churnvision@/churnvision?host={tmp_path}"
    addresses = KnownAddresses(nowhere, None, "redis://127.0.0.1:1/0")
    found = {f.check: f for f in check_services(local_settings.layout, addresses, fix=True)}
    assert found["cluster"].state == "failed"
    assert found["cluster"].sentence.startswith("PostgreSQL is not running")
    assert "No such file or directory" in (found["cluster"].evidence or "")
    assert found["cluster"].command == "churnvision up --detach"
    assert found["redis"].state == "warning"
    assert found.keys() == {"cluster", "redis"}
