"""Whether the promoted model's files on disk are the stored ones, without hashing at every question."""

from functools import lru_cache
from pathlib import Path

from churnvision.kit.model_files import sha256_of


@lru_cache(maxsize=64)
def _sha256_while_unchanged(path: Path, _stamp: tuple[int, ...]) -> str:
    return sha256_of(path)


def problem_of(models: Path, sha256: dict[str, str]) -> str | None:
    """The first file that is missing or not the stored one, as a sentence; None when all are right.

    A file is hashed again only when its inode, size or times have changed. Blocks, so call it in a thread.
    """
    for name, expected in sorted(sha256.items()):
        path = models / name
        try:
            found = path.stat()
            stamp = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
            actual = _sha256_while_unchanged(path, stamp)
        except FileNotFoundError:
            return f"The model file {name} is missing; `churnvision doctor --fix` writes it again."
        if actual != expected:
            return (
                f"The model file {name} was changed since it was stored;"
                " `churnvision doctor --fix` writes it again."
            )
    return None
