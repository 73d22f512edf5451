"""LightGBM's OpenMP runtime comes with us where the system lacks it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from churnvision.local import libgomp


def test_a_system_that_has_the_library_needs_no_copy(tmp_path: Path) -> None:
    if not libgomp.system_has_libgomp():
        pytest.skip("this system has no libgomp.so.1; the other test covers it")
    assert libgomp.provide_libgomp(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_copy_is_a_library_that_the_loader_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libgomp, "system_has_libgomp", lambda: False)
    folder = libgomp.provide_libgomp(tmp_path / "lib")
    assert folder == tmp_path / "lib"
    env = libgomp.with_library_path({"LD_LIBRARY_PATH": "/elsewhere"}, folder)
    assert env["LD_LIBRARY_PATH"] == f"{folder}:/elsewhere"
    code = (
        "import ctypes, pathlib; ctypes.CDLL('libgomp.so.1');"
        "print([line.split()[-1] for line in open('/proc/self/maps') if 'libgomp' in line][0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == tmp_path / "lib" / "libgomp.so.1"
