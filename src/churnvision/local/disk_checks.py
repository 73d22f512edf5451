"""Checks of the file systems: full, out of inodes, read-only, or refusing to be written to."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from churnvision.kit.errors import ChurnVisionError
from churnvision.local.disk import free_bytes, nearest_existing, require_free_disk
from churnvision.local.findings import Finding, failed, ok
from churnvision.local.layout import Layout
from churnvision.local.wholeness import is_first_start

_CHECK = "disk"
_FEWEST_INODES = 1000
_PROBE_BYTES = 65_536


def check_disk(layout: Layout, also: Sequence[Path] = ()) -> Iterator[Finding]:
    """Every file system that the data folder, the cluster, the models and `also` lie on."""
    folders = [layout.var, layout.cluster, layout.cluster / "pg_wal", layout.logs, layout.models, *also]
    seen, troubled = set[int](), False
    for folder in folders:
        existing = nearest_existing(folder)
        device = existing.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        trouble = _trouble_of(layout, folder, existing)
        if trouble is not None:
            troubled = True
            yield trouble
    if not troubled:
        yield ok(_CHECK, f"{free_bytes(layout.var) / 1e9:.1f} GB free for {layout.var}.")


def _trouble_of(layout: Layout, folder: Path, existing: Path) -> Finding | None:
    figures = os.statvfs(existing)
    if figures.f_flag & os.ST_RDONLY:
        return failed(
            _CHECK,
            f"The file system of {folder} is read-only; after an error of the disk the system does that by "
            "itself: see its log, repair it, and mount it for writing.",
            evidence=_mount_of(existing),
            command=f"findmnt -T {existing} && dmesg | tail",
        )
    try:
        is_first = folder == layout.var and is_first_start(layout)
        require_free_disk(folder, is_first_start=is_first)
    except ChurnVisionError as error:
        return failed(_CHECK, error.message, evidence=_figures(figures), command=f"df -h {existing}")
    # Some file systems count no inodes and say 0.
    if figures.f_files and figures.f_favail < _FEWEST_INODES:
        return failed(
            _CHECK,
            f"The file system of {folder} can hold hardly any further file; delete many small ones.",
            evidence=_figures(figures),
            command=f"df -i {existing}",
        )
    return _refused_writing(folder, existing, figures)


def _refused_writing(folder: Path, existing: Path, figures: os.statvfs_result) -> Finding | None:
    if not existing.is_dir() or (folder != existing and not os.access(existing, os.W_OK)):
        return None
    try:
        # Without a name, so that nothing stays; a quota or a dying disk shows only when bytes are written.
        with tempfile.TemporaryFile(dir=existing) as probe:
            probe.write(bytes(_PROBE_BYTES))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return failed(
            _CHECK,
            f"Nothing can be written to {existing} ({error.strerror}); free some space, or change its owner "
            "or its quota.",
            evidence=_figures(figures),
            command=f"ls -ld {existing} && df -h {existing}",
        )
    return None


def _figures(figures: os.statvfs_result) -> str:
    free, total = figures.f_bavail * figures.f_frsize, figures.f_blocks * figures.f_frsize
    return f"{free / 1e6:.0f} of {total / 1e6:.0f} MB and {figures.f_favail} of {figures.f_files} inodes free"


def _mount_of(folder: Path) -> str:
    """The line of the mount that `folder` lies on: the longest mount point that leads to it."""
    best = ""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        point = line.split()[1].replace("\\040", " ")
        is_above = folder == Path(point) or Path(point) in folder.parents
        if is_above and (not best or len(point) >= len(best.split()[1])):
            best = line
    return f"mounted as: {best}"
