"""What the open internet does to a listener, at its size."""

import asyncio
import logging
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from appliance.edge.requests import Reader

pytestmark = pytest.mark.proof

CROWD = 10_000
SEED = 20261122
ROOT = Path(__file__).parents[3]
GOOD = [
    b"GET /live/r1/index.m3u8?_HLS_msn=7&_HLS_part=2 HTTP/1.1\r\nHost: shop\r\nUser-Agent: Weixin\r\n\r\n",
    b"GET /play/good/live/secret/index.m3u8 HTTP/1.1\r\nHost: a\r\nRange: bytes=0-9\r\nConnection: keep-alive\r\n\r\n",
    b"HEAD /live/r1/720p/1.m4s HTTP/1.1\r\nHost: shop\r\nAccept-Language: en\r\nX-Forwarded-For: 10.0.0.1, ::1\r\n\r\n",
    b"OPTIONS /live/r1/index.m3u8 HTTP/1.1\r\nHost: shop\r\nAccess-Control-Request-Method: GET\r\n\r\n",
    b"GET /rooms/r1?token=x HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"POST /live/r1/index.m3u8 HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello",
    b"GET /metrics HTTP/1.0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
]


@pytest.fixture
def crowded():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < CROWD + 1000:
        pytest.skip(f"this process may open {hard} files only (ulimit -Hn)")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    argv = [sys.executable, str(Path(__file__).with_name("crowded.py"))]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        yield process, int(process.stdout.readline())
        process.terminate()
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


async def test_ten_thousand_idle_connections_are_harmless(crowded, capsys):
    process, port = crowded
    before = memory(process.pid)
    idle = [await visit(port) for _ in range(CROWD)]
    each = (memory(process.pid) - before) / CROWD
    began = time.monotonic()
    for _ in range(200):
        _, writer = await visit(port)
        writer.close()
    served = 200 / (time.monotonic() - began)
    async with asyncio.timeout(60):  # 20 s of idleness end them all
        assert {await reader.read() for reader, _ in idle} == {b""}
    for _, writer in idle:
        writer.close()
    with capsys.disabled():
        print(f"\nedge: {CROWD:,} idle connections, {each / 1024:.1f} KiB each, {served:.0f} new visits/s beside them")  # noqa: T201
    assert each < 16 * 1024


async def visit(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /live/r1/index.m3u8 HTTP/1.1\r\nHost: a\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    await reader.readexactly(10_000)
    return reader, writer


async def test_no_mutated_request_breaks_the_edge(house, caplog, capsys):
    caplog.set_level(logging.WARNING)
    faults = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    chance = random.Random(SEED)
    before = memory(os.getpid())
    for _ in range(3000):
        viewer = await house.viewer()
        await viewer.send(b"".join(mutated(chance) for _ in range(chance.randint(1, 4))))
        await asyncio.sleep(chance.choice((0, 0.003)))  # some leave before their answer, some after
        viewer.writer.transport.abort()
    await house.until(lambda: not house.edge.connections)
    grown = memory(os.getpid()) - before
    answers = house.edge.answered
    with capsys.disabled():
        print(f"\nedge: 3,000 fuzzed connections, {answers.total()} answers, 0 faults, {grown >> 20} MiB grown")  # noqa: T201
    assert faults == []
    assert not caplog.records
    assert answers[500] == 0
    assert {200, 206, 204, 400, 404, 413} <= set(answers)
    assert grown < 32 << 20
    assert (await (await house.viewer()).get("/healthz")).status == 200


def test_the_reader_survives_a_hundred_thousand_mutations(capsys):
    chance = random.Random(SEED)
    whole = refused = 0
    for _ in range(100_000):
        reader = Reader()
        data = mutated(chance)
        at = chance.randint(0, len(data))
        whole += len(reader.feed(data[:at])) + len(reader.feed(data[at:]))
        refused += reader.refusal is not None
    with capsys.disabled():
        print(f"\nedge reader: 100,000 mutated requests, {whole} read, {refused} refused, 0 crashes")  # noqa: T201
    assert whole
    assert refused


def mutated(chance):
    data = bytearray(chance.choice(GOOD))
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0 if at < len(data):
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 20)]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 20))
            case 3:
                data[at:at] = data[at : at + 30] * chance.randint(1, 300)
            case _:
                data[at:at] = chance.choice((b"\r\n", b"%00", b"/../", b":", b" ", b"\0", b"Content-Length: 9\r\n"))
    return bytes(data)


def memory(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
