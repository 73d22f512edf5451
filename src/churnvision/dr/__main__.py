"""`python -m churnvision.dr`: the scheduler of backup, prune and drill, as a child of whoever starts it."""

import os
import signal
import sys

from churnvision.dr.duties import serve_recovery
from churnvision.kit.child import die_with_parent
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import configure_logging, get_logger


def main() -> int:
    """Serve until SIGTERM; 1 when it cannot."""
    die_with_parent(signal.SIGTERM, os.getppid())
    configure_logging(as_json=False)
    try:
        serve_recovery()
    except ChurnVisionError as error:
        get_logger("churnvision.dr").error("recovery.scheduler_failed", code=error.code, reason=error.message)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
