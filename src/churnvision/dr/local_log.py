"""What a cluster had written of its log and not yet handed over, read from its own data directory.

A server that died in the middle of a minute leaves acknowledged transactions there and nowhere else. They
are used for a recovery and never put into the archive: the cluster may come back and finish the file.
"""

from pathlib import Path

from churnvision.dr import wal
from churnvision.dr.archived_file import write_sparse
from churnvision.dr.errors import ArchiveRefused
from churnvision.dr.recovery_plan import SEGMENT_BYTES, Plan


def add_local_log(plan: Plan, data: Path, folder: Path) -> list[str]:
    """Copy the files of the log that follow the plan's last one into `folder`; their names.

    Only those of the same cluster and timeline, without a gap; the server itself checks each record in them.
    Nothing where the data directory is lost. Raises OSError.
    """
    position = _next_position(plan)
    added: list[str] = []
    while True:
        name = wal.segment_at(plan.timeline, position, SEGMENT_BYTES)
        source = data / "pg_wal" / name
        if not source.is_file() or (folder / name).exists():
            return added
        content = source.read_bytes()
        try:
            header = wal.read_header(content, name)
        except ArchiveRefused:
            return added  # a file that was made ready for later, or is damaged: the log ends before it
        if header.system_identifier != plan.base.manifest.system_identifier:
            return added
        write_sparse(folder / name, content)
        added.append(name)
        position += SEGMENT_BYTES


def _next_position(plan: Plan) -> int:
    if plan.segments:
        return wal.begin_of(plan.segments[-1], SEGMENT_BYTES) + SEGMENT_BYTES
    return wal.begin_of(plan.base.manifest.start_segment, SEGMENT_BYTES)
