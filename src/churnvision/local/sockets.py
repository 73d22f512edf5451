"""The folder of PostgreSQL's socket: short, private, under the system's temporary folder.

Not in the data folder: an address over 107 bytes does not work. One start, one folder, so that nothing
left by an earlier server is in the way; the folder of a killed supervisor is removed at the next start.
"""

import shutil
import stat
import tempfile
from pathlib import Path

from churnvision.local.layout import Layout

_PREFIX = "churnvision-"


def make_socket_folder(layout: Layout) -> Path:
    """A new folder for this start, remembered in the run folder."""
    remove_socket_folder(layout)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_short_temporary_folder()))
    _memory(layout).write_text(f"{folder}\n")
    return folder


def remembered_socket_folder(layout: Layout) -> Path | None:
    """The folder of the last start, None when it was removed in order."""
    memory = _memory(layout)
    return Path(memory.read_text().strip()) if memory.exists() else None


def remove_socket_folder(layout: Layout) -> None:
    """Remove the folder of the last start, if it is there and ours."""
    memory = _memory(layout)
    folder = remembered_socket_folder(layout)
    if folder is None:
        return
    if folder.name.startswith(_PREFIX) and _is_private_folder(folder):
        shutil.rmtree(folder, ignore_errors=True)
    memory.unlink()


def _is_private_folder(folder: Path) -> bool:
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and stat.S_IMODE(facts.st_mode) == stat.S_IRWXU


def _short_temporary_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(folder) <= 60 else "/tmp"  # noqa: S108 - mkdtemp makes it private


def _memory(layout: Layout) -> Path:
    return layout.run / "socket-folder"
