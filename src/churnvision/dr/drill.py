"""A drill: the newest backup is restored beside the live database, examined and dropped, with a report."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from churnvision.dr import catalogue, journal
from churnvision.dr.database import Database, first_line
from churnvision.dr.drill_page import as_page
from churnvision.dr.kept_databases import clear_scratch
from churnvision.dr.keys import AuthenticationKey, find_keys
from churnvision.dr.loading import create_database, load
from churnvision.dr.preflight import require_ready
from churnvision.dr.restore import bring_up_to_date, drop_quietly, require_same, signed_out
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.snapshot import Contents
from churnvision.dr.steps import reach
from churnvision.dr.trust import TrustedBackup, prove_bytes, prove_manifest
from churnvision.kit.clock import utc_now
from churnvision.kit.errors import ChurnVisionError, ServiceUnavailable
from churnvision.kit.postgres import Programs, find_programs

Report = Callable[[str], None]
_CORE = ("users", "employees", "churn_outputs", "training_jobs", "model_versions")


class DrillFailed(ServiceUnavailable):
    """The drill failed: the newest backup would not have helped."""

    code = "drill_failed"
    exit_code = 4


@dataclass(frozen=True, slots=True)
class DrillReport:
    """What a drill found: `recovery_point_seconds` old data was back after `recovery_time_seconds`."""

    drill_id: str
    began_at: str
    backup_id: str
    has_passed: bool
    checks: dict[str, str]
    counts: dict[str, int]
    recovery_point_seconds: float
    recovery_time_seconds: float


def hold_drill(
    settings: RecoverySettings,
    database: Database,
    *,
    name: str | None = None,
    key: str | None = None,
    report: Report = lambda _: None,
) -> tuple[DrillReport, Path]:
    """Rehearse the restore of a backup, the newest unless named; the signed report and where its JSON is.

    Raises DrillFailed with what was found, after writing the report all the same; KeyRefused, KeyWrong,
    BackupNotFound, AlreadyInRecovery before it began.
    """
    keys = find_keys(settings, key)
    backup = prove_manifest(catalogue.find_backup(settings.backups, name), keys)
    with catalogue.locked(settings.journal.parent):
        reach("drill.locked")
        outcome = _rehearse(settings, database, backup, report)
        path = write_report(settings, outcome, backup.key)
    if not outcome.has_passed:
        failed = [f"{check}: {found}" for check, found in outcome.checks.items() if found != "ok"]
        raise DrillFailed(f"The drill with {outcome.backup_id} failed. {' '.join(failed)} The report: {path}")
    return outcome, path


def _rehearse(
    settings: RecoverySettings, database: Database, backup: TrustedBackup, report: Report
) -> DrillReport:
    began_at = utc_now()
    scratch = database.named(f"{database.name}_restore_{began_at.strftime('%Y%m%d_%H%M%S')}_drill")
    programs = find_programs(settings.postgres_programs)
    contents = signed_out(backup.manifest.contents)
    steps: list[tuple[str, Callable[[], object]]] = [
        ("every byte is proved", lambda: prove_bytes(backup)),
        ("the server can take it", lambda: require_ready(database, programs, backup.manifest)),
        ("a database is made", lambda: create_database(scratch, backup.manifest.server)),
        ("the dump loads", lambda: _load(backup, scratch, programs)),
        ("it holds what the manifest says", lambda: require_same(contents, scratch)),
        ("the schema is brought up to date", lambda: bring_up_to_date(contents.schema_revision, scratch)),
    ]
    examinations: list[tuple[str, Callable[[], object]]] = [
        ("no index is damaged", lambda: require_sound_indexes(scratch)),
        ("every model file has its hash", lambda: _require_whole_models(scratch)),
    ]
    clear_scratch(database)
    checks: dict[str, str] = {}
    try:
        seconds = 0.0
        is_whole = run_checks(steps, checks, report)
        seconds = (utc_now() - began_at).total_seconds()
        reach("drill.restored")
        is_whole = is_whole and run_checks(examinations, checks, report)
    finally:
        drop_quietly(scratch)
    return DrillReport(
        drill_id=f"drill_{began_at.strftime('%Y%m%d_%H%M%S')}",
        began_at=began_at.isoformat(timespec="seconds"),
        backup_id=backup.manifest.backup_id,
        has_passed=is_whole,
        checks=checks,
        counts=_core_counts(contents),
        recovery_point_seconds=round(age_seconds(backup.manifest.made_at, began_at), 1),
        recovery_time_seconds=round(seconds, 3),
    )


def _load(backup: TrustedBackup, scratch: Database, programs: Programs) -> None:
    load(backup, scratch, programs)
    reach("drill.loaded")


def run_checks(
    steps: Sequence[tuple[str, Callable[[], object]]], checks: dict[str, str], report: Report
) -> bool:
    """Do the steps in order until one fails; what each found goes into `checks`."""
    for check, act in steps:
        report(check)
        try:
            act()
        except (ChurnVisionError, psycopg.Error, OSError) as error:
            checks[check] = error.message if isinstance(error, ChurnVisionError) else first_line(error)
            return False
        checks[check] = "ok"
    return True


def require_sound_indexes(scratch: Database) -> None:
    """Compare every index with its table (amcheck). Raises psycopg.Error naming the first that is damaged."""
    with scratch.connect() as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        connection.execute(
            "SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE a.amname = 'btree' AND n.nspname = 'public' AND i.indisvalid"
        )


def _require_whole_models(scratch: Database) -> None:
    """Put each stored model file together and compare its hash. Raises DrillFailed."""
    with scratch.connect() as connection:
        files = connection.execute("SELECT model_version_id, name, sha256 FROM model_files").fetchall()
        for version, name, sha256 in files:
            found = hashlib.sha256()
            parts = connection.execute(
                "SELECT bytes FROM model_file_parts WHERE model_version_id = %s AND name = %s"
                " ORDER BY part_number",
                (version, name),
            )
            for (part,) in parts:
                found.update(part if isinstance(part, bytes) else b"")
            if found.hexdigest() != sha256:
                raise DrillFailed(
                    f"The file {name} of model version {version} is not the one that was stored."
                )


def write_report(settings: RecoverySettings, outcome: DrillReport, key: AuthenticationKey) -> Path:
    """Sign and keep the report, and journal the outcome; where its JSON is. Raises OSError."""
    folder = settings.drills
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    document: dict[str, Any] = asdict(outcome)
    signed = {**document, "key_id": key.key_id, "signature": signature_of(document, key)}
    path = folder / f"{outcome.drill_id}.json"
    _replace(path, json.dumps(signed, indent=1) + "\n")
    _replace(path.with_suffix(".html"), as_page(signed))
    reach("drill.reported")
    event = "drill.passed" if outcome.has_passed else "drill.failed"
    journal.append(settings.journal, event, **asdict(outcome))
    return path


def signature_of(document: dict[str, Any], key: AuthenticationKey) -> str:
    """What proves a report, given without its key's id and signature."""
    mac = key.mac()
    mac.update(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
    return mac.hexdigest()


def _replace(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".unfinished")
    with unfinished.open("w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(path)


def _core_counts(contents: Contents) -> dict[str, int]:
    return {name: contents.rows[f"public.{name}"] for name in _CORE if f"public.{name}" in contents.rows}


def age_seconds(made_at: str, now: datetime) -> float:
    """How old a backup is that was made at `made_at` (ISO 8601)."""
    return (now - datetime.fromisoformat(made_at)).total_seconds()
