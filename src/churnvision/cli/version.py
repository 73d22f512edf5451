"""`churnvision version`."""

import platform
from importlib import metadata

from churnvision.cli.output import AsJson, print_json


def version(as_json: AsJson = False) -> None:
    """Print the version."""
    installed = metadata.version("churnvision")
    if as_json:
        print_json({"churnvision": installed, "python": platform.python_version()})
    else:
        print(f"churnvision {installed}")
