"""The promoted model's files on disk: checked against the database, and written again from it.

The hashes in `model_files` decide. `models/versions/<id>/` holds the files of one version, the guide's
names (`models/churn_model.joblib`, ...) are links through `models/current`, switched by one rename. Used
by the application and by `doctor`, so nothing here needs more than psycopg.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from churnvision.kit.durable import fsync_folder

CURRENT = "current"
_VERSIONS = "versions"


@dataclass(frozen=True)
class ModelFileProblem:
    """A file that is not the one that was stored."""

    name: str
    state: Literal["missing", "changed"]
    path: Path

    @property
    def sentence(self) -> str:
        """What is wrong and what to do."""
        what = "is missing" if self.state == "missing" else "was changed since it was stored"
        return f"The model file {self.path} {what}; `churnvision doctor --fix` writes it again."


@dataclass(frozen=True)
class PromotedFiles:
    """The promoted version and the SHA-256 (hex) of each of its files."""

    model_version_id: int
    sha256: Mapping[str, str]

    def folder(self, models: Path) -> Path:
        """Where this version's files are."""
        return models / _VERSIONS / str(self.model_version_id)


def find_promoted_files(url: str) -> PromotedFiles | None:
    """What the database at `url` says of the promoted version; None when there is none."""
    with psycopg.connect(url) as connection:
        return _find_promoted(connection)


def check_model_files(url: str, models: Path) -> list[ModelFileProblem]:
    """Every file under the guide's names that is missing or changed; empty without a promoted version."""
    promoted = find_promoted_files(url)
    return [] if promoted is None else problems_of(promoted, models)


def problems_of(promoted: PromotedFiles, models: Path) -> list[ModelFileProblem]:
    """The files that differ from the stored ones, asked through the names that the guide gives."""
    found = []
    for name, sha256 in promoted.sha256.items():
        path = models / name
        if not path.is_file():
            found.append(ModelFileProblem(name, "missing", path))
        elif sha256_of(path) != sha256:
            found.append(ModelFileProblem(name, "changed", path))
    return found


def write_model_files(url: str, models: Path, *, also_changed: bool = False) -> list[str]:
    """Write the promoted version's files again where they are missing; returns the names written.

    A changed file is left for a person to see, unless `also_changed`. A newly promoted version replaces
    the one before it by switching `models/current`.
    """
    with psycopg.connect(url) as connection:
        promoted = _find_promoted(connection)
        if promoted is None:
            return []
        folder = promoted.folder(models)
        folder.mkdir(parents=True, exist_ok=True)
        written = [
            name
            for name, sha256 in promoted.sha256.items()
            if _must_write(folder / name, sha256, also_changed=also_changed)
        ]
        for name in written:
            _write(folder / name, _parts(connection, promoted.model_version_id, name))
        fsync_folder(folder)
    is_switched = _link(models / CURRENT, f"{_VERSIONS}/{promoted.model_version_id}")
    for name in promoted.sha256:
        _link_name(models, name, replace_file=also_changed or is_switched)
    fsync_folder(models)
    _forget_older_versions(models, keep=promoted.model_version_id)
    return written


def write_version_files(url: str, version_id: int, folder: Path) -> Mapping[str, str]:
    """Write the files of any version into an empty folder; the SHA-256 (hex) that each must have."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT name, sha256 FROM model_files WHERE model_version_id = %s ORDER BY name", (version_id,)
        ).fetchall()
        for name, _ in rows:
            _write(folder / str(name), _parts(connection, version_id, str(name)))
    return {str(name): str(sha256) for name, sha256 in rows}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _find_promoted(connection: psycopg.Connection[tuple[object, ...]]) -> PromotedFiles | None:
    rows = connection.execute(
        "SELECT f.model_version_id, f.name, f.sha256 FROM model_files f"
        " JOIN model_versions v ON v.id = f.model_version_id WHERE v.status = 'promoted' ORDER BY f.name"
    ).fetchall()
    if not rows:
        return None
    return PromotedFiles(int(str(rows[0][0])), {str(name): str(sha256) for _, name, sha256 in rows})


def _parts(connection: psycopg.Connection[tuple[object, ...]], version_id: int, name: str) -> Iterator[bytes]:
    with connection.cursor(binary=True) as cursor:
        for row in cursor.stream(
            "SELECT bytes FROM model_file_parts WHERE model_version_id = %s AND name = %s"
            " ORDER BY part_number",
            (version_id, name),
        ):
            part = row[0]
            assert isinstance(part, bytes)
            yield part


def _must_write(path: Path, sha256: str, *, also_changed: bool) -> bool:
    return not path.is_file() or (also_changed and sha256_of(path) != sha256)


def _write(path: Path, parts: Iterator[bytes]) -> None:
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("wb") as stream:
            for part in parts:
                stream.write(part)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _link(link: Path, target: str) -> bool:
    """Point `link` at `target` by one rename; whether it pointed elsewhere before."""
    if link.is_symlink() and str(link.readlink()) == target:
        return False
    unfinished = link.with_name(f".{link.name}.{secrets.token_hex(4)}")
    unfinished.symlink_to(target)
    unfinished.replace(link)
    return True


def _link_name(models: Path, name: str, *, replace_file: bool) -> None:
    path = models / name
    if path.is_file() and not path.is_symlink() and not replace_file:
        return
    _link(path, f"{CURRENT}/{name}")


def _forget_older_versions(models: Path, *, keep: int) -> None:
    # The version before stays: another process may be reading it at this moment.
    numbers = sorted(int(folder.name) for folder in (models / _VERSIONS).iterdir() if folder.name.isdigit())
    for number in [number for number in numbers if number != keep][:-1]:
        shutil.rmtree(models / _VERSIONS / str(number), ignore_errors=True)
