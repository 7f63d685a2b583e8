"""What aiortc and aioice are taken to do, name by name: a new version that does otherwise fails here."""

import asyncio
import inspect
import socket
from types import SimpleNamespace

import aioice.ice
import pylibsrtp
import pytest
from aiortc import RTCRtpReceiver, RTCRtpSender, rtcrtpreceiver, rtcrtpsender
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtcrtpparameters import (
    RTCRtpCodecParameters,
    RTCRtpHeaderExtensionParameters,
    RTCRtpReceiveParameters,
)
from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap, RtpPacket

from media.webrtc import shim, wire


class Socket:
    """aioice's end of one: what it was left with."""

    def __init__(self) -> None:
        self.left: list[bytes] = []

    def datagram_received(self, data: bytes, _address: tuple[str, int]) -> None:
        self.left.append(data)


class Ear(asyncio.DatagramProtocol):
    """Somebody who hears, and does nothing."""


class Line:
    """A transport that takes down what a receiver or sender sends, and deciphers all but what is `sealed`."""

    state = "connected"
    _stats_id = "line"

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.sealed = b""
        self.socket = Socket()
        self.transport = SimpleNamespace(_connection=SimpleNamespace(_protocols=[self.socket]))
        self._rx_srtp = SimpleNamespace(unprotect=self._open)

    def arrives(self, packet: RtpPacket) -> None:
        self.socket.datagram_received(packet.serialize(), ("192.0.2.1", 5000))

    def _open(self, packet: bytes) -> bytes:
        if packet == self.sealed:
            raise pylibsrtp.Error(7)
        return packet

    async def _send_rtp(self, data: bytes) -> None:
        self.sent.append(data)

    def _register_rtp_receiver(self, *_: object) -> None: ...

    def _unregister_rtp_receiver(self, *_: object) -> None: ...

    def _register_rtp_sender(self, *_: object) -> None: ...

    def _unregister_rtp_sender(self, *_: object) -> None: ...


class Basket:
    """Takes packets."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, int, bool, bytes]] = []

    def add(self, number: int, stamp: int, last: bool, data: bytes, now: float) -> None:
        self.taken.append((number, stamp, last, data))


async def receiving(kind: str, mime: str, clock: int) -> tuple[RTCRtpReceiver, Line, Basket, shim.Reception]:
    line, basket = Line(), Basket()
    receiver = RTCRtpReceiver(kind, line)
    receiver._track = rtcrtpreceiver.RemoteStreamTrack(kind)
    receiver._set_rtcp_ssrc(1)
    reception = shim.Reception(receiver, basket, lambda stamp, wall: None)
    codec = RTCRtpCodecParameters(mimeType=mime, clockRate=clock, payloadType=96)
    await receiver.receive(RTCRtpReceiveParameters(codecs=[codec]))
    return receiver, line, basket, reception


def packet(number: int, payload: bytes, marker: int = 0) -> RtpPacket:
    return RtpPacket(payload_type=96, marker=marker, sequence_number=number, timestamp=3000, ssrc=77, payload=payload)


async def test_everything_that_is_leaned_on_is_there():
    shim.self_test()


async def test_another_library_is_not_taken_for_this_one(monkeypatch):
    monkeypatch.delattr(RTCRtpReceiver, "_send_rtcp_pli")
    with pytest.raises(shim.NotAsExpected, match="_send_rtcp_pli"):
        shim.self_test()


async def test_packets_come_depayloaded_and_past_the_decoder():
    receiver, _, basket, _ = await receiving("video", "video/H264", 90_000)
    await receiver._handle_rtp_packet(packet(7, b"\x65whole", 1), 0)
    await receiver._handle_rtp_packet(packet(8, b"\x7c\x85first"), 0)
    await receiver._handle_rtp_packet(packet(9, b"\x7c\x45last", 1), 0)
    assert basket.taken == [
        (7, 3000, True, b"\0\0\0\1\x65whole"),
        (8, 3000, False, b"\0\0\0\1\x65first"),
        (9, 3000, True, b"last"),
    ]
    assert receiver._RTCRtpReceiver__decoder_queue.empty()
    await receiver.stop()


async def test_packets_that_come_in_their_turn_go_straight_from_the_socket_to_who_takes_them():
    receiver, line, basket, _ = await receiving("video", "video/H264", 90_000)
    await receiver._handle_rtp_packet(packet(65_534, b"\x65first", 1), 0)
    spoken = HeaderExtensions(mid="0")
    extended = packet(0, b"\x65third", 1)
    extended.extensions = spoken
    line.arrives(packet(65_535, b"\x7c\x85second"))
    line.socket.datagram_received(extended.serialize(mapped()), ("192.0.2.1", 5000))
    assert basket.taken[1:] == [
        (65_535, 3000, False, b"\0\0\0\1\x65second"),
        (0, 3000, True, b"\0\0\0\1\x65third"),
    ]
    assert line.socket.left == []
    (heard,) = receiver._RTCRtpReceiver__remote_streams.values()
    assert (heard.packets_received, heard.packets_expected) == (3, 3)
    await receiver.stop()


def mapped() -> HeaderExtensionsMap:
    known = HeaderExtensionsMap()
    named = RTCRtpHeaderExtensionParameters(id=1, uri="urn:ietf:params:rtp-hdrext:sdes:mid")
    known.configure(RTCRtpReceiveParameters(headerExtensions=[named]))
    return known


async def test_what_follows_a_hole_and_what_is_no_plain_packet_of_the_stream_goes_the_librarys_way():
    receiver, line, basket, _ = await receiving("video", "video/H264", 90_000)
    await receiver._handle_rtp_packet(packet(7, b"\x65x", 1), 0)
    padded = packet(8, b"\x65x", 1)
    padded.padding_size = 4
    other = packet(8, b"\x65x", 1)
    other.payload_type = 97
    line.sealed = packet(8, b"\x65sealed", 1).serialize()
    for one in (packet(9, b"\x65x", 1), packet(7, b"\x65x", 1), padded, other, packet(8, b"\x65sealed", 1)):
        line.arrives(one)
    line.socket.datagram_received(b"\x80", ("192.0.2.1", 5000))
    line.socket.datagram_received(bytes.fromhex("80c80006 0000004d 0000004d"), ("192.0.2.1", 5000))
    assert len(line.socket.left) == 7
    await receiver._handle_rtp_packet(packet(9, b"\x65x", 1), 0)
    line.arrives(packet(10, b"\x65x", 1))
    assert len(line.socket.left) == 8  # number 8 is asked for again, and aiortc has to see when it comes
    for late in (8, 10):
        await receiver._handle_rtp_packet(packet(late, b"\x65x", 1), 0)
    line.arrives(packet(11, b"\x65x", 1))
    assert [number for number, *_ in basket.taken] == [7, 9, 8, 10, 11]
    await receiver.stop()


async def test_opus_comes_as_it_was_sent():
    receiver, _, basket, _ = await receiving("audio", "audio/opus", 48_000)
    await receiver._handle_rtp_packet(packet(7, b"opus"), 0)
    assert basket.taken == [(7, 3000, False, b"opus")]
    await receiver.stop()


async def test_a_keyframe_is_asked_of_the_stream_that_the_packets_are_of():
    receiver, line, _, reception = await receiving("video", "video/H264", 90_000)
    await reception.ask_keyframe()
    assert line.sent == []
    await receiver._handle_rtp_packet(packet(7, b"\x65x", 1), 0)
    await reception.ask_keyframe()
    assert line.sent == [bytes.fromhex("81ce0002 00000001 0000004d")]
    await receiver.stop()


async def test_lost_packets_are_asked_for_by_number():
    receiver, line, _, reception = await receiving("video", "video/H264", 90_000)
    await receiver._handle_rtp_packet(packet(7, b"\x65x", 1), 0)
    await reception.ask_again([8, 9])
    assert line.sent == [bytes.fromhex("81cd0003 00000001 0000004d 00080001")]
    await receiver.stop()


async def test_a_sender_sends_what_it_is_handed_without_an_encoder():
    line = Line()
    sender = RTCRtpSender("video", line)
    frames = [([b"one", b"two"], 3000), None]
    wanted: list[str] = []

    async def following() -> tuple[list[bytes], int] | None:
        return frames.pop(0)

    shim.Transmission(sender, following, lambda: wanted.append("keyframe"))
    await sender._run_rtp(RTCRtpCodecParameters(mimeType="video/H264", clockRate=90_000, payloadType=99))
    sent = [RtpPacket.parse(data) for data in line.sent]
    assert [(one.payload, one.marker, one.payload_type) for one in sent] == [(b"one", 0, 99), (b"two", 1, 99)]
    sender._send_keyframe()
    assert wanted == ["keyframe"]


async def test_a_sender_and_a_receiver_hear_what_is_reported_to_them_under_the_names_that_are_overheard():
    for module in (rtcrtpsender, rtcrtpreceiver):
        assert "_handle_rtcp_packet" in inspect.getsource(module)
    said: list[tuple[int, float]] = []
    receiver = RTCRtpReceiver("video", Line())
    shim.Reception(receiver, Basket(), lambda stamp, wall: said.append((stamp, wall)))
    info = rtcrtpsender.RtcpSenderInfo(ntp_timestamp=5 << 31, rtp_timestamp=90_000, packet_count=1, octet_count=1)
    await receiver._handle_rtcp_packet(rtcrtpsender.RtcpSrPacket(ssrc=1, sender_info=info))
    assert said == [(90_000, 2.5)]


def test_aiortc_keeps_a_jitter_buffer_of_the_name_and_shape_that_is_replaced():
    assert list(inspect.signature(JitterBuffer.add).parameters) == ["self", "packet"]
    assert "self.__jitter_buffer.add(packet)" in inspect.getsource(RTCRtpReceiver)
    assert "get_host_addresses(" in inspect.getsource(aioice.ice.Connection.gather_candidates)
    assert "local_addr=(address, 0)" in inspect.getsource(aioice.ice.Connection.get_component_candidates)


def test_candidates_take_a_port_of_the_range_and_pass_over_one_that_is_taken():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        first = taken.getsockname()[1]
        loop = shim.Loop()
        loop.ports = (first, first + 20)
        try:
            ports = loop.run_until_complete(_bound(loop, 2))
        finally:
            loop.close()
    assert all(first < port <= first + 20 for port in ports)
    assert len(set(ports)) == 2


def test_without_a_free_port_it_is_said_which_are_taken():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        loop = shim.Loop()
        loop.ports = (port, port)
        try:
            with pytest.raises(OSError, match=f"no UDP port of {port} to {port}"):
                loop.run_until_complete(_bound(loop, 1))
        finally:
            loop.close()


async def test_servers_that_are_not_set_are_not_asked():
    peer = shim.connection(wire.Ways())
    made = peer.addTransceiver("audio")
    found = made.receiver.transport.transport.iceGatherer._connection
    assert (found.stun_server, found.turn_server) == (None, None)
    await peer.close()


async def test_servers_that_are_set_are_asked():
    peer = shim.connection(
        wire.Ways(stun="127.0.0.1:3478", turn="turn:127.0.0.1:3479", turn_user="u", turn_password="p")
    )
    made = peer.addTransceiver("audio")
    found = made.receiver.transport.transport.iceGatherer._connection
    assert (found.stun_server, found.turn_server) == (("127.0.0.1", 3478), ("127.0.0.1", 3479))
    assert (found.turn_username, found.turn_password) == ("u", "p")
    await peer.close()


async def _bound(loop: shim.Loop, count: int) -> list[int]:
    made = [await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0)) for _ in range(count)]
    ports = [transport.get_extra_info("sockname")[1] for transport, _ in made]
    for transport, _ in made:
        transport.close()
    await asyncio.sleep(0)
    return ports
