import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from churnvision.kit.settings import Settings

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(settings: Settings) -> Run:
    """Runs the command line on this test's database."""
    env = os.environ | {
        "CHURNVISION_DATABASE__URL": settings.database.url,
        "CHURNVISION_DATABASE__OWNER_URL": settings.database.owner_url,
        "CHURNVISION_REDIS__URL": settings.redis.url,
        "CHURNVISION_VAR": str(settings.var),
        "DATABASE_URL": settings.database.url,
    }

    def execute(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "churnvision.cli.main", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    return execute
