"""One publisher's conversation with us (RTMP 1.0, section 7.2), without a socket: bytes in, events and bytes out.

    connect -> releaseStream, FCPublish -> createStream -> publish -> PublishAsked
        accept() -> Publish.Start, then configurations and packets -> Unpublished
        refuse() -> Publish.BadName

`to_send()` must be sent after each call. Whatever a peer sends that is no media, no command or no RTMP extension we
know is passed over; only what breaks the framing or a limit raises ProtocolError.
"""

import logging

import msgspec

from media.packets import Config, Packet
from media.rtmp import amf, keys, messages
from media.rtmp.chunks import Message
from media.rtmp.errors import BadTag, ProtocolError
from media.rtmp.flv import Tags
from media.rtmp.handshake import ServerHandshake
from media.rtmp.messages import Command, UserControl
from media.rtmp.reader import MESSAGE_LIMIT, ChunkReader
from media.rtmp.writer import ChunkWriter

log = logging.getLogger(__name__)

WINDOW = 2_500_000
"""Bytes between acknowledgements, in both directions, until a peer asks otherwise."""
CHUNK_SIZE = 65_536
"""What we send in; ffmpeg takes it over for what it sends, which makes each frame one chunk."""
EARLY_LIMIT = 1 << 20
"""Bytes of unfinished messages that a peer may have here before its key is known to be good."""
EARLY_CHUNKS = 1000
"""Chunks of such a peer. Publishers come to their key with 5 to 7; one that sends on without an answer, in hundreds."""

_CONTROL, _CALLS, _STATUS = 2, 3, 5
_FOURCCS: list[amf.Value] = ["avc1", "hvc1", "av01", "vp09", "mp4a", "Opus", ".mp3"]
_QUIET_CALLS = ("releaseStream", "_checkbw")


class PublishAsked(msgspec.Struct, frozen=True):
    """Answer with accept() or refuse(); `key` is "" when the publisher gave none."""

    key: str


class Unpublished(msgspec.Struct, frozen=True):
    """The publisher said that it is done; it may ask again on the same connection."""


Event = PublishAsked | Unpublished | Config | Packet


class ServerSession:
    """The server's end of one connection."""

    def __init__(self) -> None:
        self.over = False
        """True when nothing more can come of it: send what is there and hang up."""
        self._handshake = ServerHandshake()
        self._reader = ChunkReader(EARLY_LIMIT, EARLY_CHUNKS)
        self._writer = ChunkWriter()
        self._outgoing: list[bytes] = []
        self._received = self._acknowledged = 0
        self._window = WINDOW
        self._app: str | None = None
        self._address = ""
        self._streams = 0
        self._stream = 0
        self._fcpublish = ""
        self._tags: Tags | None = None
        self._bad_tags = 0

    @property
    def missing(self) -> int | None:
        """Bytes that the message under way lacks, at least; 0 between two, None within a header or the handshake."""
        return self._reader.missing if self._handshake.done else None

    def to_send(self) -> bytes:
        """What has gathered since the last call."""
        if not self._outgoing:
            return b""
        outgoing, self._outgoing = b"".join(self._outgoing), []
        return outgoing

    def receive(self, data: bytes) -> list[Event]:
        """Raises ProtocolError."""
        self._received += len(data)
        if not self._handshake.done:
            self._outgoing.append(self._handshake.receive(data))
            data, self._handshake.rest = self._handshake.rest, b""
        events: list[Event] = []
        for message in self._reader.receive(data):
            self._take(message, events)
        if self._received - self._acknowledged >= self._window:
            self._acknowledged = self._received
            self._send(messages.Acknowledgement(self._received & 0xFFFFFFFF))
        return events

    def accept(self) -> None:
        """The key is good: the publisher may send."""
        self._reader.limit, self._reader.early = MESSAGE_LIMIT, 0
        self._send(UserControl(messages.STREAM_BEGIN, self._stream))
        if self._fcpublish:
            self._status("NetStream.Publish.Start", self._fcpublish, name="onFCPublish", stream=0)
        self._status("NetStream.Publish.Start", "Publishing")

    def refuse(self, sentence: str) -> None:
        """The key is not good, or the publisher is cut off; `sentence` says why, and it is over."""
        self._status("NetStream.Publish.BadName", sentence, level="error")
        self._tags = None
        self.over = True

    def _take(self, message: Message, events: list[Event]) -> None:
        kind = message.kind
        if kind in (messages.VIDEO, messages.AUDIO):
            self._media(message, events)
        elif kind == messages.AGGREGATE:
            for inner in messages.split(message):
                self._media(inner, events)
        else:
            self._answer(messages.parse(message), events)

    def _media(self, message: Message, events: list[Event]) -> None:
        if self._tags is None:
            return
        try:
            if message.kind == messages.VIDEO:
                events += self._tags.video(message.timestamp, message.body)
            elif message.kind == messages.AUDIO:
                events += self._tags.audio(message.timestamp, message.body)
        except BadTag as error:
            self._bad_tags += 1
            if self._bad_tags == 1:
                log.warning("unreadable tags are passed over: %s", error)

    def _answer(self, control: messages.Control | None, events: list[Event]) -> None:
        match control:
            case Command(name="connect"):
                self._connect(control)
            case Command():
                if self._app is None:
                    raise ProtocolError(f"{control.name} before connect")
                self._call(control, events)
            case UserControl(messages.PING_REQUEST, value):
                self._send(UserControl(messages.PING_RESPONSE, value))
            case messages.WindowSize(size):
                self._window = max(size, 1024)

    def _connect(self, command: Command) -> None:
        about = command.arguments[0] if command.arguments else None
        fields = about if isinstance(about, dict) else {}
        app, address = str(fields.get("app") or ""), str(fields.get("tcUrl") or "")
        self._send(messages.WindowSize(WINDOW))
        self._send(messages.PeerBandwidth(WINDOW))
        if not keys.is_ours(app, address):
            self._reject(command, f"推流地址应以 /{keys.APP} 结尾 / The address must end in /{keys.APP}")
            return
        self._app, self._address = app, address
        self._send(messages.SetChunkSize(CHUNK_SIZE))
        self._writer.chunk_size = CHUNK_SIZE
        self._result(command, {"fmsVer": "FMS/3,0,1,123", "capabilities": 31.0}, _connected())

    def _reject(self, command: Command, sentence: str) -> None:
        status = _status("NetConnection.Connect.Rejected", sentence, "error")
        self._send(Command("_error", command.transaction, (None, status)))
        self.over = True

    def _call(self, command: Command, events: list[Event]) -> None:
        match command.name:
            case "createStream":
                self._streams += 1
                self._result(command, None, float(self._streams))
            case "FCPublish":
                self._fcpublish = command.text(1)
                self._result(command, None, None)
            case "publish":
                self._publish(command, events)
            case "FCUnpublish" | "deleteStream" | "closeStream":
                self._unpublish(command, events)
            case "play" | "play2":
                self._stream = command.stream
                self._status(
                    "NetStream.Play.Failed", "这里只接收推流 / This address only takes publishers", level="error"
                )
                self.over = True
            case name if name in _QUIET_CALLS:
                self._result(command, None, None)

    def _publish(self, command: Command, events: list[Event]) -> None:
        if self._tags is not None:
            return
        if not command.arguments[1:] or command.arguments[1] is False:
            return
        self._stream = command.stream
        self._tags, self._bad_tags = Tags(), 0
        events.append(PublishAsked(keys.stream_key(self._app or "", self._address, command.text(1))))

    def _unpublish(self, command: Command, events: list[Event]) -> None:
        if command.transaction:
            self._result(command, None, None)
        if self._tags is None:
            return
        self._tags = None
        self._status("NetStream.Unpublish.Success", "Unpublished")
        events.append(Unpublished())

    def _result(self, command: Command, about: amf.Value, value: amf.Value) -> None:
        self._send(Command("_result", command.transaction, (about, value)))

    def _status(
        self, code: str, sentence: str, *, level: str = "status", name: str = "onStatus", stream: int | None = None
    ) -> None:
        where = self._stream if stream is None else stream
        self._send(Command(name, 0, (None, _status(code, sentence, level)), where))

    def _send(self, control: messages.Control) -> None:
        number = _CONTROL
        if isinstance(control, Command):
            number = _STATUS if control.stream else _CALLS
        self._outgoing.append(self._writer.write(messages.serialise(control), number))


def _status(code: str, sentence: str, level: str) -> dict[str, amf.Value]:
    return {"level": level, "code": code, "description": sentence}


def _connected() -> dict[str, amf.Value]:
    return {
        **_status("NetConnection.Connect.Success", "Connected", "status"),
        "objectEncoding": 0.0,
        "fourCcList": _FOURCCS,
    }
