"""A way to the server that lets so many bytes of an answer through and then is cut, or falls silent."""

import asyncio
import threading
from pathlib import Path
from typing import Self

_SOCKET = ".s.PGSQL.5432"


class CutConnections:
    """Listens on a socket in `folder` and passes all to the one in `real`; use it in a `with` block."""

    def __init__(self, real: Path, folder: Path) -> None:
        self.real, self.folder = _encoded(real), _encoded(folder)
        self._real, self._folder = real / _SOCKET, folder / _SOCKET
        folder.mkdir()
        self._limit: int | None = None
        self._silently = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._is_ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def cut_after(self, answered: int | None, *, silently: bool = False) -> None:
        """Cut each connection on which the server has sent that many bytes; None: none."""
        self._limit, self._silently = answered, silently

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_unix_server(self._accept, self._folder))
        self._is_ready.set()
        self._loop.run_forever()
        server.close()
        open_ones = asyncio.all_tasks(self._loop)
        for task in open_ones:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*open_ones, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0.1))  # what is closed is gone in the next turns
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(self._real)
        asking = asyncio.ensure_future(self._pass(reader, server_writer, None))
        try:
            await self._pass(server_reader, writer, self._limit)
            if self._silently and self._limit is not None:
                await asyncio.sleep(3600)
        except OSError:
            return  # the other end has hung up
        finally:
            asking.cancel()
            for each in (writer, server_writer):
                each.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None
    ) -> None:
        passed = 0
        while chunk := await reader.read(1 << 16):
            passed += len(chunk)
            if limit is not None and passed > limit:
                return
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()


def _encoded(folder: Path) -> str:
    return str(folder).replace("/", "%2F")
