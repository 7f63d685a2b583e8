"""The benches' own client, against a server that says little."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bench.asking import Answer, Client


class Echo:
    """Answers each request with its first line and its body; counts who called."""

    def __init__(self) -> None:
        self.calls = self.open = 0
        self.hangs_up = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        self.open += 1
        while not self.hangs_up and (head := await self._head(reader)):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            said = head.split(b"\r\n")[0] + b"|" + await reader.readexactly(length)
            writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))
        writer.close()
        self.open -= 1

    @staticmethod
    async def _head(reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
async def client(echo: Echo, eventually) -> AsyncIterator[Client]:
    server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    client = Client(f"http://{host}:{port}/api/v1")
    yield client
    client.close()
    await eventually(lambda: echo.open == 0)
    server.close()
    await server.wait_closed()


async def test_a_question_is_answered(client: Client):
    assert await client.ask("PUT", "/cart/s1", {}, b"two") == Answer(201, b"PUT /api/v1/cart/s1 HTTP/1.1|two")


async def test_a_connection_is_kept_and_another_opened_only_for_who_asks_meanwhile(client: Client, echo: Echo):
    for _ in range(3):
        await client.ask("GET", "/", {})
    assert echo.calls == 1
    await asyncio.gather(*(client.ask("GET", "/", {}) for _ in range(4)))
    assert echo.calls == 4


async def test_a_server_that_hangs_up_is_no_answer(client: Client, echo: Echo):
    echo.hangs_up = True
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await client.ask("GET", "/", {})


async def test_a_connection_that_was_hung_up_in_the_meantime_is_not_used_again(client: Client, echo: Echo, eventually):
    await client.ask("GET", "/", {})
    echo.hangs_up = True
    await client.ask("GET", "/", {})  # the server hangs up behind this answer
    await eventually(client._idle[0][0].at_eof)
    echo.hangs_up = False
    assert (await client.ask("GET", "/again", {})).status == 201
