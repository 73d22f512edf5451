"""What can go wrong with operations."""

from churnvision.kit.errors import ChurnVisionError


class NotHere(ChurnVisionError):
    """There is nothing at this address; metrics are on the API's port."""

    code = "not_found"
    status = 404
