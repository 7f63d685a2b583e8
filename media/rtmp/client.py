"""The publisher's end of a connection, without a socket: connect, publish, send tags.

For tests, benches and the relay. It writes what a publisher writes, byte by byte as told, quirks included.
"""

import msgspec

from media.rtmp import amf, messages
from media.rtmp.chunks import Message
from media.rtmp.handshake import ClientHandshake
from media.rtmp.messages import Command, UserControl
from media.rtmp.reader import ChunkReader
from media.rtmp.writer import ChunkWriter

CHUNK_SIZE = 4096
_CALLS, _SOUND, _PICTURE = 3, 4, 6


class Status(msgspec.Struct, frozen=True):
    """What the server said about our publishing (NetStream.Publish.Start, ...BadName) or our connection."""

    code: str
    level: str
    description: str


class ClientSession:
    """Feed `receive`, send `to_send()`; after the Status NetStream.Publish.Start send media."""

    def __init__(self, app: str, address: str, key: str, *, writer: ChunkWriter | None = None) -> None:
        self.publishing = False
        self._app, self._address, self._key = app, address, key
        self._handshake = ClientHandshake()
        self._reader = ChunkReader()
        self._writer = writer or ChunkWriter()
        self._chunk_size = CHUNK_SIZE if writer is None else writer.chunk_size
        self._stream = 0
        self._outgoing = [self._handshake.start]
        self._greeted = False

    def to_send(self) -> bytes:
        outgoing, self._outgoing = b"".join(self._outgoing), []
        return outgoing

    def receive(self, data: bytes) -> list[Status]:
        if not self._handshake.done:
            self._outgoing.append(self._handshake.receive(data))
            data = self._handshake.rest
        if self._handshake.done and not self._greeted:
            self._greet()
        said = [self._hear(messages.parse(message)) for message in self._reader.receive(data)]
        return [status for status in said if status]

    def audio(self, timestamp: int, body: bytes) -> None:
        """An FLV audio tag's body at `timestamp` milliseconds, modulo 2^32."""
        self._media(messages.AUDIO, timestamp, body, _SOUND)

    def video(self, timestamp: int, body: bytes) -> None:
        self._media(messages.VIDEO, timestamp, body, _PICTURE)

    def data(self, body: bytes) -> None:
        """An AMF 0 data message, such as @setDataFrame onMetaData."""
        self._media(messages.DATA, 0, body, _SOUND)

    def stop(self) -> None:
        """Say goodbye as OBS does."""
        self._call("FCUnpublish", 6, None, self._key)
        self._call("deleteStream", 7, None, float(self._stream))

    def _greet(self) -> None:
        self._greeted = True
        self._send(messages.SetChunkSize(self._chunk_size))
        self._writer.chunk_size = self._chunk_size
        about: amf.Value = {
            "app": self._app,
            "type": "nonprivate",
            "flashVer": "FMLE/3.0 (compatible; Jinbo)",
            "tcUrl": self._address,
        }
        self._call("connect", 1, about)

    def _hear(self, control: messages.Control | None) -> Status | None:
        match control:
            case Command(name="_result", transaction=1):
                self._call("releaseStream", 2, None, self._key)
                self._call("FCPublish", 3, None, self._key)
                self._call("createStream", 4, None)
            case Command(name="_result", transaction=4, arguments=(_, float(stream))):
                self._stream = int(stream)
                self._send(Command("publish", 5, (None, self._key, "live"), self._stream))
            case Command(name="onStatus" | "_error", arguments=(_, dict(said))):
                status = Status(*(str(said.get(name, "")) for name in ("code", "level", "description")))
                self.publishing = status.code == "NetStream.Publish.Start"
                return status
            case UserControl(messages.PING_REQUEST, value):
                self._send(UserControl(messages.PING_RESPONSE, value))
        return None

    def _call(self, name: str, transaction: float, *arguments: amf.Value) -> None:
        self._send(Command(name, transaction, arguments))

    def _send(self, control: messages.Control) -> None:
        self._outgoing.append(self._writer.write(messages.serialise(control), _CALLS))

    def _media(self, kind: int, timestamp: int, body: bytes, number: int) -> None:
        message = Message(kind, self._stream, timestamp & 0xFFFFFFFF, body)
        self._outgoing.append(self._writer.write(message, number))
