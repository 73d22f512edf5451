"""What can go wrong with explanations."""

from churnvision.kit.errors import ChurnVisionError


class NothingToExplain(ChurnVisionError):
    """Nobody has been scored yet, so there is nothing to explain: score everybody first."""

    code = "nothing_to_explain"
    status = 409


class NotKept(ChurnVisionError):
    """These forecasts were made before explanations were kept with them: score everybody again."""

    code = "explanations_not_kept"
    status = 409


class AttributeUnknown(ChurnVisionError):
    """There is no attribute of this name; `GET /explanations/` lists those that the model reads."""

    code = "attribute_unknown"
    status = 404


class AttributeNotRead(ChurnVisionError):
    """The model does not read this attribute: train one that may learn from it."""

    code = "attribute_not_read"
    status = 409


class AttributeNotVaried(ChurnVisionError):
    """This attribute is the same for everybody, or was in training: choose another."""

    code = "attribute_not_varied"
    status = 409


class AttributeNotControllable(ChurnVisionError):
    """Tenure, age and the season pass by themselves: mark attributes that somebody can change."""

    code = "attribute_not_controllable"
    status = 422


class ModelReplaced(ChurnVisionError):
    """Another model was promoted since these forecasts were made: ask again once everybody is scored."""

    code = "model_replaced"
    status = 409


class ModelDidNotAnswer(ChurnVisionError):
    """The process that asks the model ended without an answer; try again, and see the log if it stays so."""

    code = "model_did_not_answer"
    status = 503


class GroupTooSmall(ChurnVisionError):
    """Fewer than five people with a forecast, or such a group could be computed: choose a larger org unit."""

    code = "group_too_small"
    status = 409
