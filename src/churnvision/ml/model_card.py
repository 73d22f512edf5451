"""What a trained model consists of, as plain values for JSON (Mitchell 2019, model cards)."""

from typing import Any

from churnvision.ml.boosting import BoostedModel
from churnvision.ml.calibration import HazardCalibration, WindowCalibration
from churnvision.ml.model import TrainedModel


def describe_model(model: TrainedModel) -> dict[str, Any]:
    """Members with their weights in the log-odds, calibration and floor, what is read and what is not."""
    ensemble, calibration = model.predictor.ensemble, model.predictor.calibration
    members: list[dict[str, Any]] = []
    if ensemble.additive is not None:
        members.append({"name": "additive ridge-logistic", "weight": ensemble.additive_weight})
    members += [_boosted(weight, boosted) for weight, boosted in ensemble.boosted]
    return {
        "kind": "hazard" if isinstance(calibration, HazardCalibration) else "window",
        "members": members,
        "calibration": _calibration(calibration),
        "floor": 0.0 if isinstance(calibration, HazardCalibration) else calibration.floor,
        "bags": len(model.bags),
        "features": list(model.columns),
        "unused_attributes": _unused(model),
    }


def _boosted(weight: float, boosted: BoostedModel) -> dict[str, Any]:
    booster = boosted.boosters[0]
    leaves = [tree["num_leaves"] for tree in booster.dump_model()["tree_info"]]
    return {
        "name": f"boosted trees of up to {max(leaves)} leaves",
        "weight": weight,
        "rounds": booster.num_trees(),
        "boosters": len(boosted.boosters),
    }


def _calibration(calibration: WindowCalibration | HazardCalibration) -> str:
    if isinstance(calibration, HazardCalibration):
        return "sigmoid whose slope and level change with the months ahead"
    if calibration.points is not None:
        return "monotone curve"
    return "sigmoid with a floor" if calibration.floor else "sigmoid"


def _unused(model: TrainedModel) -> list[str]:
    """Attributes that change no forecast: they never varied, or nearly every value is different."""
    space, scales = model.encoding.space, model.encoding.scaler.scales
    varying = {name for name, scale in zip(space.names, scales, strict=False) if scale is not None}
    read = varying | set(space.categories)
    read |= {moving.source for moving in space.moving if moving.name in varying}
    return [attribute.name for attribute in model.attributes if attribute.name not in read]
