"""`python -m churnvision.web.openapi` writes the API's OpenAPI document, for the page's typed client."""

import json
import sys

from churnvision.kit.logging import configure_logging
from churnvision.kit.settings import Settings
from churnvision.web.app import build_app


def main() -> int:
    """Write the document to standard output; no service needs to run."""
    # Logs belong to standard error: the page may not be built yet, which is logged.
    configure_logging(as_json=False)
    document = build_app(Settings()).openapi()
    sys.stdout.write(json.dumps(document, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
