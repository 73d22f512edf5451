"""Doctor on a Valkey that is full, refuses us, or is not there."""

from collections.abc import Iterator

import pytest

from churnvision.local.findings import Finding
from churnvision.local.layout import Layout
from churnvision.local.ports import find_free_port
from churnvision.local.process import Child
from churnvision.local.valkey import find_valkey
from churnvision.local.valkey_checks import _ask, _connection, _memory, check_redis

LIMIT_BYTES = 2_097_152
PASSWORD = "a pass:word of tests"


@pytest.fixture
def url(layout: Layout) -> Iterator[str]:
    """A server with 2 MB and no eviction."""
    port = find_free_port()
    config = layout.valkey / "small.conf"
    config.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass "{PASSWORD}"\nsave ""\nmaxmemory {LIMIT_BYTES}\n'
        f'maxmemory-policy noeviction\ndir "{layout.valkey}"\n'
    )
    server = Child("valkey", [find_valkey(), str(config)], env={}, log=layout.logs / "valkey.log")
    server.start()
    address = f"redis://:{PASSWORD.replace(' ', '%20').replace(':', '%3A')}@127.0.0.1:{port}/0"
    while check(layout, address).state != "ok":
        assert server.is_running(), server.last_line()
    yield address
    server.stop()


def check(layout: Layout, address: str, *, external: bool = False) -> Finding:
    finding = check_redis(layout, address, is_external=external)
    assert finding.state == "ok" or (finding.evidence and finding.command)
    return finding


def test_a_full_server_answers_and_is_told_to_be_full(layout: Layout, url: str) -> None:
    with _connection(url) as stream:
        _ask(stream, ["AUTH", PASSWORD])
        number = 0
        while int(_memory(stream)["used_memory"]) < 0.97 * LIMIT_BYTES:
            assert _ask(stream, ["SET", f"filler-{number}", "x" * 1000]) == "+OK"
            number += 1
        expect_full(layout, url, "nearly full (")
        while (reply := _ask(stream, ["SET", f"small-{number}", "x"])) == "+OK":
            number += 1
        assert reply.startswith("-OOM")
        assert _ask(stream, ["PING"]) == "+PONG"
        expect_full(layout, url, "-OOM command not allowed")


def expect_full(layout: Layout, url: str, evidence: str) -> None:
    finding = check(layout, url, external=True)
    assert finding.state == "warning"
    assert finding.sentence.startswith("Redis is out of memory")
    assert evidence in (finding.evidence or "")
    assert f"maxmemory {LIMIT_BYTES}" in (finding.evidence or "")
    assert (finding.command or "").endswith("info memory")


def test_a_wrong_password_is_told(layout: Layout, url: str) -> None:
    finding = check(layout, url.replace("%3A", "x"))
    assert finding.sentence.startswith("Redis refuses us")
    assert "WRONGPASS" in (finding.evidence or "")
    assert "tests" not in (finding.evidence or "").replace(str(layout.var), "")


def test_an_embedded_server_that_is_gone_shows_the_end_of_its_log(layout: Layout) -> None:
    (layout.logs / "valkey.log").write_text("Out Of Memory allocating 99 bytes!\n")
    finding = check(layout, "redis://127.0.0.1:1/0")
    assert finding.state == "warning"
    assert "Connection refused" in (finding.evidence or "")
    assert "Out Of Memory allocating" in (finding.evidence or "")
