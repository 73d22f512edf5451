"""What a supervisor or server that died has left behind, and removing it when nothing lives any more."""

from collections.abc import Iterator

from churnvision.kit.postgres_leftovers import servers_in
from churnvision.local.errors import AlreadyRunning
from churnvision.local.findings import Finding, failed, ok, warning
from churnvision.local.layout import Layout
from churnvision.local.sockets import remembered_socket_folder, remove_socket_folder
from churnvision.local.state import State, read_state, remove_state
from churnvision.local.supervisor import sole_supervisor

_CHECK = "leftovers"
_FIX = "churnvision doctor --fix"


def check_leftovers(layout: Layout, *, fix: bool) -> Iterator[Finding]:
    """The state file, socket folder and lock file of processes that have died; `fix` removes them.

    Raises AlreadyRunning when somebody starts the stack while they are being removed.
    """
    state = read_state(layout)
    if state is not None and state.supervisor.is_alive():
        yield ok(_CHECK, f"The supervisor is process {state.supervisor.pid} ({state.phase}).")
        return
    if state is not None and state.phase == "failed":
        yield warning(
            "last start",
            "The last start did not succeed; here is what it said.",
            evidence=f"{state.step}: {state.error}",
            command="churnvision up --detach",
        )
    alive = _survivors(layout, state)
    left = _left_behind(layout, state)
    if alive and _is_taken(layout):
        yield ok(_CHECK, f"A recovery command uses the data folder: {', '.join(alive)}.")
    elif alive:
        yield failed(
            _CHECK,
            "The supervisor has died and some of its processes still run; a start waits for them to end.",
            evidence=", ".join(alive),
            command="churnvision up --detach",
        )
    elif left and fix:
        with sole_supervisor(layout):
            _remove(layout)
        yield ok(_CHECK, f"Removed what a dead process had left: {', '.join(left)}.")
    elif left:
        yield warning(
            _CHECK,
            "A supervisor or server died and left files behind; a start, or --fix, removes them.",
            evidence=", ".join(left),
            command=_FIX,
        )
    else:
        yield ok(_CHECK, "Nothing is left of a process that died.")


def _is_taken(layout: Layout) -> bool:
    """Whether somebody holds the data folder: a recovery runs PostgreSQL without a supervisor."""
    try:
        with sole_supervisor(layout):
            return False
    except AlreadyRunning:
        return True


def _survivors(layout: Layout, state: State | None) -> list[str]:
    servers = [f"postgres (process {server.pid})" for server in servers_in(layout.cluster)]
    children = state.children if state is not None else ()
    return servers + [f"{child.name} (process {child.pid})" for child in children if child.is_alive()]


def _left_behind(layout: Layout, state: State | None) -> list[str]:
    left = []
    # That of a failed start tells why; the next start replaces it.
    if state is not None and state.phase != "failed":
        left.append(f"{layout.run / 'supervisor.json'} of process {state.supervisor.pid}")
    folder = remembered_socket_folder(layout)
    if folder is not None:
        left.append(f"socket folder {folder}")
    if (layout.cluster / "postmaster.pid").exists():
        left.append(str(layout.cluster / "postmaster.pid"))
    return left


def _remove(layout: Layout) -> None:
    # Looked at again under the lock: a start in between has taken its own place.
    state = read_state(layout)
    if _survivors(layout, state):
        return
    if state is not None and state.phase != "failed" and not state.supervisor.is_alive():
        remove_state(layout)
    remove_socket_folder(layout)
    (layout.cluster / "postmaster.pid").unlink(missing_ok=True)
