"""What strangers say to a room: what a page might say, or not quite, or not at all."""

import json
import random
import struct
import zlib

from websockets.frames import Frame, Opcode

UPGRADE = (
    "GET /rooms/{room}?token={token} HTTP/1.1\r\nHost: shop\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
)
HOSTILE = (
    *(None, True, -1, 0, 1.5, 10**6, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**40, 1e308, [], {}, [[[[]]]], {"a": {}}),
    *("", " ", "\0", "a\0b", "\u202e", "\ufffd", "💥" * 60, "字" * 400, "'; DROP TABLE comments", "%s{}{0}%", "\\"),
    *("staff:s1", "<script>alert(1)</script>", "\x1b[2J", "e\u0301" * 90, "扣1", "福袋"),
)  # fmt: skip
ESCAPES = (b"\\ud800", b"\\udfff\\ud800", b"\\u0000", b"\xff", b"\xed\xa0\x80", b"1e999", b"-0", b"NaN", b"[" * 900)


def mutated(chance: random.Random, good: list[dict[str, object]], things: list[str]) -> bytes:
    """One of what a page says, or not quite, or not at all; `things` are ids of what is there."""
    said = dict(chance.choice(good))
    if chance.random() < 0.9:
        said["ref"] = str(chance.randrange(1000))
    for _ in range(chance.choice((0, 1, 1, 2))):
        name = chance.choice([*said, "extra"])
        match chance.randrange(4):
            case 0:
                said.pop(name, None)
            case 1 if name != "type":
                said[name] = chance.choice(things)
            case _:
                said[name] = chance.choice(HOSTILE)
    body = json.dumps(said, ensure_ascii=chance.random() < 0.5).encode()
    if chance.random() < 0.25:
        at = chance.randrange(len(body) + 1)
        body = body[:at] + chance.choice((*ESCAPES, chance.randbytes(3))) + body[at + chance.randrange(4) :]
    return body


def wired(chance: random.Random, body: bytes) -> bytes:
    """In a frame of its own as a browser sends it, mostly."""
    if chance.random() < 0.7:
        return Frame(Opcode.TEXT, body).serialize(mask=True)
    match chance.randrange(6):
        case 0:
            squeeze = zlib.compressobj(wbits=-15)
            small = squeeze.compress(body) + squeeze.flush(zlib.Z_SYNC_FLUSH)
            wire = bytearray(Frame(Opcode.TEXT, small[:-4]).serialize(mask=True))
            wire[0] |= 0x40
        case 1:
            at = chance.randrange(len(body) + 1)
            head = Frame(Opcode.TEXT, body[:at], fin=False).serialize(mask=True)
            wire = head + Frame(Opcode.CONT, body[at:]).serialize(mask=True)
        case 2:
            wire = Frame(chance.choice(list(Opcode)), body[:125]).serialize(mask=True)
        case 3:
            wire = Frame(Opcode.CLOSE, struct.pack(">H", chance.randrange(65536)) + body[:9]).serialize(mask=True)
        case 4:
            wire = bytearray(Frame(Opcode.TEXT, body).serialize(mask=True))
            wire[chance.randrange(len(wire))] = chance.randrange(256)
        case _:
            wire = Frame(Opcode.TEXT, body).serialize(mask=chance.random() < 0.5)[: chance.randrange(200)]
    return bytes(wire)
