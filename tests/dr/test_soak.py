"""Hundreds of kills at random, one after the other, under a writer; after each the invariants hold."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from churnvision.dr import archive, journal
from churnvision.dr.archive_check import check_archive
from churnvision.dr.backup import make_backup
from churnvision.dr.catalogue import find_backups
from churnvision.dr.kept_databases import kept_databases
from churnvision.dr.keys import find_keys
from churnvision.dr.prune import prune_backups
from churnvision.dr.renames import allow_connections
from churnvision.dr.restore import restore_backup
from churnvision.dr.trust import prove_bytes, prove_manifest
from tests.dr.acked_writer import AckedWriter, ids_in
from tests.dr.archived_cluster import ArchivedCluster
from tests.dr.crash_steps import ACTS
from tests.dr.installation import CANARY, databases_like, plaintext_in

Record = Callable[[str, object], None]
SEED = int(os.environ.get("CHURNVISION_SEED", "20261128"))
KILLS = int(os.environ.get("CHURNVISION_SOAK_KILLS", "500"))
CHOICES = [*["backup"] * 4, *["restore"] * 3, *["push"] * 4, *["prune"] * 2, "drill", "base", "prune-archive"]
LONGEST_SECONDS = {"push": 0.1, "base": 2.0, "drill": 1.0, "restore": 1.0, "backup": 0.6}
HEAL_EVERY = 40


class Soak:
    """One cluster, what runs on it, and what must be true of it."""

    def __init__(self, cluster: ArchivedCluster, writer: AckedWriter, forker: subprocess.Popen[str]) -> None:
        self.cluster, self.writer, self.forker = cluster, writer, forker
        self.lost_with_swaps: set[int] = set()
        self.ended: Counter[str] = Counter()

    def kill_once(self, dice: random.Random) -> None:
        """One act that is killed at a step or at a moment of its own, and the invariants."""
        act = dice.choice(CHOICES)
        arguments = [str(self.take_back())] if act == "push" else []
        at_step = dice.random() < 0.5
        order = {
            "act": act,
            "arguments": arguments,
            "step": dice.choice(ACTS[act]) if at_step else None,
            "seconds": None if at_step else dice.uniform(0, LONGEST_SECONDS.get(act, 0.3)),
        }
        assert self.forker.stdin is not None
        assert self.forker.stdout is not None
        self.forker.stdin.write(json.dumps(order) + "\n")
        self.forker.stdin.flush()
        code = json.loads(self.forker.stdout.readline())
        self.ended[{-9: "killed", 0: "done before"}.get(code, f"{act} ended with {code}")] += 1
        if act == "push":
            archive.push(self.cluster.settings, Path(arguments[0]))
        self.require_invariants(act, order)

    def take_back(self) -> Path:
        """A file of the log as if it had not been handed over, beside a data directory of this cluster."""
        folder, kept = self.cluster.folder / "handed", self.cluster.archive
        if not folder.exists():
            (folder / "pg_wal").mkdir(parents=True)
            (folder / "global").mkdir()
            shutil.copy(self.cluster.data / "global" / "pg_control", folder / "global")
            shutil.copy(self.cluster.data / "PG_VERSION", folder)
        name = next(name for name in kept.names() if len(name) == 24)
        (folder / "pg_wal" / name).unlink(missing_ok=True)
        archive.get_into(kept, name, find_keys(self.cluster.settings), folder / "pg_wal" / name)
        kept.path(name).unlink()
        return folder / "pg_wal" / name

    def require_invariants(self, act: str, order: object) -> None:
        """Nothing acknowledged is lost, and whatever says that it is a backup is one."""
        cluster = self.cluster
        self.bring_back()
        missing = set(self.writer.acked) - ids_in(cluster.database)
        assert not missing - self.lost_with_swaps, (order, sorted(missing)[:5])
        assert cluster.sql(f"SELECT count(*) FROM notes WHERE text = '{CANARY}'") == 1, order
        keys = find_keys(cluster.settings)
        for backup in find_backups(cluster.settings.backups):
            if backup.signature.exists():
                prove_bytes(prove_manifest(backup, keys))
        if act in ("push", "base", "prune-archive"):
            problems = check_archive(cluster.archive, keys).problems
            assert problems == [], (order, list(cluster.archive.names()), self.bases())
        assert not plaintext_in(cluster.settings.backups), order

    def bases(self) -> list[str]:
        """What is in the folder of base backups."""
        return sorted(file.name for file in self.cluster.archive.bases.iterdir())

    def bring_back(self) -> None:
        """Where a restore was swapped in, every acknowledged row is in the old or the new database."""
        cluster = self.cluster
        for name in reversed(kept_databases(cluster.database)):
            with suppress(psycopg.Error):
                allow_connections(cluster.database, name, allowed=True)
            kept = ids_in(cluster.database.named(name))
            self.lost_with_swaps |= kept - ids_in(cluster.database)
            cluster.database.named(name).drop()

    def heal(self) -> None:
        """The next run of everything succeeds, and leaves nothing behind."""
        cluster = self.cluster
        make_backup(cluster.settings, cluster.database)
        restore_backup(cluster.settings, cluster.database)
        cluster.base()
        cluster.keep_daily = 1
        prune_backups(cluster.settings)
        self.bring_back()
        assert cluster.leftovers() == []
        assert not [name for name in databases_like(cluster.database) if "_restore_" in name]
        assert len(find_backups(cluster.settings.backups)) == 1
        assert list(journal.read(cluster.settings.journal))


@contextmanager
def forking(cluster: ArchivedCluster) -> Iterator[subprocess.Popen[str]]:
    """The process whose children die."""
    with (
        (cluster.folder / "forker.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.dr.forker"],
            env={**os.environ, **cluster.environment, "CHURNVISION_BACKUP_KEEP_DAILY": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.fault("H7", "H6")
@pytest.mark.parametrize(
    "kills", [12, pytest.param(KILLS, marks=[pytest.mark.rehearsal, pytest.mark.timeout(3000)])]
)
def test_random_kills_under_a_writer_lose_nothing(
    archived: ArchivedCluster, record_property: Record, kills: int
) -> None:
    archived.note(CANARY)
    dice = random.Random(SEED)
    with AckedWriter(archived.database, pause_seconds=0.01) as writer, forking(archived) as forker:
        make_backup(archived.settings, archived.database)
        archived.base()
        archived.hand_over()
        soak = Soak(archived, writer, forker)
        while soak.ended["killed"] < kills:
            soak.kill_once(dice)
            if sum(soak.ended.values()) % HEAL_EVERY == 0:
                soak.heal()
        writer.await_rows(5)
        soak.heal()
        soak.require_invariants("push", "the end")
    assert not [how for how in soak.ended if " ended with " in how], soak.ended
    record_property(
        "measured",
        f"kills in the soak: {soak.ended['killed']} (seed {SEED}; {soak.ended['done before']} acts ended "
        f"before theirs), {len(writer.acked)} rows acknowledged, none lost",
    )
