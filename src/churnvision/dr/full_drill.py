"""A full drill: the whole system comes back from a bundle beside the running one, is used, and is removed.

Each step is a command in a process of its own, as an operator would type it on an empty machine.
"""

import json
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from churnvision.dr import catalogue
from churnvision.dr.api_client import Api
from churnvision.dr.archive import archive_of
from churnvision.dr.bundle import write_bundle
from churnvision.dr.command import Program
from churnvision.dr.database import Database
from churnvision.dr.drill import DrillFailed, DrillReport, age_seconds, run_checks, write_report
from churnvision.dr.keys import authentication_key, find_keys
from churnvision.dr.log_switch import archives_of, hand_over_log
from churnvision.dr.manifest import Manifest
from churnvision.dr.settings import RecoverySettings, present_environment
from churnvision.dr.trust import prove_manifest
from churnvision.kit.clock import utc_now

Report = Callable[[str], None]
_STEP_SECONDS = 1800.0
_USERNAME = "recovery-drill"
_FORECASTS = "SELECT md5(coalesce(string_agg(o::text, chr(10) ORDER BY o::text), '')) FROM churn_outputs o"


@dataclass
class _Rehearsal:
    """The system that is brought up beside the running one."""

    folder: Path
    key_file: Path
    environment: dict[str, str]
    api: Api
    password: str
    token: str = ""

    def churnvision(self, *arguments: str, text: str | None = None) -> dict[str, Any]:
        """Run one command there; its document. Raises ProgramFailed."""
        return _churnvision(self.environment, arguments, text)


def hold_full_drill(
    settings: RecoverySettings, database: Database, *, key: str | None = None, report: Report = lambda _: None
) -> tuple[DrillReport, Path]:
    """Recover the whole system beside the running one, sign in, read a forecast; the signed report.

    Raises DrillFailed with what was found, after writing the report all the same; KeyRefused, KeyWrong,
    BackupNotFound before it began.
    """
    passphrase = find_keys(settings, key)[0]
    manifest = prove_manifest(catalogue.find_backup(settings.backups, None), [passphrase]).manifest
    began_at = utc_now()
    folder = settings.var / "dr" / "full-drill"
    _remove(folder)
    folder.mkdir(mode=0o700, parents=True)
    rehearsal = _prepare(folder, passphrase.text)
    checks: dict[str, str] = {}
    try:
        is_whole, seconds = _rehearse(rehearsal, settings, database, checks, report)
    finally:
        _stop(rehearsal)
        _remove(folder)
    outcome = DrillReport(
        drill_id=f"drill_{began_at:%Y%m%d_%H%M%S}",
        began_at=began_at.isoformat(timespec="seconds"),
        backup_id=manifest.backup_id,
        has_passed=is_whole,
        checks=checks,
        counts=_counts(manifest),
        recovery_point_seconds=round(age_seconds(manifest.made_at, began_at), 1),
        recovery_time_seconds=round(seconds, 3),
    )
    path = write_report(settings, outcome, authentication_key(passphrase, bytes.fromhex(manifest.key_salt)))
    if not outcome.has_passed:
        failed = [f"{check}: {found}" for check, found in checks.items() if found != "ok"]
        raise DrillFailed(f"The full drill failed. {' '.join(failed)} The report: {path}")
    return outcome, path


def _rehearse(
    rehearsal: _Rehearsal,
    settings: RecoverySettings,
    database: Database,
    checks: dict[str, str],
    report: Report,
) -> tuple[bool, float]:
    """Whether every check passed, and the seconds from the bundle to the first sign-in."""
    bundle = rehearsal.folder / "drill.bundle"
    pack = [("everything is packed", lambda: _pack(settings, database, bundle))]
    if not run_checks(pack, checks, report):
        return False, 0.0
    began_at = utc_now()
    recover = ("dr", "recover", "--from", str(bundle), "--key", str(rehearsal.key_file), "--json")
    create = ("users", "create", _USERNAME, "--role", "super_admin", "--password-stdin", "--json")
    steps: list[tuple[str, Callable[[], object]]] = [
        ("an empty machine comes back", lambda: rehearsal.churnvision(*recover)),
        ("a user is made", lambda: rehearsal.churnvision(*create, text=rehearsal.password + "\n")),
        ("a login", lambda: _sign_in(rehearsal)),
    ]
    is_whole = run_checks(steps, checks, report)
    seconds = (utc_now() - began_at).total_seconds()
    who = ("--username", _USERNAME, "--password-stdin")
    validation = ("dr", "validate", *who, "--key", str(rehearsal.key_file), "--json")
    examinations: list[tuple[str, Callable[[], object]]] = [
        ("the data is valid", lambda: rehearsal.churnvision(*validation, text=rehearsal.password + "\n")),
        ("the forecasts are the same", lambda: _require_same_forecasts(rehearsal, database)),
        ("a prediction over the API", lambda: _require_prediction(rehearsal)),
    ]
    return is_whole and run_checks(examinations, checks, report), seconds


def _pack(settings: RecoverySettings, database: Database, target: Path) -> None:
    hand_over_log(database.url)
    _, system_identifier = archives_of(database)
    write_bundle(settings, archive_of(settings, system_identifier), find_keys(settings), target)


def _prepare(folder: Path, key: str) -> _Rehearsal:
    key_file = folder / "key"
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(key + "\n")
    web, api = _free_port(), _free_port()
    environment = {
        name: value
        for name, value in present_environment().items()
        if not name.startswith("CHURNVISION_") and name not in ("BACKUP_ENCRYPTION_KEY",)
    }
    environment |= {
        "CHURNVISION_VAR": str(folder / "var"),
        "CHURNVISION_MODELS": str(folder / "models"),
        "CHURNVISION_BACKUPS": str(folder / "backups"),
        "CHURNVISION_ENVIRONMENT_FILE": str(folder / ".env.production"),
        "CHURNVISION_LICENCE_FILE": str(folder / "license.key"),
        "CHURNVISION_CERTIFICATES": str(folder / "ssl"),
        "CHURNVISION_WEB_PORT": str(web),
        "CHURNVISION_API_PORT": str(api),
        # What it archives would only fill the disk.
        "CHURNVISION_WAL_ARCHIVE": "off",
    }
    password = secrets.token_urlsafe(24)
    return _Rehearsal(folder, key_file, environment, Api(f"http://127.0.0.1:{api}"), password)


def _sign_in(rehearsal: _Rehearsal) -> None:
    rehearsal.token = rehearsal.api.sign_in(_USERNAME, rehearsal.password)


def _require_same_forecasts(rehearsal: _Rehearsal, live: Database) -> None:
    """Compare every stored forecast to the last digit. Raises DrillFailed."""
    there = Database(_owner_url(rehearsal))
    found = []
    for database in (live, there):
        with database.connect() as connection:
            connection.execute("SET extra_float_digits = 3")
            row = connection.execute(_FORECASTS).fetchone()
            found.append(row[0] if row else None)
    if found[0] != found[1]:
        raise DrillFailed("The forecasts that came back are not those of the running system.")


def _require_prediction(rehearsal: _Rehearsal) -> None:
    """Read one forecast as a user does, where there is any. Raises DrillFailed, ApiSilent."""
    page = rehearsal.api.get("/api/v1/predictions/?limit=1", rehearsal.token)
    with Database(_owner_url(rehearsal)).connect() as connection:
        row = connection.execute("SELECT count(*) FROM churn_outputs").fetchone()
    stored = int(str(row[0])) if row else 0
    if stored and not page.get("items"):
        raise DrillFailed(f"{stored} forecasts are stored and the API shows none: {str(page)[:200]}")


def _owner_url(rehearsal: _Rehearsal) -> str:
    state = json.loads((rehearsal.folder / "var" / "run" / "supervisor.json").read_text())
    return str(state["environment"]["CHURNVISION_DATABASE__OWNER_URL"])


def _stop(rehearsal: _Rehearsal) -> None:
    if (rehearsal.folder / "var" / "run" / "supervisor.json").exists():
        rehearsal.churnvision("down", "--json")


def _churnvision(environment: dict[str, str], arguments: Sequence[str], text: str | None) -> dict[str, Any]:
    command = [sys.executable, "-m", "churnvision.cli.main", *arguments]
    with Program(
        command, env=environment, reads=text is not None, writes=True, stall_seconds=_STEP_SECONDS
    ) as program:
        if text is not None:
            program.write(text.encode())
        written = b"".join(program.chunks())
        program.finish()
    document = json.loads(written) if written.strip() else {}
    return document if isinstance(document, dict) else {"items": document}


def _counts(manifest: Manifest) -> dict[str, int]:
    tables = ("users", "employees", "churn_outputs", "training_jobs", "model_versions")
    return {name: manifest.contents.rows.get(f"public.{name}", 0) for name in tables}


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
