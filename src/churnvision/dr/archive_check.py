"""Proves an archive: every base backup, every file of the log, and that none is missing in between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from churnvision.dr import wal
from churnvision.dr.archive import ClusterArchive, get
from churnvision.dr.base_manifest import find_bases, find_incomplete, prove_base
from churnvision.dr.keys import Passphrase
from churnvision.dr.sealed_file import require_authentic
from churnvision.dr.wal import Fork
from churnvision.kit.errors import ChurnVisionError

_SEGMENT_BYTES = 16 << 20
_NEVER = 1 << 62


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
    newest = archive.newest_pushed()  # asked before the names: a running server goes on adding
    starts, problems = _check_bases(archive, keys)
    names = list(archive.names())
    written_at, size = 0.0, 0
    histories: dict[int, list[Fork]] = {}
    for name in names:
        size += archive.path(name).stat().st_size
        try:
            described, content = get(archive, name, list(keys))
            written_at = max(written_at, described.written_at)
            if name.endswith(".history"):
                histories[wal.timeline_of(name)] = wal.parse_history(content.decode())
        except ChurnVisionError as error:
            problems.append(error.message)
    problems += find_gaps(names, newest, histories, starts)
    until = datetime.fromtimestamp(written_at, UTC).isoformat(timespec="seconds") if written_at else None
    return Checked(
        archive.system_identifier, len(find_bases(archive.bases)), len(names), size, until, problems
    )


def _check_bases(archive: ClusterArchive, keys: Sequence[Passphrase]) -> tuple[list[str], list[str]]:
    """Where the proved bases begin, by file of the log; and what is wrong with the others."""
    starts, problems = [], []
    for files in find_bases(archive.bases):
        try:
            base = prove_base(files, keys)
            require_authentic(files.tar, base.manifest.tar, base.key)
            starts.append(base.manifest.start_segment)
        except ChurnVisionError as error:
            problems.append(f"{files.base_id}: {error.message}")
    for files in find_incomplete(archive.bases):
        problems.append(f"{files.base_id}: its manifest or its signature is missing; it is not used.")
    return starts, problems


def find_gaps(
    names: Sequence[str], newest: str | None, histories: Mapping[int, Sequence[Fork]], starts: Sequence[str]
) -> list[str]:
    """What is missing of the log, as sentences: between two files on the way to a timeline, and where it
    must begin for the bases that begin at `starts`.
    """
    segments = {name for name in names if wal.SEGMENT.fullmatch(name)}
    missing = {name for name in starts if newest is not None and name <= newest} | {*filter(None, [newest])}
    for timeline in {wal.timeline_of(name) for name in segments}:
        way = [*histories.get(timeline, []), Fork(timeline, _NEVER)]
        missing |= set(_missing_on(way, segments))
    gaps = [f"The log has a gap: {name} is not in the archive." for name in sorted(missing - segments)]
    timelines = {wal.timeline_of(name) for name in segments}
    return gaps + [
        f"The history of timeline {timeline} is not in the archive."
        for timeline in sorted(timelines - histories.keys())
        if timeline > 1
    ]


def _missing_on(way: Sequence[Fork], segments: set[str]) -> Iterator[str]:
    """The first file that is missing in each gap on the way to the last of these timelines."""
    written_by: dict[int, int] = {}
    for fork in way:
        for name in segments:
            begin = wal.begin_of(name, _SEGMENT_BYTES)
            if wal.timeline_of(name) == fork.timeline and begin < fork.ends_at:
                written_by[begin] = fork.timeline
    for earlier, later in pairwise(sorted(written_by)):
        if later != earlier + _SEGMENT_BYTES:
            timeline = next(fork.timeline for fork in way if earlier + _SEGMENT_BYTES < fork.ends_at)
            yield wal.segment_at(timeline, earlier + _SEGMENT_BYTES, _SEGMENT_BYTES)
