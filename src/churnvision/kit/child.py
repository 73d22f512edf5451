"""What a child process does between fork and exec: end with its parent, and leave root behind.

PostgreSQL refuses to run as root. Changing the user fails wherever a folder above the programs or the
data is closed to others (a clone below root's home), so root's child enters a user namespace instead, in
which root is seen as an ordinary user: it still owns its files and has no rights beyond that.
"""

import ctypes
import os
import signal
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_ORDINARY_USER = 1000
_libc = ctypes.CDLL(None, use_errno=True)


def as_child(death_signal: signal.Signals, *, unprivileged: bool = False) -> Callable[[], None]:
    """A `preexec_fn` after which the child gets `death_signal` when the starting thread ends.

    With `unprivileged`, a child of root first enters a user namespace of its own. Start children from
    the main thread: the kernel sends the signal when the thread that forked ends, not the process.
    """
    parent = os.getpid()
    leave_root = unprivileged and os.geteuid() == 0

    def prepare() -> None:
        _heed_signals()
        if leave_root:
            _enter_user_namespace()
        die_with_parent(death_signal, parent)

    return prepare


def die_with_parent(death_signal: signal.Signals, parent: int | None = None) -> None:
    """Ask the kernel to send `death_signal` to this process when its parent ends.

    Must come after any change of user, which clears it. When `parent` is given and has already gone,
    the process ends at once: the kernel would never send the signal.
    """
    if _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if parent is not None and os.getppid() != parent:
        os._exit(128 + int(death_signal))


def _heed_signals() -> None:
    # A handler copied from the parent would swallow what is sent before exec, and what is ignored stays so.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _enter_user_namespace() -> None:
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_ORDINARY_USER} 0 1")
    Path("/proc/self/gid_map").write_text(f"{_ORDINARY_USER} 0 1")
