"""Ten thousand flipped bits, and two thousand wrong keys: none is taken, and no byte reaches psql."""

import os
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from churnvision.dr import archive
from churnvision.dr.base_manifest import find_bases, prove_base
from churnvision.dr.catalogue import find_backups
from churnvision.dr.errors import BackupDamaged, KeyWrong
from churnvision.dr.keys import Passphrase, find_keys
from churnvision.dr.restore import restore_backup
from churnvision.dr.sealed_file import require_authentic
from churnvision.dr.trust import prove_bytes, prove_manifest
from tests.dr.archived_cluster import ArchivedCluster, Recoverable
from tests.dr.faults import flip
from tests.dr.installation import Installation
from tests.dr.test_backup import programs_that

Record = Callable[[str, object], None]
SEED = int(os.environ.get("CHURNVISION_SEED", "20261128"))
FLIPS = 10_000
WRONG_KEYS = 2_000
# Magic, salt and first blocks; the last blocks with the padding; between them it is all the same.
HEAD, TAIL = 64, 64


@dataclass(frozen=True)
class Target:
    """A file, and what proves it before anything in it is used."""

    name: str
    file: Path
    prove: Callable[[], object]


def targets_of(installation: Installation, cluster: ArchivedCluster) -> list[Target]:
    """One of every kind of file that a restore or a recovery reads."""
    backup, keys = find_backups(installation.settings.backups)[0], find_keys(installation.settings)
    base, ring = find_bases(cluster.archive.bases)[0], find_keys(cluster.settings)

    def prove_backup() -> None:
        prove_bytes(prove_manifest(backup, keys))

    def prove_base_backup() -> None:
        proved = prove_base(base, ring)
        require_authentic(base.tar, proved.manifest.tar, proved.key)

    targets = [
        Target("the dump", backup.dump, prove_backup),
        Target("the files beside it", backup.files, prove_backup),
        Target("its manifest", backup.manifest, prove_backup),
        Target("its signature", backup.signature, prove_backup),
        Target("the base backup", base.tar, prove_base_backup),
        Target("the base's manifest", base.manifest, prove_base_backup),
        Target("the base's signature", base.signature, prove_base_backup),
    ]
    for name in cluster.archive.names():
        path = cluster.archive.path(name)
        targets.append(
            Target(f"the log's {name}", path, lambda name=name: archive.get(cluster.archive, name, ring))
        )
    return targets


def a_place(random_number: random.Random, size: int) -> int:
    """Any byte, each region equally often."""
    regions = [range(min(HEAD, size)), range(size), range(max(0, size - TAIL), size)]
    return random_number.choice(random_number.choice(regions))


@pytest.mark.fault("B1", "D2", "D15")
@pytest.mark.parametrize(
    "flips",
    [200, pytest.param(FLIPS, marks=[pytest.mark.rehearsal, pytest.mark.timeout(1500)])],
)
def test_every_flipped_bit_is_refused(
    installation: Installation, recoverable: Recoverable, record_property: Record, flips: int
) -> None:
    installation.backup()
    targets = targets_of(installation, recoverable.cluster)
    for target in targets:
        target.prove()
    random_number = random.Random(SEED)
    taken, struck = [], dict.fromkeys((target.name for target in targets), 0)
    for _ in range(flips):
        target = random_number.choice(targets)
        place, bit = a_place(random_number, target.file.stat().st_size), random_number.randrange(8)
        flip(target.file, place, bit)
        try:
            target.prove()
            taken.append((target.name, place, bit))
        except (BackupDamaged, KeyWrong):
            struck[target.name] += 1
        flip(target.file, place, bit)
    assert taken == [], f"seed {SEED}"
    assert min(struck.values()) > 0
    for target in targets:
        target.prove()
    record_property("measured", f"flipped bits refused: {sum(struck.values())} of {flips} (seed {SEED})")


@pytest.mark.fault("B1")
def test_no_byte_of_a_flipped_dump_reaches_psql(installation: Installation, tmp_path: Path) -> None:
    installation.backup()
    programs = programs_that(tmp_path, "psql", f'touch {tmp_path / "psql-ran"}; exec "$REAL" "$@"')
    settings = replace(installation.settings, postgres_programs=programs)
    dump = find_backups(settings.backups)[0].dump
    random_number = random.Random(SEED)
    for _ in range(20):
        place, bit = a_place(random_number, dump.stat().st_size), random_number.randrange(8)
        flip(dump, place, bit)
        with pytest.raises(BackupDamaged):
            restore_backup(settings, installation.database)
        flip(dump, place, bit)
    assert not (tmp_path / "psql-ran").exists()
    restore_backup(settings, installation.database)
    assert (tmp_path / "psql-ran").exists()


@pytest.mark.fault("C1")
@pytest.mark.parametrize(
    "count", [20, pytest.param(WRONG_KEYS, marks=[pytest.mark.rehearsal, pytest.mark.timeout(1500)])]
)
def test_no_wrong_key_is_taken(installation: Installation, record_property: Record, count: int) -> None:
    installation.backup()
    backup = find_backups(installation.settings.backups)[0]
    (right,) = find_keys(installation.settings)
    near = [right.text[:-1], right.text + "x", right.text.swapcase(), right.text[::-1], right.text + " "]
    wrong = near + [secrets.token_urlsafe(32) for _ in range(count - len(near))]
    refused = 0
    for text in wrong:
        with pytest.raises(KeyWrong):
            prove_manifest(backup, [Passphrase(text, "a test")])
        refused += 1
    prove_manifest(backup, [right])
    record_property("measured", f"wrong keys refused: {refused} of {count}")
