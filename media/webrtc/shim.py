"""aiortc as we use it. Every private name of its that we lean on stands here, and aioice's here and in sockets.py.

`self_test` looks for them when a worker starts; tests/media/webrtc/test_contract.py says what each is taken to do.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import aioice.ice
import pylibsrtp
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCRtpReceiver, RTCRtpSender, RTCRtpTransceiver
from aiortc.codecs import depayload, get_capabilities
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtcrtpsender import RTCEncodedFrame
from aiortc.rtp import RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket

from media.webrtc.wire import Ways

_JITTER_BUFFER = "_RTCRtpReceiver__jitter_buffer"
_CODECS = "_RTCRtpReceiver__codecs"
_STATISTICS = "_RTCRtpReceiver__remote_streams"
_REPEATS = "_RTCRtpReceiver__nack_generator"
_NTP_TICK = 2**-32
_MOST_STREAMS = 32
"""That a peer may send in one track; more than 255 are more than a report can name."""
_AGAIN_SECONDS = 0.05
"""For so long a packet that was sent again is on its way."""
_SPOKEN = {"video": ("video/h264", "video/rtx"), "audio": ("audio/opus",)}
"""H.264 and Opus only: nothing else reaches a viewer without being encoded again."""


class NotAsExpected(RuntimeError):
    """The installed aiortc is not the one that this was written for."""


class Takes(Protocol):
    """Puts packets together."""

    def add(self, number: int, stamp: int, last: bool, data: bytes, now: float) -> None: ...


def connection(ways: Ways) -> RTCPeerConnection:
    servers = []
    if ways.stun:
        servers.append(RTCIceServer(f"stun:{ways.stun}"))
    if ways.turn:
        servers.append(RTCIceServer(ways.turn, ways.turn_user, ways.turn_password))
    return RTCPeerConnection(RTCConfiguration(iceServers=servers))


def transceiver(peer: RTCPeerConnection, kind: str, direction: str) -> RTCRtpTransceiver:
    """Before the offer is known to `peer`, so that its codecs are chosen among ours alone."""
    made = peer.addTransceiver(kind, direction=direction)
    known = get_capabilities(kind).codecs
    made.setCodecPreferences([codec for codec in known if codec.mimeType.lower() in _SPOKEN[kind]])
    return made


class Reception:
    """One track of a sender: its packets go to `takes`, past aiortc's own buffer, queues and decoder."""

    def __init__(self, receiver: RTCRtpReceiver, takes: Takes, reported: Callable[[int, float], None]) -> None:
        """`reported` hears the stamps that the sender says were at a moment of its wall clock, in seconds."""
        self._receiver = receiver
        self._takes = takes
        self._ssrc: int | None = None
        self._followed = (0, 0)
        setattr(receiver, _JITTER_BUFFER, self)
        setattr(receiver, _STATISTICS, _Few())
        _overhear(receiver, RtcpSrPacket, lambda said: reported(*_report(said)))

    def add(self, packet: Any) -> tuple[bool, None]:
        """What aiortc calls, in place of its jitter buffer's."""
        self._ssrc = packet.ssrc  # the media's own: what was sent again comes here with its first number and stream
        if (packet.ssrc, packet.payload_type) != self._followed:
            self._follow(packet.ssrc, packet.payload_type)
        self._takes.add(packet.sequence_number, packet.timestamp, bool(packet.marker), packet._data, time.monotonic())
        return False, None

    def _follow(self, ssrc: int, payload_type: int) -> None:
        known = getattr(self._receiver, _STATISTICS)
        if ssrc not in known:  # a browser may send again what never came, to probe the way
            return
        self._followed = ssrc, payload_type
        _Lane.of(self._receiver).follow(Stream(self._receiver, ssrc, payload_type, self._takes))

    async def ask_keyframe(self) -> None:
        if self._ssrc is not None:
            await self._receiver._send_rtcp_pli(self._ssrc)

    async def ask_again(self, numbers: list[int]) -> None:
        if self._ssrc is not None:
            await self._receiver._send_rtcp_nack(self._ssrc, sorted(numbers))  # it cannot pack them where they wrap


class _Few(dict[int, Any]):
    """Statistics by stream. Who sends ever more streams ends his own connection: aiortc's would hang at its end."""

    def __setitem__(self, ssrc: int, statistics: Any) -> None:
        if len(self) >= _MOST_STREAMS:
            raise ConnectionError("too many streams in one track")
        super().__setitem__(ssrc, statistics)


class Stream:
    """What comes of a track in its turn, which is nearly all of it: aiortc need not look at every packet."""

    def __init__(self, receiver: RTCRtpReceiver, ssrc: int, payload_type: int, takes: Takes) -> None:
        self.name = ssrc.to_bytes(4, "big")
        self.sequence_number = self.timestamp = 0
        """Of the packet at hand, as aiortc's statistics read them."""
        self._payload_type = payload_type
        self._takes = takes
        self._codec = getattr(receiver, _CODECS)[payload_type]
        self._statistics = getattr(receiver, _STATISTICS)[ssrc]
        self._repeats = getattr(receiver, _REPEATS)

    def is_due(self, packet: bytes) -> bool:
        """Whether it is the next one, and none before it is waited for; still encrypted (RFC 3550, 5.1)."""
        return (
            packet[1] & 0x7F == self._payload_type
            and int.from_bytes(packet[2:4], "big") == (self._statistics.max_seq + 1) & 0xFFFF
            and not (self._repeats is not None and self._repeats.missing)
        )

    def take(self, packet: bytes) -> None:
        """The next one, decrypted."""
        begin = 12 if packet[0] == _PLAIN else 16 + 4 * int.from_bytes(packet[14:16], "big")
        self.sequence_number, self.timestamp = int.from_bytes(packet[2:4], "big"), int.from_bytes(packet[4:8], "big")
        self._statistics.add(self)
        if self._repeats is not None:
            self._repeats.max_seq = self.sequence_number
        try:
            data = depayload(self._codec, packet[begin:]) if len(packet) > begin else b""
        except ValueError:
            return
        self._takes.add(self.sequence_number, self.timestamp, packet[1] > 0x7F, data, time.monotonic())


class _Lane:
    """Packets of a connection that come in their turn go from the socket to their stream, past aioice's queue; the
    first of a stream, what follows a hole or fills it, RTCP, DTLS and STUN go aiortc's way.
    """

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._streams: dict[bytes, Stream] = {}
        for protocol in transport.transport._connection._protocols:
            self._stand_before(protocol)

    @classmethod
    def of(cls, receiver: RTCRtpReceiver) -> "_Lane":
        kept = vars(receiver.transport)
        lane: _Lane = kept.get(_LANE) or kept.setdefault(_LANE, cls(receiver.transport))
        return lane

    def follow(self, stream: Stream) -> None:
        self._streams[stream.name] = stream

    def _stand_before(self, protocol: Any) -> None:
        theirs = protocol.datagram_received

        def received(data: bytes, address: tuple[Any, ...]) -> None:
            if not self._take(data):
                theirs(data, address)

        protocol.datagram_received = received

    def _take(self, data: bytes) -> bool:
        stream = self._streams.get(data[8:12])
        if stream is None or data[0] & ~_EXTENDED != _PLAIN or not stream.is_due(data):
            return False
        try:
            packet = self._transport._rx_srtp.unprotect(data)
        except (pylibsrtp.Error, ValueError):
            return False
        stream.take(packet)
        return True


_LANE = "lane of jinbo"
"""A transport has one; it goes with it."""
_PLAIN, _EXTENDED = 0x80, 0x10
"""A packet's first byte: version 2, no padding, no contributing sources; with a header extension."""


class Transmission:
    """One track to a watcher: packets that are made once for all, instead of an encoder for each."""

    def __init__(
        self,
        sender: RTCRtpSender,
        following: Callable[[], Awaitable[tuple[list[bytes], int] | None]],
        want_keyframe: Callable[[], None],
    ) -> None:
        """`following` waits for the next frame: RTP payloads and stamp; None at the end."""
        self.heard_at = time.monotonic()
        """When the watcher last said that it receives."""
        self._following = following
        self._sent_again: dict[int, float] = {}
        sender.replaceTrack(_Track(sender.kind))
        instead: Any = sender
        instead._next_encoded_frame = self._next
        instead._send_keyframe = want_keyframe
        _overhear(sender, RtcpRrPacket, self._received)
        _overhear(sender, RtcpRtpfbPacket, self._asked_again)

    async def _next(self, _codec: object) -> RTCEncodedFrame:
        frame = await self._following()
        if frame is None:
            raise MediaStreamError
        level: Any = None  # aiortc leaves the header extension out then
        return RTCEncodedFrame(*frame, level)

    def _received(self, _report: object) -> None:
        self.heard_at = time.monotonic()

    def _asked_again(self, asked: RtcpRtpfbPacket) -> None:
        """Each packet once in a while, however often it is asked for: a request of 1,450 bytes can name 6,000."""
        now = time.monotonic()
        sent = {number: at for number, at in self._sent_again.items() if now - at < _AGAIN_SECONDS}
        asked.lost[:] = [number for number in dict.fromkeys(asked.lost) if number not in sent]
        self._sent_again = sent | dict.fromkeys(asked.lost, now)


class _Track(MediaStreamTrack):
    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    async def recv(self) -> Any:
        """Nobody asks: `Transmission` is asked instead."""
        raise MediaStreamError


def self_test() -> None:
    """Raises NotAsExpected."""
    nowhere: Any = _NoTransport()
    receiver = RTCRtpReceiver("video", nowhere)
    sender = RTCRtpSender("video", nowhere)
    leaned_on: list[tuple[object, tuple[str, ...]]] = [
        (receiver, (_JITTER_BUFFER, _CODECS, _STATISTICS, _REPEATS)),
        (receiver, ("_send_rtcp_pli", "_send_rtcp_nack", "_handle_rtcp_packet")),
        (aioice.ice.Connection(ice_controlling=False), ("_protocols", "_check_list")),
        (sender, ("_next_encoded_frame", "_send_keyframe", "_handle_rtcp_packet")),
        (aioice.ice, ("get_host_addresses",)),
    ]
    missing = [name for thing, names in leaned_on for name in names if not hasattr(thing, name)]
    if missing:
        raise NotAsExpected(f"aiortc has no {', '.join(missing)}")


class _NoTransport:
    state = "new"


def _overhear(end: Any, kind: type, hear: Callable[[Any], None]) -> None:
    """RTCP of one kind, before aiortc has it."""
    handle = end._handle_rtcp_packet

    async def overheard(packet: object) -> None:
        if isinstance(packet, kind):
            hear(packet)
        await handle(packet)

    end._handle_rtcp_packet = overheard


def _report(said: RtcpSrPacket) -> tuple[int, float]:
    return said.sender_info.rtp_timestamp, said.sender_info.ntp_timestamp * _NTP_TICK
