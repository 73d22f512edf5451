"""What can go wrong with forecasts."""

from churnvision.kit.errors import ChurnVisionError


class NoForecast(ChurnVisionError):
    """There is no forecast for this person: leavers have none, and new people wait for the next scoring."""

    code = "no_forecast"
    status = 404


class NothingToExport(ChurnVisionError):
    """There are no forecasts yet: train a model first, or wait for the first scoring."""

    code = "nothing_to_export"
    status = 409


class OrgUnitNotFound(ChurnVisionError):
    """There is no org unit with this id among those you may see."""

    code = "org_unit_not_found"
    status = 404


class ThresholdsNotRising(ChurnVisionError):
    """Give three limits between 0 and 1 that rise from raised to very high."""

    code = "thresholds_not_rising"
    status = 422


class NothingToCompareWith(ChurnVisionError):
    """This version was trained before its people were kept to compare with: train a new one."""

    code = "nothing_to_compare_with"
    status = 409


class ScoringFailed(ChurnVisionError):
    """The scoring did not succeed."""

    code = "scoring_failed"
    status = 409
