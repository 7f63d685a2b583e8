"""The sending end of the chunk stream (RTMP 1.0, section 5.3)."""

import msgspec

from media.rtmp.chunks import DEFAULT_CHUNK_SIZE, FAR, HEADER_SIZES, Message, basic_header


class ChunkWriter:
    """Messages in, bytes out, with the shortest header that says it.

    `repeat_extended` false imitates the publishers that leave the extended timestamp out of form 3 chunks.
    """

    def __init__(self, chunk_size: int = DEFAULT_CHUNK_SIZE, *, repeat_extended: bool = True) -> None:
        self.chunk_size = chunk_size
        self._repeat_extended = repeat_extended
        self._sent: dict[int, _Sent] = {}

    def write(self, message: Message, number: int) -> bytes:
        """The message on chunk stream `number` (2 to 65599)."""
        header, stamp = self._header(message, number)
        following = basic_header(3, number) + (stamp if self._repeat_extended else b"")
        size, body = self.chunk_size, message.body
        pieces = [header, body[:size]]
        for at in range(size, len(body), size):
            pieces += (following, body[at : at + size])
        return b"".join(pieces)

    def _header(self, message: Message, number: int) -> tuple[bytes, bytes]:
        last = self._sent.get(number)
        form = _form(message, last)
        delta = message.timestamp - last.message.timestamp if last and form else message.timestamp
        if form == 2 and last and last.delta == delta:
            form = 3
        self._sent[number] = _Sent(message, delta if form else -1)
        fields = (
            min(delta, FAR).to_bytes(3, "big")
            + len(message.body).to_bytes(3, "big")
            + bytes([message.kind])
            + message.stream.to_bytes(4, "little")
        )
        stamp = delta.to_bytes(4, "big") if delta >= FAR else b""
        return basic_header(form, number) + fields[: HEADER_SIZES[form]] + stamp, stamp


class _Sent(msgspec.Struct):
    message: Message
    delta: int


def _form(message: Message, last: _Sent | None) -> int:
    if last is None or last.message.stream != message.stream or message.timestamp < last.message.timestamp:
        return 0
    same = last.message.kind == message.kind and len(last.message.body) == len(message.body)
    return 2 if same else 1
