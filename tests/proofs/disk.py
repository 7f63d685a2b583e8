"""A disk that the power is cut from: what was synced stays, of the rest each sector by chance."""

import random
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SECTOR = 512

_CALL = re.compile(
    rb"^(?P<pid>\d+) +(?:(?P<call>\w+)\(\d+<(?P<file>[^>]+)>(?:, (?P<rest>.*?))?(?:\) += \d+| <unfinished \.\.\.>)"
    rb"|<\.\.\. (?P<resumed>\w+) resumed>.*)$",
    re.DOTALL,
)
_SYNCS = {b"fsync", b"fdatasync"}


class Call(NamedTuple):
    """One thing that happened to a file, by the name of its last part."""

    kind: str
    """write, cut (ftruncate), sync, or ack with the key in `offset`."""
    file: str
    offset: int = 0
    data: bytes = b""


def calls(trace: Path) -> Iterator[Call]:
    """What `strace -f -y -xx` saw; a sync counts when it returns, a write when it begins."""
    syncing: dict[bytes, str] = {}
    for line in trace.read_bytes().splitlines():
        match = _CALL.match(line)
        if match is None:
            continue
        if match["resumed"]:
            if match["resumed"] in _SYNCS and match["pid"] in syncing:
                yield Call("sync", syncing.pop(match["pid"]))
            continue
        file = Path(_unescaped(match["file"]).decode()).name
        if match["call"] in _SYNCS and b"unfinished" in line:
            syncing[match["pid"]] = file
        else:
            yield from _call(match["call"], file, match["rest"] or b"")


class Disk:
    """Durable contents, and per file what has not been synced yet."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self._durable = {name: bytearray(content) for name, content in contents.items()}
        self._pending: dict[str, list[Call]] = {}

    def do(self, call: Call) -> None:
        if call.kind == "sync":
            for waiting in self._pending.pop(call.file, []):
                _apply(self._durable.setdefault(call.file, bytearray()), waiting)
        elif call.kind in {"write", "cut"}:
            self._pending.setdefault(call.file, []).append(call)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytearray]:
        """Half of what was not synced has reached the disk, 30 % of that only in some of its sectors."""
        found = {name: bytearray(content) for name, content in self._durable.items()}
        for name, waiting in self._pending.items():
            content = found.setdefault(name, bytearray())
            for call in waiting:
                if chance.random() < 0.5:
                    for piece in _torn(call, chance) if chance.random() < 0.3 else [call]:
                        _apply(content, piece)
        return found


def _call(name: bytes, file: str, rest: bytes) -> Iterator[Call]:
    if name in _SYNCS:
        yield Call("sync", file)
    elif name == b"pwrite64":
        text, _, offset = rest.rsplit(b", ", 2)
        yield Call("write", file, int(offset), _unescaped(text.strip(b'"')))
    elif name == b"ftruncate":
        yield Call("cut", file, int(rest))
    elif name == b"write" and file == "acks":
        (key,) = struct.unpack("<q", _unescaped(rest.rsplit(b", ", 1)[0].strip(b'"')))
        yield Call("ack", file, key)


def _apply(content: bytearray, call: Call) -> None:
    if call.kind == "cut":
        content[call.offset :] = bytes(max(0, call.offset - len(content)))
        return
    if len(content) < call.offset:
        content.extend(bytes(call.offset - len(content)))
    content[call.offset : call.offset + len(call.data)] = call.data


def _torn(call: Call, chance: random.Random) -> Iterator[Call]:
    """Sectors lie at multiples of 512 bytes of the file."""
    if call.kind == "cut":
        yield call
        return
    start = call.offset
    while start < call.offset + len(call.data):
        end = min(start // SECTOR * SECTOR + SECTOR, call.offset + len(call.data))
        if chance.random() < 0.5:
            yield Call("write", call.file, start, call.data[start - call.offset : end - call.offset])
        start = end


def _unescaped(text: bytes) -> bytes:
    return bytes.fromhex(text.replace(b"\\x", b"").decode()) if text.startswith(b"\\x") else text
