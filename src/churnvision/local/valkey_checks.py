"""Checks of Redis or Valkey: whether it answers, lets us in, and still takes a value."""

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import RawIOBase
from urllib.parse import unquote, urlsplit

from churnvision.local.findings import Finding, ok, warning
from churnvision.local.layout import Layout
from churnvision.local.server_log import last_line

_CHECK = "redis"
_SECONDS = 5
_FIGURES = ("used_memory", "maxmemory", "maxmemory_policy")
_FULL_SHARE = 0.95
_MEANWHILE = "limits and caches use the database meanwhile"


def check_redis(layout: Layout, redis_url: str, *, is_external: bool) -> Finding:
    """A warning for everything that is wrong: the product works without it, slower."""
    evidence_of_log = "" if is_external else f"; {last_line(layout.logs / 'valkey.log')}"
    address = urlsplit(redis_url)
    where = f"{address.hostname or address.path}:{address.port or 6379}"
    again = (
        f"redis-cli -h {address.hostname or 'localhost'} -p {address.port or 6379} ping"
        if is_external
        else "churnvision status"
    )
    try:
        with _connection(redis_url) as stream:
            refusal = _first_refusal(stream, redis_url)
            figures = _memory(stream)
    except OSError as error:
        return warning(
            _CHECK,
            f"Redis does not answer; {_MEANWHILE}.",
            evidence=f"{where}: {error}{evidence_of_log}",
            command=again,
        )
    shown = ", ".join(f"{name} {value}" for name, value in figures.items())
    if refusal is None and not _is_full(figures):
        return ok(_CHECK, "Redis answers.")
    sentence, command = _meaning(refusal or "-OOM", again)
    evidence = f"{where}: {refusal or 'nearly full'} ({shown})"
    return warning(_CHECK, f"{sentence}; {_MEANWHILE}.", evidence=evidence, command=command)


def _meaning(refusal: str, again: str) -> tuple[str, str]:
    meanings: tuple[tuple[Sequence[str], str, str], ...] = (
        (
            ("-OOM",),
            "Redis is out of memory: raise maxmemory, or set maxmemory-policy to allkeys-lru",
            again.replace(" ping", " info memory"),
        ),
        (
            ("-NOAUTH", "-WRONGPASS", "-ERR AUTH", "-NOPERM"),
            "Redis refuses us; check the user and the password in CHURNVISION_REDIS__URL",
            again,
        ),
        (("-LOADING",), "Redis is still loading its data", again),
        (("-MISCONF",), "Redis takes no value because it cannot write to its disk", again),
        (
            ("-READONLY",),
            "Redis is a replica that only reads; name the primary in CHURNVISION_REDIS__URL",
            again,
        ),
    )
    for signs, meaning, command in meanings:
        if refusal.startswith(tuple(signs)):
            return meaning, command
    return "Redis takes no value", again


@contextmanager
def _connection(redis_url: str) -> Iterator[RawIOBase]:
    address = urlsplit(redis_url)
    if address.scheme == "unix":
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(_SECONDS)
        link.connect(unquote(address.path))
    else:
        link = socket.create_connection((address.hostname or "127.0.0.1", address.port or 6379), _SECONDS)
    with link:
        if address.scheme == "rediss":
            link = ssl.create_default_context().wrap_socket(link, server_hostname=address.hostname)
        with link, link.makefile("rwb", buffering=0) as stream:
            yield stream


def _first_refusal(stream: RawIOBase, redis_url: str) -> str | None:
    """The first error that signing in, asking and writing meet; None when all are done."""
    address = urlsplit(redis_url)
    questions: list[list[str]] = []
    if address.password:
        user = [unquote(address.username)] if address.username else []
        questions.append(["AUTH", *user, unquote(address.password)])
    # Only a write shows that there is memory left; the value goes by itself.
    questions += [["PING"], ["SET", "churnvision:doctor", "1", "EX", "1"]]
    for question in questions:
        reply = _ask(stream, question)
        if reply.startswith("-"):
            return reply
    return None


def _memory(stream: RawIOBase) -> dict[str, str]:
    """The figures of its memory, none where we may not ask for them."""
    pairs = (line.strip().partition(":") for line in _ask(stream, ["INFO", "memory"]).splitlines())
    return {name: value for name, _, value in pairs if name in _FIGURES}


def _is_full(figures: Mapping[str, str]) -> bool:
    # A small value may still fit while every ordinary one is refused. Other policies make room by themselves.
    limit = int(figures.get("maxmemory", "0"))
    return (
        limit > 0
        and figures.get("maxmemory_policy") == "noeviction"
        and int(figures.get("used_memory", "0")) > _FULL_SHARE * limit
    )


def _ask(stream: RawIOBase, words: Sequence[str]) -> str:
    """One command and its reply: the line of a simple one, the text of a long one. Raises OSError."""
    stream.write(
        b"*%d\r\n" % len(words)
        + b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words)
    )
    line = _read_line(stream)
    if not line.startswith("$") or line == "$-1":
        return line
    left, parts = int(line[1:]) + 2, []
    while left > 0:
        part = stream.read(left)
        if not part:
            raise ConnectionResetError("the connection was closed in the middle of an answer")
        parts.append(part)
        left -= len(part)
    return b"".join(parts).decode(errors="replace")


def _read_line(stream: RawIOBase) -> str:
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise ConnectionResetError("the connection was closed without an answer")
    return line.decode(errors="replace").strip()
