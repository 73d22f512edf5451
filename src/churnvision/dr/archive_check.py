"""Proves an archive: every base backup, every file of the log, and that none is missing in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from churnvision.dr import wal
from churnvision.dr.archive import ClusterArchive, get
from churnvision.dr.base_manifest import find_bases, prove_base
from churnvision.dr.keys import Passphrase
from churnvision.dr.sealed_file import require_authentic
from churnvision.kit.errors import ChurnVisionError

_SEGMENT_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What an archive holds; `until` is when its newest file of the log was written (ISO 8601, UTC)."""

    system_identifier: str
    bases: int
    files: int
    bytes: int
    until: str | None
    problems: list[str]


def check_archive(archive: ClusterArchive, keys: Sequence[Passphrase]) -> Checked:
    """Read all of it. Raises OSError."""
    problems: list[str] = []
    newest = archive.newest_pushed()  # asked before the names: a running server goes on adding
    bases = find_bases(archive.bases)
    for files in bases:
        try:
            base = prove_base(files, keys)
            require_authentic(files.tar, base.manifest.tar, base.key)
        except ChurnVisionError as error:
            problems.append(f"{files.base_id}: {error.message}")
    # Before the names: the server hands over while we look.
    newest = archive.newest_pushed()
    names = list(archive.names())
    written_at, size = 0.0, 0
    for name in names:
        size += archive.path(name).stat().st_size
        try:
            written_at = max(written_at, get(archive, name, list(keys))[0].written_at)
        except ChurnVisionError as error:
            problems.append(error.message)
    problems += find_gaps(names, newest)
    until = datetime.fromtimestamp(written_at, UTC).isoformat(timespec="seconds") if written_at else None
    return Checked(archive.system_identifier, len(bases), len(names), size, until, problems)


def find_gaps(names: Sequence[str], newest: str | None) -> list[str]:
    """Files that are missing between those that are kept, a timeline at a time, as sentences."""
    segments = {name for name in names if wal.SEGMENT.fullmatch(name)}
    if newest is not None and newest not in segments:
        return [f"{newest} was handed over and is not in the archive any more."]
    gaps = []
    for timeline in sorted({name[:8] for name in segments}):
        positions = sorted(wal.begin_of(name, _SEGMENT_BYTES) for name in segments if name[:8] == timeline)
        for earlier, later in pairwise(positions):
            if later != earlier + _SEGMENT_BYTES:
                missing = wal.segment_at(int(timeline, 16), earlier + _SEGMENT_BYTES, _SEGMENT_BYTES)
                gaps.append(f"The log has a gap: {missing} is not in the archive.")
    return gaps
