"""Bits of a codec's headers: fixed fields and Exp-Golomb codes (ITU-T H.264, 9.1)."""

from media.rtmp.errors import BadTag


class Bits:
    """Reads from the most significant bit on; reading past the end raises BadTag."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise BadTag("a codec header ends too early")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def flag(self) -> bool:
        return self.take(1) == 1

    def unsigned(self) -> int:
        """ue(v)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise BadTag("an Exp-Golomb code of more than 32 bits")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """se(v)."""
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def unescaped(nal: bytes) -> bytes:
    """A NAL unit without its emulation prevention bytes (ITU-T H.264, 7.4.1)."""
    return nal.replace(b"\x00\x00\x03", b"\x00\x00")
