"""Doctor on settings: whatever is wrong is named, and nothing of it stops doctor."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from churnvision.dr.settings import read_settings as read_recovery_settings
from churnvision.kit.environment import names_asked_by, read_despite
from churnvision.local.findings import Finding
from churnvision.local.setting_checks import check_settings
from churnvision.local.settings import read_settings

SECRET = "a-secret-of-tests-only"


def look(given: Mapping[str, str], *, seconds: float = 30) -> list[Finding]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHURNVISION_")}
    environment = clean | dict(given)
    refused = (
        read_despite(read_settings, environment)[1] + read_despite(read_recovery_settings, environment)[1]
    )
    found = list(
        check_settings(environment, refused, names_asked_by(read_recovery_settings), seconds=seconds)
    )
    assert all(one.evidence and one.command for one in found if one.state != "ok")
    assert SECRET not in f"{found}"
    return found


def test_settings_that_can_be_used_are_counted() -> None:
    (finding,) = look(
        {
            "CHURNVISION_WEB_PORT": "3001",
            "CHURNVISION_API_PORT": "",
            "CHURNVISION_BACKUP_KEEP_DAILY": "3",
            "CHURNVISION_SCHEDULE__DAY": "2",
            "CHURNVISION_ADMIN_PASSWORD": SECRET,
            "CHURNVISION_LICENCE_FILE": "license.key",
        }
    )
    assert (finding.state, finding.sentence) == (
        "ok", "Every setting can be used (6 CHURNVISION_ variables are set)."
    )  # fmt: skip


def test_every_wrong_setting_is_named_whoever_reads_it() -> None:
    wrong = {
        "CHURNVISION_WEB_PORT": "http",
        "CHURNVISION_SUPERVISOR__HUNG_AFTER_SECONDS": "soon",
        "CHURNVISION_VAR": "~nobody-of-tests/var",
        "CHURNVISION_DATABASE__URL": f"app:{SECRET}@db",
        "CHURNVISION_DATABASE__OWNER_URL": f"postgresql://owner:{SECRET}@db:port/churnvision",
        "CHURNVISION_REDIS__URL": f"http://:{SECRET}@cache",
        "CHURNVISION_BACKUP_GZIP_LEVEL": "11",
        "CHURNVISION_BACKUP_KEEP_DAILY": "0",
        "CHURNVISION_SESSION__IDLE_SECONDS": "-1",
        "CHURNVISION_VALUE": "no JSON",
    }
    found = look(wrong)
    assert {one.state for one in found} == {"failed"}
    assert {(one.command or "").removeprefix("unset ") for one in found} == set(wrong) - {
        # A group that cannot be read at all hides the others of the application.
        "CHURNVISION_SESSION__IDLE_SECONDS"
    }
    assert len(found) == len(wrong) - 1


def test_a_value_that_only_the_application_reads_is_named() -> None:
    (finding,) = look({"CHURNVISION_SESSION__IDLE_SECONDS": "-1"})
    assert "CHURNVISION_SESSION__IDLE_SECONDS: Input should be greater than 0" in finding.sentence


def test_half_of_an_external_database_is_missing_the_other() -> None:
    (finding,) = look({"CHURNVISION_DATABASE__URL": "postgresql://app@db/churnvision"})
    assert "set both or neither" in finding.sentence


def test_a_misspelt_variable_is_a_warning_with_what_was_meant() -> None:
    (finding,) = look({"CHURNVISION_WEBPORT": "3001"})
    assert finding.state == "warning"
    assert "did you mean CHURNVISION_WEB_PORT?" in finding.sentence


def test_an_application_that_cannot_be_asked_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "pydantic_settings.py").write_text("raise ImportError('damaged')\n")
    (finding,) = look({"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"})
    assert finding.state == "failed"
    assert "ImportError: damaged" in (finding.evidence or "")
    assert finding.command == "make venv"


def test_an_application_that_hangs_does_not_hold_doctor_up(tmp_path: Path) -> None:
    (tmp_path / "pydantic_settings.py").write_text("import time\ntime.sleep(600)\n")
    began_at = time.monotonic()
    (finding,) = look(
        {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}, seconds=1.5
    )
    assert time.monotonic() - began_at < 10
    assert "did not answer within 2 s" in (finding.evidence or "")


@pytest.mark.parametrize("read", [read_settings, read_recovery_settings])
def test_names_that_are_asked_for_are_known_without_a_list(read: object) -> None:
    assert "CHURNVISION_VAR" in names_asked_by(read)  # type: ignore[arg-type]
