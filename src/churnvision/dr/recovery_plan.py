"""Which base and which files of the log lead to the target, without a gap; known before any server runs.

PostgreSQL alone ends at a gap, promotes itself and says that all is well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from churnvision.dr import wal
from churnvision.dr.archive import ClusterArchive, get, look
from churnvision.dr.base_manifest import TrustedBase, find_bases, prove_base
from churnvision.dr.errors import RecoverRefused
from churnvision.dr.keys import Passphrase
from churnvision.dr.recovery_target import Target
from churnvision.dr.wal import Fork
from churnvision.kit.errors import ChurnVisionError

SEGMENT_BYTES = 16 << 20
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """The base, the timeline, and every file of the log to unpack.

    `covers` says that the log reaches beyond the target: then its end is an answer too, when nothing was
    committed after the target.
    """

    archive: ClusterArchive
    base: TrustedBase
    timeline: int
    segments: list[str]
    histories: list[str]
    covers: bool
    keys: list[Passphrase]

    @property
    def reaches(self) -> int:
        """A position, in bytes, that a recovery to the end of the log must get to."""
        if not self.segments:
            return wal.parse_position(self.base.manifest.start_position)
        return wal.begin_of(self.segments[-1], SEGMENT_BYTES)


def make_plan(
    archive: ClusterArchive, target: Target, keys: Sequence[Passphrase], *, live_timeline: int | None = None
) -> Plan:
    """Choose and prove. `live_timeline` is where the live cluster is, None where it cannot say.

    Raises RecoverRefused with what is missing, KeyWrong, BackupDamaged, OSError.
    """
    newest = archive.newest_pushed()  # asked before the names: a running server goes on adding
    names = list(archive.names())
    histories = _histories(archive, names, keys)
    timeline = _timeline(archive, names, histories, (target, live_timeline))
    path = [*histories.get(timeline, []), Fork(timeline, 1 << 62)]
    base = _base(archive, target, path, keys)
    known = {*names, *filter(None, [newest])}
    segments, covers = _contiguous(archive, set(names), _last_position(known, path), (base, path, target))
    return Plan(
        archive, base, timeline, segments, [_history_name(each) for each in histories], covers, list(keys)
    )


def _histories(
    archive: ClusterArchive, names: Sequence[str], keys: Sequence[Passphrase]
) -> dict[int, list[Fork]]:
    """The forks that lead to each timeline but the first."""
    return {
        int(name[:8], 16): wal.parse_history(get(archive, name, list(keys))[1].decode())
        for name in names
        if name.endswith(".history")
    }


def _timeline(
    archive: ClusterArchive,
    names: Sequence[str],
    histories: dict[int, list[Fork]],
    aim: tuple[Target, int | None],
) -> int:
    """The one that is named; else, of the live one and those it came from, the one of the target time.

    The newest stands for the live one where that is lost: a recovery that was undone leaves a newer one.
    """
    target, live = aim
    known = {wal.timeline_of(name) for name in names if wal.SEGMENT.fullmatch(name)} | histories.keys()
    if not known:
        raise RecoverRefused(
            f"The archive of the cluster {archive.system_identifier} holds nothing of the log."
        )
    if target.timeline is not None:
        if target.timeline not in known:
            raise RecoverRefused(
                f"There is no timeline {target.timeline} in the archive; there are {sorted(known)}."
            )
        return target.timeline
    lost = sorted(each for each in known if each > 1 and each not in histories)
    if lost:
        raise RecoverRefused(
            f"The history of the timelines {lost} is missing in the archive; name the timeline that is meant "
            "with --timeline."
        )
    newest = live if live in known else max(known)
    if target.time is None:
        return newest
    begun = {each: look(archive, _history_name(each)).written_at for each in histories}
    line = [newest, *(fork.timeline for fork in reversed(histories.get(newest, [])))]
    return next((each for each in line if begun.get(each, 0.0) <= target.time.timestamp()), line[-1])


def _base(
    archive: ClusterArchive, target: Target, path: list[Fork], keys: Sequence[Passphrase]
) -> TrustedBase:
    """The newest base that ended before the target, on the way to the timeline."""
    problems = []
    for files in find_bases(archive.bases):
        try:
            base = prove_base(files, keys)
        except ChurnVisionError as error:
            problems.append(error.message)
            continue
        begins_at = wal.parse_position(base.manifest.start_position)
        ends_at = next((fork.ends_at for fork in path if fork.timeline == base.manifest.timeline), -1)
        if begins_at >= ends_at or _is_after(base, target):
            continue
        return base
    raise RecoverRefused(
        " ".join(
            [
                f"There is no base backup from before {target} in the archive of the cluster "
                f"{archive.system_identifier}.",
                *problems,
            ]
        )
    )


def _is_after(base: TrustedBase, target: Target) -> bool:
    if target.time is not None:
        return base.manifest.ended >= target.time
    # A base is consistent only after its end; that position is not in its name, so a whole one is left.
    return target.position is not None and target.position <= wal.parse_position(base.manifest.start_position)


def _contiguous(
    archive: ClusterArchive, names: set[str], last: int, way: tuple[TrustedBase, list[Fork], Target]
) -> tuple[list[str], bool]:
    """The segments from the base on; the log goes on until `last`.

    Raises RecoverRefused where one that is needed is missing.
    """
    base, path, target = way
    position = wal.begin_of(base.manifest.start_segment, SEGMENT_BYTES)
    found: list[str] = []
    while len(found) < _LONGEST:
        name = _segment_at(names, path, position)
        if name is None:
            break
        found.append(name)
        if _reaches(archive, name, target):
            return found, True
        position += SEGMENT_BYTES
    wanted = wal.segment_at(path[-1].timeline, position, SEGMENT_BYTES)
    if position <= last:
        raise RecoverRefused(
            f"The log has a gap: {wanted} is not in the archive, and without it nothing after "
            f"{_covered_until(archive, found)} can be reached. Recover to a time before that, or restore a "
            "backup."
        )
    if target.time is not None or target.position is not None:
        raise RecoverRefused(
            f"The log ends at {_covered_until(archive, found)}, before the target {target}: recover to the "
            "latest point (without a target), or to an earlier one."
        )
    return found, True


def _last_position(known: set[str], path: list[Fork]) -> int:
    """Where the newest segment begins that was ever handed over on the way to the timeline."""
    ends = {fork.timeline: fork.ends_at for fork in path}
    positions = [
        (wal.timeline_of(name), wal.begin_of(name, SEGMENT_BYTES))
        for name in known
        if wal.SEGMENT.fullmatch(name) and wal.timeline_of(name) in ends
    ]
    return max((begin for timeline, begin in positions if begin < ends[timeline]), default=-1)


def _segment_at(names: set[str], path: list[Fork], position: int) -> str | None:
    """The segment as PostgreSQL chooses it: of the newest timeline that had begun by then."""
    begun_at = 0
    choices = []
    for fork in path:
        if begun_at // SEGMENT_BYTES <= position // SEGMENT_BYTES and position < fork.ends_at:
            choices.append(wal.segment_at(fork.timeline, position, SEGMENT_BYTES))
        begun_at = fork.ends_at
    return next((name for name in reversed(choices) if name in names), None)


def _reaches(archive: ClusterArchive, name: str, target: Target) -> bool:
    """Whether everything up to the target is in this segment or an earlier one."""
    if target.time is not None:
        return look(archive, name).written_at > target.time.timestamp()
    ends_at = wal.begin_of(name, SEGMENT_BYTES) + SEGMENT_BYTES
    return target.position is not None and target.position < ends_at


def _covered_until(archive: ClusterArchive, found: list[str]) -> str:
    if not found:
        return "the base backup"
    written_at = look(archive, found[-1]).written_at
    return datetime.fromtimestamp(written_at, UTC).isoformat(timespec="seconds")


def _history_name(timeline: int) -> str:
    return f"{timeline:08X}.history"
