"""The part of training that runs in a process of its own: files in, files out, no database."""

from collections.abc import Collection
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
from churnvision.ml.inputs import Attribute
from churnvision.ml.leakage import check_leakage, without_leaks
from churnvision.ml.model_card import describe_model
from churnvision.ml.ordering import data_sha256, in_order
from churnvision.ml.training import train


@dataclass(frozen=True)
class Learnt:
    """What the version's row says of the model whose files were written.

    ``attributes`` are those that were learnt from, ``warnings`` sentences on what tells the outcome.
    """

    algorithm: str
    trained_from: date | None
    metrics: dict[str, Any]
    facts: dict[str, Any]  # columns of `model_facts`
    attributes: tuple[Attribute, ...]
    warnings: list[str]


def train_model(
    report: Report, facts: Facts, folder: Path, *, seed: int, bags: int, keep_columns: Collection[str] = ()
) -> Learnt:
    """Train on `facts` and write the model's files into `folder`/model.

    Columns that tell the outcome are left out, but for those that are kept on the user's word.
    Raises Refused with a sentence when the data cannot be learnt from.
    """
    report(0.0, "Preparing the data")
    try:
        given = in_order(training_data(facts, folder))
        report(0.0, "Looking for columns that tell the outcome")
        leakage = check_leakage(given, seed=seed, keep=keep_columns)
        data = without_leaks(given, leakage)
        model = train(data, seed=seed, bags=bags, report=report)
    except ModellingError as error:
        raise Refused(str(error)) from error
    leakage = leakage.with_model(model.metrics["auc"])
    report(1.0, "Writing the model's files")
    artifacts.save(model, folder / "model")
    described = {**describe_model(model), "seed": seed}
    candidates = [{"name": name, **measured} for name, measured in model.metrics["candidates"].items()]
    return Learnt(
        algorithm=model.metrics["candidate"],
        trained_from=model.training_window[0],
        metrics={**model.metrics, "candidates": candidates, "leakage": leakage.as_json()},
        facts={
            "data_sha256": data_sha256(data),
            "data": {**describe_data(data), "leakage": leakage.as_json()},
            "model": described,
            "reference": learn_reference(model, reference_days(data)).as_values(),
        },
        attributes=data.attributes,
        warnings=leakage.sentences,
    )
