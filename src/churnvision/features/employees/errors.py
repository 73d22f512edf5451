"""What can go wrong with employees."""

from churnvision.kit.errors import ChurnVisionError


class EmployeeNotFound(ChurnVisionError):
    """There is no such employee among those you may see."""

    code = "employee_not_found"
    status = 404


class OrgUnitNotFound(ChurnVisionError):
    """There is no org unit with this id among those you may see."""

    code = "org_unit_not_found"
    status = 404


class LeaderUnknown(ChurnVisionError):
    """A leader must be a user; make the user first."""

    code = "leader_unknown"
    status = 422
