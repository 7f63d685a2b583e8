"""A guest or a watcher who is let in and means harm ends his own connection at most."""

import asyncio
import re
import socket
from fractions import Fraction
from types import SimpleNamespace

import av
import numpy as np
import pytest
from aiortc import RTCRtpReceiver, RTCRtpSender
from aiortc.rtp import RtcpRtpfbPacket

from appliance.clock import SystemClock
from media.publishers import Publishers
from media.stage.chair import Chair
from media.webrtc import shim, sockets, wire
from media.webrtc.annexb import access_unit, config
from media.webrtc.assembly import MOST_BYTES, Assembly
from media.webrtc.description import kinds, without_names
from media.webrtc.studios import MOST_TRIES, MOST_WATCHERS, Studios, _Watching
from media.webrtc.worker import Worker
from tests.media.webrtc.lines import Line, packet, receiving

SPS, PPS = b"\x67\x42\xc0\x1f\xda\x01\x40\x16\xe8", b"\x68\xce\x3c\x80"


async def test_what_is_missing_where_the_numbers_wrap_is_asked_for():
    receiver, line, _, reception = await receiving("video", "video/H264", 90_000)
    await receiver._handle_rtp_packet(packet(65_530, b"\x65x", 1), 0)
    await reception.ask_again([65_532, 65_534, 0])
    assert RtcpRtpfbPacket.parse(line.sent[0][4:], 1).lost == [0, 65_532, 65_534]
    await receiver.stop()


async def test_what_is_wrong_with_one_peer_ends_none_of_the_others():
    class Peer:
        over = ""
        looked = 0

        def __init__(self, wrong: Exception | None = None) -> None:
            self.wrong = wrong

        async def look(self, _now: float) -> None:
            self.looked += 1
            if self.wrong is not None:
                raise self.wrong

        def end(self, why: str) -> None:
            self.over = why

    idle = sockets.Loop()
    worker = Worker(idle)
    worker._peers = {"guest": Peer(OverflowError("poison")), "host": Peer()}
    looking = asyncio.create_task(worker.look())
    await asyncio.sleep(0.2)
    looking.cancel()
    idle.close()
    assert worker._peers["guest"].over
    assert worker._peers["host"].looked > 1
    assert not worker._peers["host"].over


@pytest.mark.parametrize("units", [[SPS + bytes(65_536), PPS], [SPS, *[PPS] * 256]])
def test_parameter_sets_that_no_record_can_hold_are_no_configuration(units):
    assert config(units) is None


def test_a_picture_that_never_ends_is_given_up():
    lost: list[str] = []
    assembly = Assembly(lambda *_: None, lambda: lost.append("lost"), patience=0.3)
    for number in range(MOST_BYTES // 1200 * 3):
        assembly.add(number & 0xFFFF, 3000, False, bytes(1200), 0.0)
    assert len(lost) == 2
    assert sum(map(len, assembly._parts)) <= MOST_BYTES


async def test_a_peer_of_ever_more_streams_ends_his_own_connection():
    receiver, *_ = await receiving("video", "video/H264", 90_000)
    with pytest.raises(ConnectionError):
        await _send_streams(receiver, 300)
    await asyncio.wait_for(receiver.stop(), 5)


async def _send_streams(receiver: RTCRtpReceiver, count: int) -> None:
    for ssrc in range(count):
        one = packet(7, b"\x65x", 1)
        one.ssrc = ssrc
        await receiver._handle_rtp_packet(one, 0)


async def test_a_packet_is_sent_again_once_however_often_it_is_asked_for():
    line = Line()
    sender = RTCRtpSender("video", line)
    again: list[int] = []

    async def retransmit(number: int) -> None:
        again.append(number)

    sender._retransmit = retransmit
    shim.Transmission(sender, lambda: None, lambda: None)
    for _ in range(3):
        await sender._handle_rtcp_packet(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=2, lost=[7] * 360 + [8]))
    assert again == [7, 8]
    await asyncio.sleep(shim._AGAIN_SECONDS * 2)
    await sender._handle_rtcp_packet(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=2, lost=[7]))
    assert again == [7, 8, 7]


def test_an_offer_of_nothing_but_candidates_is_read_in_a_moment():
    offer = "v=0\r\n" + "a=candidate:1 1 udp 1 " * 100_000
    assert without_names(offer) == offer
    named = "a=candidate:1 1 udp 1 0f3c.local 9 typ host\r\n"
    assert without_names(f"v=0\r\n{named}a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n{named}").count("\n") == 2


def test_what_aiortc_takes_for_a_line_is_one_here():
    assert kinds("v=0\x0bm=video 9 RTP\r\nm=audio 9 RTP\n") == ["video", "audio"]


async def test_one_ticket_does_not_take_every_place_before_the_stage():
    closed: list[str] = []

    class Studio:
        async def answer(self, *_: object, **__: object) -> str:
            return "v=0"

        async def close(self, name: str) -> None:
            closed.append(name)
            studios._sessions[name].gone("closed")

    clock = SystemClock()
    studios = Studios(SimpleNamespace(), Publishers(clock), clock, wire.Ways())
    studios.open["tea"] = Studio()
    studios.is_pushed = lambda _room: True
    for _ in range(MOST_WATCHERS + 3):
        await studios.watch("tea", "v=0", "seat-lin")
    await studios.watch("tea", "v=0", "seat-wu")
    watching = [one.chair for one in studios._sessions.values() if isinstance(one, _Watching)]
    assert watching == ["seat-lin"] * MOST_TRIES + ["seat-wu"]
    assert len(closed) == MOST_WATCHERS


@pytest.mark.parametrize(("width", "height", "decoded"), [(1280, 720, 1), (4096, 2304, 0)])
def test_a_picture_of_more_pixels_than_any_camera_s_is_not_decoded(width, height, decoded):
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuv420p", Fraction(1, 25)
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "threads=1"}
    grey = av.VideoFrame.from_ndarray(np.full((height, width), 90, np.uint8), "gray").reformat(format="yuv420p")
    grey.pts = 0
    chair = Chair("seat", lambda: None, lambda: 0)
    chair.picture(access_unit(b"".join(map(bytes, encoder.encode(grey)))), 0)
    chair.work()
    assert len(chair._decoded) == decoded


async def test_a_stranger_s_alert_does_not_keep_a_host_from_connecting(worker, sender):
    host = sender()
    answer = await worker.offer("host", await host.offer(), sends=True)
    ports = [int(line.split()[5]) for line in answer.splitlines() if re.match("a=candidate.* 127.0.0.1 ", line)]
    assert ports
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for port in ports:
            stranger.sendto(bytes.fromhex("15feff000000000000000000020228"), ("127.0.0.1", port))
    await host.take(answer)
    await worker.until(wire.Media)
