"""The receiving end of the chunk stream (RTMP 1.0, section 5.3)."""

from media.rtmp.chunks import DEFAULT_CHUNK_SIZE, FAR, HEADER_SIZES, Message
from media.rtmp.errors import ProtocolError

MESSAGE_LIMIT = 16 << 20
"""Bytes of a message, and of all unfinished messages of a connection together."""
STREAM_LIMIT = 64
"""Chunk streams of one connection; publishers use about four."""

_SET_CHUNK_SIZE, _ABORT = 1, 2
_PLAUSIBLE_DELTA = 1000
"""Milliseconds that a form 3 chunk behind a form 0 chunk may mean as a step."""


class ChunkReader:
    """Bytes in, whole messages out. Chunk size changes and aborts are obeyed here and also handed out.

    A body is consumed as it arrives, so what waits is never more than one chunk header and the messages under way.
    """

    def __init__(self, message_limit: int = MESSAGE_LIMIT, early: int = 0) -> None:
        self.chunk_size = DEFAULT_CHUNK_SIZE
        self.limit = message_limit
        """Bytes; may be raised when more is known about the peer."""
        self.early = early
        """Chunks that may still begin before more is known about the peer; 0 when it may send as many as it likes."""
        self._streams: dict[int, _Stream] = {}
        self._tail = b""
        self._current = _Stream()
        self._owed = 0
        self._held = 0

    @property
    def missing(self) -> int | None:
        """Bytes that the message under way lacks, at least; 0 between two, None within a header."""
        if self._tail:
            return None
        stream = self._current
        return stream.length - len(stream.body) if self._owed or stream.body else 0

    def receive(self, data: bytes) -> list[Message]:
        """Raises ProtocolError for what cannot be a chunk stream or passes a limit."""
        if self._tail:
            data, self._tail = self._tail + data, b""
        view, at, end = memoryview(data), 0, len(data)
        done: list[Message] = []
        while at < end:
            if not self._owed:
                after = self._header(data, at)
                if after < 0:
                    self._tail = data[at:]
                    break
                at = after
            stream = self._current
            take = min(self._owed, end - at)
            stream.body += view[at : at + take]
            at += take
            self._owed -= take
            self._held += take
            if not self._owed and stream.marker >= 0:
                at = self._run_on(stream, view, at)
            if self._held > self.limit:
                raise ProtocolError("too many unfinished messages")
            if not self._owed and len(stream.body) == stream.length:
                done.append(self._finish(stream))
        return done

    def _run_on(self, stream: "_Stream", view: memoryview, at: int) -> int:
        """The whole chunks that follow in the same message, without a look at anything but their one byte of header.

        Most chunks of a publisher that sends in 128 bytes are such.
        """
        size, marker, body = self.chunk_size, stream.marker, stream.body
        missing = before = stream.length - len(body)
        end = len(view)
        while missing and at + (take := min(size, missing)) < end and view[at] == marker:
            body += view[at + 1 : at + 1 + take]
            at += 1 + take
            missing -= take
        self._held += before - missing
        return at

    def _header(self, data: bytes, at: int) -> int:
        """Where the chunk's payload starts, or -1 when its header is not all there."""
        after, number = _basic_header(data, at)
        if after < 0:
            return -1
        form = data[at] >> 6
        stream = self._stream(number, form)
        after = self._message_header(stream, form, data, after) if form < 3 else self._continued(stream, data, after)
        if after >= 0:
            if self.early:
                self._count()
            self._current = stream
            self._owed = min(self.chunk_size, stream.length - len(stream.body))
        return after

    def _count(self) -> None:
        """A chunk may be one byte of which nothing comes, so the limits on bytes do not see them."""
        self.early -= 1
        if not self.early:
            raise ProtocolError("too many chunks before a key")

    def _stream(self, number: int, form: int) -> "_Stream":
        stream = self._streams.get(number)
        if stream is None:
            # Some librtmp builds begin a stream with form 1, so only the forms that carry no length are refused.
            if form > 1:
                raise ProtocolError(f"chunk stream {number} begins with form {form}")
            if len(self._streams) >= STREAM_LIMIT:
                raise ProtocolError("too many chunk streams")
            stream = self._streams[number] = _Stream(number)
        return stream

    def _message_header(self, stream: "_Stream", form: int, data: bytes, at: int) -> int:
        after = at + HEADER_SIZES[form]
        field = int.from_bytes(data[at : at + 3], "big")
        extended = field == FAR
        if len(data) < after + 4 * extended:
            return -1
        if form < 2:
            length = int.from_bytes(data[at + 3 : at + 6], "big")
            if length > self.limit:
                raise ProtocolError(f"a message of {length} bytes")
            stream.length, stream.kind = length, data[at + 6]
        if form == 0:
            stream.stream = int.from_bytes(data[at + 7 : at + 11], "little")
        if extended:
            field = int.from_bytes(data[after : after + 4], "big")
            after += 4
        self._held -= len(stream.body)
        stream.begin(form, field, extended)
        return after

    def _continued(self, stream: "_Stream", data: bytes, at: int) -> int:
        """A chunk of form 3; Adobe repeats the extended timestamp in it, some librtmp builds do not."""
        after = at
        if stream.extended:
            peek = data[at : at + 4]
            if any(stamp.startswith(peek) for stamp in stream.stamps):
                if len(peek) < 4:
                    return -1
                after += 4
        if not stream.body:
            stream.repeat()
        return after

    def _finish(self, stream: "_Stream") -> Message:
        message = Message(stream.kind, stream.stream, stream.timestamp, bytes(stream.body))
        self._held -= len(stream.body)
        stream.body = bytearray()
        if message.kind == _SET_CHUNK_SIZE:
            self.chunk_size = _chunk_size(message.body)
        elif message.kind == _ABORT:
            self._abort(int.from_bytes(message.body[:4], "big"))
        return message

    def _abort(self, number: int) -> None:
        stream = self._streams.get(number)
        if stream is not None:
            self._held -= len(stream.body)
            stream.body = bytearray()


class _Stream:
    """What a chunk stream remembers between chunks."""

    __slots__ = ("body", "delta", "extended", "kind", "length", "marker", "number", "stamps", "stream", "timestamp")

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self.marker = -1
        """The header of a chunk that only goes on, where it is a single byte."""
        self.kind = self.length = self.stream = self.timestamp = self.delta = 0
        self.extended = False
        self.stamps: tuple[bytes, ...] = ()
        self.body = bytearray()

    def begin(self, form: int, field: int, extended: bool) -> None:
        self.timestamp = field if form == 0 else (self.timestamp + field) & 0xFFFFFFFF
        # Form 3 after form 0 means "again the same step" to Adobe and ffmpeg, "the same instant" to librtmp.
        self.delta = field if form or field < _PLAUSIBLE_DELTA else 0
        self.extended = extended
        self.marker = 0xC0 | self.number if self.number < 64 and not extended else -1
        # It was never settled whether form 3 repeats the delta or the time itself.
        self.stamps = (field.to_bytes(4, "big"), self.timestamp.to_bytes(4, "big")) if extended else ()
        self.body = bytearray()

    def repeat(self) -> None:
        """A new message that says nothing about itself is like the one before."""
        self.timestamp = (self.timestamp + self.delta) & 0xFFFFFFFF


def _basic_header(data: bytes, at: int) -> tuple[int, int]:
    number = data[at] & 63
    size = 1 if number > 1 else number + 2
    if len(data) < at + size:
        return -1, 0
    if size == 2:
        number = 64 + data[at + 1]
    elif size == 3:
        number = 64 + data[at + 1] + (data[at + 2] << 8)
    return at + size, number


def _chunk_size(body: bytes) -> int:
    size = int.from_bytes(body[:4], "big") & 0x7FFFFFFF
    if not size:
        raise ProtocolError("a chunk size of 0")
    return size
