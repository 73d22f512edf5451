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


class GroupTooSmall(ChurnVisionError):
    """Fewer than five people with a forecast, or such a group could be computed: choose a larger org unit."""

    code = "group_too_small"
    status = 409
