"""What strangers do to a room, at its size."""

import asyncio
import os
import random
import struct
import sys
import zlib
from asyncio.subprocess import PIPE, create_subprocess_exec
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from appliance.bus import SocketBus
from appliance.events import CommentRecalled
from appliance.identity import seats
from appliance.identity.seats import Seat

pytestmark = pytest.mark.proof

ROOT = Path(__file__).parents[2]
SEED = 20261128
UPGRADE = (
    "GET /rooms/r1?token={token} HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
)


class House:
    """A hub in another process, and a bus to it."""

    def __init__(self, process, port: int, bus: SocketBus) -> None:
        self.process = process
        self.port = port
        self.bus = bus

    @property
    def memory(self) -> int:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE")

    async def sit(self, viewer: str, **wire: int):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, **wire)
        token = seats.sign(b"k" * 32, Seat("r1", viewer, 1 << 40, viewer))
        writer.write(UPGRADE.format(token=token).encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        return reader, writer


@pytest.fixture
async def house(tmp_path, eventually):
    bus = SocketBus(tmp_path, "test")
    await bus.start()
    process = await create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("full_house.py")), str(tmp_path), stdout=PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    port = int(await process.stdout.readline())
    await eventually(lambda: "live" in bus.peers)
    yield House(process, port, bus)
    assert process.returncode is None, "the hub died"
    process.terminate()
    await process.wait()
    await bus.stop()


def said(body: bytes, opcode=Opcode.TEXT) -> bytes:
    return Frame(opcode, body).serialize(mask=True)


def bomb(size: int) -> bytes:
    squeeze = zlib.compressobj(9, wbits=-15)
    body = squeeze.compress(bytes(8 << 20)) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    return b"\xc1\xfe" + struct.pack(">H", size) + bytes(4) + body[:size]


ATTACKS = {
    "stalls": b"",
    "floods": said(b'{"type":"grab","sale":"s1","ref":"1"}') * 20_000,
    "sends 64 MB": b"\x81\xff" + struct.pack(">Q", 64 << 20) + bytes(4) + bytes(1 << 20),
    "sends bombs": bomb(4000) * 50,
    "trickles": said(b'{"type":"ping"}')[:-1],
}


async def heard(reader) -> list[bytes]:
    """Everything of a healthy viewer until the last fact."""
    everything = bytearray()
    async with asyncio.timeout(60):
        while b"the last" not in everything:
            everything += await reader.read(1 << 16)
    return [number for number in everything.split(b'"') if number.startswith(b"fact-")]


async def test_attackers_cost_those_beside_them_nothing(house, capsys):
    healthy = [await healthy_viewer(house, number) for number in range(10)]
    reading = [asyncio.create_task(heard(reader)) for reader, _ in healthy]
    before, peak = house.memory, 0
    attackers = [
        (await house.sit(f"{attack}-{number}"), wire) for attack, wire in ATTACKS.items() for number in range(20)
    ]
    for number in range(1000):
        house.bus.publish(CommentRecalled(room="r1", comment=f"fact-{number}"))
        if number < len(attackers):
            (_, writer), wire = attackers[number]
            writer.write(wire)
        await asyncio.sleep(0.003)
        peak = max(peak, house.memory)
    house.bus.publish(CommentRecalled(room="r1", comment="the last"))
    got = await asyncio.gather(*reading)
    for (_, writer), _ in attackers:
        writer.transport.abort()
    for _, writer in healthy:
        writer.close()
    grown = (peak - before) / len(attackers)
    with capsys.disabled():
        print(f"\nroom: {len(attackers)} attackers of {len(ATTACKS)} kinds, +{grown / 1024:.0f} KiB each, 0 facts lost")  # noqa: T201
    assert all(facts == [b"fact-%d" % number for number in range(1000)] for facts in got)
    assert grown < 1 << 20


async def healthy_viewer(house, number: int):
    """Takes no deflate, so that what it heard can be read off the wire."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    token = seats.sign(b"k" * 32, Seat("r1", f"h{number}", 1 << 40, "h"))
    plain = UPGRADE.replace("Sec-WebSocket-Extensions: permessage-deflate\r\n", "")
    writer.write(plain.format(token=token).encode())
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_coming_and_going_leaves_nothing_behind(house, capsys):
    chance = random.Random(SEED)
    await come_and_go(house, chance, 5000)
    before = house.memory
    await come_and_go(house, chance, 10_000)
    grown = house.memory - before
    with capsys.disabled():
        print(f"\nroom: 10,000 viewers came and went, {grown / 1024:+.0f} KiB")  # noqa: T201
    assert grown < 3 << 20


async def come_and_go(house, chance, times: int) -> None:
    """Some say goodbye, some vanish, some speak, some never listen; 200 at a time."""
    here: list = []
    for number in range(times):
        if number % 20 == 0:
            house.bus.publish(CommentRecalled(room="r1", comment=f"{number}"))
        _, writer = await house.sit(f"v{number}")
        if chance.random() < 0.5:
            writer.write(said(b'{"type":"grab","sale":"s1","ref":"1"}'))
        here.append(writer)
        if len(here) > 200:
            gone = here.pop(chance.randrange(len(here)))
            if chance.random() < 0.5:
                gone.transport.abort()
            else:
                gone.write(said(b"\x03\xe8", Opcode.CLOSE))
                gone.close()
    for writer in here:
        writer.transport.abort()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.dictionaries(st.sampled_from(["sale", "quantity", "ref", "text"]), JSON, max_size=4)
FRAMES = st.one_of(
    st.builds(
        lambda kind, fields: msgspec.json.encode({"type": kind, **fields}), st.sampled_from(["grab", "ping"]), FIELDS
    ),
    JSON.map(msgspec.json.encode),
    st.binary(max_size=200),
)


async def test_no_frame_breaks_a_hub(house, capsys):
    """Each example is a viewer of its own who says up to eight things, in whole frames or torn ones."""
    loop = asyncio.get_running_loop()
    witness, leaving = await healthy_viewer(house, 0)
    listening = asyncio.create_task(heard(witness))
    tried = 0

    @settings(max_examples=400, deadline=None)
    @given(st.lists(FRAMES, min_size=1, max_size=8), st.integers(0, 30))
    def say(frames: list[bytes], torn: int) -> None:
        nonlocal tried
        tried += 1
        wire = b"".join(map(said, frames))
        asyncio.run_coroutine_threadsafe(speak(wire[: len(wire) - torn]), loop).result(30)

    async def speak(wire: bytes) -> None:
        _, writer = await house.sit("fuzz")
        writer.write(wire)
        await writer.drain()
        writer.close()

    await asyncio.to_thread(say)
    house.bus.publish(CommentRecalled(room="r1", comment="the last"))
    await listening
    leaving.close()
    with capsys.disabled():
        print(f"\nroom: {tried} viewers said anything at all, 0 crashes")  # noqa: T201
