"""A line without a network: a receiver of aiortc, what it sends, and what arrives at its socket."""

from types import SimpleNamespace

import pylibsrtp
from aiortc import RTCRtpReceiver, rtcrtpreceiver
from aiortc.rtcrtpparameters import RTCRtpCodecParameters, RTCRtpReceiveParameters
from aiortc.rtp import RtpPacket

from media.webrtc import shim


class Socket:
    """aioice's end of one: what it was left with."""

    def __init__(self) -> None:
        self.left: list[bytes] = []

    def datagram_received(self, data: bytes, _address: tuple[str, int]) -> None:
        self.left.append(data)


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
