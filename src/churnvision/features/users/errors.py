"""What can go wrong with users."""

from churnvision.kit.errors import ChurnVisionError


class UserNotFound(ChurnVisionError):
    """There is no such user."""

    code = "user_not_found"
    status = 404


class UsernameTaken(ChurnVisionError):
    """This username is taken; choose another."""

    code = "username_taken"
    status = 409


class RoleUnknown(ChurnVisionError):
    """There is no such role; ask for the list of roles."""

    code = "role_unknown"
    status = 422


class LastAdministrator(ChurnVisionError):
    """This is the last active super_admin; make another one first."""

    code = "last_administrator"
    status = 409


class OwnDeactivation(ChurnVisionError):
    """You cannot deactivate yourself; ask another administrator to do it."""

    code = "own_deactivation"
    status = 409


class RoleReserved(ChurnVisionError):
    """Only a super_admin may grant that role, or change somebody who holds it."""

    code = "role_reserved"
    status = 403


class RemovalNotRecorded(ChurnVisionError):
    """The change could not be written beside the backups, so a restore would undo it; nothing was changed.

    Look after the folder of backups: `churnvision doctor`.
    """

    code = "removal_not_recorded"
    status = 503
