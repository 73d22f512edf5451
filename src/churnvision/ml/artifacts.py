"""The files of a trained model: written whole, and read only when their SHA-256 is the one expected.

A joblib file is code: its hash is compared with the one that the caller stored elsewhere before it is opened.
"""

import hashlib
import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import joblib

from churnvision.kit.durable import fsync_folder
from churnvision.ml.encoding import FeatureScaler, LabelEncoder
from churnvision.ml.errors import ArtifactChanged, ArtifactMissing, ArtifactUnreadable
from churnvision.ml.model import TrainedModel
from churnvision.ml.rows import Encoding

MODEL_FILE = "churn_model.joblib"
SCALER_FILE = "feature_scaler.joblib"
ENCODER_FILE = "label_encoder.joblib"
MANIFEST_FILE = "manifest.json"
ARTIFACT_FILES = (MODEL_FILE, SCALER_FILE, ENCODER_FILE, MANIFEST_FILE)
T = TypeVar("T")
_LIBRARIES = ("numpy", "polars", "lightgbm", "scikit-learn", "scipy", "joblib")


@dataclass(frozen=True)
class FileRecord:
    """Hash and size of one file."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Manifest:
    """What manifest.json says; ``files`` are the model's three files, ``sha256`` adds the manifest."""

    files: tuple[FileRecord, ...]
    sha256: dict[str, str]
    libraries: dict[str, str]
    shape: str
    columns: tuple[str, ...]
    attributes: tuple[str, ...]
    training_window: tuple[str | None, str]
    as_of: str
    window_days: int | None
    bags: int
    metrics: dict[str, Any]


def _dumped(part: object) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(part, buffer, compress=("zlib", 3))
    return buffer.getvalue()


def _write(folder: Path, name: str, content: bytes) -> None:
    """Temporary name, fsync, rename: the file is the old one or the new one, never half."""
    temporary = folder / f".{name}.partial"
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / name)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def save(model: TrainedModel, folder: Path) -> Manifest:
    """Writes three files and manifest.json; the result's ``sha256`` names all four for the version's row."""
    folder.mkdir(parents=True, exist_ok=True)
    bare = replace(model, encoding=Encoding(model.encoding.space, LabelEncoder({}, {}), FeatureScaler(())))
    contents = {
        MODEL_FILE: _dumped(bare),
        SCALER_FILE: _dumped(model.encoding.scaler),
        ENCODER_FILE: _dumped(model.encoding.encoder),
    }
    records = tuple(
        FileRecord(name, hashlib.sha256(content).hexdigest(), len(content))
        for name, content in contents.items()
    )
    manifest = Manifest(
        files=records,
        sha256={record.name: record.sha256 for record in records},
        libraries={"python": sys.version.split()[0], **{name: version(name) for name in _LIBRARIES}},
        shape=model.shape,
        columns=model.columns,
        attributes=tuple(attribute.name for attribute in model.attributes),
        training_window=(_iso(model.training_window[0]), model.training_window[1].isoformat()),
        as_of=model.as_of.isoformat(),
        window_days=model.window_days,
        bags=len(model.bags),
        metrics=model.metrics,
    )
    described = {key: value for key, value in asdict(manifest).items() if key != "sha256"}
    contents[MANIFEST_FILE] = (
        json.dumps(described, indent=2, sort_keys=True, allow_nan=False).encode() + b"\n"
    )
    for name, content in contents.items():
        _write(folder, name, content)
    fsync_folder(folder)
    all_hashes = {**manifest.sha256, MANIFEST_FILE: hashlib.sha256(contents[MANIFEST_FILE]).hexdigest()}
    return replace(manifest, sha256=all_hashes)


def _checked(folder: Path, name: str, expected: str | None) -> bytes:
    path = folder / name
    if not path.is_file():
        raise ArtifactMissing(name)
    content = path.read_bytes()
    if expected is None or hashlib.sha256(content).hexdigest() != expected.lower():
        raise ArtifactChanged(name)
    return content


def load(folder: Path, *, expected: Mapping[str, str]) -> TrainedModel:
    """Reads a model after comparing the SHA-256 of every file with ``expected`` (file name to hex).

    The manifest is compared too when it is named in ``expected``. Raises ArtifactMissing, ArtifactChanged
    (also for a file without an expected hash) or ArtifactUnreadable.
    """
    names = [MODEL_FILE, SCALER_FILE, ENCODER_FILE]
    if MANIFEST_FILE in expected:
        names.append(MANIFEST_FILE)
    contents = {name: _checked(folder, name, expected.get(name)) for name in names}
    bare = _opened(MODEL_FILE, contents[MODEL_FILE], TrainedModel)
    scaler = _opened(SCALER_FILE, contents[SCALER_FILE], FeatureScaler)
    encoder = _opened(ENCODER_FILE, contents[ENCODER_FILE], LabelEncoder)
    return replace(bare, encoding=Encoding(bare.encoding.space, encoder, scaler))


def _opened(name: str, content: bytes, kind: type[T]) -> T:
    try:
        part = joblib.load(io.BytesIO(content))
    except (AttributeError, ImportError, EOFError, ValueError, KeyError, TypeError) as error:
        raise ArtifactUnreadable(name, type(error).__name__) from error
    if not isinstance(part, kind):
        raise ArtifactUnreadable(name, f"it holds no {kind.__name__}")
    return part
