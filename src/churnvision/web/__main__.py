"""`python -m churnvision.web`: one process that serves the API port and the page's port."""

import asyncio
import os
import signal
import socket
import sys

import uvicorn

from churnvision.kit.child import die_with_parent
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import configure_logging
from churnvision.kit.settings import Settings, settings
from churnvision.web.app import build_app

_WRONG_SETTING = 2
_PORT_TAKEN = 3


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.set_inheritable(True)
    return listening


def serve(configured: Settings) -> None:
    """Serve until SIGTERM or SIGINT, or until the parent process ends. Raises OSError."""
    ports = dict.fromkeys((configured.api_port, configured.web_port))
    sockets = [listen(configured.web.host, port) for port in ports]
    config = uvicorn.Config(
        build_app(configured),
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=configured.web.behind_tls,
        timeout_graceful_shutdown=3,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(uvicorn.Server(config).serve(sockets=sockets))


def main() -> int:
    """Run the web process; the exit code is 2 for a wrong or missing setting, 3 when a port is taken."""
    die_with_parent(signal.SIGTERM, os.getppid())
    try:
        configured = settings()
        configured.signing_key()
    except ChurnVisionError as error:
        sys.stderr.write(f"{error.message}\n")
        return _WRONG_SETTING
    except OSError as error:
        sys.stderr.write(
            f"The key that signs access tokens cannot be read ({error}); set CHURNVISION_SECRET_KEY, or name "
            "the data folder in CHURNVISION_VAR.\n"
        )
        return _WRONG_SETTING
    configure_logging(as_json=configured.log_json)
    try:
        serve(configured)
    except OSError as error:
        sys.stderr.write(
            f"The web process cannot listen: {error}. Choose other ports or stop what uses them.\n"
        )
        return _PORT_TAKEN
    return 0


if __name__ == "__main__":
    sys.exit(main())
