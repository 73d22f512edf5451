"""The part of training that runs in a process of its own: files in, files out, no database."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from churnvision.kit.isolated import Refused, Report
from churnvision.ml import artifacts
from churnvision.ml.data_card import describe_data
from churnvision.ml.drift_reference import learn_reference, reference_days
from churnvision.ml.errors import ModellingError
from churnvision.ml.history import Facts, training_data
from churnvision.ml.model_card import describe_model
from churnvision.ml.ordering import data_sha256, in_order
from churnvision.ml.training import train


@dataclass(frozen=True)
class Learnt:
    """What the version's row says of the model whose files were written."""

    algorithm: str
    trained_from: date | None
    metrics: dict[str, Any]
    facts: dict[str, Any]  # columns of `model_facts`


def train_model(report: Report, facts: Facts, folder: Path, *, seed: int, bags: int) -> Learnt:
    """Train on `facts` and write the model's files into `folder`/model.

    Raises Refused with a sentence when the data cannot be learnt from.
    """
    report(0.0, "Preparing the data")
    try:
        data = in_order(training_data(facts, folder))
        model = train(data, seed=seed, bags=bags, report=report)
    except ModellingError as error:
        raise Refused(str(error)) from error
    report(1.0, "Writing the model's files")
    artifacts.save(model, folder / "model")
    described = {**describe_model(model), "seed": seed}
    candidates = [{"name": name, **measured} for name, measured in model.metrics["candidates"].items()]
    return Learnt(
        algorithm=model.metrics["candidate"],
        trained_from=model.training_window[0],
        metrics={**model.metrics, "candidates": candidates},
        facts={
            "data_sha256": data_sha256(data),
            "data": describe_data(data),
            "model": described,
            "reference": learn_reference(model, reference_days(data)).as_values(),
        },
    )
