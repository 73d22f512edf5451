"""Files of a log without a server: a data directory's identity, and segments that begin as they must."""

import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

from churnvision.dr.wal import begin_of, timeline_of

SEGMENT_BYTES = 1 << 20
_HEADER = struct.Struct("<HHIQIxxxxQII")
_MAGIC, _LONG, _PAGE = 0xD118, 2, 8192


@dataclass(frozen=True)
class LogSource:
    """A data directory as far as the archive looks at it."""

    data: Path
    system: int = 7_000_000_000_000_000_001

    def make(self) -> "LogSource":
        (self.data / "global").mkdir(parents=True)
        (self.data / "pg_wal").mkdir()
        (self.data / "global" / "pg_control").write_bytes(struct.pack("<QII", self.system, 1800, 1))
        (self.data / "PG_VERSION").write_text("18\n")
        return self

    def write(self, name: str, content: bytes | None = None) -> Path:
        """A file of the log by its name; what is not given is made up."""
        file = self.data / "pg_wal" / name
        file.write_bytes(self.segment(name) if content is None else content)
        return file

    def segment(self, name: str, *, system: int | None = None) -> bytes:
        """A segment of random bytes that ends in zeros, as after a switch."""
        header = _HEADER.pack(
            _MAGIC,
            _LONG,
            timeline_of(name),
            begin_of(name, SEGMENT_BYTES),
            0,
            self.system if system is None else system,
            SEGMENT_BYTES,
            _PAGE,
        )
        return (header + secrets.token_bytes(5000)).ljust(SEGMENT_BYTES, b"\0")


def name_of(number: int, timeline: int = 1) -> str:
    """The name of a segment."""
    return f"{timeline:08X}{0:08X}{number:08X}"
