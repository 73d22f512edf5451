"""OpenMP's runtime for LightGBM, whose wheel needs the system's `libgomp.so.1` and carries none.

scikit-learn's wheel carries one under another name. A copy under the right name, in a folder on the
children's LD_LIBRARY_PATH, is found by the loader; loading it first through ctypes is not enough.
"""

import ctypes
import importlib.util
import shutil
import sys
from pathlib import Path

NAME = "libgomp.so.1"


def provide_libgomp(folder: Path) -> Path | None:
    """The folder to put on LD_LIBRARY_PATH, None where the system has the library (or none can be had)."""
    if system_has_libgomp():
        return None
    copy = folder / NAME
    if not copy.exists():
        bundled = _bundled_by_sklearn()
        if bundled is None:
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = folder / (NAME + ".unfinished")
        shutil.copyfile(bundled, unfinished)
        unfinished.rename(copy)
    return folder


def system_has_libgomp() -> bool:
    """Whether the loader of this process finds the library."""
    try:
        ctypes.CDLL(NAME)
    except OSError:
        return False
    return True


def with_library_path(env: dict[str, str], folder: Path | None) -> dict[str, str]:
    """`env` with `folder` first on LD_LIBRARY_PATH; unchanged when there is none."""
    if folder is None:
        return env
    rest = env.get("LD_LIBRARY_PATH")
    return {**env, "LD_LIBRARY_PATH": f"{folder}:{rest}" if rest else str(folder)}


def _bundled_by_sklearn() -> Path | None:
    spec = importlib.util.find_spec("sklearn")
    for folder in (spec and spec.submodule_search_locations) or []:
        for library in sorted((Path(folder).parent / "scikit_learn.libs").glob("libgomp-*.so*")):
            return library
    return None


if __name__ == "__main__":
    sys.stdout.write(f"{provide_libgomp(Path(sys.argv[1]).resolve()) or ''}\n")
