"""What can go wrong with training and model versions."""

from collections.abc import Mapping, Sequence

from churnvision.kit.errors import ChurnVisionError


class TrainingJobNotFound(ChurnVisionError):
    """There is no training job with this id."""

    code = "training_job_not_found"
    status = 404


class TrainingFinished(ChurnVisionError):
    """This training has already ended, so there is nothing to cancel."""

    code = "training_finished"
    status = 409


class NothingToTrainOn(ChurnVisionError):
    """There is nothing to train on yet: import an HR file with people who left and people who stayed."""

    code = "nothing_to_train_on"
    status = 409


class KeepColumnsUnknown(ChurnVisionError):
    """Columns that are to be kept are not among the attributes that may be learnt from."""

    code = "keep_columns_unknown"
    status = 422

    def __init__(self, unknown: Sequence[str], left_out: Mapping[str, str]) -> None:
        """``left_out``: attributes that the import keeps from models, each with its reason."""
        sentences = [
            f"{name} was left out when it was imported, because {reason}: undo that import, and import the "
            "file again with the column mapped as an attribute."
            for name, reason in left_out.items()
        ]
        if unknown:
            sentences.append(
                f"There is no attribute to learn from named {', '.join(unknown)}: give the names that the "
                "columns were mapped to, as the model's data card lists them."
            )
        super().__init__(" ".join(sentences), unknown=list(unknown), left_out=list(left_out))


class ModelVersionNotFound(ChurnVisionError):
    """There is no model version with this id."""

    code = "model_version_not_found"
    status = 404


class NoPromotedModel(ChurnVisionError):
    """No model version is promoted yet: train a model first."""

    code = "no_promoted_model"
    status = 409


class ModelNotFit(ChurnVisionError):
    """This version was never compared with simple forecasts, so it cannot be promoted: train a new one."""

    code = "model_not_fit"
    status = 409


class NothingToRollBackTo(ChurnVisionError):
    """No version forecast before the present one, so there is none to go back to; promote another one."""

    code = "nothing_to_roll_back_to"
    status = 409


class PromotedMeanwhile(ChurnVisionError):
    """Another version forecasts by now: read the list of models again and decide anew."""

    code = "promoted_meanwhile"
    status = 409


class PromotedIsNoShadow(ChurnVisionError):
    """This version makes the forecasts; let another one run as shadow beside it."""

    code = "promoted_is_no_shadow"
    status = 409


class ModelFilesUnusable(ChurnVisionError):
    """The promoted model's files are missing or were changed; run `churnvision doctor --fix`."""

    code = "model_files_unusable"
    status = 409
