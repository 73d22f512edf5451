"""How a command reaches the running stack: by the environment that its supervisor published."""

import os
import sys

from churnvision.local.errors import NotRunning
from churnvision.local.libgomp import provide_libgomp, with_library_path
from churnvision.local.settings import adopt, present_environment, read_settings
from churnvision.local.state import State, running_state


def reach_stack() -> None:
    """Let this process use the running stack, or the external database that the environment names.

    Raises NotRunning when there is neither.
    """
    settings = read_settings()
    if settings.database_url is None:
        state = running_state(settings.layout)
        if state is None or state.phase != "ready":
            raise NotRunning
        if state.is_standby:
            raise NotRunning(
                "This site is the standby: the application runs at the primary. Run this there, or see "
                "`churnvision dr site status`."
            )
        adopt_stack(state)
    ensure_libgomp()


def adopt_stack(state: State) -> None:
    """Take over the environment of a running stack, before the application's settings are read."""
    adopt(state.environment)


def ensure_libgomp() -> None:
    """Start this program again with a library path when the system has no OpenMP runtime.

    The loader reads the path when a process starts, so setting it later would not help LightGBM.
    """
    folder = provide_libgomp(read_settings().layout.lib)
    if folder is not None:
        env = with_library_path(present_environment(), folder)
        command = [sys.executable, "-m", "churnvision.cli.main", *sys.argv[1:]]
        os.execve(sys.executable, command, env)  # noqa: S606 - our own program and arguments, no shell
