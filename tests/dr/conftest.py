"""Installations for the tests of recovery, on the tests' own server."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dr.archived_cluster import (
    ArchivedCluster,
    Recoverable,
    copy_cluster,
    copy_recoverable,
    remove_template,
)
from tests.dr.faults import SmallDisk
from tests.dr.installation import Installation, drop_relatives, make_installation
from tests.dr.site_pair import remove_template as remove_pair

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 4 << 30


@pytest.fixture
def installation(tmp_path: Path, owner_url: str) -> Iterator[Installation]:
    """One with content; what restores leave on the server goes with it."""
    made = make_installation(tmp_path, owner_url)
    yield made
    drop_relatives(made.database)


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is room: a cluster has 1,500 files and is made several times."""
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM_BYTES:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="cv-dr-", dir=_MEMORY, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def archived(quick_folder: Path) -> Iterator[ArchivedCluster]:
    """A running cluster that archives its log."""
    made = copy_cluster(quick_folder)
    yield made
    made.remove()


@pytest.fixture
def recoverable(quick_folder: Path) -> Iterator[Recoverable]:
    """A stopped cluster with a base backup and an archived log."""
    made = copy_recoverable(quick_folder)
    yield made
    made.cluster.remove()


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    """A file system of its own that a test can fill to the last byte; needs root."""
    disk = SmallDisk(tmp_path_factory.mktemp("disk"))
    if not disk.mount():
        pytest.skip("a file system of a test's own needs root (mount -t tmpfs)")
    yield disk
    disk.unmount()


@pytest.fixture(scope="session", autouse=True)
def _no_template_left() -> Iterator[None]:
    yield
    remove_template()
    remove_pair()
