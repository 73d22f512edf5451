"""The reports of drills, read back: the newest first, each proved where its key is at hand."""

import hmac
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from churnvision.dr.drill import DrillReport, signature_of
from churnvision.dr.errors import DrillNotFound
from churnvision.dr.keys import AuthenticationKey

Proof = Literal["signed", "changed", "not proved here"]
Form = Literal["json", "html"]
_ID = re.compile(r"drill_[0-9]{8}_[0-9]{6}")
_LARGEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class KeptReport:
    """One report as it is in the folder. "changed": its signature is of something else."""

    report: DrillReport
    proof: Proof

    @property
    def began_at(self) -> datetime:
        """When the drill began."""
        return datetime.fromisoformat(self.report.began_at)

    @property
    def counts_as_passed(self) -> bool:
        """Whether the drill passed, as far as the report can be believed."""
        return self.report.has_passed and self.proof != "changed"


def read_reports(
    folder: Path, keys: Mapping[str, AuthenticationKey], *, limit: int
) -> tuple[list[KeptReport], list[str]]:
    """The newest reports and, however old, the newest that passed; and the ids of what cannot be read.

    `keys` are by their ids.
    """
    files = sorted((file for file in folder.glob("drill_*.json") if _ID.fullmatch(file.stem)), reverse=True)
    kept: list[KeptReport] = []
    unreadable: list[str] = []
    for number, file in enumerate(files):
        if number >= limit and any(one.counts_as_passed for one in kept):
            break
        try:
            found = _read(file, keys)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            unreadable.append(file.stem)
            continue
        if number < limit or found.counts_as_passed:
            kept.append(found)
    return kept, unreadable


def find_report(folder: Path, drill_id: str, form: Form) -> Path:
    """The file of a report. Raises DrillNotFound, also for what is no drill's id."""
    file = folder / f"{drill_id}.{form}"
    if _ID.fullmatch(drill_id) is None or file.is_symlink() or not file.is_file():
        raise DrillNotFound
    return file


def _read(file: Path, keys: Mapping[str, AuthenticationKey]) -> KeptReport:
    if file.is_symlink() or file.stat().st_size > _LARGEST_BYTES:
        raise ValueError("no report")
    document = json.loads(file.read_bytes())
    signature, key_id = str(document.pop("signature")), str(document.pop("key_id"))
    report = _parse(document)
    if report.drill_id != file.stem:
        return KeptReport(replace(report, drill_id=file.stem), "changed")
    key = keys.get(key_id)
    if key is None:
        return KeptReport(report, "not proved here")
    is_signed = hmac.compare_digest(signature_of(document, key).encode(), signature.encode())
    return KeptReport(report, "signed" if is_signed else "changed")


def _parse(document: dict[str, Any]) -> DrillReport:
    """Raises KeyError, TypeError, ValueError, AttributeError for what is no report."""
    if datetime.fromisoformat(document["began_at"]).tzinfo is None:
        raise ValueError("a time without its offset")
    return DrillReport(
        drill_id=str(document["drill_id"]),
        began_at=document["began_at"],
        backup_id=str(document["backup_id"]),
        has_passed=document["has_passed"] is True,
        checks={str(check): str(found) for check, found in document["checks"].items()},
        counts={str(table): int(count) for table, count in document["counts"].items()},
        recovery_point_seconds=_finite(document["recovery_point_seconds"]),
        recovery_time_seconds=_finite(document["recovery_time_seconds"]),
    )


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("no number of seconds")
    return number
