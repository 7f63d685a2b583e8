"""A client that costs little beside what it asks: HTTP/1.1 over connections that it keeps."""

import asyncio
from typing import NamedTuple
from urllib.parse import urlsplit

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Answer(NamedTuple):
    status: int
    body: bytes


class Client:
    """As many connections as there are requests under way; the one that was used last is used next."""

    def __init__(self, api: str) -> None:
        """`api` is where paths begin: ``http://127.0.0.1:8080/api/v1``."""
        self._where = urlsplit(api)
        self._idle: list[Line] = []

    async def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        """Raises IncompleteReadError when the server hangs up."""
        reader, writer = line = self._kept() or await self._called()
        try:
            writer.write(self._request(method, path, headers, body))
            head = await reader.readuntil(b"\r\n\r\n")
            answer = Answer(int(head.split(b" ", 2)[1]), await reader.readexactly(_length(head)))
        except BaseException:
            writer.close()
            raise
        self._idle.append(line)
        return answer

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()

    def _kept(self) -> Line | None:
        """None when there is none that the server has not hung up in the meantime."""
        while self._idle:
            line = self._idle.pop()
            if not line[0].at_eof():
                return line
            line[1].close()
        return None

    async def _called(self) -> Line:
        return await asyncio.open_connection(self._where.hostname, self._where.port)

    def _request(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        told = {"host": self._where.netloc, "content-length": str(len(body)), **headers}
        lines = [f"{method} {self._where.path}{path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return int(next(line for line in lines if line.startswith(b"content-length:")).split(b":")[1])
