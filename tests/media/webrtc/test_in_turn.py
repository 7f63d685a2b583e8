"""Packets that come in their turn go past most of aiortc; all others go its way."""

from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpReceiveParameters
from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap

from tests.media.webrtc.lines import packet, receiving


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


async def test_what_is_sent_again_before_the_first_of_its_stream_came_is_taken():
    receiver, _, basket, reception = await receiving("video", "video/H264", 90_000)
    again = packet(7, b"\x65x", 1)
    again._data = b"x"
    reception.add(again)
    assert basket.taken == [(7, 3000, True, b"x")]
    await receiver.stop()
