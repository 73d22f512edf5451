"""`python -m churnvision.local`: a supervisor whose state file, not its terminal, says how it fares."""

import sys

from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import configure_logging, get_logger
from churnvision.local.settings import read_settings
from churnvision.local.state import State
from churnvision.local.supervisor import Supervisor


def main() -> int:
    """Run until stopped; 0 after an orderly stop, 1 when the stack did not start."""
    configure_logging(as_json=False)
    log = get_logger("churnvision.local")

    def ready(state: State) -> None:
        log.info("stack.started", web_url=state.web_url, api_url=state.api_url)

    try:
        Supervisor(read_settings(), report=lambda step: log.info("stack.step", step=step)).run(ready)
    except ChurnVisionError as error:
        log.error("stack.failed", code=error.code, reason=error.message)
        return 1
    log.info("stack.stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
