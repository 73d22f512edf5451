"""The same checks on the engine and on a naive script: they must find nothing here, and its faults there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from churnvision.kit.postgres import find_programs
from tests.dr.installation import KEY, Installation
from tests.dr.test_backup import programs_that

_NAIVE_BACKUP = """
mkdir -p "$CHURNVISION_BACKUPS"
PATH="${PG_BIN_DIR:-$PROGRAMS}:$PATH"
pg_dump "$CHURNVISION_DATABASE__OWNER_URL" | gzip |
    openssl enc -aes-256-cbc -pbkdf2 -pass env:BACKUP_ENCRYPTION_KEY \
    > "$CHURNVISION_BACKUPS/churnvision_$(date +%Y%m%d_%H%M%S).sql.gz.enc"
"""
_NAIVE_RESTORE = """
openssl enc -d -aes-256-cbc -pbkdf2 -pass env:BACKUP_ENCRYPTION_KEY \
    -in "$(ls "$CHURNVISION_BACKUPS"/*.enc | tail -1)" | gunzip |
    "$PROGRAMS/psql" "$CHURNVISION_DATABASE__OWNER_URL"
"""


@dataclass(frozen=True)
class Contender:
    """Something that backs up and restores by two commands."""

    backup_command: list[str]
    restore_command: list[str]
    installation: Installation
    programs: Path

    def backup(self, **environment: str) -> bool:
        """Whether it says that it succeeded."""
        return self._run(self.backup_command, environment) == 0

    def restore(self) -> bool:
        """Whether it says that it succeeded."""
        return self._run(self.restore_command, {}) == 0

    def kill_backup(self, **environment: str) -> None:
        """Begin a backup and kill all of it once it is under way."""
        process = subprocess.Popen(
            self.backup_command, env=self._environment(environment), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(4)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def dumps(self) -> list[Path]:
        """Every file that is called like a backup, the oldest first."""
        return sorted(self.installation.settings.backups.glob("churnvision_*.sql.gz.enc"))

    def _run(self, command: list[str], environment: dict[str, str]) -> int:
        done = subprocess.run(
            command, env=self._environment(environment), capture_output=True, timeout=120, check=False
        )
        return done.returncode

    def _environment(self, environment: dict[str, str]) -> dict[str, str]:
        known = {
            **self.installation.environment,
            "CHURNVISION_DATABASE__URL": self.installation.database.url,
            "PROGRAMS": str(self.programs),
        }
        return {**os.environ, **known, **environment}


def lose_data(it: Contender) -> str:
    """Rows lost and changed since the backup, a table more; the content then."""
    it.installation.execute("DELETE FROM notes WHERE id % 2 = 0")
    it.installation.execute("UPDATE users SET display_name = 'changed'")
    it.installation.execute("CREATE TABLE made_later (id int)")
    return it.installation.content()


def lying_dump(it: Contender, folder: Path) -> bool:
    programs = programs_that(folder, "pg_dump", '"$REAL" "$@" | head -c 20000; exit 1')
    return it.backup(PG_BIN_DIR=str(programs)) or bool(it.dumps())


def short_dump(it: Contender, folder: Path) -> bool:
    programs = programs_that(folder, "pg_dump", '"$REAL" "$@" | head -c 20000; exit 0')
    return it.backup(PG_BIN_DIR=str(programs)) or bool(it.dumps())


def killed_backup(it: Contender, folder: Path) -> bool:
    programs = programs_that(folder, "pg_dump", '"$REAL" "$@" | head -c 20000; sleep 20')
    it.kill_backup(PG_BIN_DIR=str(programs))
    return bool(it.dumps())


def weak_key(it: Contender, folder: Path) -> bool:
    return it.backup(BACKUP_ENCRYPTION_KEY="short")


def readable(it: Contender, folder: Path) -> bool:
    assert it.backup()
    return any(dump.stat().st_mode & 0o077 for dump in it.dumps())


def collapse(it: Contender, folder: Path) -> bool:
    assert it.backup()
    it.installation.execute("DELETE FROM users")
    time.sleep(1.1)  # both name their files by the second
    return it.backup()


def wrong_data(it: Contender, folder: Path) -> bool:
    before = it.installation.content()
    assert it.backup()
    lose_data(it)
    return it.restore() and it.installation.content() != before


def flipped_bit(it: Contender, folder: Path) -> bool:
    assert it.backup()
    (dump,) = it.dumps()
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(bytes(content))
    return _taken(it)


def cut_file(it: Contender, folder: Path) -> bool:
    assert it.backup()
    (dump,) = it.dumps()
    os.truncate(dump, dump.stat().st_size // 2)
    return _taken(it)


def swapped_files(it: Contender, folder: Path) -> bool:
    assert it.backup()
    it.installation.execute("INSERT INTO notes (text) VALUES ('newer')")
    time.sleep(1.1)
    assert it.backup()
    first, second = it.dumps()
    older, newer = first.read_bytes(), second.read_bytes()
    first.write_bytes(newer)
    second.write_bytes(older)
    return _taken(it)


def _taken(it: Contender) -> bool:
    """A damaged backup is taken: success is claimed, or the data is another than before."""
    it.installation.execute("TRUNCATE notes")
    before = it.installation.content()
    return it.restore() or it.installation.content() != before


CHECKS: dict[str, Callable[[Contender, Path], bool]] = {
    "a pg_dump that failed counts as a backup": lying_dump,
    "a pg_dump that ended too early counts as a backup": short_dump,
    "a backup that was killed leaves half a file under the final name": killed_backup,
    "a key that anybody guesses is taken": weak_key,
    "everybody on the machine reads the backup": readable,
    "nobody hears that all users are gone": collapse,
    "a restore says that it succeeded and brings back other data": wrong_data,
    "a flipped bit is restored from": flipped_bit,
    "half a file is restored from": cut_file,
    "an older backup under a newer name is restored from": swapped_files,
}


@pytest.fixture
def engine(installation: Installation, programs: Path) -> Contender:
    """The product's own commands."""
    command = [sys.executable, "-m", "churnvision.cli.main", "dr"]
    return Contender([*command, "backup"], [*command, "restore", "--yes"], installation, programs)


@pytest.fixture
def naive(installation: Installation, programs: Path) -> Contender:
    """What people write when they need a backup."""
    return Contender(["bash", "-c", _NAIVE_BACKUP], ["bash", "-c", _NAIVE_RESTORE], installation, programs)


@pytest.fixture
def programs() -> Path:
    """The server's own."""
    return find_programs().bin


@pytest.mark.rehearsal
@pytest.mark.parametrize("check", CHECKS)
def test_the_engine_has_none_of_these_faults(engine: Contender, tmp_path: Path, check: str) -> None:
    assert not CHECKS[check](engine, tmp_path)


@pytest.mark.rehearsal
@pytest.mark.parametrize("check", CHECKS)
def test_the_suite_sees_each_fault_of_a_naive_script(naive: Contender, tmp_path: Path, check: str) -> None:
    assert CHECKS[check](naive, tmp_path)


def test_the_naive_script_works_where_nothing_goes_wrong(naive: Contender) -> None:
    assert naive.backup()
    naive.installation.database.drop()
    with naive.installation.database.maintenance.connect() as connection:
        connection.execute(f'CREATE DATABASE "{naive.installation.database.name}"')
    assert naive.restore()
    assert naive.installation.value("SELECT count(*) FROM users") == 4
    assert naive.installation.environment["BACKUP_ENCRYPTION_KEY"] == KEY
