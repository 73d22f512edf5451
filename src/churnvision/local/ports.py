"""Whether the ports that the stack serves on are free."""

import errno
import socket

import psutil

from churnvision.local.errors import PortTaken, SettingInvalid


def require_free_port(host: str, port: int, variable: str) -> None:
    """Raise PortTaken, naming the port and the variable that chooses another, unless it can be bound."""
    try:
        with _bound(host, port):
            return
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Port {port} is taken by another program; stop that one or set {variable} to a free port."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise PortTaken(
                f"Port {port} may not be used by this user; set {variable} to a port above 1023."
            ) from error
        raise SettingInvalid(
            f"The address {host}:{port} cannot be used ({error.strerror}); correct {variable} "
            "or CHURNVISION_WEB__HOST."
        ) from error


def holder_of(port: int) -> str | None:
    """Who listens on a port, as "process 4242 (nginx)"; None where this user may not know."""
    try:
        listening = [
            link.pid
            for link in psutil.net_connections("tcp")
            if link.status == psutil.CONN_LISTEN and link.laddr and link.laddr.port == port
        ]
        pid = next((pid for pid in listening if pid is not None), None)
        # The name alone: arguments may hold passwords.
        return None if pid is None else f"process {pid} ({psutil.Process(pid).name()})"
    except (psutil.Error, OSError):
        return None


def find_free_port() -> int:
    """A port of the loopback interface that was free a moment ago."""
    with _bound("127.0.0.1", 0) as listener:
        port: int = listener.getsockname()[1]
        return port


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1)
    except OSError:
        listener.close()
        raise
    return listener
