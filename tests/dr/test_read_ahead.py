"""Reading ahead changes when, never what: the same chunks, the same errors, and no thread stays."""

import threading
from collections.abc import Iterator

import pytest

from churnvision.dr.read_ahead import read_ahead


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "read-ahead"]


def test_the_same_chunks_in_their_order() -> None:
    chunks = [bytes([n % 256]) * n for n in range(300)]
    assert list(read_ahead(chunks)) == chunks
    assert threads() == []


def test_an_error_of_the_source_comes_after_what_was_read() -> None:
    def source() -> Iterator[bytes]:
        yield b"a"
        raise OSError("the disk is gone")

    got = []
    with pytest.raises(OSError, match="the disk is gone"):
        for chunk in read_ahead(source()):
            got.append(chunk)
    assert got == [b"a"]
    assert threads() == []


def test_who_leaves_early_leaves_no_thread() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x"

    reading = read_ahead(endless())
    assert next(reading) == b"x"
    reading.close()  # type: ignore[attr-defined]  # a generator
    assert threads() == []
