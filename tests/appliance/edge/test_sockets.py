"""A room's socket: what it lets through, whom it lets go, and what one viewer can cost the others."""

import asyncio
import random
import struct
import zlib

import pytest
from websockets.frames import Close, Opcode

from appliance.edge import Limits
from tests.appliance.edge.sockets import ASK, DEFLATE, Inn, Page, Told, said, told


@pytest.fixture
def rooms():
    return Inn()


@pytest.fixture
def limits():
    return Limits(linger_seconds=0.2, unsent_bytes=8 * 1024, held_bytes=32 * 1024, kernel_bytes=4096)


@pytest.fixture
async def page(opened) -> Page:
    return await opened()


async def test_a_socket_leads_to_its_room_and_is_counted_with_the_connections(house, rooms, page):
    assert rooms.asked == [("r1", b"token=t")]
    assert len(house.edge.connections) == 1
    assert house.edge.answered[101] == 1
    page.viewer.leave()
    await house.until(lambda: not house.edge.connections)
    assert rooms.guests[0].gone == 1


async def test_a_browser_that_asks_without_upgrading_is_told_how(viewer):
    assert (await viewer.get("/rooms/r1")).status == 426


async def test_a_request_that_is_no_handshake_is_refused_and_closed(house, viewer):
    await viewer.send((ASK % (b"r1", b"")).replace(b": 13", b": 8"))
    assert (await viewer.answer()).status == 400
    assert await viewer.ended() == b""


async def test_who_is_turned_away_hears_the_code(opened):
    assert await (await opened(b"shut")).closed() == 4403


async def test_what_is_said_arrives_whole_however_it_is_cut(rooms, house, page):
    wire = said(b"one") + said(b"tw", fin=False) + said(b"", Opcode.PING) + said(b"o", Opcode.CONT) + said(b"x" * 4096)
    for start in range(0, len(wire), 7):
        await page.say(wire[start : start + 7])
    await house.until(lambda: len(rooms.guests[0].said) == 3)
    assert rooms.guests[0].said == [b"one", b"two", b"x" * 4096]
    assert await page.frame() == (0x8A, b"")


async def test_what_a_viewer_deflates_is_understood(rooms, house, opened):
    page = await opened(more=DEFLATE)
    squeeze = zlib.compressobj(wbits=-15)
    body = (squeeze.compress(b"hello " * 50) + squeeze.flush(zlib.Z_SYNC_FLUSH))[:-4]
    frame = bytearray(said(body))
    frame[0] |= 0x40
    await page.say(bytes(frame), said(b"plain too"))
    await house.until(lambda: len(rooms.guests[0].said) == 2)
    assert rooms.guests[0].said == [b"hello " * 50, b"plain too"]


async def test_a_shared_frame_reaches_each_in_the_form_agreed_on(rooms, opened):
    plain, deflating = await opened(), await opened(more=DEFLATE)
    frame = Told(b"\x81\x05plain", b"\xc1\x05small")
    for guest in rooms.guests:
        guest.socket.tell(frame)
    assert await plain.frame() == (0x81, b"plain")
    assert await deflating.frame() == (0xC1, b"small")


BOMB = zlib.compressobj(9, wbits=-15)
BOMB = BOMB.compress(bytes(8 << 20)) + BOMB.flush(zlib.Z_SYNC_FLUSH)
ATTACKS = {
    "64 MB in one frame": (b"\x81\xff" + struct.pack(">Q", 64 << 20) + bytes(4) + b"x" * 5000, 1009),
    "a frame a byte too long": (said(b"x" * 4097), 1009),
    "fragments without end": (said(b"x" * 4000, fin=False) + said(b"x" * 97, Opcode.CONT, fin=False), 1009),
    "eight megabytes of nothing in eight kilobytes": (
        b"\xc1\xfe" + struct.pack(">H", 8000) + bytes(4) + BOMB[:8000],
        1009,
    ),
    "a bomb that fits": (b"\xc1\xfe" + struct.pack(">H", 4000) + bytes(4) + BOMB[:4000], 1009),
    "no deflate at all": (b"\xc1\x85" + bytes(4) + b"\xff\xff\xff\xff\xff", 1002),
    "not masked": (b"\x81\x02{}", 1002),
    "reserved bits": (b"\xf1\x80" + bytes(4), 1002),
    "an opcode of nobody": (b"\x83\x80" + bytes(4), 1002),
    "a long ping": (b"\x89\xfe\x00\x80" + bytes(4 + 128), 1002),
    "a continuation of nothing": (said(b"x", Opcode.CONT), 1002),
    "a second beginning": (said(b"x", fin=False) + said(b"y"), 1002),
    "bytes": (said(b"x", Opcode.BINARY), 1003),
    "a thousand frames at once": (said(b"{}") * 1000, 1008),
    "a flood of pings": (said(b"", Opcode.PING) * 1000, 1008),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_attacker_is_closed_and_those_beside_are_not(rooms, house, opened, caplog, attack):
    beside, attacker = await opened(), await opened(more=DEFLATE)
    wire, code = ATTACKS[attack]
    await attacker.say(wire)
    assert await attacker.closed() == code
    rooms.guests[0].socket.tell(told(b"still here"))
    assert (await beside.frame())[1] == b"still here"
    await house.seconds(2)
    await house.until(lambda: len(house.edge.connections) == 1)
    assert not caplog.records


async def test_a_viewer_who_says_goodbye_is_answered_and_gone(house, rooms, page):
    await page.say(said(Close(1000, "").serialize(), Opcode.CLOSE))
    assert await page.closed() == 1000
    assert await page.viewer.ended() == b""
    assert rooms.guests[0].gone == 1


async def test_who_is_silent_is_asked_and_stays_by_answering(house, page):
    await house.seconds(26)
    assert await page.frame() == (0x89, b"")
    await page.say(said(b"", Opcode.PONG))
    await house.until(lambda: not next(iter(house.edge.connections))._pinged)
    await house.seconds(20)
    assert len(house.edge.connections) == 1


async def test_who_does_not_answer_has_gone(house, rooms, page):
    await house.seconds(26)
    assert await page.frame() == (0x89, b"")
    await house.seconds(16)
    await house.until(lambda: not house.edge.connections)
    assert rooms.guests[0].gone == 1


async def test_who_is_asked_to_leave_and_does_not_is_cut_off(house, rooms, page):
    rooms.guests[0].socket.end(4403)
    assert await page.closed() == 4403
    assert rooms.guests[0].gone == 1
    await page.say(said(b"one more word"))
    await house.seconds(2)
    assert await page.viewer.ended() == b""
    assert rooms.guests[0].said == []


async def test_an_ended_socket_is_told_nothing_more(house, rooms, page):
    socket = rooms.guests[0].socket
    socket.end(4401)
    socket.end(4403)
    socket.tell(told(b"late"))
    assert await page.frame() == (0x88, struct.pack(">H", 4401))


async def test_when_the_house_restarts_everybody_hears_so(house, rooms, opened):
    pages = [await opened() for _ in range(3)]
    stopping = asyncio.create_task(house.edge.stop())
    assert [await page.closed() for page in pages] == [1012] * 3
    for page in pages:
        page.viewer.leave()
    await stopping
    assert [guest.gone for guest in rooms.guests] == [1] * 3


async def test_no_noise_on_a_socket_breaks_the_edge(house, rooms, opened, caplog):
    """A few hundred; `-m proof` has more."""
    chance = random.Random(20261128)
    for _ in range(300):
        noisy = await opened(more=chance.choice((b"", DEFLATE)))
        await noisy.say(chance.randbytes(chance.randint(1, 300)))
        noisy.viewer.writer.transport.abort()
    await house.until(lambda: not house.edge.connections)
    assert all(guest.gone == 1 for guest in rooms.guests)
    assert not caplog.records
