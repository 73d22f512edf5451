"""The shell lines of docs/operating/disaster-recovery.md, run in their order on a real installation."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.installation import PASSWORD, Installation

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]
GUIDE = Path(__file__).parents[2] / "docs" / "operating" / "disaster-recovery.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.rehearsal
def test_every_block_of_the_guide_runs(tmp_path: Path) -> None:
    blocks = BLOCK.findall(GUIDE.read_text())
    assert len(blocks) > 12
    if shutil.which("jq") is None:
        pytest.skip("the guide's lines need jq")
    installation = Installation(
        tmp_path,
        settings={
            "CHURNVISION_ENVIRONMENT_FILE": str(tmp_path / ".env.production"),
            "CHURNVISION_LICENCE_FILE": str(tmp_path / "license.key"),
            "CHURNVISION_CERTIFICATES": str(tmp_path / "infra" / "ssl"),
        },
    )
    # Without a promoted model nobody has made it.
    installation.layout.models.mkdir()
    environment = installation.env | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    try:
        for arguments in (
            ["up", "--detach"],
            ["sample", "--employees", "120", "--months", "12", "--out", str(tmp_path / "sample")],
            ["import", str(tmp_path / "sample" / "people.csv"), "--yes"],
            ["dr", "backup"],
        ):
            prepared = installation.run(*arguments)
            assert prepared.returncode == 0, prepared.stderr
        for block in blocks:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", block],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
            if "jq '.total'" in block:
                assert int(done.stdout.strip().splitlines()[-1]) > 100
    finally:
        installation.stop()


def test_the_table_has_every_command_of_the_former_guide() -> None:
    table = GUIDE.read_text().partition("## The lines of the former guide")[2]
    for line in (
        "openssl enc -aes-256-cbc -d -pbkdf2",
        "gunzip",
        "psql -U churnvision -d churnvision",
        "pg_restore --target-time",
        "createdb",
        "dropdb",
        "docker compose",
        "docker volume rm",
        "nvidia-smi",
        "ollama pull",
        "df -h",
        "free -h",
        "curl http://localhost:8000/health",
        "license.key",
        "jq",
    ):
        assert line in table
    assert PASSWORD not in table
