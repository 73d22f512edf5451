"""Names and headers of PostgreSQL's write-ahead log, as far as a recovery must understand them."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from churnvision.dr.errors import ArchiveRefused, BackupDamaged

SEGMENT = re.compile(r"[0-9A-F]{24}")
ARCHIVABLE = re.compile(r"[0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history")
_LONG_HEADER = struct.Struct("<HHIQIxxxxQII")
_HAS_LONG_HEADER = 0x0002
_CONTROL = struct.Struct("<QII")
_LOW = 1 << 32


@dataclass(frozen=True, slots=True)
class SegmentHeader:
    """The first page's header: which cluster and timeline wrote it, and where it begins (in bytes)."""

    timeline: int
    begins_at: int
    system_identifier: str
    segment_bytes: int


@dataclass(frozen=True, slots=True)
class Fork:
    """A line of a timeline's history: `timeline` was left at `ends_at` (in bytes)."""

    timeline: int
    ends_at: int


def read_header(segment: bytes, name: str) -> SegmentHeader:
    """The header of a segment. Raises ArchiveRefused when it has none or it belongs to another name."""
    if len(segment) < _LONG_HEADER.size:
        raise ArchiveRefused(f"{name} is too short to be a segment of the log.")
    _, flags, timeline, begins_at, _, system, size, _ = _LONG_HEADER.unpack_from(segment)
    if not flags & _HAS_LONG_HEADER or size == 0 or size & (size - 1):
        raise ArchiveRefused(f"{name} does not begin like a segment of the log.")
    header = SegmentHeader(timeline, begins_at, str(system), size)
    if begins_at != begin_of(name, size) or timeline > timeline_of(name):
        raise ArchiveRefused(f"{name} holds another part of the log than its name says.")
    return header


def timeline_of(name: str) -> int:
    """The timeline in a segment's name."""
    return int(name[:8], 16)


def begin_of(name: str, segment_bytes: int) -> int:
    """Where a segment of this name begins (in bytes)."""
    return int(name[8:16], 16) * _LOW + int(name[16:24], 16) * segment_bytes


def segment_at(timeline: int, position: int, segment_bytes: int) -> str:
    """The name of the segment of a timeline that holds the byte at `position`."""
    high, low = divmod(position, _LOW)
    return f"{timeline:08X}{high:08X}{low // segment_bytes:08X}"


def parse_position(text: str) -> int:
    """A position as PostgreSQL writes it (16/B374D848), in bytes. Raises ValueError."""
    high, slash, low = text.partition("/")
    if not slash or not re.fullmatch(r"[0-9A-Fa-f]{1,8}", high) or not re.fullmatch(r"[0-9A-Fa-f]{1,8}", low):
        raise ValueError(text)
    return int(high, 16) * _LOW + int(low, 16)


def format_position(position: int) -> str:
    """A position as PostgreSQL writes it."""
    high, low = divmod(position, _LOW)
    return f"{high:X}/{low:X}"


def parse_history(text: str) -> list[Fork]:
    """The forks of a timeline, the oldest first. Raises BackupDamaged for what is no history."""
    forks = []
    for line in text.splitlines():
        fields = line.split("#")[0].split()
        if not fields:
            continue
        try:
            forks.append(Fork(int(fields[0]), parse_position(fields[1])))
        except (ValueError, IndexError) as error:
            raise BackupDamaged(f"This is no history of a timeline: {line[:60]!r}.") from error
    return forks


def read_identity(data: Path) -> tuple[str, int]:
    """System identifier and major version of the cluster in `data`. Raises OSError, ValueError."""
    with (data / "global" / "pg_control").open("rb") as file:
        identifier, _, _ = _CONTROL.unpack(file.read(_CONTROL.size))
    return str(identifier), int((data / "PG_VERSION").read_text().split(".")[0])
