"""What is asked of the model in a process of its own: files and kept inputs in, numbers out, no database."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from churnvision.kit.isolated import Refused, Report
from churnvision.ml import artifacts, sensitivity
from churnvision.ml.curve import Estimate
from churnvision.ml.errors import ModellingError
from churnvision.ml.model import TrainedModel
from churnvision.ml.scoring import first_day
from churnvision.ml.sensitivity import Setting


def partial_dependence(
    _report: Report,
    models: Path,
    sha256: Mapping[str, str],
    as_of: date,
    inputs: Sequence[Sequence[float]],
    settings: Sequence[Setting],
) -> list[Estimate]:
    """`ml.sensitivity.partial_dependence` by the model in `models`. Raises Refused with a sentence."""
    model = _loaded(models, sha256)
    people = np.array(inputs, dtype=np.float32)
    return sensitivity.partial_dependence(model, people, first_day(model, as_of), settings)


def sensitivities(
    _report: Report,
    models: Path,
    sha256: Mapping[str, str],
    as_of: date,
    inputs: Sequence[float],
    settings: Sequence[Setting],
) -> tuple[float, list[Estimate]]:
    """`ml.sensitivity.sensitivities` of one person. Raises Refused with a sentence."""
    model = _loaded(models, sha256)
    person = np.array([inputs], dtype=np.float32)
    return sensitivity.sensitivities(model, person, first_day(model, as_of), settings)


def _loaded(models: Path, sha256: Mapping[str, str]) -> TrainedModel:
    try:
        return artifacts.load(models, expected=sha256)
    except ModellingError as error:
        raise Refused(str(error)) from error
