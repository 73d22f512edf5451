"""Reads a stream a few chunks ahead in a thread: one core decrypts while the other loads."""

import queue
import threading
from collections.abc import Iterable, Iterator

_CHUNKS = 8
_LOOK_SECONDS = 0.2


def read_ahead(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same chunks; what the source raises is raised here. Leaving early ends the thread."""
    waiting: queue.Queue[bytes | BaseException | None] = queue.Queue(_CHUNKS)
    left = threading.Event()

    def put(item: bytes | BaseException | None) -> bool:
        while not left.is_set():
            try:
                waiting.put(item, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return True
        return False

    def read() -> None:
        try:
            for chunk in chunks:
                if not put(chunk):
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever reads
            put(error)

    reader = threading.Thread(target=read, name="read-ahead", daemon=True)
    reader.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        left.set()
        reader.join()
