"""`python -m churnvision.web` as a process: two ports, an orderly end, no orphan."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from churnvision.kit.settings import Settings
from churnvision.local.ports import find_free_port

pytestmark = pytest.mark.system
COMMAND = [sys.executable, "-m", "churnvision.web"]


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The settings as a process reads them, with free ports."""
    return {
        **os.environ,
        "CHURNVISION_DATABASE__URL": settings.database.url,
        "CHURNVISION_REDIS__URL": settings.redis.url,
        "CHURNVISION_SECRET_KEY": settings.signing_key(),
        "CHURNVISION_API_PORT": str(find_free_port()),
        "CHURNVISION_WEB_PORT": str(find_free_port()),
    }


def wait_until_live(port: str, seconds: float = 60) -> None:
    """Return when the port answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/live").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"port {port} did not answer")


def test_both_ports_answer_and_a_signal_ends_it(environment: dict[str, str], tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(COMMAND, env=environment, stdout=log, stderr=log)
    try:
        wait_until_live(environment["CHURNVISION_API_PORT"])
        wait_until_live(environment["CHURNVISION_WEB_PORT"])
        metrics = [
            httpx.get(f"http://127.0.0.1:{environment[name]}/metrics").status_code
            for name in ("CHURNVISION_API_PORT", "CHURNVISION_WEB_PORT")
        ]
        assert metrics == [200, 404]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()


def test_it_ends_when_its_parent_is_killed(environment: dict[str, str]) -> None:
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({COMMAND!r})\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    wait_until_live(environment["CHURNVISION_API_PORT"])
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while _is_running(child):
        assert time.monotonic() < deadline, "the web process outlived its parent"
        time.sleep(0.1)


def _is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def test_a_taken_port_is_one_sentence(environment: dict[str, str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["CHURNVISION_API_PORT"])))
        taken.listen()
        result = subprocess.run(
            COMMAND, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert result.returncode == 3
    assert "cannot listen" in result.stderr
    assert "Traceback" not in result.stderr
