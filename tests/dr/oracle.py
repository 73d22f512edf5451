"""What must be true after every fault, whatever it was."""

import os
import signal
from contextlib import suppress

import psutil

from churnvision.dr.catalogue import PARTIAL, find_backups
from churnvision.dr.keys import find_keys
from churnvision.dr.trust import prove_bytes, prove_manifest
from churnvision.kit.postgres import Server
from tests.dr.installation import Installation, files_of, plaintext_in


def require_only_proved(installation: Installation) -> int:
    """Whatever has a final signature is whole; how many are."""
    keys = find_keys(installation.settings)
    signed = [backup for backup in find_backups(installation.settings.backups) if backup.signature.exists()]
    for backup in signed:
        prove_bytes(prove_manifest(backup, keys))
    return len(signed)


def require_clean(installation: Installation) -> None:
    """Nothing half-made is left, and nothing can be read."""
    assert not [name for name in files_of(installation.settings.backups) if name.endswith(PARTIAL)]
    assert not plaintext_in(installation.settings.backups)
    assert not [name for name in installation.databases() if "_restore_" in name]


def kill_server(server: Server) -> None:
    """kill -9 for the server and everything that it started, as when the host is lost."""
    assert server.pid is not None
    postmaster = psutil.Process(server.pid)
    for process in [postmaster, *postmaster.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    server.stop()  # collects what is left of it
