"""Installations for tests of whole processes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.installation import Installation


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation that was started and stopped once: its cluster is made and migrated."""
    made = Installation(tmp_path_factory.mktemp("prepared"))
    started = made.run("up", "--detach")
    assert started.returncode == 0, started.stderr
    made.stop()
    return made


@pytest.fixture
def installation(prepared: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of that installation, not running; whatever runs at the end of the test is stopped."""
    shutil.copytree(prepared.layout.var, tmp_path / "var")
    made = Installation(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def empty_installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that was never started."""
    made = Installation(tmp_path / "empty")
    made.folder.mkdir()
    yield made
    made.stop()
