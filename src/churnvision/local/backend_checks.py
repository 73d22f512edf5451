"""Checks of the product's own processes: the backend by its /health, the worker by its sign in the queue."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

import psycopg

from churnvision.local.findings import Finding, failed, ok, warning
from churnvision.local.layout import Layout
from churnvision.local.server_log import last_line

_HEALTH_SECONDS = 10
_WORKER_SILENT_SECONDS = 30
_WORKER_START_SECONDS = 5.0


def read_health(api_url: str) -> dict[str, Any] | None:
    """The document of /health, also when it says 503; None when no backend answers."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=_HEALTH_SECONDS) as answer:  # noqa: S310 - our own address
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        try:
            return dict(json.load(error))
        except ValueError:
            return None
    except (OSError, ValueError):
        return None


def check_backend(layout: Layout, api_url: str, health: Mapping[str, Any] | None) -> Finding:
    """Whether the backend answers, and the cause that it names itself."""
    if health is None:
        return failed(
            "backend",
            f"The backend does not answer at {api_url}.",
            evidence=last_line(layout.logs / "web.log"),
            command=f"tail -n 30 {layout.logs / 'web.log'}",
        )
    status, cause = health.get("status"), str(health.get("cause"))
    if status == "ok":
        return ok("backend", f"The backend answers at {api_url}.")
    tell = failed if status == "down" else warning
    return tell(
        "backend",
        f"The backend answers and calls itself {status}; it recovers by itself when the cause is gone.",
        evidence=cause,
        command=f"curl -s {api_url}/health",
    )


def check_worker(owner_url: str, layout: Layout) -> Finding:
    """The last sign of a worker in the queue. Raises psycopg.Error."""
    deadline = time.monotonic() + _WORKER_START_SECONDS
    # A worker that was just started again needs a moment to make itself known.
    while (silent_seconds := _seconds_since_sign(owner_url)) is None and time.monotonic() < deadline:
        time.sleep(0.25)
    log = layout.logs / "worker.log"
    if silent_seconds is None:
        return failed(
            "worker",
            "No worker is known to the queue: training and scoring wait.",
            evidence=last_line(log),
            command="churnvision up --detach",
        )
    if silent_seconds > _WORKER_SILENT_SECONDS:
        return failed(
            "worker",
            f"The last sign of a worker is {silent_seconds:.0f} s old.",
            evidence=last_line(log),
            command=f"tail -n 30 {log}",
        )
    return ok("worker", f"A worker gave a sign {silent_seconds:.0f} s ago.")


def _seconds_since_sign(owner_url: str) -> float | None:
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"
        ).fetchone()
    assert row is not None
    return None if row[0] is None else float(row[0])
