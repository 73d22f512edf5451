"""An installation in a temporary folder, with ports of its own."""

from pathlib import Path

import pytest

from churnvision.local.layout import Layout
from churnvision.local.ports import find_free_port
from churnvision.local.settings import LocalSettings, read_settings


@pytest.fixture
def local_settings(tmp_path: Path) -> LocalSettings:
    """Settings of an embedded stack that nothing else uses."""
    return read_settings(
        {
            "CHURNVISION_VAR": str(tmp_path / "var"),
            "CHURNVISION_BACKUPS": str(tmp_path / "backups"),
            "CHURNVISION_MODELS": str(tmp_path / "models"),
            "CHURNVISION_WEB_PORT": str(find_free_port()),
            "CHURNVISION_API_PORT": str(find_free_port()),
        }
    )


@pytest.fixture
def layout(local_settings: LocalSettings) -> Layout:
    """The folders of that installation, made."""
    local_settings.layout.make_folders()
    return local_settings.layout
