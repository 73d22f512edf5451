"""The part of a drift check that runs in a process of its own: files in, plain values out, no database."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from churnvision.kit.isolated import Refused, Report
from churnvision.ml import artifacts
from churnvision.ml.drift import compare
from churnvision.ml.drift_reference import Reference
from churnvision.ml.errors import ModellingError
from churnvision.ml.history import Facts, present_people


def compare_people(
    report: Report,
    present: Facts,
    known: Facts,
    models: Path,
    sha256: Mapping[str, str],
    reference: dict[str, Any],
) -> dict[str, Any] | None:
    """Present people against the reference, whose people `known` holds; None where they are too few.

    Raises Refused with a sentence.
    """
    report(0.0, "Comparing people")
    try:
        model = artifacts.load(models, expected=sha256)
        found = compare(
            model,
            Reference.from_values(reference),
            present_people(present),
            present.as_of,
            present_people(known),
        )
    except ModellingError as error:
        raise Refused(str(error)) from error
    if found is None:
        return None
    return {
        "people_then": found.people_then,
        "people_now": found.people_now,
        "verdict": found.verdict,
        "features": [{**asdict(one), "verdict": one.verdict} for one in found.features],
        "joint": None if found.joint is None else {**asdict(found.joint), "verdict": found.joint.verdict},
    }
