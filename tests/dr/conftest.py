"""Installations for the tests of recovery, on the tests' own server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dr.installation import Installation, drop_relatives, make_installation


@pytest.fixture
def installation(tmp_path: Path, owner_url: str) -> Iterator[Installation]:
    """One with content; what restores leave on the server goes with it."""
    made = make_installation(tmp_path, owner_url)
    yield made
    drop_relatives(made.database)
