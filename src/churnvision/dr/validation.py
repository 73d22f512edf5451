"""Data validation after any recovery: counts against the manifest, model files, what the API says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from churnvision.dr import catalogue
from churnvision.dr.api_client import Api, ApiSilent
from churnvision.dr.database import Database, first_line
from churnvision.dr.keys import Passphrase
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.snapshot import sequences_behind
from churnvision.dr.trust import prove_manifest
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.model_files import check_model_files, find_promoted_files
from churnvision.kit.schema_revision import newest_revision, present_revision

COUNTED = ("users", "employees", "churn_outputs", "training_jobs")
State = Literal["ok", "failed", "not asked"]


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer. `counted` and `in_backup` are rows, where rows were compared."""

    name: str
    state: State
    sentence: str
    counted: int | None = None
    in_backup: int | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """Who signs in at the API."""

    username: str
    password: str


def validate(
    settings: RecoverySettings,
    database: Database,
    keys: Sequence[Passphrase],
    *,
    models: Path,
    api: Api | None,
    login: Login | None,
) -> list[Check]:
    """Every check; one that cannot be made has failed. Nothing is changed."""
    rows = _backed_up_rows(settings, keys)
    checks = [_guarded(table, partial(_count, database, table, rows)) for table in COUNTED]
    checks.append(_guarded("schema", lambda: _schema(database)))
    checks.append(_guarded("sequences", lambda: _sequences(database)))
    checks.append(_guarded("model files", lambda: _models(database, models)))
    employees = next((check.counted for check in checks if check.name == "employees"), None)
    return [*checks, *_ask_api(api, login, employees)]


def _backed_up_rows(settings: RecoverySettings, keys: Sequence[Passphrase]) -> dict[str, int] | str:
    """The rows by table of the newest backup; or why they are not known."""
    try:
        backup = prove_manifest(catalogue.find_backup(settings.backups, None), keys)
    except (ChurnVisionError, OSError) as error:
        return error.message if isinstance(error, ChurnVisionError) else str(error)
    return backup.manifest.contents.rows


def _guarded(name: str, ask: Callable[[], Check]) -> Check:
    try:
        return ask()
    except (psycopg.Error, OSError) as error:
        return Check(name, "failed", f"It could not be checked: {first_line(error)}")
    except ChurnVisionError as error:
        return Check(name, "failed", error.message)


def _count(database: Database, table: str, rows: dict[str, int] | str) -> Check:
    with database.connect() as connection:
        found = connection.execute(
            sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
        ).fetchone()
    counted = int(str(found[0])) if found is not None else 0
    if isinstance(rows, str):
        return Check(table, "failed", f"{counted} rows; there is no backup to compare with: {rows}", counted)
    backed_up = rows.get(f"public.{table}", 0)
    if counted < backed_up:
        sentence = f"{counted} rows, and the newest backup has {backed_up}."
        return Check(table, "failed", sentence, counted, backed_up)
    more = "as many as" if counted == backed_up else f"{counted - backed_up} more than"
    return Check(table, "ok", f"{counted} rows, {more} in the newest backup.", counted, backed_up)


def _schema(database: Database) -> Check:
    found, wanted = present_revision(database.url), newest_revision()
    if found != wanted:
        return Check(
            "schema", "failed", f"The schema is at {found}, not {wanted}; run `churnvision migrate`."
        )
    return Check("schema", "ok", f"The schema is at {wanted}.")


def _sequences(database: Database) -> Check:
    with database.connect() as connection:
        behind = sequences_behind(connection)
    if behind:
        return Check("sequences", "failed", f"The next row would have an id that is taken: {behind[0]}.")
    return Check("sequences", "ok", "Every sequence is beyond the rows.")


def _models(database: Database, models: Path) -> Check:
    promoted = find_promoted_files(database.url)
    if promoted is None:
        return Check("model files", "ok", "No model is promoted, so none is needed.")
    problems = check_model_files(database.url, models)
    if problems:
        return Check("model files", "failed", problems[0].sentence)
    return Check("model files", "ok", f"{len(promoted.sha256)} files are the stored ones.")


def _ask_api(api: Api | None, login: Login | None, employees: int | None) -> list[Check]:
    if api is None:
        return [Check("API", "not asked", "Nothing runs; `churnvision up` starts it.")]
    try:
        status = str(api.health().get("status"))
    except ApiSilent as error:
        return [Check("API", "failed", error.message)]
    if status not in ("ok", "degraded"):
        return [Check("API", "failed", f"/health says {status}; `churnvision doctor` says why.")]
    checks = [Check("API", "ok", f"/health says {status}.")]
    if login is None:
        return [*checks, Check("sign-in", "not asked", "Name a user with --username to try it.")]
    try:
        total = api.get("/api/v1/employees/", api.sign_in(login.username, login.password)).get("total")
    except ApiSilent as error:
        return [*checks, Check("sign-in", "failed", error.message)]
    checks.append(Check("sign-in", "ok", f"{login.username} may sign in."))
    if total != employees:
        sentence = f"{login.username} sees {total} of {employees} (a user with a narrower scope sees fewer)."
        return [*checks, Check("employees over the API", "failed", sentence)]
    return [*checks, Check("employees over the API", "ok", f"{total}, as in the database.")]
