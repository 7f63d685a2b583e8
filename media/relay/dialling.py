"""A publisher's connection to somebody else's server, with blocking sockets: for a process that does nothing else."""

import select
import socket
import ssl
from urllib.parse import urlsplit

from media.rtmp.client import ClientSession

PATIENCE = 10.0
"""Seconds that the other side may take for anything."""
_PORTS = {"rtmp": 1935, "rtmps": 443}


class Refused(Exception):
    """The server said no, in its own words."""


class Line:
    def __init__(self, address: str) -> None:
        """Publishing when this returns. Raises OSError or Refused."""
        parts = urlsplit(address)
        app, _, stream = parts.path.lstrip("/").rpartition("/")
        key = f"{stream}?{parts.query}" if parts.query else stream
        self.session = ClientSession(app, f"{parts.scheme}://{parts.netloc}/{app}", key)
        self._socket = _connected(parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme])
        self._greet()

    def send(self) -> None:
        """What the session has to say; waits where the network does. Raises OSError or Refused."""
        self._listen()
        if outgoing := self.session.to_send():
            self._socket.sendall(outgoing)

    def close(self) -> None:
        try:
            self.session.stop()
            self._socket.sendall(self.session.to_send())
        except OSError:
            pass
        self._socket.close()

    def _greet(self) -> None:
        while not self.session.publishing:
            self._socket.sendall(self.session.to_send())
            self._hear(self._socket.recv(1 << 14))

    def _listen(self) -> None:
        """Pings and refusals, when there are some; nobody is waited for."""
        waits, _, _ = select.select([self._socket], [], [], 0)
        if waits:
            self._hear(self._socket.recv(1 << 14))

    def _hear(self, data: bytes) -> None:
        if not data:
            raise ConnectionResetError("the server hung up")
        for status in self.session.receive(data):
            if status.level == "error" or (not self.session.publishing and status.code.startswith("NetStream")):
                raise Refused(f"{status.code} {status.description}".strip())


def _connected(scheme: str, host: str, port: int) -> socket.socket:
    line = socket.create_connection((host, port), PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(PATIENCE * 1000))
    if scheme != "rtmps":
        return line
    return ssl.create_default_context().wrap_socket(line, server_hostname=host)
