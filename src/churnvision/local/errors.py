"""What can keep the embedded stack from starting; each sentence says what to do."""

from churnvision.kit.errors import ChurnVisionError, Conflict, ServiceUnavailable


class SettingInvalid(ChurnVisionError):
    """A setting has a value that cannot be used."""

    code = "setting_invalid"
    status = 422


class PortTaken(Conflict):
    """A port is taken by another program."""

    code = "port_taken"


class DiskTooFull(ServiceUnavailable):
    """There is too little free disk space."""

    code = "disk_too_full"
    status = 507


class DataIncomplete(Conflict):
    """The data folder is incomplete."""

    code = "data_incomplete"


class FolderUnusable(ChurnVisionError):
    """A folder cannot be written."""

    code = "folder_unusable"
    status = 422


class ProgramMissing(ServiceUnavailable):
    """A program of the embedded stack is missing; run `make venv` again."""

    code = "program_missing"


class ServiceNotStarted(ServiceUnavailable):
    """A service of the embedded stack did not start."""

    code = "service_not_started"


class AlreadyRunning(Conflict):
    """ChurnVision is already running on this data folder; `churnvision down` stops it."""

    code = "already_running"


class NotRunning(ServiceUnavailable):
    """ChurnVision is not running on this data folder; `churnvision up --detach` starts it."""

    code = "not_running"


class SiteFenced(Conflict):
    """This site must not open for writing: another one does. `churnvision dr site rejoin` follows it."""

    code = "site_fenced"
