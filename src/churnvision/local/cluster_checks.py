"""Checks of the data directory at rest: none needs a running server, none changes anything."""

import re
from collections.abc import Iterator
from pathlib import Path

from churnvision.kit.postgres import Programs, find_programs, look_with_program
from churnvision.kit.postgres_leftovers import servers_in
from churnvision.local.findings import Finding, failed, ok, warning
from churnvision.local.layout import Layout
from churnvision.local.server_log import damaged_pages, restore_command, why_given_up
from churnvision.local.settings import LocalSettings
from churnvision.local.wholeness import is_first_start

_CHECK = "data directory"
_LONGEST_SECONDS = 20.0
_CLEAN = ("shut down", "shut down in recovery")


def check_cluster(settings: LocalSettings) -> Iterator[Finding]:
    """PG_VERSION, pg_control and the log of the embedded cluster, also while nothing runs."""
    layout = settings.layout
    if settings.owner_url is not None:
        yield ok(_CHECK, "The database is an external one; its files are not looked at.")
        return
    if is_first_start(layout):
        yield ok(_CHECK, f"{layout.cluster} does not exist yet; the first start makes it.")
        return
    if not layout.cluster.exists():
        yield failed(
            _CHECK,
            "The data directory is gone, although a cluster was made here: put it back, or restore a backup.",
            evidence=f"{layout.cluster} is missing",
            command=f"rm -f {layout.keys / 'cluster-was-made'} && churnvision dr restore",
        )
        return
    programs = find_programs(settings.postgres_programs)
    yield _wrong_version(layout.cluster, programs) or _check_control(layout, programs)
    yield from _check_log(layout)


def _wrong_version(data: Path, programs: Programs) -> Finding | None:
    file = data / "PG_VERSION"
    text = file.read_text(errors="replace").strip() if file.exists() else None
    if text is None or not text.isdigit():
        return failed(
            _CHECK,
            "The data directory does not say of which version of PostgreSQL it is; it is damaged.",
            evidence=f"{file} is missing" if text is None else f"{file} holds {text[:20]!r}",
            command=restore_command(data),
        )
    if int(text) != programs.version:
        return failed(
            _CHECK,
            f"The data directory is of PostgreSQL {text}, the programs are of {programs.version}: name the "
            f"folder of version {text} in PG_BIN_DIR, or restore a backup into a new cluster.",
            evidence=f"{file} holds {text}; programs in {programs.bin}",
            command=f"export PG_BIN_DIR=/usr/lib/postgresql/{text}/bin && churnvision up --detach",
        )
    return None


def _check_control(layout: Layout, programs: Programs) -> Finding:
    data = layout.cluster
    file = data / "global" / "pg_control"
    if not file.exists():
        return _damaged(data, f"{file} is missing")
    code, text = look_with_program(programs, "pg_controldata", [str(data)], timeout_seconds=_LONGEST_SECONDS)
    if code != 0 or "CRC checksum does not match" in text:
        return _damaged(data, (text.strip().splitlines() or [f"pg_controldata ended with {code}"])[0])
    state = _value(text, "Database cluster state")
    when = _value(text, "Time of latest checkpoint")
    if state in _CLEAN:
        return ok(_CHECK, f"{data} was shut down in order; its last checkpoint was at {when}.")
    if servers_in(data):
        return ok(_CHECK, f"{data} is in use ({state}); its last checkpoint was at {when}.")
    return warning(
        _CHECK,
        "PostgreSQL was not shut down in order; the next start replays its log, which loses nothing.",
        evidence=f"{file}: {state}, last checkpoint at {when}",
        command="churnvision up --detach",
    )


def _check_log(layout: Layout) -> Iterator[Finding]:
    log = layout.logs / "postgresql.log"
    pages = damaged_pages(log)
    if pages:
        yield failed(
            "checksums",
            f"PostgreSQL read {len(pages)} times a page whose checksum is wrong: the disk changed it. "
            "Restore a backup, and look at the disk.",
            evidence=f"{log}: {pages[-1]}",
            command=restore_command(layout.cluster),
        )
    complaint = why_given_up(log, layout.cluster)
    if complaint is None:
        yield ok("database log", "The log holds no reason for which PostgreSQL gave up.")
    else:
        yield failed(
            "database log",
            complaint.sentence,
            evidence=f"{log}: {complaint.line}",
            command=complaint.command,
        )


def _damaged(data: Path, evidence: str) -> Finding:
    return failed(
        _CHECK,
        "The data directory is damaged: its control file is missing or not what PostgreSQL wrote. Restore a "
        "backup into a new cluster; the damaged one is kept.",
        evidence=evidence,
        command=restore_command(data),
    )


def _value(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\s*(.+)$", text, re.M)
    return found.group(1).strip() if found else "unknown"
