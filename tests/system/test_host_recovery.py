"""A lost machine: nothing is left but the bundle and the key, and everything comes back by one command."""

import json
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import psycopg
import pytest

from churnvision.local.state import read_state
from tests.system.installation import PASSWORD, Installation, wait_for

pytestmark = pytest.mark.system


def machine(folder: Path) -> Installation:
    """A machine whose every path is below a folder."""
    folder.mkdir(exist_ok=True)
    return Installation(
        folder,
        settings={
            "CHURNVISION_ENVIRONMENT_FILE": str(folder / ".env.production"),
            "CHURNVISION_LICENCE_FILE": str(folder / "license.key"),
            "CHURNVISION_CERTIFICATES": str(folder / "ssl"),
        },
    )


def done(installation: Installation, *arguments: str) -> str:
    """What a command that must succeed printed."""
    ended = installation.run(*arguments)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def employees_total(installation: Installation) -> int:
    """The guide's test of the API."""
    url = f"http://127.0.0.1:{installation.api_port}/api/v1"
    body = json.dumps({"username": "admin", "password": PASSWORD}).encode()
    login = urllib.request.Request(
        f"{url}/auth/login", data=body, headers={"Content-Type": "application/json"}
    )
    token = json.load(urllib.request.urlopen(login, timeout=30))["access_token"]
    asking = urllib.request.Request(f"{url}/employees/", headers={"Authorization": f"Bearer {token}"})
    return int(json.load(urllib.request.urlopen(asking, timeout=30))["total"])


def validation(installation: Installation) -> dict[str, Any]:
    """The checks of `dr validate`, by name."""
    return {check["name"]: check for check in json.loads(done(installation, "dr", "validate", "--json"))}


@pytest.mark.fault("F1", "F2")
def test_an_empty_machine_comes_back_from_one_file(tmp_path: Path) -> None:
    old, new = machine(tmp_path / "old"), machine(tmp_path / "new")
    bundle, key = tmp_path / "b.bundle", tmp_path / "key"
    try:
        done(old, "up", "--detach")
        sample = str(tmp_path / "sample")
        done(old, "sample", "--employees", "120", "--months", "12", "--out", sample)
        done(old, "import", f"{sample}/people.csv", "--yes")
        (old.folder / ".env.production").write_text("POSTGRES_PASSWORD=x\n")
        done(old, "dr", "backup")
        done(old, "dr", "base")
        total = employees_total(old)
        assert wait_for(lambda: len(sealed(old)) > 0, seconds=30)
        seals = sealed(old)
        drill = old.run("dr", "drill", "--full", "--json")
        assert drill.returncode == 0, drill.stdout + drill.stderr
        assert set(json.loads(drill.stdout)["checks"].values()) == {"ok"}
        assert not (old.folder / "var" / "dr" / "full-drill").exists()
        done(old, "dr", "bundle", "--to", str(bundle))
        refused = old.run("dr", "recover", "--from", str(bundle))
        assert refused.returncode == 5
        assert "for an empty machine" in refused.stderr
        shutil.copy(old.folder / "var" / "keys" / "backup.key", key)
    finally:
        old.stop()
    shutil.rmtree(old.folder)

    try:
        wrong = tmp_path / "wrong"
        wrong.write_text("Kd4 velvet+harbour 88 quince!moss Yb\n")
        assert new.run("dr", "recover", "--from", str(bundle), "--key", str(wrong)).returncode == 7
        done(new, "dr", "recover", "--from", str(bundle), "--key", str(key))
        assert employees_total(new) == total > 100
        assert {check["state"] for check in validation(new).values()} <= {"ok", "not asked"}
        assert seals.items() <= sealed(new).items()
        assert (new.folder / ".env.production").read_text() == "POSTGRES_PASSWORD=x\n"
    finally:
        new.stop()


def sealed(installation: Installation) -> dict[int, bytes]:
    """The seals of the audit trail: each chains all before it."""
    state = read_state(installation.layout)
    assert state is not None
    with psycopg.connect(state.environment["CHURNVISION_DATABASE__OWNER_URL"]) as connection:
        rows = connection.execute("SELECT event_id, hash FROM audit_seals").fetchall()
    return {int(event): bytes(seal) for event, seal in rows}
