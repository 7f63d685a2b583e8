"""AMF 0, the values inside RTMP commands (Adobe's AMF 0 specification).

Publishers send many oddities (stray object ends, markers of later versions). What cannot be read ends the reading:
the values before it count, so a command is understood by its first few.
"""

import struct
from collections.abc import Iterable

Value = float | bool | str | None | list["Value"] | dict[str, "Value"]

DEPTH_LIMIT = 16
VALUE_LIMIT = 4096

_NUMBER, _BOOLEAN, _STRING, _OBJECT, _NULL, _OBJECT_END, _STRICT_ARRAY, _LONG_STRING = 0, 1, 2, 3, 5, 9, 10, 12


def decode(data: bytes) -> list[Value]:
    """The values in `data`, up to the first one that cannot be read."""
    reader = _Reader(data)
    values: list[Value] = []
    while not reader.at_end:
        try:
            values.append(reader.value(0))
        except _UnreadableError:
            break
    return values


def encode(*values: Value) -> bytes:
    return b"".join(_encoded(values))


def _encoded(values: Iterable[Value]) -> Iterable[bytes]:
    for value in values:
        match value:
            case None:
                yield bytes([_NULL])
            case bool():
                yield bytes([_BOOLEAN, value])
            case int() | float():
                yield struct.pack(">Bd", _NUMBER, value)
            case str():
                yield _string(value)
            case list():
                yield struct.pack(">BI", _STRICT_ARRAY, len(value)) + encode(*value)
            case dict():
                yield bytes([_OBJECT]) + _fields(value) + bytes([0, 0, _OBJECT_END])


def _string(text: str) -> bytes:
    data = text.encode()
    if len(data) < 1 << 16:
        return struct.pack(">BH", _STRING, len(data)) + data
    return struct.pack(">BI", _LONG_STRING, len(data)) + data


def _fields(fields: dict[str, Value]) -> bytes:
    return b"".join(_string(name)[1:] + encode(value) for name, value in fields.items())


class _UnreadableError(Exception):
    pass


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._count = 0

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._data)

    def value(self, depth: int) -> Value:
        self._count += 1
        if depth > DEPTH_LIMIT or self._count > VALUE_LIMIT:
            raise _UnreadableError
        return self._value(self._integer(1), depth)

    def _value(self, marker: int, depth: int) -> Value:
        match marker:
            case 3:
                return self._object(depth)
            case 8:  # its count is only a hint, some publishers send 0
                self._take(4)
                return self._object(depth)
            case 10:
                return [self.value(depth + 1) for _ in range(self._integer(4))]
            case 16:
                self._text(2)
                return self._object(depth)
        return self._scalar(marker)

    def _scalar(self, marker: int) -> Value:
        value: Value = None
        match marker:
            case 0:
                value = self._double()
            case 1:
                value = self._integer(1) != 0
            case 2:
                value = self._text(2)
            case 5 | 6 | 13:  # null, undefined, unsupported
                pass
            case 7:  # a reference to an earlier object, which no command needs
                self._take(2)
            case 11:  # a date, with two bytes of time zone that must be ignored
                value = self._double()
                self._take(2)
            case 12 | 15:  # a long string, XML
                value = self._text(4)
            case _:
                raise _UnreadableError
        return value

    def _object(self, depth: int) -> dict[str, Value]:
        fields: dict[str, Value] = {}
        while True:
            name = self._text(2)
            if self._data[self._at : self._at + 1] == bytes([_OBJECT_END]):
                self._at += 1
                return fields
            fields[name] = self.value(depth + 1)

    def _double(self) -> float:
        return float(struct.unpack(">d", self._take(8))[0])

    def _integer(self, size: int) -> int:
        return int.from_bytes(self._take(size), "big")

    def _text(self, size: int) -> str:
        return self._take(self._integer(size)).decode(errors="replace")

    def _take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) < size:
            raise _UnreadableError
        self._at += size
        return taken
