"""What can be wrong with a licence file."""

from churnvision.kit.errors import ChurnVisionError


class LicenceRefused(ChurnVisionError):
    """The licence file cannot be used."""

    code = "licence_refused"
    status = 409
