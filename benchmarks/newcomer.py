"""`make demo` in a fresh clone with warm package caches: time to the first forecast, memory, second start.

Memory is the proportional share (PSS) of every process whose working folder lies in the clone, sampled.
"""

import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.figures import Figure
from churnvision.local.ports import find_free_port

ROOT = Path(__file__).resolve().parents[1]
_SAMPLE_SECONDS = 0.5


class MemoryWatch:
    """The most memory that the processes below a folder held at once, in bytes."""

    def __init__(self, folder: Path) -> None:
        self.peak_bytes = 0
        self._folder = str(folder)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak_bytes = max(self.peak_bytes, sum(map(self._share_bytes, psutil.process_iter())))

    def _share_bytes(self, process: psutil.Process) -> int:
        try:
            if not process.cwd().startswith(self._folder):
                return 0
            return int(process.memory_full_info().pss)
        except psutil.Error:
            return 0


def _make(folder: Path, *arguments: str) -> float:
    """Seconds that a make command took."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHURNVISION_")}
    environment |= {
        "CHURNVISION_WEB_PORT": str(find_free_port()),
        "CHURNVISION_API_PORT": str(find_free_port()),
    }
    begins_at = time.perf_counter()
    subprocess.run(["make", *arguments], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begins_at


def measure() -> list[Figure]:
    """Seconds and bytes against the limits that a newcomer is promised."""
    with tempfile.TemporaryDirectory(prefix="cv-newcomer-") as name:
        clone = Path(name) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        try:
            with MemoryWatch(clone) as memory:
                first_seconds = _make(clone, "demo", "DETACH=1")
            _make(clone, "down")
            second_seconds = _make(clone, "demo", "DETACH=1")
        finally:
            _make(clone, "down")
    return [
        _limit("from a fresh clone to the first forecast", first_seconds, 180, "s"),
        _limit("second `make demo`, data kept", second_seconds, 10, "s"),
        _limit("peak memory of the demo in all", memory.peak_bytes / 1e6, 2000, "MB"),
    ]


def _limit(name: str, measured: float, limit: float, unit: str) -> Figure:
    return Figure(
        name=name,
        ours=f"{measured:,.1f} {unit}",
        baseline=f"{limit:,} {unit} promised",
        ratio=measured / limit,
        target=1.0,
        higher_is_better=False,
    )


if __name__ == "__main__":
    for figure in measure():
        print(figure.row())
