"""Files that commands write: whole or not at all, never over what is no file."""

import errno
from pathlib import Path

import pytest

from churnvision.cli.whole_file import OutputUnwritable, require_writable, whole_file


@pytest.mark.parametrize("name", [".", "missing/out.csv", "in.csv"])
def test_what_would_destroy_or_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "in.csv").write_text("a")
    with pytest.raises(OutputUnwritable, match=r"name (a file|another)"):
        require_writable(tmp_path / name, tmp_path / "in.csv")


def test_a_device_is_not_replaced_by_a_file() -> None:
    with pytest.raises(OutputUnwritable, match="/dev/null cannot be written"):
        require_writable(Path("/dev/null"))


def test_what_fails_half_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(out) as partial:
        partial.write_text("half")
        raise ZeroDivisionError
    assert [out] == list(tmp_path.iterdir())
    assert out.read_text() == "old"
    with whole_file(out) as partial:
        partial.write_text("new")
    assert [out] == list(tmp_path.iterdir())
    assert out.read_text() == "new"


def test_a_full_disk_is_told_in_one_sentence(tmp_path: Path) -> None:
    full, told = Path("/dev/full"), pytest.raises(OutputUnwritable, match=r"No space left on device\.$")
    with told, whole_file(tmp_path / "out.csv"), full.open("wb", buffering=0) as stream:
        stream.write(b"x")
    with pytest.raises(OSError, match="elsewhere"), whole_file(tmp_path / "out.csv"):
        raise OSError(errno.EACCES, "Permission denied", "elsewhere")
