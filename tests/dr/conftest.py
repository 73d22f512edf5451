"""Installations for the tests of recovery, on the tests' own server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dr.archived_cluster import ArchivedCluster, copy_cluster, remove_template
from tests.dr.installation import Installation, drop_relatives, make_installation
from tests.dr.site_pair import remove_template as remove_pair


@pytest.fixture
def installation(tmp_path: Path, owner_url: str) -> Iterator[Installation]:
    """One with content; what restores leave on the server goes with it."""
    made = make_installation(tmp_path, owner_url)
    yield made
    drop_relatives(made.database)


@pytest.fixture
def archived(tmp_path: Path) -> Iterator[ArchivedCluster]:
    """A running cluster that archives its log."""
    made = copy_cluster(tmp_path)
    yield made
    made.remove()


@pytest.fixture(scope="session", autouse=True)
def _no_template_left() -> Iterator[None]:
    yield
    remove_template()
    remove_pair()
